import { addCells, type ByOutcome, type ByVerdict, type SpamCell } from './cell.js';
import type { SpamDay } from './day.js';
import type { SpamInternal, SpamReceiver, SpamSender, SpamSpoofed } from './figures.js';
import type { Distinct, Listing } from './listing.js';

/** The figures of several days of one or more tenants, as far as they are stored. */
export interface SpamSum {
  readonly days: number;
  /** Days that are over and were read completely. */
  readonly complete: number;
  readonly cells: readonly SpamCell[];
  readonly senders: Listing<SpamSender>;
  readonly receivers: Listing<SpamReceiver>;
  readonly internal: Listing<SpamInternal>;
  readonly spoofed: Listing<SpamSpoofed>;
}

/**
 * Adds stored days up. Cells are exact. Lists hold the heaviest of each day only, so that who is heavy on one day and light
 * on the next counts "at least"; what is listed and left out is together exactly the whole. Pure.
 */
export function sumSpamDays(days: readonly SpamDay[]): SpamSum {
  return {
    days: days.length,
    complete: days.filter(({ complete, over }) => complete && over).length,
    cells: addCells(days.map(({ cells }) => cells)),
    senders: sumLists(
      days,
      ({ senders }) => senders,
      (one) => one.address,
      addSender,
    ),
    receivers: sumLists(
      days,
      ({ receivers }) => receivers,
      (one) => one.address,
      addReceiver,
    ),
    internal: sumLists(
      days,
      ({ internal }) => internal,
      (one) => one.address,
      addInternal,
    ),
    spoofed: sumLists(
      days,
      ({ spoofed }) => spoofed,
      (one) => `${one.type}|${one.domain}`,
      addSpoofed,
    ),
  };
}

interface Counted {
  readonly count: number;
  readonly byVerdict: ByVerdict;
  readonly byOutcome: ByOutcome;
  readonly atLeast: boolean;
}

function sumLists<T extends Counted>(
  days: readonly SpamDay[],
  listOf: (day: SpamDay) => Listing<T>,
  keyOf: (item: T) => string,
  add: (a: T, b: T) => T,
): Listing<T> {
  const sums = new Map<string, { item: T; seen: number }>();
  // Of different tenants the same address is another person.
  for (const day of days)
    for (const item of listOf(day).listed) {
      const key = `${day.tenantId}|${keyOf(item)}`;
      const before = sums.get(key);
      const next = before === undefined ? item : add(before.item, item);
      sums.set(key, { item: next, seen: (before?.seen ?? 0) + 1 });
    }
  const perTenant = new Map<string, number>();
  for (const day of days) {
    if (listOf(day).leftOut > 0)
      perTenant.set(day.tenantId, (perTenant.get(day.tenantId) ?? 0) + 1);
  }
  const listed = [...sums]
    .map(([key, { item }]) => ({
      ...item,
      // A day that left something out may have left this one out.
      atLeast: item.atLeast || (perTenant.get(key.slice(0, key.indexOf('|'))) ?? 0) > 0,
    }))
    .sort((a, b) => b.count - a.count || (keyOf(a) < keyOf(b) ? -1 : 1));
  return {
    listed,
    leftOut: days.reduce((sum, day) => sum + listOf(day).leftOut, 0),
    bounded: days.some((day) => listOf(day).bounded),
  };
}

function addCounted(a: Counted, b: Counted): Counted {
  const sum = <K extends string>(
    x: Readonly<Record<K, number>>,
    y: Readonly<Record<K, number>>,
  ): Record<K, number> =>
    Object.fromEntries(
      (Object.keys(x) as K[]).map((key) => [key, x[key] + y[key]] as const),
    ) as Record<K, number>;
  return {
    count: a.count + b.count,
    byVerdict: sum(a.byVerdict, b.byVerdict),
    byOutcome: sum(a.byOutcome, b.byOutcome),
    atLeast: a.atLeast || b.atLeast,
  };
}

/** Different ones of two days: not fewer than of either, and who was there on both is not told apart. */
function addDistinct(a: Distinct, b: Distinct): Distinct {
  if (a.count === 0) return b;
  if (b.count === 0) return a;
  return { count: Math.max(a.count, b.count), exact: false };
}

function earlier(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b;
}

function later(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a > b ? a : b;
}

function addSender(a: SpamSender, b: SpamSender): SpamSender {
  return {
    ...a,
    ...addCounted(a, b),
    targets: addDistinct(a.targets, b.targets),
    firstAt: earlier(a.firstAt, b.firstAt) ?? a.firstAt,
    lastAt: later(a.lastAt, b.lastAt) ?? a.lastAt,
    claimsOwnDomain: a.claimsOwnDomain || b.claimsOwnDomain,
  };
}

function addReceiver(a: SpamReceiver, b: SpamReceiver): SpamReceiver {
  const { total: x } = a;
  const { total: y } = b;
  return {
    ...a,
    ...addCounted(a, b),
    total: x === undefined || y === undefined ? undefined : x + y,
    senders: addDistinct(a.senders, b.senders),
    domains: addDistinct(a.domains, b.domains),
    vip: a.vip || b.vip,
  };
}

function addInternal(a: SpamInternal, b: SpamInternal): SpamInternal {
  return {
    ...a,
    ...addCounted(a, b),
    sent: a.sent + b.sent,
    byDirection: {
      outbound: a.byDirection.outbound + b.byDirection.outbound,
      'intra-org': a.byDirection['intra-org'] + b.byDirection['intra-org'],
    },
    recipients: addDistinct(a.recipients, b.recipients),
    firstAt: earlier(a.firstAt, b.firstAt),
    lastAt: later(a.lastAt, b.lastAt),
    blocked: a.blocked || b.blocked,
    blockedAt: earlier(a.blockedAt, b.blockedAt),
  };
}

function addSpoofed(a: SpamSpoofed, b: SpamSpoofed): SpamSpoofed {
  return {
    ...a,
    ...addCounted(a, b),
    addresses: addDistinct(a.addresses, b.addresses),
    targets: addDistinct(a.targets, b.targets),
    networks: [...new Set([...a.networks, ...b.networks])].slice(0, 5),
  };
}
