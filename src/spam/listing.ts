import { z } from 'zod';

const count = z.number().int().nonnegative();

/** How many different ones. Not exact: an estimate, to be said as "about". */
export const distinctSchema = z.object({ count, exact: z.boolean() });
export type Distinct = Readonly<z.infer<typeof distinctSchema>>;

/**
 * The heaviest of many, and how many deliveries belong to all others: the counts listed and `leftOut` are together
 * exactly the whole. `bounded`: there were more than could be followed; a count may then be too low where its entry says
 * `atLeast`, and what it lacks is in `leftOut`.
 */
export function listingOf<T extends z.ZodType>(item: T) {
  return z.object({ listed: z.array(item), leftOut: count, bounded: z.boolean() });
}

export interface Listing<T> {
  readonly listed: readonly T[];
  readonly leftOut: number;
  readonly bounded: boolean;
}

/** Keeps the first `most`; what the others counted is left out, but not lost. */
export function shortened<T>(
  { listed, leftOut, bounded }: Listing<T>,
  most: number,
  countOf: (item: T) => number,
): Listing<T> {
  const rest = listed.slice(most).reduce((sum, item) => sum + countOf(item), 0);
  return { listed: listed.slice(0, most), leftOut: leftOut + rest, bounded };
}
