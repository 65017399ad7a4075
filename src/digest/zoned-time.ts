import { IANAZone } from 'luxon';

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** Zones are asked millions of times; each is made once. An unknown name is a RangeError: settings are checked before. */
const zones = new Map<string, IANAZone>();

function zoneNamed(name: string): IANAZone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const zone = IANAZone.create(name);
  if (!zone.isValid) throw new RangeError('This is no IANA time zone.');
  zones.set(name, zone);
  return zone;
}

/** Milliseconds by which local time is ahead of UTC. */
function offsetMs(zone: IANAZone, instant: number): number {
  return zone.offset(instant) * minuteMs;
}

/**
 * The instant, in milliseconds since 1970, at which the clocks of a zone show a time of a day (days since 1970, minutes
 * since midnight). What they show twice in autumn is the first time; what they leave out in spring is moved on by as much
 * as they leave out (02:30 is then 03:30), as java.time and RFC 5545 do. A day that a zone left out altogether (Samoa, 30
 * December 2011) is the day after.
 */
export function instantOf(zoneName: string, day: number, minutes: number): number {
  const key = `${zoneName}|${day}|${minutes}`;
  const known = instants.get(key);
  if (known !== undefined) return known;
  if (instants.size >= mostInstants) instants.clear();
  const instant = findInstant(zoneName, day, minutes);
  instants.set(key, instant);
  return instant;
}

/** The same few due times are asked for all week; to ask the zone costs a hundred times more. */
const instants = new Map<string, number>();
const mostInstants = 1000;

function findInstant(zoneName: string, day: number, minutes: number): number {
  const zone = zoneNamed(zoneName);
  const wall = day * dayMs + minutes * minuteMs;
  // A day to either side of the wall time lies outside of any one change of the clocks.
  const before = offsetMs(zone, wall - dayMs);
  const after = offsetMs(zone, wall + dayMs);
  const first = wall - Math.max(before, after);
  if (offsetMs(zone, first) === Math.max(before, after)) return first;
  const second = wall - Math.min(before, after);
  if (offsetMs(zone, second) === Math.min(before, after)) return second;
  return wall - before;
}

/** The calendar day of an instant in a zone, in days since 1970. */
export function dayAt(zoneName: string, instant: number): number {
  return Math.floor((instant + offsetMs(zoneNamed(zoneName), instant)) / dayMs);
}

/** The instant at which a day begins: 00:00, or what comes instead where the clocks leave that out. */
export function startOfDay(zoneName: string, day: number): number {
  return instantOf(zoneName, day, 0);
}
