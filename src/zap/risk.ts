import { minutesAtMost } from './exposure.js';
import type { RecordedRecipient } from './records.js';

type Risky = Pick<RecordedRecipient, 'address' | 'outcome' | 'evidence' | 'exposure'>;

/** For sorting: the recipient most at risk first; among equals the longest exposure, then by address. */
export function riskiestFirst(a: Risky, b: Risky): number {
  return (
    riskOf(b) - riskOf(a) ||
    (minutesAtMost(b.exposure) ?? -1) - (minutesAtMost(a.exposure) ?? -1) ||
    (a.address < b.address ? -1 : 1)
  );
}

/** True for a click that reached the page, or of which it is not known whether it did. */
export function reachedPage({ evidence }: Pick<RecordedRecipient, 'evidence'>): boolean {
  return evidence.value === 'clicked' && evidence.reached !== 0;
}

function riskOf(recipient: Risky): number {
  const { value, afterZap } = recipient.evidence;
  const failed = recipient.outcome === 'failed' ? 10 : 0;
  if (value === 'clicked') return failed + (reachedPage(recipient) ? 6 : 5);
  if (value === 'read') return failed + (afterZap === true ? 2 : 4);
  return failed + (value === 'unknown' ? 3 : 1);
}
