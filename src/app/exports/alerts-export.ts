import type { CsvRow } from '../../lib/csv.js';
import { listedAlert, type ListedAlert } from '../alert-list.js';
import type { ExportKind } from './export-kind.js';
import { plainCell } from './plain-cell.js';
import { seenSince } from './seen-since.js';
import { unreadTenants } from './unread-tenants.js';

/** The columns of every list of alerts. */
export const alertColumns = [
  'AlertId', 'Customer', 'TenantId', 'Kind', 'State', 'Severity', 'Mailbox', 'Facts', 'FirstSeenAt', 'LastSeenAt',
  'ChangedAt', 'LastEvent', 'DecidedBy', 'Reason',
] as const; // prettier-ignore

/** The cells of one alert, in the order of `alertColumns`. */
export function alertCells(alert: ListedAlert): CsvRow {
  return [
    alert.alertId,
    plainCell(alert.customer),
    alert.tenantId,
    alert.kind,
    alert.state,
    alert.severity,
    plainCell(alert.subject),
    alert.facts.map(plainCell).join('; '),
    alert.firstSeenAt,
    alert.lastSeenAt,
    alert.changedAt,
    alert.lastEvent ?? '',
    alert.decidedBy ?? '',
    plainCell(alert.reason),
  ];
}

/** Every alert of every kind, in the columns of `inbox-warden alerts`. */
export const alertsExport: ExportKind = {
  name: 'alerts',
  explanation: 'every alert with its state and the last decision',
  columns: alertColumns,
  asks: 'tenant-and-days',
  rows: async function* ({ alerts }, request) {
    for (const { id } of request.tenants) {
      for await (const { row } of alerts.alerts(id)) {
        if (seenSince(row, request)) yield alertCells(listedAlert(row));
      }
    }
  },
  notCovered: unreadTenants,
};
