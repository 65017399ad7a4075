import type { CsvRow } from '../lib/csv.js';
import { Untrusted } from '../lib/untrusted.js';
import type { ByOutcome, ByVerdict } from './cell.js';
import type { SpamDay } from './day.js';
import { outcomes, verdicts } from './mail-row.js';

/** One figure a row. `Count` of the part 'cells' adds up to everything that was read of the day. */
export const spamDayColumns = [
  'Tenant', 'TenantId', 'Day', 'Zone', 'From', 'To', 'Source', 'Complete', 'Over', 'ReadAt',
  'Part', 'Key', 'Type', 'Direction', 'Verdict', 'Outcome', 'Count', 'AtLeast',
  'Malware', 'Phish', 'Spoof', 'Spam', 'Bulk', 'UnknownVerdict', 'Clean',
  'Delivered', 'Junked', 'Quarantined', 'Rejected', 'UnknownOutcome', 'Total', 'Limits',
] as const; // prettier-ignore

const parts = ['senders', 'receivers', 'internal', 'spoofed'] as const;

/**
 * The rows of one stored day: its cells, then each list and what it leaves out. A day of which nothing is known has one row
 * of the part 'nothing', so that it is never missing. Cells show hidden characters.
 */
export function* spamDayRows(tenantName: string, day: SpamDay): Generator<CsvRow> {
  const { tenantId, zone, from, to, source = '', complete, over, readAt } = day;
  const first = [plain(tenantName), tenantId, day.day, zone, from, to, source];
  const common = [...first, complete, over, readAt];
  const limits = day.limits.join(' ');
  const figures = blanks(verdicts.length + outcomes.length);
  for (const { direction, verdict, outcome, count } of day.cells) {
    const cell = ['cells', '', '', direction, verdict, outcome, count, false];
    yield [...common, ...cell, ...figures, '', limits];
  }
  if (day.cells.length === 0) {
    yield [...common, 'nothing', '', '', '', '', '', 0, !complete, ...figures, '', limits];
  }
  for (const part of parts) {
    for (const one of day[part].listed) {
      const key = 'domain' in one ? one.domain : one.address;
      const type = 'type' in one ? one.type : '';
      yield [
        ...[...common, part, plain(key), type, '', '', '', one.count, one.atLeast],
        ...[...verdictCells(one), ...outcomeCells(one), totalOf(one), limits],
      ];
    }
    const { leftOut } = day[part];
    if (leftOut === 0) continue;
    yield [
      ...common,
      `${part}, all others`,
      '',
      '',
      '',
      '',
      '',
      leftOut,
      false,
      ...figures,
      '',
      limits,
    ];
  }
}

/** All mail of a receiver or of a user of our own, where it is known. */
function totalOf(one: SpamDay[(typeof parts)[number]]['listed'][number]): CsvRow[number] {
  if ('sent' in one) return one.sent;
  return 'total' in one ? (one.total ?? '') : '';
}

function verdictCells({ byVerdict }: { readonly byVerdict: ByVerdict }): CsvRow {
  return verdicts.map((verdict) => byVerdict[verdict]);
}

function outcomeCells({ byOutcome }: { readonly byOutcome: ByOutcome }): CsvRow {
  return outcomes.map((outcome) => byOutcome[outcome]);
}

function blanks(count: number): CsvRow {
  return Array.from({ length: count }, () => '');
}

function plain(raw: string): string {
  return Untrusted.of(raw).forPlainText();
}
