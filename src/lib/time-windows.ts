import type { TimeSpan } from './time-span.js';

/** A stretch of time in ms since the epoch, its end not included: windows that meet share nothing. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** A span holds its last millisecond too. Throws RangeError for what is no time. */
export function windowOf({ from, to }: TimeSpan): TimeWindow {
  return { from: msOf(from), to: msOf(to) + 1 };
}

export function spanOf({ from, to }: TimeWindow): TimeSpan {
  return { from: new Date(from).toISOString(), to: new Date(Math.max(from, to - 1)).toISOString() };
}

export function holds({ from, to }: TimeWindow, time: number): boolean {
  return time >= from && time < to;
}

/** In windows of `size` ms from the beginning on; the last may be shorter. None for an empty stretch. */
export function windowsOf({ from, to }: TimeWindow, size: number): readonly TimeWindow[] {
  const count = Math.max(0, Math.ceil((to - from) / size));
  return Array.from({ length: count }, (_, i) => ({
    from: from + i * size,
    to: Math.min(to, from + (i + 1) * size),
  }));
}

export interface Reach {
  readonly oldest: number;
  readonly newest: number;
  /** So much before `oldest` is not worth a word: time went on since somebody reckoned it. Default 0. */
  readonly ignored?: number | undefined;
}

/** What is left of a stretch between a beginning and an end, and what lies before that beginning. */
export function reachOf(
  { from, to }: TimeWindow,
  { oldest, newest, ignored = 0 }: Reach,
): { readonly within: TimeWindow | undefined; readonly before: TimeWindow | undefined } {
  const within = { from: Math.max(from, oldest), to: Math.min(to, newest) };
  const before = { from, to: Math.min(to, oldest) };
  return {
    within: within.from < within.to ? within : undefined,
    before: before.to - before.from > ignored ? before : undefined,
  };
}

function msOf(time: string): number {
  const ms = new Date(time).getTime();
  if (Number.isNaN(ms)) throw new RangeError('A span begins and ends with a time.');
  return ms;
}
