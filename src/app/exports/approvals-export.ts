import type { Alert } from '../../alerts/alert.js';
import type { Approval } from '../../alerts/approval.js';
import type { CsvRow } from '../../lib/csv.js';
import { listedAlert } from '../alert-list.js';
import type { ExportKind, ExportRequest } from './export-kind.js';
import { plainCell } from './plain-cell.js';
import { isSince } from './seen-since.js';

/** Every approval that was ever given, also those that ended or were taken back. */
export const approvalsExport: ExportKind = {
  name: 'approvals',
  explanation: 'every approval: who gave it, why, until when, and whether it still holds',
  columns: [
    'AlertId', 'Customer', 'TenantId', 'Kind', 'Mailbox', 'Facts', 'Standing', 'Scope', 'ScopeValue', 'Reason',
    'ApprovedBy', 'ApprovedByName', 'ApprovedAt', 'ExpiresAt', 'RevokedBy', 'RevokedByName', 'RevokedAt',
  ], // prettier-ignore
  asks: 'tenant-and-days',
  rows: async function* ({ alerts }, request) {
    for (const { id, name } of request.tenants) {
      for await (const { row } of alerts.approvals(id)) {
        if (!touchedSince(row, request.since)) continue;
        const alert = (await alerts.alert(id, row.alertId))?.row;
        yield cellsOf(row, { alert, name, askedAt: request.askedAt });
      }
    }
  },
  // Approvals are made here: nothing of them can be unread.
  notCovered: () => Promise.resolve([]),
};

function touchedSince({ at, revoked }: Approval, since: string | undefined): boolean {
  return isSince(at, since) || (revoked !== undefined && isSince(revoked.at, since));
}

interface Around extends Pick<ExportRequest, 'askedAt'> {
  readonly alert: Alert | undefined;
  /** The tenant's, where the alert is gone. */
  readonly name: string;
}

function cellsOf(approval: Approval, around: Around): CsvRow {
  const { alertId, tenantId, scope, reason, by, at, expiresAt = '', revoked } = approval;
  const { alert, name, askedAt } = around;
  return [
    alertId,
    plainCell(alert?.tenantName ?? name),
    tenantId,
    ...subjectCells(alert, scope),
    standingOf(approval, askedAt),
    plainCell(scope?.name),
    plainCell(scope?.value),
    plainCell(reason),
    ...[by.objectId, plainCell(by.name), at, expiresAt],
    ...(revoked ? [revoked.by.objectId, plainCell(revoked.by.name), revoked.at] : ['', '', '']),
  ];
}

/** Kind, mailbox and facts of the alert; the kind alone where the alert is gone. */
function subjectCells(alert: Alert | undefined, scope: Approval['scope']): CsvRow {
  if (alert === undefined) return [scope?.kind ?? '', '', ''];
  const { subject, facts } = listedAlert(alert);
  return [alert.kind, plainCell(subject), facts.map(plainCell).join('; ')];
}

function standingOf({ expiresAt, revoked }: Approval, askedAt: string): string {
  if (revoked !== undefined) return 'revoked';
  const over = expiresAt !== undefined && Date.parse(expiresAt) <= Date.parse(askedAt);
  return over ? 'expired' : 'holds';
}
