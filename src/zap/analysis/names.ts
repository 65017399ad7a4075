import { judgeBrands } from './brand-names.js';
import type { MailParts, OwnSide } from './input.js';
import { judgeLetters } from './name-letters.js';
import { observation } from './observation.js';
import { judgeOwnNames } from './own-names.js';
import { addressHost, isTenantName } from './domains.js';
import { hasHeader, senderCount } from './people.js';
import { judgeReplyPath } from './reply-path.js';
import type { HeaderValues, MailPeople, Observation } from './report.js';
import { judgeSenderName } from './sender-name.js';

/** Everything that the names, addresses and the subject of a message give away. */
export function judgeNames(
  parts: MailParts,
  people: MailPeople,
  values: HeaderValues,
  own: OwnSide,
): readonly Observation[] {
  return [
    ...judgeFrom(parts, people),
    ...judgeSenderName(people, own),
    ...judgeLetters(people),
    ...judgeBrands(people, values, own),
    ...judgeOwnNames(people, own),
    ...judgeReplyPath(people),
    ...judgeIntake(parts),
  ];
}

function judgeFrom({ headers }: MailParts, people: MailPeople): readonly Observation[] {
  if (!hasHeader(headers, 'from')) return [];
  if (people.fromAddress === '')
    return [
      observation(
        'from-without-address',
        'medium',
        'The sender field holds no address, only text.',
        people.fromName,
      ),
    ];
  return [...bareTenant(people), ...several(headers, people)];
}

function bareTenant({ fromAddress }: MailPeople): readonly Observation[] {
  const host = addressHost(fromAddress);
  if (!isTenantName(host)) return [];
  const sentence =
    'The sender writes from the name that Microsoft gives every tenant, not from a domain of its own.';
  return [observation('address-of-bare-tenant', 'low', sentence, host)];
}

function several(headers: MailParts['headers'], people: MailPeople): readonly Observation[] {
  if (senderCount(headers) < 2) return [];
  const sentence = 'The sender field lists several addresses; programs show different ones.';
  return [observation('from-several-addresses', 'medium', sentence, people.fromAddress)];
}

function judgeIntake({ incomplete }: MailParts): readonly Observation[] {
  if (incomplete !== true) return [];
  const sentence = 'Part of the message is too large or nested too deep to be looked at.';
  return [observation('not-all-read', 'medium', sentence)];
}
