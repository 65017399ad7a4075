import { cyclic } from '../../mail/cyclic.js';
import type { Draft, Sender } from '../../mail/drafted-mail.js';
import { toOwn } from '../../mail/flow-day.js';
import { inventedDomain, inventedIp } from '../../mail/invented-names.js';
import { FORGED_OTHER, FORGED_OWN } from '../../mail/unwanted-words.js';
import { colleagues, spread } from './plot.js';
import type { Plot, Scene } from './plot.js';

const TARGETS = 7;
const MESSAGES = 10;

/** Servers outside send as the director, to people who would do what the director says. */
export const DIRECTOR_SPOOFED: Plot = {
  hour: 9,
  minutes: 240,
  onWorkdays: true,
  hasStar: true,
  prefers: ({ address, name }) => /(?:ceo|director|president)/i.test(`${address} ${name}`),
  play: (scene) => {
    const { star, start, numbers } = scene;
    const targets = colleagues(scene, TARGETS);
    const servers = [inventedDomain(numbers), inventedDomain(numbers)];
    const senders = servers.map((server, index) => forger(scene, server, index));
    const clusterId = numbers.cluster();
    const drafts = spread(start, 240, targets.length === 0 ? 0 : MESSAGES).map(
      (at, index): Draft => {
        const isMissed = index === 3;
        const destination = isMissed ? 'inbox' : index % 3 === 1 ? 'junkemail' : 'quarantine';
        return {
          kind: 'spoof',
          at,
          direction: 'Inbound',
          subject: `Are you at your desk? (${star.name})`,
          from: cyclic(senders, index),
          to: [toOwn(targets[index % targets.length] ?? star, destination)],
          clusterId,
          forged: 'own-domain',
          ...(isMissed
            ? {}
            : { filtered: { threat: 'Phish', technology: 'Spoof intra-org', confidence: 'High' } }),
        };
      },
    );
    return {
      drafts,
      addresses: [...new Set(targets.map(({ address }) => address))],
      senderDomains: servers,
    };
  },
};

function forger({ star, numbers }: Scene, server: string, index: number): Sender {
  return {
    address: star.address,
    name: star.name,
    ip: inventedIp(numbers),
    mailFrom: `apache@${server}`,
    country: 'RU',
    authentication: index === 0 ? FORGED_OWN : FORGED_OTHER,
  };
}
