import { z } from 'zod';
import {
  directions,
  outcomes,
  verdicts,
  type MailDirection,
  type MailOutcome,
  type MailVerdict,
} from './mail-row.js';

const count = z.number().int().nonnegative();

/** Deliveries of one direction, verdict and outcome. Cells are exact, and each delivery is in one of them. */
export const cellSchema = z.object({
  direction: z.enum(directions),
  verdict: z.enum(verdicts),
  outcome: z.enum(outcomes),
  count,
});
export type SpamCell = Readonly<z.infer<typeof cellSchema>>;

export const byVerdictSchema = z.object({
  malware: count,
  phish: count,
  spoof: count,
  spam: count,
  bulk: count,
  unknown: count,
  clean: count,
});
export type ByVerdict = Readonly<Record<MailVerdict, number>>;

export const byOutcomeSchema = z.object({
  delivered: count,
  junked: count,
  quarantined: count,
  rejected: count,
  unknown: count,
});
export type ByOutcome = Readonly<Record<MailOutcome, number>>;

/** Anything that the filter minded. */
export function isUnwanted({ verdict }: Pick<SpamCell, 'verdict'>): boolean {
  return verdict !== 'clean';
}

export function cellsTotal(cells: Iterable<Pick<SpamCell, 'count'>>): number {
  let sum = 0;
  for (const { count: one } of cells) sum += one;
  return sum;
}

/** All that is not clean. */
export function unwantedTotal(cells: readonly SpamCell[]): number {
  return cellsTotal(cells.filter(isUnwanted));
}

export function countByVerdict(cells: Iterable<SpamCell>): ByVerdict {
  const sums = { malware: 0, phish: 0, spoof: 0, spam: 0, bulk: 0, unknown: 0, clean: 0 };
  for (const { verdict, count: one } of cells) sums[verdict] += one;
  return sums;
}

export function countByOutcome(cells: Iterable<SpamCell>): ByOutcome {
  const sums = { delivered: 0, junked: 0, quarantined: 0, rejected: 0, unknown: 0 };
  for (const { outcome, count: one } of cells) sums[outcome] += one;
  return sums;
}

/** The sums of several lists of cells, in the order of the words' own lists; none with zero. */
export function addCells(lists: Iterable<readonly SpamCell[]>): readonly SpamCell[] {
  const sums = new Map<string, number>();
  for (const list of lists)
    for (const cell of list) {
      const key = `${cell.direction}|${cell.verdict}|${cell.outcome}`;
      sums.set(key, (sums.get(key) ?? 0) + cell.count);
    }
  return allCells((direction, verdict, outcome) => sums.get(`${direction}|${verdict}|${outcome}`));
}

/** Every cell that has a count above zero. */
export function allCells(
  countOf: (
    direction: MailDirection,
    verdict: MailVerdict,
    outcome: MailOutcome,
  ) => number | undefined,
): readonly SpamCell[] {
  return directions.flatMap((direction) =>
    verdicts.flatMap((verdict) =>
      outcomes.flatMap((outcome) => {
        const one = countOf(direction, verdict, outcome) ?? 0;
        return one > 0 ? [{ direction, verdict, outcome, count: one }] : [];
      }),
    ),
  );
}
