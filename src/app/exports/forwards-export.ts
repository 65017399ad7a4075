import type { Alert } from '../../alerts/alert.js';
import type { CsvRow } from '../../lib/csv.js';
import { parseForwardFacts } from '../../forwards/facts.js';
import { isOutside } from '../../forwards/destination.js';
import type { ExportKind } from './export-kind.js';
import { plainCell } from './plain-cell.js';
import { seenSince } from './seen-since.js';
import { unreadTenants } from './unread-tenants.js';

/** Every forward that was ever found, with where it leads and what was decided about it. */
export const forwardsExport: ExportKind = {
  name: 'forwards',
  explanation: 'forwards to the outside, with where they lead and what was decided',
  columns: [
    'AlertId', 'Customer', 'TenantId', 'Mailbox', 'UserPrincipalName', 'DisplayName', 'RecipientType', 'Destinations',
    'OutsideCount', 'KeepsCopy', 'Reasons', 'State', 'Severity', 'FirstSeenAt', 'LastSeenAt', 'ChangedAt', 'Decision',
    'DecidedBy', 'DecidedByName', 'DecidedAt', 'DecisionReason', 'ApprovedUntil', 'Note',
  ], // prettier-ignore
  asks: 'tenant-and-days',
  rows: async function* ({ alerts }, request) {
    for (const { id } of request.tenants) {
      for await (const { row } of alerts.alerts(id)) {
        if (row.kind === 'forward' && seenSince(row, request)) yield cellsOf(row);
      }
    }
  },
  notCovered: unreadTenants,
};

function cellsOf(alert: Alert): CsvRow {
  const facts = parseForwardFacts(alert.facts);
  const outside = facts.destinations.filter(isOutside);
  return [
    alert.id,
    plainCell(alert.tenantName),
    alert.tenantId,
    plainCell(facts.primarySmtpAddress),
    plainCell(facts.userPrincipalName),
    plainCell(facts.displayName),
    plainCell(facts.recipientType),
    outside.map(({ address, label }) => plainCell(address ?? label)).join('; '),
    facts.outsideCount,
    facts.keepsCopy,
    facts.reasons.join(' '),
    alert.state,
    alert.severity,
    alert.firstSeenAt,
    alert.lastSeenAt,
    alert.changedAt,
    ...decisionCells(alert),
  ];
}

function decisionCells({ outcome }: Alert): CsvRow {
  if (outcome === undefined) return ['', '', '', '', '', '', ''];
  const { event, by, at, reason, expiresAt = '', note } = outcome;
  const who = by === undefined ? ['', ''] : [by.objectId, plainCell(by.name)];
  return [event, ...who, at, plainCell(reason), expiresAt, plainCell(note)];
}
