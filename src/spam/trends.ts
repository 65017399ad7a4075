import type { SpamCell } from './cell.js';
import { changeProbability } from './binomial.js';
import type { FlowTally } from './flow-tally.js';
import type { SpamFrame } from './frame.js';
import { spanOf } from './frame.js';
import type { HeavyHitters } from './heavy-hitters.js';
import { directions, verdicts, type MailDirection, type MailVerdict } from './mail-row.js';
import type { Trend, Trends } from './trend.js';
import type { Gathering } from './unwanted-count.js';

/** What may be called a trend. */
export const trendRule = {
  /** The larger of the two counts; below it nothing is compared at all. */
  floor: 20,
  /** The larger must be so many times the smaller. */
  factor: 2,
  /** The same for one day against the others: weeks have weekends. */
  dayFactor: 3,
  /** After multiplying with the number of comparisons (Bonferroni). */
  probability: 0.01,
} as const;

export const trendRuleWords =
  `A change is named only when the larger of the two counts is at least ${trendRule.floor}, it is at least ` +
  `${trendRule.factor} times the smaller one, and chance explains it with a probability below ` +
  `${trendRule.probability * 100} %, however many comparisons were made (exact binomial test, Bonferroni). ` +
  'Both stretches are equally long and were read completely from the same source. A single day is named when it has ' +
  `at least ${trendRule.dayFactor} times what the other days of the period have on average.`;

/** One comparison that was made, before it is known how many there are. */
type Comparison = Pick<Trend, 'about' | 'key' | 'direction' | 'verdict' | 'before' | 'now'> & {
  /** The part that the present stretch has of both. */
  readonly share: number;
};

export interface TrendTask {
  readonly frame: SpamFrame;
  /** As far as the source is said to know; milliseconds since 1970. */
  readonly until: number;
  readonly period: FlowTally;
  readonly previous: FlowTally;
  /** Local days that are over and were read completely. */
  readonly wholeDays: readonly { readonly day: string; readonly cells: readonly SpamCell[] }[];
  /** Why the two stretches can't be compared; '' when they can. */
  readonly why: string;
}

/** What changed, most certain first, and how it was decided. Pure. */
export function trendsOf({ frame, until, period, previous, wholeDays, why }: TrendTask): Trends {
  const span = why === '' ? frame.previous : undefined;
  const pairs = span === undefined ? [] : pairsOf(frame, until, period, previous);
  const all = [...pairs, ...daysOf(wholeDays)].filter(isLargeEnough);
  const found = all.flatMap((one) => trendOf(one, all.length));
  return {
    ...(span === undefined ? {} : { previous: spanOf(span.from, span.to) }),
    why: span === undefined && why === '' ? 'Nothing was to be compared.' : why,
    rule: trendRuleWords,
    comparisons: all.length,
    found: found.sort(mostCertainFirst),
  };
}

function isLargeEnough({ before, now }: Comparison): boolean {
  return Math.max(before, now) >= trendRule.floor;
}

function trendOf({ share, ...one }: Comparison, comparisons: number): Trend[] {
  const { before, now } = one;
  // Per equal length: stretches over a clock change differ by an hour, a day from the others by their number.
  const expected = { now: now / share, before: before / (1 - share) };
  const [low, high] = [
    Math.min(expected.now, expected.before),
    Math.max(expected.now, expected.before),
  ];
  const isDay = one.about === 'day';
  if (high < low * (isDay ? trendRule.dayFactor : trendRule.factor)) return [];
  if (isDay && expected.now < expected.before) return [];
  const p = Math.min(1, changeProbability(now, before, share) * comparisons);
  if (p >= trendRule.probability) return [];
  const rises = expected.now > expected.before;
  const change = rises ? (before === 0 ? 'new' : 'rise') : now === 0 ? 'gone' : 'fall';
  return [{ ...one, change, p }];
}

function mostCertainFirst(a: Trend, b: Trend): number {
  const order = (one: Trend): string =>
    `${one.about}|${one.key}|${one.direction}|${one.verdict ?? ''}`;
  return (
    a.p - b.p ||
    Math.abs(b.now - b.before) - Math.abs(a.now - a.before) ||
    (order(a) < order(b) ? -1 : 1)
  );
}

function pairsOf(
  frame: SpamFrame,
  until: number,
  period: FlowTally,
  previous: FlowTally,
): Comparison[] {
  // What the source tells late is not missing mail.
  const length = Math.max(1, until - frame.from);
  const before = frame.previous === undefined ? length : frame.previous.to - frame.previous.from;
  const share = length / (length + before);
  return [
    ...totals(period, previous, share),
    ...keys('sender-domain', period.domains, previous.domains, share),
    ...keys('receiver', period.receivers, previous.receivers, share),
    ...keys('own-domain', period.spoofed, previous.spoofed, share).flatMap((one) =>
      one.key.startsWith('internal|') ? [{ ...one, key: one.key.slice('internal|'.length) }] : [],
    ),
  ];
}

const unwantedVerdicts = verdicts.filter((verdict) => verdict !== 'clean');

function totals(period: FlowTally, previous: FlowTally, share: number): Comparison[] {
  const now = sums(period.cells);
  const before = sums(previous.cells);
  return directions.flatMap((direction) =>
    unwantedVerdicts.map((verdict) => ({
      about: 'total' as const,
      key: '',
      direction,
      verdict,
      now: now(direction, verdict),
      before: before(direction, verdict),
      share,
    })),
  );
}

function sums(
  cells: readonly SpamCell[],
): (direction: MailDirection, verdict: MailVerdict) => number {
  const counts = new Map<string, number>();
  for (const { direction, verdict, count } of cells) {
    const key = `${direction}|${verdict}`;
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
  return (direction, verdict) => counts.get(`${direction}|${verdict}`) ?? 0;
}

/**
 * By address or domain. Only where both counts are known exactly: what was not followed the whole time, or may have been
 * crowded out of the other stretch, is not compared.
 */
function keys(
  about: Trend['about'],
  now: HeavyHitters<Gathering> | undefined,
  before: HeavyHitters<Gathering> | undefined,
  share: number,
): Comparison[] {
  if (now === undefined || before === undefined) return [];
  const names = new Set([...now.hitters(), ...before.hitters()].map(({ key }) => key));
  return [...names].flatMap((key) => {
    const counts = [exactCount(now, key), exactCount(before, key)];
    const [present, past] = counts;
    return present === undefined || past === undefined
      ? []
      : [{ about, key, direction: 'inbound' as const, now: present, before: past, share }];
  });
}

function exactCount(hitters: HeavyHitters<Gathering>, key: string): number | undefined {
  const one = hitters.get(key);
  if (one === undefined) return hitters.bounded ? undefined : 0;
  return one.inherited === 0 ? one.data.unwanted.count : undefined;
}

/** One day against all others of the period: sudden changes. Only whole days, and not fewer than four of them. */
function daysOf(days: TrendTask['wholeDays']): Comparison[] {
  if (days.length < 4) return [];
  const perDay = days.map(({ day, cells }) => ({ day, of: sums(cells) }));
  return directions.flatMap((direction) =>
    unwantedVerdicts.flatMap((verdict) => {
      const all = perDay.reduce((sum, { of }) => sum + of(direction, verdict), 0);
      return perDay.map(({ day, of }) => {
        const now = of(direction, verdict);
        return {
          ...{ about: 'day' as const, key: day, direction, verdict, now, before: all - now },
          share: 1 / days.length,
        };
      });
    }),
  );
}
