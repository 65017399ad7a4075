import { DateTime, IANAZone } from 'luxon';

/** A moment as people in `zone` read it: '21 Nov 2026, 18:20 CET'. `zone` is an IANA name; `at` is UTC ISO 8601. */
export function inZone(at: string, zone: string): string {
  const time = DateTime.fromISO(at, { zone, locale: 'en-GB' });
  return time.isValid ? time.toFormat('d LLL yyyy, HH:mm ZZZZ') : 'at an unknown time';
}

export function isTimeZone(name: string): boolean {
  return IANAZone.isValidZone(name);
}
