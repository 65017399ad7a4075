import type { DigestPeriod } from '../digest/period.js';
import { daysOf } from '../digest/period.js';
import type { DigestRow, MailLine } from '../digest/row.js';
import type { SpamDay } from '../spam/day.js';
import type { SpamDayStore } from '../spam/day-store.js';
import type { Tenant } from '../tenants/tenant.js';
import { lineOf } from './digest-coverage-lines.js';

/** People and domains that each tenant's lists name; the others are one row together. */
const mostListed = 50;

interface Sum {
  address: string;
  count: number;
  reached: number;
  sent: number;
  blocked: boolean;
}

/** Mail flow of one tenant in the period, summed up over the days that are stored, after what was read of it. */
export async function* mailLines(
  store: Pick<SpamDayStore, 'list'>,
  tenant: Tenant,
  period: DigestPeriod,
): AsyncGenerator<DigestRow> {
  const days: SpamDay[] = [];
  for await (const day of store.list(tenant.id, period.firstDay, period.lastDay)) days.push(day);
  yield coverage(tenant, period, days);
  const of = { tenantId: tenant.id, tenant: tenant.name };
  for (const cell of cells(days)) yield { section: 'mail', ...of, ...cell };
  for (const one of listed(days, ({ senders }) => senders)) {
    yield { section: 'senders', ...of, ...withoutSent(one) };
  }
  for (const one of listed(days, ({ receivers }) => receivers)) {
    yield { section: 'targets', ...of, ...withoutSent(one) };
  }
  for (const { sum, rest } of own(days)) yield { section: 'own-senders', ...of, ...sum, rest };
  for (const one of listed(days, ownDomains)) {
    yield { section: 'spoofed', ...of, ...withoutSent(one) };
  }
}

function coverage(tenant: Tenant, period: DigestPeriod, days: readonly SpamDay[]): DigestRow {
  const wanted = daysOf(period).length;
  const read = days.filter(({ source }) => source !== undefined);
  const whole = read.filter(({ complete, over, zone }) => complete && over && zone === period.zone);
  const readAt = read
    .map((day) => day.readAt)
    .sort()
    .at(-1);
  if (readAt === undefined) {
    const why = days.flatMap(({ limits }) => limits)[0] ?? 'No day of mail has been read.';
    return lineOf(tenant, 'mail', { read: 'none', why });
  }
  if (whole.length === wanted) return lineOf(tenant, 'mail', { read: 'whole', readAt, why: '' });
  const zone = read.find((day) => day.zone !== period.zone)?.zone;
  const limits = days.filter((day) => !whole.includes(day)).flatMap((day) => day.limits);
  const why = [
    `${whole.length} of ${wanted} days were read completely.`,
    ...(zone === undefined ? [] : [`Days of mail are those of ${zone}.`]),
    ...new Set(limits),
  ].join(' ');
  return lineOf(tenant, 'mail', { read: 'part', readAt, why: why.slice(0, 500) });
}

/** Exact: each delivery is in one of them. */
function cells(
  days: readonly SpamDay[],
): readonly Pick<MailLine, 'direction' | 'verdict' | 'outcome' | 'count'>[] {
  const sums = new Map<string, Pick<MailLine, 'direction' | 'verdict' | 'outcome' | 'count'>>();
  for (const cell of days.flatMap((day) => day.cells)) {
    const key = `${cell.direction}|${cell.verdict}|${cell.outcome}`;
    const { direction, verdict, outcome } = cell;
    const count = (sums.get(key)?.count ?? 0) + cell.count;
    sums.set(key, { direction, verdict, outcome, count });
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell);
}

interface Counted {
  readonly address: string;
  readonly count: number;
  readonly byOutcome: { readonly delivered: number };
}

interface List<T> {
  readonly listed: readonly T[];
  readonly leftOut: number;
}

function ownDomains({ spoofed }: SpamDay): List<Counted> {
  const own = spoofed.listed.filter(({ type }) => type === 'internal');
  return {
    listed: own.map(({ domain, count, byOutcome }) => ({ address: domain, count, byOutcome })),
    // What is not listed may be of any domain, so it is counted for none of ours.
    leftOut: 0,
  };
}

/** Each address once, the most first, and one row for all others where there are any. */
function listed(
  days: readonly SpamDay[],
  of: (day: SpamDay) => List<Counted>,
): readonly { readonly sum: Sum; readonly rest: boolean }[] {
  const sums = new Map<string, Sum>();
  let leftOut = 0;
  for (const day of days) {
    const list = of(day);
    leftOut += list.leftOut;
    for (const { address, count, byOutcome } of list.listed) {
      add(sums, { ...{ address, count, sent: 0, blocked: false }, reached: byOutcome.delivered });
    }
  }
  return cut(sums, leftOut);
}

/** Own users, with what they sent at all. Who is kept from sending is listed whatever was seen. */
function own(days: readonly SpamDay[]): ReturnType<typeof listed> {
  const sums = new Map<string, Sum>();
  let leftOut = 0;
  for (const { internal } of days) {
    leftOut += internal.leftOut;
    for (const { address, count, byOutcome, sent, blocked } of internal.listed) {
      if (count > 0 || blocked) {
        add(sums, { address, count, reached: byOutcome.delivered, sent, blocked });
      }
    }
  }
  return cut(sums, leftOut);
}

function add(sums: Map<string, Sum>, one: Sum): void {
  const before = sums.get(one.address);
  sums.set(one.address, {
    address: one.address,
    count: (before?.count ?? 0) + one.count,
    reached: (before?.reached ?? 0) + one.reached,
    sent: (before?.sent ?? 0) + one.sent,
    blocked: one.blocked || (before?.blocked ?? false),
  });
}

function cut(sums: ReadonlyMap<string, Sum>, leftOut: number): ReturnType<typeof listed> {
  const sorted = [...sums.values()].sort(
    (a, b) =>
      Number(b.blocked) - Number(a.blocked) ||
      b.count - a.count ||
      (a.address < b.address ? -1 : 1),
  );
  const others: Sum = { address: '', count: leftOut, reached: 0, sent: 0, blocked: false };
  for (const one of sorted.slice(mostListed)) {
    others.count += one.count;
    others.reached += one.reached;
    others.sent += one.sent;
  }
  const named = sorted.slice(0, mostListed).map((sum) => ({ sum, rest: false }));
  return others.count === 0 ? named : [...named, { sum: others, rest: true }];
}

function withoutSent({
  sum: { address, count, reached },
  rest,
}: ReturnType<typeof listed>[number]) {
  return { address, count, reached, rest };
}
