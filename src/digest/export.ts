import type { CsvRow, CsvValue } from '../lib/csv.js';
import { Untrusted } from '../lib/untrusted.js';
import type { DigestRow, DigestSection } from './row.js';

/** Columns of the file, for all sections: docs/digest.md says what each section puts into them. */
export const digestColumns = [
  'Week',
  'Section',
  'Customer',
  'TenantId',
  'Id',
  'Subject',
  'Counterpart',
  'Kind',
  'State',
  'Outcome',
  'Flags',
  'Count',
  'Reached',
  'Of',
  'Minutes',
  'Precision',
  'At',
  'Until',
  'Detail',
] as const;
type Column = Exclude<(typeof digestColumns)[number], 'Week' | 'Section' | 'Customer' | 'TenantId'>;
type Cells = Partial<Record<Column, CsvValue>>;

/** One row as cells, in the order of the columns. What hides or steers in raw text is made visible. */
export function digestCells(week: string, row: DigestRow): CsvRow {
  const write = writers[row.section] as (row: DigestRow) => Cells;
  const cells: Readonly<Record<string, CsvValue>> = {
    Week: week,
    Section: row.section,
    Customer: plain(row.tenant),
    TenantId: row.tenantId,
    ...write(row),
  };
  return digestColumns.map((column) => cells[column] ?? '');
}

function plain(raw: string): string {
  return Untrusted.of(raw).forPlainText();
}

/** The names of what is true, with spaces between. */
function flags(of: Readonly<Record<string, boolean>>): string {
  return Object.keys(of)
    .filter((name) => of[name] === true)
    .join(' ');
}

type Writer<K extends DigestSection> = (row: Extract<DigestRow, { section: K }>) => Cells;

const writers: { readonly [K in DigestSection]: Writer<K> } = {
  coverage: ({ source, read, readAt = '', why }) => ({
    ...{ Kind: source, State: read, At: readAt, Detail: why },
  }),
  unwatched: ({ waiting }) => ({ Count: waiting }),
  forwards: (row) => ({
    Id: row.alertId,
    Subject: plain(row.mailbox),
    Counterpart: plain(row.destination),
    Kind: row.severity,
    State: row.state,
    Flags: flags({
      new: row.appeared,
      removed: row.removed,
      approved: row.approved,
      gone: row.gone,
      waiting: row.waiting,
    }),
    Minutes: row.waiting ? row.minutes : '',
  }),
  approvals: (row) => ({
    Id: row.alertId,
    Subject: plain(row.subject),
    Counterpart: plain(row.by),
    Kind: row.kind,
    State: row.scope,
    Flags: flags({ expiring: row.expiring }),
    At: row.at,
    Until: row.expiresAt ?? '',
    Detail: plain(row.reason),
  }),
  zap: (row) => ({
    Id: row.message,
    Subject: plain(row.recipient),
    Counterpart: plain(row.sender),
    Kind: row.threat,
    State: row.evidence,
    Outcome: row.outcome,
    Minutes: row.minutes ?? '',
    Precision: row.exposure,
    At: row.at,
  }),
  mail: ({ direction, verdict, outcome, count }) => ({
    ...{ Kind: verdict, State: direction, Outcome: outcome, Count: count },
  }),
  senders: listedCells,
  targets: listedCells,
  'own-senders': (row) => ({
    ...listedCells(row),
    Id: row.alertId ?? '',
    Kind: row.cause ?? '',
    Of: row.sent,
    Flags: flags({
      ...{ rest: row.rest, 'at-least': row.atLeast },
      ...{ 'of-at-least': row.sentAtLeast, blocked: row.blocked },
    }),
  }),
  spoofed: listedCells,
  decisions: (row) => ({
    Id: row.alertId,
    Kind: row.kind,
    State: row.decision,
    Outcome: row.severity,
    Minutes: row.minutes,
    At: row.detectedAt,
    Until: row.decidedAt ?? '',
  }),
  audit: ({ sequence, hash }) => ({ Id: `${sequence}:${hash}`, Count: sequence, Detail: hash }),
};

function listedCells(row: {
  readonly address: string;
  readonly rest: boolean;
  readonly count: number;
  readonly atLeast: boolean;
  readonly reached?: number | undefined;
}): Cells {
  const { rest, count: Count, reached: Reached = '' } = row;
  const Flags = flags({ rest, 'at-least': row.atLeast });
  return { Subject: plain(row.address), Flags, Count, Reached };
}
