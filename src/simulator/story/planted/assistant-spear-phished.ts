import type { Draft } from '../../mail/drafted-mail.js';
import { toOwn } from '../../mail/flow-day.js';
import { inventedDomain, inventedIp, inventedPerson } from '../../mail/invented-names.js';
import type { FilterVerdict, MailPlace } from '../../mail/mail-record.js';
import { colleagues, DAY_MS, MINUTE_MS } from './plot.js';
import type { Plot, Scene } from './plot.js';

interface Attempt {
  readonly daysBefore: number;
  readonly technology: string | undefined;
  readonly destination: MailPlace;
  readonly about: string;
}

/** Each from a domain of its own, none like the others. */
const ATTEMPTS: readonly Attempt[] = [
  attempt(2, 'Impersonation user', 'quarantine', 'Travel plans of'),
  attempt(2, 'Mailbox intelligence impersonation', 'junkemail', 'Minutes for'),
  attempt(1, 'Impersonation user', 'quarantine', 'Signature needed from'),
  attempt(1, 'URL detonation', 'quarantine', 'Board papers for'),
  attempt(1, undefined, 'inbox', 'Change of bank details,'),
  attempt(0, 'Impersonation domain', 'quarantine', 'Hotel booking of'),
  attempt(0, 'Mailbox intelligence impersonation', 'quarantine', 'Call back today,'),
];

function attempt(
  daysBefore: number,
  technology: string | undefined,
  destination: MailPlace,
  about: string,
): Attempt {
  return { daysBefore, technology, destination, about };
}

/** Somebody takes great care over one person: few messages, made for this person, from ever new domains. */
export const ASSISTANT_SPEAR_PHISHED: Plot = {
  hour: 11,
  minutes: 90,
  onWorkdays: true,
  hasStar: true,
  prefers: ({ address, name }) => /(?:assist|office)/i.test(`${address} ${name}`),
  play: (scene) => {
    const domains = ATTEMPTS.map(() => inventedDomain(scene.numbers));
    return {
      drafts: ATTEMPTS.map((one, index) =>
        written(scene, one, { index, domain: domains[index] ?? '' }),
      ),
      senderDomains: domains,
    };
  },
};

function written(
  scene: Scene,
  { daysBefore, technology, destination, about }: Attempt,
  { index, domain }: { readonly index: number; readonly domain: string },
): Draft {
  const { star, start, numbers } = scene;
  const [friend] = colleagues(scene, 1);
  const from = inventedPerson(numbers, domain);
  return {
    kind: 'phish',
    at: start - daysBefore * DAY_MS + index * 12 * MINUTE_MS,
    direction: 'Inbound',
    subject: `${about} ${star.name}`,
    from: { ...from, name: friend?.name ?? from.name, ip: inventedIp(numbers), country: 'US' },
    to: [toOwn(star, destination)],
    clusterId: numbers.cluster(),
    url: `https://sign.${domain}/d/${index}`,
    ...(technology === undefined ? {} : { filtered: verdict(technology) }),
  };
}

function verdict(technology: string): FilterVerdict {
  return { threat: 'Phish', technology, confidence: 'High' };
}
