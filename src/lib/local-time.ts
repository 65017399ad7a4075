import { DateTime, IANAZone } from 'luxon';

/**
 * A moment as people read it, with the name of the zone: '21 Nov 2026, 18:20 CET'. `zone` is an IANA name; an unknown one
 * gives UTC. Empty text for what is no ISO 8601 time.
 */
export function localTime(iso: string, zone: string): string {
  const moment = DateTime.fromISO(iso, { zone: 'utc' });
  if (!moment.isValid) return '';
  const there = moment.setZone(zone);
  const local = (there.isValid ? there : moment).setLocale('en-GB');
  const british = local.toFormat('ZZZZ');
  const name = british.startsWith('GMT') ? local.setLocale('en-US').toFormat('ZZZZ') : british;
  return `${local.toFormat('d LLL yyyy, HH:mm')} ${name}`;
}

export function isTimeZone(name: string): boolean {
  return IANAZone.isValidZone(name);
}
