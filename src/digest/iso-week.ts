/**
 * Calendar days and ISO 8601 weeks as whole numbers, so that no zone and no clock change can get into the arithmetic: a
 * day is the number of days since 1970-01-01, a week the number of weeks since the one that began on 1969-12-29.
 */

/** 1 is Monday. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

const dayMs = 86_400_000;
/** 1970-01-01 was a Thursday: its week began three days before. */
const firstMonday = -3;

export function weekOfDay(day: number): number {
  return Math.floor((day - firstMonday) / 7);
}

export function dayInWeek(week: number, weekday: Weekday): number {
  return week * 7 + firstMonday + weekday - 1;
}

/** 'YYYY-MM-DD'. */
export function dayText(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** The week's name: '2026-W47'. A week belongs to the year in which its Thursday lies. */
export function weekText(week: number): string {
  const { year, number } = weekParts(week);
  return `${year}-W${String(number).padStart(2, '0')}`;
}

export function weekParts(week: number): { readonly year: number; readonly number: number } {
  const thursday = dayInWeek(week, 4);
  const year = new Date(thursday * dayMs).getUTCFullYear();
  const newYear = Date.UTC(year, 0, 1) / dayMs;
  return { year, number: Math.floor((thursday - newYear) / 7) + 1 };
}

/** Reads '2026-W47'; undefined for anything else, and for a week that the year does not have. */
export function parseWeek(text: string): number | undefined {
  const match = /^(\d{4})-W(\d{2})$/.exec(text);
  if (match === null) return undefined;
  // The 4th of January is always in the first week.
  const first = weekOfDay(Date.UTC(Number(match[1]), 0, 4) / dayMs);
  const week = first + Number(match[2]) - 1;
  return weekText(week) === text ? week : undefined;
}
