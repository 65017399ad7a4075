const months = new Map(
  'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ').map((name, at) => [name, at]),
);

/** Names of RFC 5322, 4.3, and those that servers write beside or instead of a number. In hours. */
const zones: Readonly<Record<string, number>> = {
  ut: 0,
  utc: 0,
  gmt: 0,
  z: 0,
  wet: 0,
  est: -5,
  edt: -4,
  cst: -6,
  cdt: -5,
  mst: -7,
  mdt: -6,
  pst: -8,
  pdt: -7,
  cet: 1,
  cest: 2,
  eet: 2,
  eest: 3,
  msk: 3,
  jst: 9,
  kst: 9,
};

/** Longer text is no date; comments are gone when it gets here. */
const longest = 200;

const mailForm =
  /(?:^|[\s,])(?<day>\d{1,2})[ -](?<month>[A-Za-z]{3})[a-z]{0,6}\.?[ -](?<year>\d{4}|\d{2}) (?<time>\S{1,30})(?: (?<zone>[+-]?\w{1,6}(?::\d\d)?)(?= |$))?/;
const isoForm =
  /(?:^|\s)(?<year>\d{4})-(?<monthNumber>\d\d)-(?<day>\d\d)[T ](?<time>\d\d?:[\d:.]{2,20}?)(?:\s?(?<zone>Z|[+-]\d\d:?\d\d|[A-Z]{2,4}))?(?:\s|$)/;
const clock = /^(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:[.,]\d{1,9})?)?$/;

/**
 * The time that a mail date names, as UTC ISO 8601; undefined when it can't be told for sure. Takes RFC 5322 dates with and
 * without day name, seconds, fractions of them or zone name, two-digit years, and ISO dates; without any zone nothing is
 * guessed. The text comes without comments, as one line.
 */
export function mailDate(text: string): string | undefined {
  const line = text.slice(0, longest).trim().replace(/\s+/g, ' ');
  const parts = mailForm.exec(line)?.groups ?? isoForm.exec(line)?.groups;
  if (parts === undefined) return undefined;
  const month = monthOf(parts['month'], parts['monthNumber']);
  const time = clock.exec(parts['time'] ?? '');
  const offset = offsetMinutes(parts['zone']);
  if (month === undefined || time === null || offset === undefined) return undefined;
  return instant(
    [fullYear(parts['year'] ?? ''), month, Number(parts['day'])],
    [Number(time[1]), Number(time[2]), Number(time[3] ?? 0)],
    offset,
  );
}

type Three = readonly [number, number, number];

function instant(date: Three, time: Three, offset: number): string | undefined {
  const [year, month, day] = date;
  const [hour, minute, second] = time;
  const local = new Date(Date.UTC(year, month, day));
  const isDay = local.getUTCMonth() === month && local.getUTCDate() === day && year >= 1970;
  if (!isDay || hour > 23 || minute > 59 || second > 60) return undefined;
  const at = Date.UTC(year, month, day, hour, minute, Math.min(second, 59)) - offset * 60_000;
  return new Date(at).toISOString();
}

function monthOf(name: string | undefined, number: string | undefined): number | undefined {
  if (name !== undefined) return months.get(name.toLowerCase());
  const month = Number(number) - 1;
  return month >= 0 && month < 12 ? month : undefined;
}

/** RFC 5322, 4.3: 00 to 49 are of this century. */
function fullYear(year: string): number {
  const number = Number(year);
  if (year.length === 4) return number;
  return number < 50 ? 2000 + number : 1900 + number;
}

function offsetMinutes(zone: string | undefined): number | undefined {
  if (zone === undefined) return undefined;
  const number = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (number === null) {
    const name = zone.toLowerCase();
    const hours = Object.hasOwn(zones, name) ? zones[name] : undefined;
    return hours === undefined ? undefined : hours * 60;
  }
  const minutes = Number(number[2]) * 60 + Number(number[3]);
  if (minutes > 14 * 60 + 59) return undefined;
  return number[1] === '-' ? -minutes : minutes;
}
