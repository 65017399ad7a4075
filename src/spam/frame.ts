import type { TimeSpan } from '../lib/time-span.js';
import { daysEarlier, lastLocalDays, type LocalDay } from './local-days.js';

/** The times of one look: what is reported, what it is compared with, and what shows the usual. Milliseconds since 1970. */
export interface SpamFrame {
  readonly zone: string;
  readonly now: number;
  /** Local days of the period, today included, oldest first. */
  readonly days: readonly LocalDay[];
  /** The beginning of the first of them; the period ends now. */
  readonly from: number;
  /** The same wall clock times so many days before: as much of them as of the period. */
  readonly previous: { readonly from: number; readonly to: number } | undefined;
  /**
   * The stretch that shows what is usual; empty when there is none. It ends some days before the period, so that an event
   * that goes on for days does not become a habit.
   */
  readonly usualFrom: number;
  readonly usualTo: number;
  /** The earliest of all. */
  readonly earliest: number;
}

export interface FrameOptions {
  readonly zone: string;
  readonly days: number;
  readonly compare: boolean;
  readonly baselineDays: number;
  /** Between what is usual and the period. */
  readonly gapHours: number;
}

export function frameOf(
  now: Date,
  { zone, days, compare, baselineDays, gapHours }: FrameOptions,
): SpamFrame {
  const local = lastLocalDays(now, zone, days);
  const from = local[0]?.from ?? now.getTime();
  const earlier = (at: number, count: number): number => daysEarlier(new Date(at), zone, count);
  const previous = compare
    ? { from: earlier(from, days), to: earlier(now.getTime(), days) }
    : undefined;
  const usualFrom = baselineDays === 0 ? from : earlier(from, baselineDays);
  const usualTo = Math.max(usualFrom, from - gapHours * 3_600_000);
  const earliest = Math.min(from, usualFrom, previous?.from ?? from);
  return { zone, now: now.getTime(), days: local, from, previous, usualFrom, usualTo, earliest };
}

export function spanOf(from: number, to: number): TimeSpan {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
