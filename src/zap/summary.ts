import type { ZapOutcome } from './message.js';
import type { RecordedRecipient, ZapRecord } from './records.js';
import { repeatedInfrastructure, type RepeatedThing } from './repeated.js';
import type { ZapSourceName, ZapThreat } from './sighting.js';

/** A count and what it is of: a share is never said without its denominator. */
export interface Share {
  readonly count: number;
  readonly of: number;
}

/** Minutes, by the nearest-rank method: each is an exposure that occurred. Undefined where there is none to count. */
export interface Spread {
  readonly count: number;
  readonly median: number | undefined;
  readonly p90: number | undefined;
}

/** Of those from whom ZAP took the message away. What is a bound is never mixed with what is exact. */
export interface ExposureSummary {
  readonly exact: Spread;
  readonly atMost: Spread;
  readonly within48h: number;
  readonly unknown: number;
}

export interface ExposedPerson {
  readonly address: string;
  readonly messages: number;
  readonly clicked: number;
  readonly read: number;
}

/** Counts recipients, not messages, as the rows of the report do. */
export interface ZapSummary {
  readonly messages: number;
  readonly recipients: number;
  /** Recipients of whom only the number is stored: in no other figure. */
  readonly recipientsLeftOut: number;
  readonly byThreat: Readonly<Record<ZapThreat, number>>;
  readonly byOutcome: Readonly<Record<ZapOutcome, number>>;
  readonly exposure: ExposureSummary;
  readonly evidence: Readonly<Record<'clicked' | 'read' | 'unread' | 'unknown', number>>;
  /** Among `evidence.read`: those of whom it is known that it was after the purge. */
  readonly readAfterZap: number;
  /** Read or clicked, of those of whom it is known. */
  readonly seen: Share;
  /** Clicked, of those whose clicks a source logs. */
  readonly clicked: Share;
  /** Worst first, at most ten. */
  readonly people: readonly ExposedPerson[];
  /** What more than one message shares, most messages first, at most ten. */
  readonly repeated: readonly RepeatedThing[];
}

const longestList = 10;

/** The figures of a report. Pure: the same for the records in any order. */
export function summarise(records: readonly ZapRecord[]): ZapSummary {
  const recipients = records.flatMap((record) => record.recipients);
  const evidence = countBy(
    recipients,
    ['clicked', 'read', 'unread', 'unknown'],
    (one) => one.evidence.value,
  );
  return {
    messages: records.length,
    recipients: recipients.length,
    recipientsLeftOut: records.reduce((sum, one) => sum + one.recipientsLeftOut, 0),
    byThreat: countBy(recipients, ['malware', 'phish', 'spam', 'unknown'], (one) => one.threat),
    byOutcome: countBy(recipients, ['zapped', 'failed', 'user-triaged'], (one) => one.outcome),
    exposure: exposureOf(recipients.filter(({ outcome }) => outcome === 'zapped')),
    evidence,
    readAfterZap: recipients.filter(isReadAfterZap).length,
    seen: {
      count: evidence.clicked + evidence.read,
      of: evidence.clicked + evidence.read + evidence.unread,
    },
    clicked: { count: evidence.clicked, of: recipients.filter(hasClicksLogged).length },
    people: mostExposed(recipients),
    repeated: repeatedInfrastructure(records).slice(0, longestList),
  };
}

function isReadAfterZap({ evidence }: RecordedRecipient): boolean {
  return evidence.value === 'read' && evidence.afterZap === true;
}

const clickSources: readonly ZapSourceName[] = ['hunting', 'analyzed-emails'];

/** A source was read that logs clicks: without one, no click proves nothing. */
function hasClicksLogged({ evidence, sources }: RecordedRecipient): boolean {
  return evidence.value === 'clicked' || sources.some((source) => clickSources.includes(source));
}

function countBy<T, K extends string>(
  items: readonly T[],
  keys: readonly K[],
  keyOf: (item: T) => K,
): Readonly<Record<K, number>> {
  const counts = new Map<K, number>(keys.map((key) => [key, 0]));
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return Object.fromEntries(counts) as Record<K, number>;
}

function exposureOf(taken: readonly RecordedRecipient[]): ExposureSummary {
  const minutes = (kind: 'exact' | 'at-most'): readonly number[] =>
    taken.flatMap(({ exposure }) => (exposure.kind === kind ? [exposure.minutes] : []));
  const many = (kind: 'within-48h' | 'unknown'): number =>
    taken.filter(({ exposure }) => exposure.kind === kind).length;
  return {
    exact: spreadOf(minutes('exact')),
    atMost: spreadOf(minutes('at-most')),
    within48h: many('within-48h'),
    unknown: many('unknown'),
  };
}

function spreadOf(minutes: readonly number[]): Spread {
  const sorted = [...minutes].sort((a, b) => a - b);
  const rank = (percent: number): number | undefined =>
    sorted[Math.ceil((sorted.length * percent) / 100) - 1];
  return { count: sorted.length, median: rank(50), p90: rank(90) };
}

function mostExposed(recipients: readonly RecordedRecipient[]): readonly ExposedPerson[] {
  const people = new Map<string, ExposedPerson>();
  for (const { address, evidence } of recipients) {
    const before = people.get(address) ?? { address, messages: 0, clicked: 0, read: 0 };
    people.set(address, {
      address,
      messages: before.messages + 1,
      clicked: before.clicked + (evidence.value === 'clicked' ? 1 : 0),
      read: before.read + (evidence.value === 'read' ? 1 : 0),
    });
  }
  return [...people.values()].sort(worstPersonFirst).slice(0, longestList);
}

function worstPersonFirst(a: ExposedPerson, b: ExposedPerson): number {
  return (
    b.clicked - a.clicked ||
    b.read - a.read ||
    b.messages - a.messages ||
    (a.address < b.address ? -1 : 1)
  );
}
