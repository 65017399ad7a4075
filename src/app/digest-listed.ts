/** People and domains that each tenant's lists name; the others are one row together. */
const mostListed = 50;

/** What one day's list says of one address. */
export interface DayEntry {
  readonly address: string;
  readonly count: number;
  readonly reached: number;
  /** Counted only from some point of the day on. */
  readonly atLeast: boolean;
}

/** One day's list, and how many deliveries belong to what it does not name. */
export interface DayList<T extends DayEntry = DayEntry> {
  readonly listed: readonly T[];
  readonly leftOut: number;
}

export interface ListedSum extends DayEntry {
  /** On how many of the days it is listed. */
  readonly days: number;
}

export interface Listed {
  /** Each address once, the most first. */
  readonly sums: readonly ListedSum[];
  readonly leftOut: number;
}

/**
 * Adds the lists of several days up. A count is exact when it is on each day that lists the address, and every other day
 * lists all there is; else it is a lower bound, since a day that left something out may have left out this. What is summed
 * up and left out is together exactly the whole. Pure.
 */
export function sumLists(days: readonly DayList[]): Listed {
  const cutDays = days.filter(isCut).length;
  const sums = new Map<string, Summed>();
  for (const day of days) {
    for (const entry of day.listed) {
      const before = sums.get(entry.address);
      sums.set(entry.address, add(before ?? { ...none, address: entry.address }, entry, day));
    }
  }
  const all = [...sums.values()].map(({ cut, ...sum }) => ({
    ...sum,
    atLeast: sum.atLeast || cut < cutDays,
  }));
  return {
    sums: all.sort((a, b) => b.count - a.count || (a.address < b.address ? -1 : 1)),
    leftOut: days.reduce((sum, day) => sum + day.leftOut, 0),
  };
}

/** `cut`: on how many of its days others were left out. */
type Summed = ListedSum & { readonly cut: number };

const none = { count: 0, reached: 0, atLeast: false, days: 0, cut: 0 };

function isCut({ leftOut }: DayList): boolean {
  return leftOut > 0;
}

function add(sum: Summed, entry: DayEntry, day: DayList): Summed {
  return {
    address: sum.address,
    count: sum.count + entry.count,
    reached: sum.reached + entry.reached,
    atLeast: sum.atLeast || entry.atLeast,
    days: sum.days + 1,
    cut: sum.cut + (isCut(day) ? 1 : 0),
  };
}

export interface Cut<T> {
  readonly named: readonly T[];
  /** All that is not named, where there is any. `reached` is absent where the days did not tell it. */
  readonly rest: { readonly count: number; readonly reached?: number | undefined } | undefined;
}

/** The first of a list, and those who must not be missing, by name; the others and what was left out in one sum. */
export function cutListed<T extends DayEntry>(
  sums: readonly T[],
  leftOut: number,
  always: (sum: T) => boolean = () => false,
): Cut<T> {
  const isNamed = (sum: T, place: number): boolean => place < mostListed || always(sum);
  const others = sums.filter((sum, place) => !isNamed(sum, place));
  const total = (of: (sum: T) => number): number => others.reduce((all, one) => all + of(one), 0);
  const count = leftOut + total((sum) => sum.count);
  const reached = leftOut === 0 ? total((sum) => sum.reached) : undefined;
  return { named: sums.filter(isNamed), rest: count === 0 ? undefined : { count, reached } };
}
