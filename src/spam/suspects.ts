import { DistinctCount } from './distinct-count.js';
import type { Evidence } from './evidence.js';
import type { Distinct } from './listing.js';
import { LocalHours } from './local-days.js';
import { byHourOfDay, type OwnBehaviour, type OwnSenders } from './own-behaviour.js';
import type { SpamFrame } from './frame.js';
import type { SpamPolicy } from './policy.js';
import type { BlockedUser } from './ports.js';
import type { Hitter } from './heavy-hitters.js';

/** What was seen of one user of the tenant, and what speaks for a cause, before sign-ins are looked at. */
export interface Suspect {
  readonly address: string;
  readonly evidence: readonly Evidence[];
  /** The stretch of unusual sending that ended last, UTC ISO 8601; undefined when nothing but the block is known. */
  readonly startedAt: string | undefined;
  readonly lastAt: string | undefined;
  readonly sent: number;
  readonly unwanted: number;
  readonly byVerdict: Readonly<Record<string, number>>;
  readonly recipients: Distinct;
  readonly busiestHour: { readonly at: string; readonly count: number } | undefined;
  readonly usualBusiest: number | undefined;
  readonly blocked: BlockedUser | undefined;
  /** Seen only from some point on. */
  readonly atLeast: boolean;
}

export interface SuspectOptions {
  readonly frame: SpamFrame;
  readonly policy: SpamPolicy;
  readonly blocked: readonly BlockedUser[];
  /** The beginning of what the source told, so that silence before it is not taken for a habit. Milliseconds. */
  readonly knownFrom: number;
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** What is known of a person who was seen on fewer days or with less mail is chance. */
const usual = { days: 3, messages: 20, spanDays: 5 };

/** Own users with any evidence, those with the most unwanted mail first. Pure. */
export function suspectsOf(senders: OwnSenders, options: SuspectOptions): readonly Suspect[] {
  const local = new LocalHours(options.frame.zone);
  const byAddress = new Map(options.blocked.map((user) => [user.address, user]));
  const seen: Suspect[] = [];
  for (const one of senders.senders.hitters()) {
    const suspect = suspectOf(senders, one, byAddress.get(one.key), { ...options, local });
    byAddress.delete(one.key);
    if (suspect.evidence.length > 0) seen.push(suspect);
  }
  const silent = [...byAddress.values()].map(onlyBlocked);
  return [...seen, ...silent].sort(
    (a, b) => b.unwanted - a.unwanted || b.sent - a.sent || (a.address < b.address ? -1 : 1),
  );
}

interface Look extends SuspectOptions {
  readonly local: LocalHours;
}

function suspectOf(
  senders: OwnSenders,
  { key, data, inherited }: Hitter<OwnBehaviour>,
  blocked: BlockedUser | undefined,
  look: Look,
): Suspect {
  const habit = habitOf(senders, data, look);
  const hours = hoursOf(senders, data, look, habit);
  const evidence = [
    ...(blocked ? [{ code: 'blocked' as const, count: 1 }] : []),
    ...contentEvidence(data, look.policy),
    ...hours.evidence,
    ...recipientEvidence(data, look.policy, habit),
    ...mailingEvidence(data, look.policy),
  ];
  return {
    address: key,
    evidence: worthSaying(evidence),
    ...stretchOf(senders, data, look.policy, hours.places),
    sent: data.sent,
    unwanted: data.unwanted.count,
    byVerdict: { ...data.unwanted.byVerdict },
    recipients: recipientsOf(data),
    busiestHour: hours.busiest,
    usualBusiest: habit.busiest,
    blocked,
    atLeast: inherited > 0,
  };
}

function onlyBlocked(blocked: BlockedUser): Suspect {
  return {
    address: blocked.address,
    evidence: [{ code: 'blocked', count: 1 }],
    startedAt: blocked.at,
    lastAt: blocked.at,
    sent: 0,
    unwanted: 0,
    byVerdict: {},
    recipients: { count: 0, exact: true },
    busiestHour: undefined,
    usualBusiest: undefined,
    blocked,
    atLeast: false,
  };
}

/** What is usual for the person; undefined where too little is known. */
interface Habit {
  /** Deliveries of the busiest hour. */
  readonly busiest: number | undefined;
  readonly byHour: readonly number[] | undefined;
}

/** Silence before the source reached back proves nothing, and of whom little was seen the hours are chance. */
function habitOf(senders: OwnSenders, data: OwnBehaviour, look: Look): Habit {
  const { frame, knownFrom, local } = look;
  const from = Math.max(frame.usualFrom, knownFrom);
  if (frame.usualTo - from < usual.spanDays * dayMs)
    return { busiest: undefined, byHour: undefined };
  const { sentBefore, daysBefore, hours } = data;
  const places = [Math.max(0, senders.hourOf(from)), senders.hourOf(frame.usualTo)] as const;
  const known = sentBefore >= usual.messages && daysBefore.size >= usual.days;
  return {
    busiest: highest(hours.subarray(places[0], places[1])),
    byHour: known ? byHourOfDay(senders, hours, local, places) : undefined,
  };
}

function highest(counts: Uint32Array): number {
  return counts.reduce((most, count) => Math.max(most, count), 0);
}

/** The hours of the period: `places` are those that are part of something unusual. */
interface HoursSeen {
  readonly evidence: readonly Evidence[];
  readonly places: readonly number[];
  readonly busiest: Suspect['busiestHour'];
}

/** Bursts, and hours at which the person does not write. */
function hoursOf(senders: OwnSenders, data: OwnBehaviour, look: Look, habit: Habit): HoursSeen {
  const { frame, policy, local } = look;
  const threshold = Math.max(policy.burstFloor, (habit.busiest ?? 0) * policy.burstFactor);
  const isOdd = (place: number): boolean => {
    const hour = local.hourAt(senders.timeOf(place));
    return habit.byHour === undefined ? policy.nightHours.has(hour) : isUnusual(habit.byHour, hour);
  };
  const bursts: number[] = [];
  const odd: number[] = [];
  let oddCount = 0;
  let busiest = { place: -1, count: 0 };
  for (let place = senders.hourOf(frame.from); place < data.hours.length; place += 1) {
    const count = data.hours[place] ?? 0;
    if (count === 0) continue;
    if (count > busiest.count) busiest = { place, count };
    if (count >= threshold) bursts.push(place);
    if (!isOdd(place)) continue;
    odd.push(place);
    oddCount += count;
  }
  const atOddHours = oddCount >= policy.oddHoursFloor;
  return {
    evidence: [
      ...burstEvidence(bursts.length > 0, busiest.count, habit),
      ...oddEvidence(data.sent, oddCount, atOddHours, bursts.length > 0),
    ],
    places: atOddHours ? [...bursts, ...odd] : bursts,
    busiest:
      busiest.place < 0
        ? undefined
        : { at: new Date(senders.timeOf(busiest.place)).toISOString(), count: busiest.count },
  };
}

function burstEvidence(isThere: boolean, count: number, { busiest: of }: Habit): Evidence[] {
  if (!isThere) return [];
  return [{ code: 'burst', count, ...(of === undefined ? {} : { of }) }];
}

function oddEvidence(sent: number, odd: number, isOdd: boolean, bursts: boolean): Evidence[] {
  if (isOdd) return [{ code: 'odd-hours', count: odd, of: sent }];
  return bursts ? [{ code: 'usual-hours', count: sent - odd, of: sent }] : [];
}

/** Neither in that hour nor in those beside it. */
function isUnusual(byHour: readonly number[], hour: number): boolean {
  return [hour + 23, hour, hour + 1].every((near) => (byHour[near % 24] ?? 0) === 0);
}

/** By what the filter took the person's mail for. */
function contentEvidence(data: OwnBehaviour, policy: SpamPolicy): readonly Evidence[] {
  const { malware, phish, spoof, spam, unknown } = data.unwanted.byVerdict;
  const { count: phished } = data.phishTo.value;
  const asSpam = spam + spoof + unknown;
  return [
    ...(malware > 0 ? [{ code: 'malware-sent' as const, count: malware }] : []),
    ...(data.malwareInside > 0
      ? [{ code: 'malware-to-colleagues' as const, count: data.malwareInside }]
      : []),
    ...(phish >= policy.phishMessages && phished >= policy.phishRecipients
      ? [{ code: 'phish-sent' as const, count: phish }]
      : []),
    ...(asSpam >= policy.spamMessages
      ? [{ code: 'spam-sent' as const, count: asSpam, of: data.sent }]
      : []),
    ...(data.bulk >= policy.spamMessages && data.bulk * 2 >= data.unwanted.count
      ? [{ code: 'bulk-sent' as const, count: data.bulk, of: data.sent }]
      : []),
  ];
}

/** Of the recipients that rows name. Whether they are new is said only where the rows before name theirs too. */
function recipientEvidence(
  { recipients, recipientsBefore, namedBefore, sentBefore }: OwnBehaviour,
  { manyRecipients }: SpamPolicy,
  habit: Habit,
): readonly Evidence[] {
  const of = recipients.value.count;
  if (of < manyRecipients) return [];
  if (habit.busiest === undefined || namedBefore < sentBefore) {
    return [{ code: 'many-recipients', count: of }];
  }
  const together = new DistinctCount();
  together.include(recipientsBefore);
  together.include(recipients);
  const fresh = Math.min(of, Math.max(0, together.value.count - recipientsBefore.value.count));
  return fresh >= manyRecipients ? [{ code: 'new-recipients', count: fresh, of }] : [];
}

/** One shape to many, and whether it was there before. */
function mailingEvidence(data: OwnBehaviour, policy: SpamPolicy): readonly Evidence[] {
  const shapes = [...data.shapes.hitters()].map((one) => one.data).sort((a, b) => b.now - a.now);
  const [top] = shapes;
  if (top === undefined || top.now < policy.mailingMessages) return [];
  if (top.now < data.shaped * policy.mailingShare) return [];
  const days = top.daysBefore.size;
  return [
    { code: 'one-mailing', count: top.now, of: data.shaped },
    ...(days >= policy.mailingDaysBefore && top.before >= policy.mailingMessages
      ? [{ code: 'same-before' as const, count: days }]
      : []),
  ];
}

/** Of a person who does nothing else this is no evidence of anything. */
const context: ReadonlySet<Evidence['code']> = new Set([
  'usual-hours',
  'one-mailing',
  'same-before',
  'new-recipients',
  'many-recipients',
]);

function worthSaying(evidence: readonly Evidence[]): readonly Evidence[] {
  const telling = evidence.some(({ code }) => !context.has(code));
  return telling ? evidence : [];
}

function recipientsOf({ recipients, summedRecipients }: OwnBehaviour): Distinct {
  const { count, exact } = recipients.value;
  return { count: count + summedRecipients, exact: exact && summedRecipients === 0 };
}

/**
 * From the last long silence on: the hours of bursts and odd times, or those of unwanted mail where there are none. A false
 * verdict now and then must not tie two events together.
 */
function stretchOf(
  senders: OwnSenders,
  data: OwnBehaviour,
  { episodeGapHours }: SpamPolicy,
  places: readonly number[],
): Pick<Suspect, 'startedAt' | 'lastAt'> {
  const marked = new Set(places);
  if (marked.size === 0 && data.unwanted.count > 0) {
    for (const [place, count] of data.unwantedHours.entries()) if (count > 0) marked.add(place);
  }
  const sorted = [...marked].sort((a, b) => a - b);
  const last = sorted.at(-1);
  if (last === undefined) return { startedAt: undefined, lastAt: undefined };
  let first = last;
  for (const place of sorted.toReversed()) {
    if (first - place > episodeGapHours) break;
    first = place;
  }
  const at = (place: number): string => new Date(senders.timeOf(place)).toISOString();
  return { startedAt: at(first), lastAt: new Date(senders.timeOf(last) + hourMs).toISOString() };
}
