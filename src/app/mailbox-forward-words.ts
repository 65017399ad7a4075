import { z } from 'zod';
import type { Json } from '../lib/json.js';
import { ownText, Untrusted } from '../lib/untrusted.js';
import type { Part } from './mailbox-fact.js';

/** What a sentence needs of a forward's facts, in every form in which they were ever recorded. */
const recorded = z.object({
  keepsCopy: z.boolean().optional(),
  outsideCount: z.number().optional(),
  destinations: z
    .array(z.object({ address: z.string().optional(), label: z.string(), placement: z.string() }))
    .optional(),
});

/** ' to <address> and 2 more, without a copy in the mailbox'; nothing where the facts don't tell. */
export function forwardPlace(facts: Json | undefined): readonly Part[] {
  const parsed = recorded.safeParse(facts);
  if (!parsed.success) return [];
  const { destinations = [], outsideCount, keepsCopy } = parsed.data;
  const outside = destinations.filter(({ placement }) => isOutsideWord(placement));
  const [first] = outside;
  const more = (outsideCount ?? outside.length) - 1;
  return [
    ...(first === undefined ? [] : [ownText(' to '), Untrusted.of(first.address ?? first.label)]),
    ownText(first !== undefined && more > 0 ? ` and ${more} more` : ''),
    ownText(keepsCopy === false ? ', without a copy in the mailbox' : ''),
  ];
}

function isOutsideWord(placement: string): boolean {
  return placement === 'external' || placement === 'unresolved';
}
