import type { AlertStore } from '../alerts/ports.js';
import type { DigestPeriod } from '../digest/period.js';
import type { OwnSenderLine } from '../digest/row.js';
import type { SpamDay } from '../spam/day.js';
import { parseSpamFacts, type SpamFacts } from '../spam/facts.js';
import type { SpamInternal } from '../spam/figures.js';
import type { Tenant } from '../tenants/tenant.js';
import { cutListed, sumLists, type DayList } from './digest-listed.js';

/** What an alert says of an own user as a sender. */
interface OwnEvent {
  readonly alertId: string;
  readonly cause: SpamFacts['likelyCause'];
  readonly blocked: boolean;
  readonly startedAt: string;
}

/**
 * Own users as senders: each person once, from the days of mail and from the alerts about an event in the period, whatever
 * became of these. The days know what was sent; the alerts know also who sent in an unusual way what the filter let pass.
 * The figures are those of the days alone, since what an alert counted may lie outside the period. ContractError when the
 * facts of an alert can't be read.
 */
export async function* ownLines(
  store: Pick<AlertStore, 'alerts'>,
  { id: tenantId, name: tenant }: Tenant,
  period: DigestPeriod,
  days: readonly SpamDay[],
): AsyncGenerator<OwnSenderLine> {
  const events = await eventsOf(store, tenantId, period);
  const { sent, blocked } = senderFacts(days);
  const { sums, leftOut } = sumLists(days.map(ofDay));
  const unseen = new Set(events.keys());
  for (const { address } of sums) unseen.delete(address);
  const nothing = { count: 0, reached: 0, days: 0, atLeast: leftOut > 0 };
  const all = [...sums, ...[...unseen].sort().map((address) => ({ address, ...nothing }))];
  const { named, rest } = cutListed(
    all,
    leftOut,
    ({ address }) => blocked.has(address) || events.has(address),
  );
  const read = days.filter(({ source }) => source !== undefined).length;
  const of = { section: 'own-senders', tenantId, tenant } as const;
  for (const { address, count, reached, atLeast, days: on } of named) {
    const event = events.get(address);
    yield {
      ...{ ...of, address, rest: false, count, atLeast, reached, sent: sent.get(address) ?? 0 },
      sentAtLeast: atLeast || on === 0 || on < read,
      blocked: blocked.has(address) || event?.blocked === true,
      ...(event === undefined ? {} : { alertId: event.alertId, cause: event.cause }),
    };
  }
  if (rest === undefined) return;
  const bounds = { atLeast: false, sent: 0, sentAtLeast: true, blocked: false };
  yield { ...of, address: '', rest: true, ...rest, ...bounds };
}

function worthALine({ internal }: SpamDay): readonly SpamInternal[] {
  return internal.listed.filter(({ count, blocked }) => count > 0 || blocked);
}

function ofDay(day: SpamDay): DayList {
  const listed = worthALine(day).map(({ address, count, byOutcome, atLeast }) => ({
    ...{ address, count, atLeast, reached: byOutcome.delivered },
  }));
  return { listed, leftOut: day.internal.leftOut };
}

/** What each person sent on the days that list them, and who was kept from sending on any. */
function senderFacts(days: readonly SpamDay[]): {
  readonly sent: ReadonlyMap<string, number>;
  readonly blocked: ReadonlySet<string>;
} {
  const sent = new Map<string, number>();
  const blocked = new Set<string>();
  for (const one of days.flatMap(worthALine)) {
    sent.set(one.address, (sent.get(one.address) ?? 0) + one.sent);
    if (one.blocked) blocked.add(one.address);
  }
  return { sent, blocked };
}

/** The latest event of each person that falls into the period; kept from sending in any of them is kept from sending. */
async function eventsOf(
  store: Pick<AlertStore, 'alerts'>,
  tenantId: Tenant['id'],
  period: DigestPeriod,
): Promise<ReadonlyMap<string, OwnEvent>> {
  const events = new Map<string, OwnEvent>();
  for await (const { row: alert } of store.alerts(tenantId)) {
    if (alert.kind !== 'spam') continue;
    const facts = parseSpamFacts(alert.facts);
    if (!isWithin(facts, period)) continue;
    const { address, startedAt, likelyCause: cause } = facts;
    const before = events.get(address);
    const isLater = before === undefined || startedAt > before.startedAt;
    const latest = isLater ? { alertId: alert.id, cause, startedAt } : before;
    const blocked = isBlocked(facts, period) || before?.blocked === true;
    events.set(address, { ...latest, blocked });
  }
  return events;
}

/** Any part of it: an event over the turn of the week is in both. Its end is the first instant after it. */
function isWithin({ startedAt, lastAt }: SpamFacts, { from, to }: DigestPeriod): boolean {
  const start = Date.parse(startedAt);
  const first = Date.parse(from);
  return start < Date.parse(to) && (start >= first || Date.parse(lastAt) > first);
}

function isBlocked({ blocked, blockedAt, startedAt }: SpamFacts, { to }: DigestPeriod): boolean {
  return blocked && Date.parse(blockedAt ?? startedAt) < Date.parse(to);
}
