import type { SeededNumbers } from './seeded-numbers.js';
import type { ZoneDay } from './zone-days.js';

const HOUR_MS = 60 * 60_000;

/** How much of a day's mail comes in each hour of the clock. */
export interface Rhythm {
  readonly upTo: readonly number[];
  /** How much of a working day's mail comes on a day of the weekend. */
  readonly weekend: number;
}

function rhythm(weekend: number, hours: readonly number[]): Rhythm {
  const whole = hours.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  const upTo = hours.map((weight) => (sum += weight) / whole);
  return { upTo, weekend };
}

/** People at work: early risers from six, lunch, some who stay late. */
export const OFFICE = rhythm(0.07, [
  ...[0, 0, 0, 0, 0, 0.2, 1, 4, 9, 11, 11, 9],
  ...[6, 8, 10, 10, 8, 5, 2, 1, 0.7, 0.4, 0.2, 0.1],
]);
/** What nobody wants comes at all hours. */
export const ANY_TIME = rhythm(0.8, [
  ...[3, 3, 3, 4, 4, 4, 5, 5, 5, 5, 5, 5],
  ...[5, 5, 5, 5, 5, 4, 4, 4, 4, 3, 3, 3],
]);
export const NEWSLETTERS = rhythm(0.5, Array<number>(24).fill(1));

export function amountOn(day: ZoneDay, perWorkday: number, { weekend }: Rhythm): number {
  return perWorkday * (day.isWeekend ? weekend : 1);
}

/** A moment of the day, in ms since the epoch. */
export function momentOf(day: ZoneDay, { upTo }: Rhythm, numbers: SeededNumbers): number {
  const share = numbers.share();
  const hour = Math.max(
    0,
    upTo.findIndex((sum) => share < sum),
  );
  return momentIn(day, hour, numbers);
}

export function momentIn(day: ZoneDay, hour: number, numbers: SeededNumbers): number {
  return (day.hours[hour] ?? day.hours[0] ?? 0) + numbers.below(HOUR_MS);
}
