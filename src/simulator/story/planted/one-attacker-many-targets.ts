import type { Draft } from '../../mail/drafted-mail.js';
import { toOwn } from '../../mail/flow-day.js';
import { inventedDomain, inventedIp, inventedPerson } from '../../mail/invented-names.js';
import type { FilterVerdict, MailPlace } from '../../mail/mail-record.js';
import { spread } from './plot.js';
import type { Plot, Scene } from './plot.js';

const TARGETS = 40;
const MESSAGES = 60;

/** One sender writes to as many people as it can find. */
export const ONE_ATTACKER_MANY_TARGETS: Plot = {
  hour: 14,
  minutes: 120,
  onWorkdays: false,
  hasStar: false,
  play: (scene) => {
    const { known, start, numbers } = scene;
    const targets = numbers.some(known.people, TARGETS);
    const domain = inventedDomain(numbers);
    const ip = inventedIp(numbers);
    const clusterId = numbers.cluster();
    const count = Math.min(MESSAGES, targets.length * 3);
    const drafts = spread(start, 120, count).map((at, index): Draft => {
      const target = targets[index % targets.length];
      const { destination, filtered } = judged(scene);
      return {
        kind: 'phish',
        at,
        direction: 'Inbound',
        subject: `Voice message ${index + 1} is waiting`,
        from: { ...inventedPerson(numbers, domain), ip, country: 'NL' },
        to: target === undefined ? [] : [toOwn(target, destination)],
        clusterId,
        url: `https://voice.${domain}/m`,
        ...(filtered === undefined ? {} : { filtered }),
      };
    });
    return {
      drafts,
      addresses: targets.map(({ address }) => address),
      senderDomains: [domain],
    };
  },
};

function judged({ numbers }: Scene): {
  readonly destination: MailPlace;
  readonly filtered: FilterVerdict | undefined;
} {
  const share = numbers.share();
  if (share < 0.06) return { destination: 'inbox', filtered: undefined };
  if (share < 0.25) {
    const filtered = { threat: 'Spam', technology: 'General filter', scl: 5 } as const;
    return { destination: 'junkemail', filtered };
  }
  const filtered = { threat: 'Phish', technology: 'URL malicious reputation' } as const;
  return { destination: 'quarantine', filtered };
}
