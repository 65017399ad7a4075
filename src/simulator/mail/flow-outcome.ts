import type { MailFlow } from '../scenario/flow-schema.js';
import type { SeededNumbers } from './seeded-numbers.js';
import type { MailPlace } from './mail-record.js';

/** Where one message of a kind ends. */
export function destinationOf(
  outcome: MailFlow['outcomes']['spam'],
  numbers: SeededNumbers,
): MailPlace {
  const share = numbers.share();
  if (share < outcome.inbox) return 'inbox';
  return share < outcome.inbox + outcome.quarantine ? 'quarantine' : 'junkemail';
}
