import { dayInWeek, dayText, weekOfDay, weekText, type Weekday } from './iso-week.js';
import { dayAt, instantOf, startOfDay } from './zoned-time.js';

/** When the digest is due: once in each ISO week of the zone. */
export interface DigestTime {
  readonly weekday: Weekday;
  /** Minutes since midnight, 0 to 1439. */
  readonly minutes: number;
  /** IANA name. */
  readonly zone: string;
}

/** What one digest covers: seven whole local days. */
export interface DigestPeriod {
  /** The ISO week for which it counts: '2026-W47'. */
  readonly week: string;
  readonly zone: string;
  /** UTC ISO 8601. `to` is the beginning of the day after the last one, and does not belong to it any more. */
  readonly from: string;
  readonly to: string;
  /** The first and the last local day, 'YYYY-MM-DD'. */
  readonly firstDay: string;
  readonly lastDay: string;
}

const daysCovered = 7;

/** Milliseconds since 1970 at which the digest of a week (see iso-week.ts) is due. */
export function dueAt({ weekday, minutes, zone }: DigestTime, week: number): number {
  return instantOf(zone, dayInWeek(week, weekday), minutes);
}

/** The last week whose digest is due by `now`. Moving the clock or the zone can name an earlier one, never skips one. */
export function lastDueWeek(time: DigestTime, now: number): number {
  // A zone that is ahead or behind, or leaves out a day, moves a due time by a day at most.
  let week = weekOfDay(dayAt(time.zone, now)) + 1;
  while (dueAt(time, week) > now) week -= 1;
  return week;
}

/** The ISO week in which `now` lies, in the zone. */
export function currentWeek(zone: string, now: number): number {
  return weekOfDay(dayAt(zone, now));
}

/** The seven days before the day on which the digest of a week is due. */
export function periodOf({ weekday, zone }: DigestTime, week: number): DigestPeriod {
  return periodBefore(zone, dayInWeek(week, weekday), weekText(week));
}

/** The seven days before today: of a digest that a person asks for. It counts for the week of today. */
export function periodUntilToday(zone: string, now: number): DigestPeriod {
  const today = dayAt(zone, now);
  return periodBefore(zone, today, weekText(weekOfDay(today)));
}

function periodBefore(zone: string, day: number, week: string): DigestPeriod {
  return {
    week,
    zone,
    from: new Date(startOfDay(zone, day - daysCovered)).toISOString(),
    to: new Date(startOfDay(zone, day)).toISOString(),
    firstDay: dayText(day - daysCovered),
    lastDay: dayText(day - 1),
  };
}

/** What the next digest will cover, as far as it has happened: it begins where the last one that was due ended. */
export function runningPeriod(time: DigestTime, now: number): DigestPeriod {
  const whole = periodOf(time, lastDueWeek(time, now) + 1);
  if (Date.parse(whole.to) <= now) return whole;
  const lastDay = dayText(dayAt(time.zone, now));
  return { ...whole, to: new Date(now).toISOString(), lastDay };
}

/** Every calendar day that a period touches, 'YYYY-MM-DD', the first one first. */
export function daysOf({
  firstDay,
  lastDay,
}: Pick<DigestPeriod, 'firstDay' | 'lastDay'>): string[] {
  const days: string[] = [];
  const last = Date.parse(lastDay);
  for (let at = Date.parse(firstDay); at <= last; at += 86_400_000) {
    days.push(new Date(at).toISOString().slice(0, 10));
  }
  return days;
}

/** The second covers the seven days right after the first: only then can the two be compared. */
export function follow(first: DigestPeriod, second: DigestPeriod): boolean {
  return Date.parse(second.firstDay) - Date.parse(first.lastDay) === 86_400_000;
}
