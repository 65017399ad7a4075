import { rowsOf, zapColumns } from '../../zap/report.js';
import type { ExportKind } from './export-kind.js';
import { unreadTenants } from './unread-tenants.js';

/** What ZAP took away, as far as it is stored: the columns of `inbox-warden zap report`, one row per recipient. */
export const zapExport: ExportKind = {
  name: 'zap',
  explanation: 'mail that ZAP took away, one row per recipient',
  columns: zapColumns,
  asks: 'tenant-and-days',
  rows: async function* ({ zaps }, { tenants, since }) {
    for (const { id, name: tenantName } of tenants) {
      for await (const { record } of zaps.list(id, since)) yield* rowsOf({ tenantName, record });
    }
  },
  notCovered: async (services, request) => {
    const unread = await unreadTenants(services, request);
    const left = await recipientsLeftOut(services.zaps, request);
    return [
      ...unread,
      ...(left === 0
        ? []
        : [`${left} recipients of very large mailings have no row of their own.`]),
      whatReadingsSaw,
    ];
  },
};

/** Which sources a tenant had is known while it is read, and is not part of what is stored of a message. */
const whatReadingsSaw =
  'These are the messages that past readings saw. What a tenant can show of ZAP at all, "scan zap" says.';

async function recipientsLeftOut(
  zaps: Parameters<ExportKind['rows']>[0]['zaps'],
  { tenants, since }: Parameters<ExportKind['rows']>[1],
): Promise<number> {
  let left = 0;
  for (const { id } of tenants) {
    for await (const { record } of zaps.list(id, since)) left += record.recipientsLeftOut;
  }
  return left;
}
