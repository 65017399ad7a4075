import { Untrusted } from '../lib/untrusted.js';
import { cellsTotal, countByOutcome, countByVerdict, isUnwanted } from '../spam/cell.js';
import type { SpamLook } from '../spam/look.js';
import type { MailDirection } from '../spam/mail-row.js';
import { addCells } from '../spam/cell.js';

/** The figures of a reading, as lines: all tenants together, then how each of them counts. Counts are of deliveries. */
export function spamSummaryText(
  looks: readonly SpamLook[],
  { days, direction }: { readonly days: number; readonly direction?: MailDirection | undefined },
): string {
  const cells = addCells(looks.map(({ report }) => report.cells));
  const asked = cells.filter((cell) => direction === undefined || cell.direction === direction);
  const unwanted = asked.filter(isUnwanted);
  const complete = looks.length > 0 && looks.every(({ coverage }) => coverage.complete);
  const lines = [
    ...figures(unwanted, { span: spanOf(days), of: direction ?? '', complete }),
    ...looks.flatMap(ruleOf),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function figures(
  unwanted: Parameters<typeof countByVerdict>[0] & Parameters<typeof cellsTotal>[0],
  {
    span,
    of,
    complete,
  }: { readonly span: string; readonly of: string; readonly complete: boolean },
): readonly string[] {
  const total = cellsTotal(unwanted);
  const kind = of === '' ? 'mail' : `${of} mail`;
  if (total === 0) {
    const rest = complete ? '.' : ', but not everything was read.';
    return [`No ${kind} that the filter minded was seen in ${span}${rest}`];
  }
  const rest = complete ? '.' : '; not everything was read, so there may be more.';
  const noun = total === 1 ? 'delivery' : 'deliveries';
  return [
    `Unwanted ${kind} in ${span}: ${total} ${noun}${rest}`,
    `By verdict: ${counts(countByVerdict(unwanted))}. By outcome: ${counts(countByOutcome(unwanted))}.`,
  ];
}

function spanOf(days: number): string {
  return days === 1 ? 'the day so far' : `the last ${days} days`;
}

function counts(by: Readonly<Record<string, number>>): string {
  const parts = Object.entries(by).filter(([, number]) => number > 0);
  return parts.map(([name, number]) => `${name} ${number}`).join(', ');
}

/** What the numbers of one tenant count. */
function ruleOf({ coverage, report }: SpamLook): readonly string[] {
  if (report.source === undefined) return [];
  const name = Untrusted.of(coverage.tenantName).forPlainText();
  return [`${name}: ${report.countingRule.join(' ')}`];
}
