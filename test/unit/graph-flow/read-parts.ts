import type { MailRow } from '../../../src/spam/mail-row.js';
import type { MailLimit, MailPart, MailTotal } from '../../../src/spam/ports.js';

export interface Parts {
  readonly rows: readonly MailRow[];
  readonly limits: readonly MailLimit[];
  readonly totals: readonly MailTotal[];
  /** Rows of the largest part. */
  readonly largest: number;
}

export async function allParts(reading: AsyncIterable<MailPart>): Promise<Parts> {
  const rows: MailRow[] = [];
  const limits: MailLimit[] = [];
  const totals: MailTotal[] = [];
  let largest = 0;
  for await (const part of reading) {
    if (part.kind === 'rows') {
      largest = Math.max(largest, part.rows.length);
      rows.push(...part.rows);
    } else if (part.kind === 'limit') limits.push(part.limit);
    else totals.push(part.total);
  }
  return { rows, limits, totals, largest };
}

export function deliveries(rows: readonly MailRow[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}
