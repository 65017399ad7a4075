import type { CopyState, MessageRefs } from './ports.js';
import type { ZapFacts } from './facts.js';

/** What a fresh look at the copies of one message counted. */
export interface CopyCount {
  /** In a mailbox where its owner can open it. */
  readonly there: number;
  readonly quarantined: number;
  /** In Recoverable Items. */
  readonly removed: number;
  readonly notFound: number;
  readonly failed: number;
}

export function countCopies(copies: ReadonlyMap<string, CopyState>): CopyCount {
  const counts = { there: 0, quarantined: 0, removed: 0, notFound: 0, failed: 0 };
  for (const copy of copies.values()) counts[bucketOf(copy)]++;
  return counts;
}

function bucketOf(copy: CopyState): keyof CopyCount {
  if (copy.kind === 'failed') return 'failed';
  if (copy.kind === 'not-found') return 'notFound';
  if (copy.location === 'quarantine') return 'quarantined';
  return copy.location === 'removed' ? 'removed' : 'there';
}

const bucketWords: readonly (readonly [keyof CopyCount, string])[] = [
  ['there', 'still there'],
  ['removed', 'removed'],
  ['quarantined', 'in quarantine'],
  ['notFound', 'not found'],
  ['failed', 'could not be read'],
];

/** '3 removed, 1 not found, 1 could not be read.' `beyond`: recipients of whom only the number is known. */
export function countText(counts: CopyCount, beyond = 0): string {
  const parts = bucketWords
    .filter(([bucket]) => counts[bucket] > 0)
    .map(([bucket, text]) => `${counts[bucket]} ${text}`);
  const left = beyond > 0 ? ` ${beyond} further recipients are not kept here: not looked at.` : '';
  return `${parts.length > 0 ? parts.join(', ') : 'No copies'}.${left}`;
}

/** How a message is looked for: by whatever ids the facts hold. */
export function refsOf({ networkMessageId, internetMessageId }: ZapFacts): MessageRefs {
  return { networkMessageId, internetMessageId };
}
