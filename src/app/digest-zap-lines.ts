import type { DigestPeriod } from '../digest/period.js';
import type { ZapLine } from '../digest/row.js';
import type { Tenant } from '../tenants/tenant.js';
import type { RecordedRecipient, ZapRecord, ZapRecordStore } from '../zap/records.js';

/**
 * One row for each person from whom ZAP took a message, or tried to, that was seen in the period, and how many have no row
 * of their own.
 *
 * Each stands at one instant: when the message was first seen, which never changes, or the logged purge where that came
 * later (ZAP went on to take a known message from another person). A purge that is found lies before it was found, and the
 * delivery up to two days before that: counted by those, what is found after a digest was made would be in none. A bound
 * of a purge that becomes tighter, or exact, moves nobody to a later week; only a person for whom ZAP failed first, and
 * whom it served in a later week, is in both: as failed, then as taken away.
 */
export async function zapLines(
  records: Pick<ZapRecordStore, 'list'>,
  { id, name }: Tenant,
  period: DigestPeriod,
): Promise<{ readonly lines: readonly ZapLine[]; readonly leftOut: number }> {
  const [from, to] = [Date.parse(period.from), Date.parse(period.to)];
  const within = (at: string): boolean => Date.parse(at) >= from && Date.parse(at) < to;
  const lines: ZapLine[] = [];
  let leftOut = 0;
  // All that are kept: what was found late stands in the list at its purge, which may be long ago.
  for await (const { record } of records.list(id)) {
    if (within(record.firstSeenAt)) leftOut += record.recipientsLeftOut;
    for (const recipient of record.recipients) {
      const at = timeOf(record, recipient);
      if (within(at)) lines.push(lineOf({ tenantId: id, tenant: name }, record, recipient, at));
    }
  }
  return { lines, leftOut };
}

function timeOf({ firstSeenAt }: ZapRecord, { zapTime }: RecordedRecipient): string {
  if (zapTime.kind !== 'exact' && zapTime.kind !== 'at-most') return firstSeenAt;
  return Date.parse(zapTime.at) > Date.parse(firstSeenAt) ? zapTime.at : firstSeenAt;
}

function lineOf(
  of: Pick<ZapLine, 'tenantId' | 'tenant'>,
  { key: message, senderAddress: sender }: ZapRecord,
  { address: recipient, threat, outcome, evidence, exposure }: RecordedRecipient,
  at: string,
): ZapLine {
  return {
    ...{ section: 'zap', ...of, message, recipient, sender, threat, outcome, at },
    evidence: evidence.value,
    exposure: exposure.kind,
    ...('minutes' in exposure ? { minutes: exposure.minutes } : {}),
  };
}
