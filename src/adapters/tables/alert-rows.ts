import type { AlertId } from '../../alerts/alert.js';
import type { Row } from '../../alerts/ports.js';
import type { TenantId } from '../../tenants/tenant.js';
import type { NewRow } from './row-payload.js';
import { tableKey, type TableKey } from './table-keys.js';

/** The partition in which ids lead to tenants. */
export const indexPartition = tableKey('index');
export const headKey = tableKey('audit-head');

export const alertKey = (id: AlertId): TableKey => tableKey('alert', id);
export const approvalKey = (id: AlertId): TableKey => tableKey('approval', id);
export const groupKey = (id: string): TableKey => tableKey('group', id);
export const outboxKey = (id: string): TableKey => tableKey('outbox', id);

/** Twelve digits, so that the order of the keys is the order of the numbers for longer than anybody will act. */
const auditKey = (sequence: number): TableKey =>
  tableKey('audit', sequence.toString().padStart(12, '0'));

/** The row of one part of an alert's life. Only outbox rows have a column that is queried. */
export function tenantRow(tenantId: TenantId, row: Row): NewRow {
  const partition = tableKey(tenantId);
  if (ownerOf(row) !== undefined && ownerOf(row) !== tenantId) {
    throw new TypeError('A row of one tenant was to be written for another.');
  }
  const columns = row.type === 'outbox' ? { columns: { state: row.value.state } } : {};
  return { partition, key: keyOf(row), value: row.value, ...columns };
}

/** The index rows that must be there before the row is: it could not be found by its id otherwise. */
export function indexRows(tenantId: TenantId, row: Row): NewRow[] {
  if (row.type !== 'alert' && row.type !== 'group') return [];
  return [{ partition: indexPartition, key: keyOf(row), value: { tenantId } }];
}

export function tenantIndexRow(tenantId: TenantId): NewRow {
  return { partition: indexPartition, key: tableKey('tenant', tenantId), value: { tenantId } };
}

function ownerOf(row: Row): TenantId | undefined {
  return row.type === 'audit' || row.type === 'audit-head' ? undefined : row.value.tenantId;
}

function keyOf(row: Row): TableKey {
  switch (row.type) {
    case 'alert':
      return alertKey(row.value.id);
    case 'approval':
      return approvalKey(row.value.alertId);
    case 'group':
      return groupKey(row.value.id);
    case 'outbox':
      return outboxKey(row.value.id);
    case 'audit':
      return auditKey(row.value.sequence);
    case 'audit-head':
      return headKey;
  }
}
