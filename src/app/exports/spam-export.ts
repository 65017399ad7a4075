import { DateTime } from 'luxon';
import { Untrusted } from '../../lib/untrusted.js';
import { spamDayColumns, spamDayRows } from '../../spam/day-rows.js';
import { DocumentSpamDayStore } from '../../spam/day-store.js';
import type { Tenant } from '../../tenants/tenant.js';
import type { ExportKind, ExportRequest, ExportServices } from './export-kind.js';

const defaultDays = 7;
/** As far back as days are kept: thirteen weeks. */
const mostDays = 91;

/** What came and went, as it is stored by day: one row per figure. */
export const spamExport: ExportKind = {
  name: 'spam',
  explanation: 'mail by verdict and outcome, with its heaviest senders and receivers, day by day',
  columns: spamDayColumns,
  asks: 'tenant-and-days',
  defaultDays,
  mostDays,
  rows: async function* ({ documents, timeZone }, request) {
    const store = new DocumentSpamDayStore(documents);
    const { first, last } = daysOf(request, timeZone);
    for (const { id, name } of request.tenants) {
      for await (const day of store.list(id, first, last)) yield* spamDayRows(name, day);
    }
  },
  notCovered: async (services, request) => {
    const lacks = await Promise.all(
      request.tenants.map((tenant) => gapsOf(tenant, services, request)),
    );
    return lacks.flat();
  },
};

/** Today and the days before it, in local time. */
function daysOf(
  { askedAt, days = defaultDays }: ExportRequest,
  timeZone: string,
): { readonly first: string; readonly last: string; readonly count: number } {
  const today = DateTime.fromISO(askedAt, { zone: timeZone });
  const first = today.minus({ days: days - 1 }).toFormat('yyyy-MM-dd');
  return { first, last: today.toFormat('yyyy-MM-dd'), count: days };
}

async function gapsOf(
  { id, name }: Tenant,
  { documents, timeZone }: ExportServices,
  request: ExportRequest,
): Promise<readonly string[]> {
  const { first, last, count } = daysOf(request, timeZone);
  let whole = 0;
  let partly = 0;
  for await (const { complete } of new DocumentSpamDayStore(documents).list(id, first, last)) {
    if (complete) whole += 1;
    else partly += 1;
  }
  const unread = count - whole - partly;
  if (unread === 0 && partly === 0) return [];
  const words = [
    ...(unread === 0 ? [] : [`${unread} of ${count} days were not read`]),
    ...(partly === 0 ? [] : [`${partly} of ${count} days were not read completely`]),
  ];
  return [`${Untrusted.of(name).forCard()}: ${words.join(', ')}.`];
}
