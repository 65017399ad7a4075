import type { Tenant } from '../tenants/tenant.js';
import type { SpamDay } from './day.js';
import { flowListsOf, type ListOptions } from './flow-lists.js';
import { limitWords } from './limit-words.js';
import type { LocalDay } from './local-days.js';
import { touches, type MailReading } from './read-mail.js';
import type { SpamFrame } from './frame.js';

/** Entries of each list of a stored day: a document of some 100 kB at most. */
const mostPerDay = 100;

export interface DayTask extends Omit<ListOptions, 'most'> {
  readonly frame: SpamFrame;
  readonly reading: MailReading | undefined;
  readonly ownKnown: boolean;
  /** Why nothing or not all was read, in our own words. */
  readonly why: readonly string[];
  readonly readAt: string;
}

/** Every local day of the period, as it is to be stored. A day that nobody read is there too, and says so. Pure. */
export function daysOf({ id: tenantId }: Pick<Tenant, 'id'>, task: DayTask): readonly SpamDay[] {
  return task.frame.days.map((day, place) => dayOf(day, place, tenantId, task));
}

function dayOf(
  { day, from, to }: LocalDay,
  place: number,
  tenantId: SpamDay['tenantId'],
  { frame, reading, ownKnown, why, readAt, blocked, ...options }: DayTask,
): SpamDay {
  const until = reading === undefined ? frame.now : reading.until;
  const end = Math.max(from, Math.min(to, until));
  const base = {
    ...{ tenantId, day, zone: frame.zone, readAt },
    from: new Date(from).toISOString(),
    to: new Date(end).toISOString(),
    over: end === to,
  };
  const tally = reading?.tally.perDay[place];
  if (reading === undefined || tally === undefined) {
    const empty = { listed: [], leftOut: 0, bounded: false };
    return {
      ...base,
      ...{ complete: false, limits: [...why], cells: [] },
      ...{ senders: empty, receivers: empty, internal: empty, spoofed: empty },
    };
  }
  const gaps = reading.limits.filter(
    (limit) => limit.kind !== 'lag' && touches(limit, from, Math.min(to, frame.now)),
  );
  // Rounded to seconds: a horizon that falls on the first moment of a day leaves nothing out.
  const early = reading.from > from + 1000;
  const complete =
    ownKnown && gaps.length === 0 && !early && !reading.read.brokeOff && until > from;
  const kept = { ...options, blocked: blockedOn(blocked, to, frame.now), most: mostPerDay };
  const lists = flowListsOf(tally, kept);
  return {
    ...base,
    source: reading.read.name,
    complete,
    limits: complete ? gaps.map(limitWords) : [...gaps.map(limitWords), ...why],
    cells: [...tally.cells],
    senders: mutable(lists.senders),
    receivers: mutable(lists.receivers),
    internal: mutable(lists.internal),
    spoofed: mutable(lists.spoofed),
  };
}

/** Who is blocked now was it since then; where the service does not say since when, only the day of now is sure. */
function blockedOn(blocked: DayTask['blocked'], to: number, now: number): DayTask['blocked'] {
  return blocked.filter(({ at }) => (at === undefined ? to > now : Date.parse(at) < to));
}

function mutable<T>(list: {
  readonly listed: readonly T[];
  readonly leftOut: number;
  readonly bounded: boolean;
}): { listed: T[]; leftOut: number; bounded: boolean } {
  return { ...list, listed: [...list.listed] };
}
