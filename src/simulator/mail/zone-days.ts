const DAY_MS = 24 * 60 * 60_000;

/** A calendar day of a time zone. */
export interface ZoneDay {
  /** `2026-11-21`. */
  readonly date: string;
  readonly isWeekend: boolean;
  /** When each hour of the clock begins, in ms since the epoch. */
  readonly hours: readonly number[];
}

/** The calendar of an IANA time zone. @throws RangeError for a name that is none */
export class ZoneCalendar {
  readonly #format: Intl.DateTimeFormat;
  readonly #days = new Map<number, ZoneDay>();

  constructor(zone: string) {
    this.#format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** The days that any moment from `from` to `to` lies in, oldest first. */
  days(from: number, to: number): readonly ZoneDay[] {
    const first = this.#numberOf(from);
    const count = this.#numberOf(to) - first + 1;
    return Array.from({ length: Math.max(0, count) }, (_, index) => this.#day(first + index));
  }

  /** The latest day that fits, of the last forty before a moment. */
  latest(before: number, fits: (day: ZoneDay) => boolean): ZoneDay | undefined {
    return this.days(before - 40 * DAY_MS, before).findLast(fits);
  }

  /** Days since 1970 of the date that the clock shows. */
  #numberOf(at: number): number {
    return Math.floor((at + this.#offsetAt(at)) / DAY_MS);
  }

  #day(number: number): ZoneDay {
    const known = this.#days.get(number);
    if (known !== undefined) return known;
    const midnight = number * DAY_MS;
    const weekday = new Date(midnight).getUTCDay();
    const day = {
      date: new Date(midnight).toISOString().slice(0, 10),
      isWeekend: weekday === 0 || weekday === 6,
      hours: Array.from({ length: 24 }, (_, hour) => this.#instantOf(midnight + hour * 3_600_000)),
    };
    this.#days.set(number, day);
    return day;
  }

  /** When the clock of the zone shows what UTC's clock shows at `shown`. */
  #instantOf(shown: number): number {
    const guess = shown - this.#offsetAt(shown);
    return shown - this.#offsetAt(guess);
  }

  #offsetAt(at: number): number {
    const whole = Math.floor(at / 1000) * 1000;
    const parts = Object.fromEntries(
      this.#format.formatToParts(whole).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - whole;
  }
}
