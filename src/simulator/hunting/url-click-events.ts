import type { MailClick, MailCopy, MailRecord } from '../mail/mail-record.js';
import { columnsOf, timeCell, wholeRows } from './table-definition.js';
import type { NamedCells, TableDefinition } from './table-definition.js';

const COLUMNS: TableDefinition['columns'] = {
  Timestamp: 'datetime',
  ...columnsOf('string', 'Url', 'ActionType', 'AccountUpn', 'Workload', 'NetworkMessageId'),
  ...columnsOf('string', 'ThreatTypes', 'DetectionMethods', 'IPAddress'),
  IsClickedThrough: 'bool',
  ...columnsOf('string', 'UrlChain', 'ReportId'),
};

/**
 * Microsoft Learn: "UrlClickEvents". AccountUpn is the person's UPN, which need not be the address that got the message.
 * Who clicked through a warning has two rows with one ReportId: the warning, then the click.
 */
export const URL_CLICK_EVENTS: TableDefinition = {
  columns: COLUMNS,
  rows: wholeRows(COLUMNS, ({ messages }) =>
    messages.flatMap((message) =>
      message.copies.flatMap((copy) =>
        copy.clicks.flatMap((click) => rowsOf(message, copy, click)),
      ),
    ),
  ),
};

const THROUGH_AFTER_MS = 2000;

function rowsOf(message: MailRecord, copy: MailCopy, click: MailClick): readonly NamedCells[] {
  const row = {
    Timestamp: timeCell(click.at),
    Url: click.url,
    ActionType: click.actionType,
    AccountUpn: copy.upn ?? copy.recipient,
    Workload: 'Email',
    NetworkMessageId: message.networkMessageId,
    ThreatTypes: click.actionType === 'ClickBlocked' ? 'Phish' : '',
    IPAddress: click.ip,
    IsClickedThrough: false,
    UrlChain: JSON.stringify([click.url]),
    ReportId: click.reportId,
  };
  if (!click.isClickedThrough) return [row];
  return [row, { ...row, Timestamp: row.Timestamp + THROUGH_AFTER_MS, IsClickedThrough: true }];
}
