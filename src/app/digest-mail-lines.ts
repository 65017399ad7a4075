import type { DigestPeriod } from '../digest/period.js';
import { daysOf } from '../digest/period.js';
import type { CoverageLine, MailLine, SenderLine, SpoofedLine, TargetLine } from '../digest/row.js';
import type { SpamDay } from '../spam/day.js';
import type { SpamDayStore } from '../spam/day-store.js';
import type { Tenant } from '../tenants/tenant.js';
import { lineOf } from './digest-coverage-lines.js';
import { cutListed, sumLists, type DayList, type ListedSum } from './digest-listed.js';

/** The stored days of the period, in their order. */
export async function mailDays(
  store: Pick<SpamDayStore, 'list'>,
  { id }: Tenant,
  period: DigestPeriod,
): Promise<readonly SpamDay[]> {
  const days: SpamDay[] = [];
  for await (const day of store.list(id, period.firstDay, period.lastDay)) days.push(day);
  return days;
}

/** Mail flow of one tenant in the period, summed up over the days that are stored, after what was read of it. */
export function* mailLines(
  tenant: Tenant,
  period: DigestPeriod,
  days: readonly SpamDay[],
): Generator<CoverageLine | MailLine | SenderLine | TargetLine | SpoofedLine> {
  yield coverage(tenant, period, days);
  const of = { tenantId: tenant.id, tenant: tenant.name };
  for (const cell of cells(days)) yield { section: 'mail', ...of, ...cell };
  for (const one of listed(days, ({ senders }) => senders)) {
    yield { section: 'senders', ...of, ...one };
  }
  for (const one of listed(days, ({ receivers }) => receivers)) {
    yield { section: 'targets', ...of, ...one };
  }
  for (const one of spoofed(days)) yield { section: 'spoofed', ...of, ...one };
}

function coverage(tenant: Tenant, period: DigestPeriod, days: readonly SpamDay[]): CoverageLine {
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
  if (whole.length === wanted) {
    return lineOf(tenant, 'mail', { read: 'whole', readAt, why: cutWords(days).join(' ') });
  }
  const zone = read.find((day) => day.zone !== period.zone)?.zone;
  const limits = days.filter((day) => !whole.includes(day)).flatMap((day) => day.limits);
  const why = [
    `${whole.length} of ${wanted} days were read completely.`,
    ...cutWords(days),
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

/** Every delivery was read, and still not every spoofed domain can be named: then ours may be among the others. */
function cutWords(days: readonly SpamDay[]): readonly string[] {
  const cut = days.filter(isCut).length;
  if (cut === 0) return [];
  const where = cut === 1 ? 'On 1 day' : `On ${cut} days`;
  return [
    `${where} only the spoofed domains with most mail are listed: own domains may be missing, and counts of them are at least.`,
  ];
}

function isCut({ spoofed: { listed: domains, leftOut, bounded } }: SpamDay): boolean {
  return leftOut > 0 || (bounded && domains.length > 0);
}

function lineOfSum({ address, count, reached, atLeast }: ListedSum): Line {
  return { address, rest: false, count, atLeast, reached };
}

type Line = Pick<SenderLine, 'address' | 'rest' | 'count' | 'atLeast' | 'reached'>;

interface Counted {
  readonly address: string;
  readonly count: number;
  readonly atLeast: boolean;
  readonly byOutcome: { readonly delivered: number };
}

interface List {
  readonly listed: readonly Counted[];
  readonly leftOut: number;
}

function dayList({ listed: counted, leftOut }: List): DayList {
  return {
    listed: counted.map(({ address, count, atLeast, byOutcome }) => ({
      ...{ address, count, atLeast, reached: byOutcome.delivered },
    })),
    leftOut,
  };
}

/** Each address once, the most first, and one row for all that is not in these. */
function listed(days: readonly SpamDay[], of: (day: SpamDay) => List): readonly Line[] {
  const { sums, leftOut } = sumLists(days.map((day) => dayList(of(day))));
  const { named, rest } = cutListed(sums, leftOut);
  return [
    ...named.map(lineOfSum),
    // What it counts is exact: all mail less what the rows before it count.
    ...(rest === undefined ? [] : [{ address: '', rest: true, atLeast: false, ...rest }]),
  ];
}

/**
 * Domains of the tenant. What a day does not list may be of any domain and is counted for none of ours; the row for what is
 * not listed then says that there may be more.
 */
function spoofed(days: readonly SpamDay[]): readonly Line[] {
  const lists = days.map((day): DayList => {
    const own = day.spoofed.listed.filter(({ type }) => type === 'internal');
    const entries = own.map(({ domain: address, ...one }) => ({ address, ...one }));
    return dayList({ listed: entries, leftOut: isCut(day) ? Math.max(1, day.spoofed.leftOut) : 0 });
  });
  const { sums, leftOut } = sumLists(lists);
  const { named, rest } = cutListed(sums, 0);
  const others = rest ?? { count: 0, reached: 0 };
  return [
    ...named.map(lineOfSum),
    ...(rest === undefined && leftOut === 0
      ? []
      : [{ address: '', rest: true, atLeast: leftOut > 0, ...others }]),
  ];
}
