import type { AuditRecord } from '../../alerts/audit.js';
import type { CsvRow } from '../../lib/csv.js';
import { exactAsciiJson } from '../../lib/exact-json.js';
import type { Tenant } from '../../tenants/tenant.js';
import type { ExportKind } from './export-kind.js';
import { plainCell } from './plain-cell.js';
import { isSince } from './seen-since.js';

/**
 * The chained record. `Detail` is exact JSON in ASCII, so that the hash of a line can be computed again from its cells;
 * in Excel a cell ends after 32,767 characters.
 */
export const auditExport: ExportKind = {
  name: 'audit',
  explanation: 'the record of who decided what and what was changed, with its chain of hashes',
  columns: [
    'Customer', 'TenantId', 'Sequence', 'At', 'What', 'AlertId', 'ActorTenantId', 'ActorObjectId', 'Detail', 'Previous',
    'Hash',
  ], // prettier-ignore
  asks: 'tenant-and-days',
  rows: async function* ({ alerts }, { tenants, since }) {
    for (const tenant of tenants) {
      for await (const record of alerts.audit(tenant.id)) {
        if (isSince(record.at, since)) yield cellsOf(tenant, record);
      }
    }
  },
  notCovered: (_services, { tenants, since }) =>
    Promise.resolve(
      since === undefined || tenants.length === 0
        ? []
        : ['Only the days asked for: the chain of hashes begins before them.'],
    ),
};

function cellsOf({ id, name }: Tenant, record: AuditRecord): CsvRow {
  const { sequence, at, what, alertId, actor, detail, previous, hash } = record;
  return [
    plainCell(name),
    id,
    sequence,
    at,
    what,
    alertId ?? '',
    actor?.tenantId ?? '',
    actor?.objectId ?? '',
    exactAsciiJson(detail),
    previous,
    hash,
  ];
}
