import { sameOwner } from './brands.js';
import { addressDomain } from './domains.js';
import { isFreeMail } from './free-mail.js';
import { observation } from './observation.js';
import type { MailPeople, Observation } from './report.js';

/**
 * Where answers and bounces go, against where the message says it comes from. Honest bulk mail is bounced to the firm that
 * sends it, and often answered there too, so a mere difference weighs little; an answer to a free mail account weighs more.
 */
export function judgeReplyPath(people: MailPeople): readonly Observation[] {
  if (people.fromAddress === '') return [];
  const from = addressDomain(people.fromAddress);
  return [...replyTo(people, from), ...returnPath(people, from)];
}

function replyTo(people: MailPeople, from: string): readonly Observation[] {
  const elsewhere = people.replyTo.slice(0, 20).filter((address) => differs(address, from));
  const free = elsewhere.find((address) => isFreeMail(addressDomain(address)));
  if (free !== undefined && !isFreeMail(from))
    return [
      observation(
        'reply-to-free-mail',
        'medium',
        'Answers would go to a free mail account, not to the sender’s domain.',
        free,
      ),
    ];
  const [first] = elsewhere;
  if (first !== undefined)
    return [
      observation(
        'reply-to-differs',
        'low',
        'Answers would go to another domain than the sender’s.',
        first,
      ),
    ];
  const other = people.replyTo.find((address) => address !== people.fromAddress);
  if (other === undefined || !isFreeMail(from)) return [];
  return [
    observation(
      'reply-to-other-account',
      'low',
      'Answers would go to another account of the same free mail service.',
      other,
    ),
  ];
}

function returnPath({ returnPath: bounce }: MailPeople, from: string): readonly Observation[] {
  if (bounce === undefined || !differs(bounce, from)) return [];
  const sentence = 'Bounces go to another domain than the sender’s, as with most bulk mail.';
  return [observation('return-path-differs', 'info', sentence, bounce)];
}

function differs(address: string, from: string): boolean {
  const domain = addressDomain(address);
  return domain !== '' && domain !== from && !sameOwner(domain, from);
}
