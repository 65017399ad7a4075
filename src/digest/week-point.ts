import type { KeyFigures } from './figures.js';
import { weekParts, weekText } from './iso-week.js';

/** One week of a chart. Without figures nothing is known of it: it is shown as not known, never as zero. */
export interface WeekPoint {
  /** See iso-week.ts. */
  readonly week: number;
  readonly figures: KeyFigures | undefined;
}

export const weeksShown = 8;

/** The weeks of the charts, the oldest first: `last` and those before it, with what is stored of them. */
export function weekPoints(
  last: number,
  stored: ReadonlyMap<string, KeyFigures>,
): readonly WeekPoint[] {
  return Array.from({ length: weeksShown }, (_, i) => {
    const week = last - (weeksShown - 1) + i;
    return { week, figures: stored.get(weekText(week)) };
  });
}

/** 'W47', the name of a week within its year. */
export function shortWeek(week: number): string {
  return `W${weekParts(week).number}`;
}
