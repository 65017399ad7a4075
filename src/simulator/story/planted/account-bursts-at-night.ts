import type { Draft } from '../../mail/drafted-mail.js';
import { ownSender, toOutside } from '../../mail/flow-day.js';
import { signInOf } from '../../mail/flow-sign-ins.js';
import { inventedDomain, inventedIp, inventedPerson } from '../../mail/invented-names.js';
import type { FilterVerdict } from '../../mail/mail-record.js';
import { OUTBOUND_SPAM } from '../../mail/blocked-senders.js';
import { MINUTE_MS, spread } from './plot.js';
import type { Plot, Scene } from './plot.js';

const MESSAGES = 330;
/** From this message on the service lets none out. */
const BLOCKED_AT = 290;
const SIGNED_IN_BEFORE_MS = 50 * MINUTE_MS;
const COUNTRIES = ['NG', 'VN', 'BR', 'ID'];

const PHISH: FilterVerdict = {
  threat: 'Phish',
  technology: 'URL malicious reputation',
  confidence: 'High',
  also: [{ threat: 'Spam', technology: 'General filter' }],
};
const SPAM: FilterVerdict = { threat: 'Spam', technology: 'General filter', scl: 5 };

/** Somebody took over an account: signs in from far away, sends to strangers all night, and is stopped by the service. */
export const ACCOUNT_BURSTS_AT_NIGHT: Plot = {
  hour: 2,
  minutes: 150,
  onWorkdays: false,
  hasStar: true,
  prefers: ({ isPerson }) => isPerson,
  play: (scene) => {
    const { star, start, numbers, country } = scene;
    const ip = inventedIp(numbers);
    const abroad = numbers.pick(COUNTRIES.filter((other) => other !== country));
    const times = spread(start, 150, MESSAGES);
    const url = `https://${inventedDomain(numbers)}/shared/file`;
    const signIn = { at: start - SIGNED_IN_BEFORE_MS, country: abroad, ip };
    return {
      drafts: times.map((at, index) => sent(scene, { at, index, ip, url, abroad })),
      signIns: [signInOf(star, signIn, numbers)],
      blockedSenders: [
        {
          address: star.address,
          reason: OUTBOUND_SPAM,
          at: new Date(times[BLOCKED_AT] ?? start).toISOString(),
        },
      ],
    };
  },
};

interface Sent {
  readonly at: number;
  readonly index: number;
  readonly ip: string;
  readonly url: string;
  readonly abroad: string;
}

function sent({ star, numbers }: Scene, { at, index, ip, url, abroad }: Sent): Draft {
  const stranger = inventedPerson(numbers, inventedDomain(numbers));
  const share = numbers.share();
  const filtered = share < 0.55 ? PHISH : share < 0.8 ? SPAM : undefined;
  return {
    kind: 'phish',
    at,
    direction: 'Outbound',
    subject: `${star.name} shared a document with you (${(index % 7) + 1})`,
    from: { ...ownSender(star, abroad, 'Outbound'), ip },
    to: [toOutside(stranger.address, index < BLOCKED_AT ? 'inbox' : 'failed')],
    clusterId: numbers.cluster(),
    filtered,
    url,
  };
}
