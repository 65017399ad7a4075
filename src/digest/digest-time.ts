import { isTimeZone } from '../lib/local-time.js';
import type { Weekday } from './iso-week.js';
import type { DigestTime } from './period.js';

const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const longNames = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

/** A weekday and a time of day, before a zone belongs to it. */
export type WeekTime = Pick<DigestTime, 'weekday' | 'minutes'>;

/** Reads 'Mon 08:00' or 'monday 8:00'. Undefined for anything else. */
export function parseWeekTime(text: string): WeekTime | undefined {
  const match = /^([a-z]+)\s+(\d{1,2}):(\d{2})$/i.exec(text.trim());
  if (match === null) return undefined;
  const said = (match[1] ?? '').toLowerCase();
  const at = names.findIndex(
    (name, i) => name.toLowerCase() === said || longNames[i]?.toLowerCase() === said,
  );
  const [hour, minute] = [Number(match[2]), Number(match[3])];
  if (at < 0 || hour > 23 || minute > 59) return undefined;
  return { weekday: (at + 1) as Weekday, minutes: hour * 60 + minute };
}

/** 'Mon 08:00', as it is written in the settings. */
export function weekTimeText({ weekday, minutes }: WeekTime): string {
  return `${names[weekday - 1] ?? ''} ${clockText(minutes)}`;
}

/** 'every Monday at 08:00 (Europe/Berlin)'. */
export function everyWeekText({ weekday, minutes, zone }: DigestTime): string {
  return `every ${longNames[weekday - 1] ?? ''} at ${clockText(minutes)} (${zone})`;
}

function clockText(minutes: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/**
 * Reads what follows "digest at": a weekday, a time and perhaps a zone, in any case. `zone` is undefined when none was
 * said, and comes back in the spelling of the zone database.
 */
export function parseTimeOrder(
  text: string,
): { readonly time: WeekTime; readonly zone: string | undefined } | 'no-time' | 'no-zone' {
  const [weekday = '', clock = '', ...rest] = text.trim().split(/\s+/);
  const time = parseWeekTime(`${weekday} ${clock}`);
  if (time === undefined) return 'no-time';
  const [said, more] = rest;
  if (said === undefined) return { time, zone: undefined };
  if (more !== undefined || !/^[A-Za-z0-9_+/-]{1,64}$/.test(said) || !isTimeZone(said))
    return 'no-zone';
  return {
    time,
    zone: new Intl.DateTimeFormat('en', { timeZone: said }).resolvedOptions().timeZone,
  };
}
