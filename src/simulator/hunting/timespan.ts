import type { Stretch } from './table-definition.js';
import { parseDate } from './kql-lexer.js';

const DAY_MS = 86_400_000;
const DURATION =
  /^P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?$/;
const UNITS = [7 * DAY_MS, DAY_MS, 3_600_000, 60_000, 1000];

/** Hunting knows no more than this. */
const MAX_HUNTING_MS = 30 * DAY_MS;

/**
 * The stretch that a request's Timespan names: `P30D`, `start/end`, `P30D/end`, `start/P30D`, or one date-time (from then to
 * now); 30 days without it. Undefined for anything else. Months and years are not known to the simulator.
 */
export function parseTimespan(text: string | undefined, now: number): Stretch | undefined {
  const whole = { from: now - MAX_HUNTING_MS, to: now };
  if (text === undefined) return whole;
  const stretch = readTimespan(text, now);
  if (stretch === undefined || stretch.from > stretch.to) return undefined;
  return { from: Math.max(stretch.from, whole.from), to: Math.min(stretch.to, whole.to) };
}

function readTimespan(text: string, now: number): Stretch | undefined {
  const [first = '', second, ...rest] = text.slice(0, 200).split('/');
  if (rest.length > 0) return undefined;
  const [duration, start] = [parseDuration(first), parseDate(first)];
  if (second === undefined) {
    const from = duration === undefined ? start : now - duration;
    return from === undefined ? undefined : { from, to: now };
  }
  const [length, end] = [parseDuration(second), parseDate(second)];
  if (start !== undefined) {
    const to = end ?? (length === undefined ? undefined : start + length);
    return to === undefined ? undefined : { from: start, to };
  }
  return duration === undefined || end === undefined
    ? undefined
    : { from: end - duration, to: end };
}

function parseDuration(text: string): number | undefined {
  const found = DURATION.exec(text);
  const parts = found?.slice(1) ?? [];
  if (!parts.some((part: string | undefined) => part !== undefined)) return undefined;
  return UNITS.reduce((total, unit, index) => total + unit * Number(parts[index] ?? 0), 0);
}
