import { DateTime } from 'luxon';

/** One calendar day of a zone. `from` and `to` in milliseconds since 1970, `to` not included. */
export interface LocalDay {
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly from: number;
  readonly to: number;
}

/**
 * The last `count` calendar days of the zone, today included, oldest first. Days of a clock change have 23 or 25 hours.
 *
 * @throws RangeError for an unknown zone.
 */
export function lastLocalDays(now: Date, zone: string, count: number): readonly LocalDay[] {
  const today = DateTime.fromJSDate(now, { zone }).startOf('day');
  if (!today.isValid) throw new RangeError('The time zone is not known.');
  return Array.from({ length: count }, (_, i) => {
    const day = today.minus({ days: count - 1 - i });
    // Where midnight does not exist the day begins with its first moment.
    const from = day.startOf('day');
    const next = day.plus({ days: 1 }).startOf('day');
    return { day: from.toFormat('yyyy-MM-dd'), from: from.toMillis(), to: next.toMillis() };
  });
}

/** The same wall clock time so many days earlier. */
export function daysEarlier(at: Date, zone: string, days: number): number {
  return DateTime.fromJSDate(at, { zone }).minus({ days }).toMillis();
}

const quarterMs = 900_000;

/** Local hours, worked out once for each quarter of an hour: offsets of zones are whole quarters. */
export class LocalHours {
  readonly #zone: string;
  readonly #hours = new Map<number, number>();

  constructor(zone: string) {
    this.#zone = zone;
  }

  /** 0 to 23. */
  hourAt(ms: number): number {
    const quarter = Math.floor(ms / quarterMs);
    let hour = this.#hours.get(quarter);
    if (hour === undefined) {
      ({ hour } = DateTime.fromMillis(quarter * quarterMs, { zone: this.#zone }));
      this.#hours.set(quarter, hour);
    }
    return hour;
  }
}
