import type { DigestPeriod } from '../digest/period.js';
import type { ZapLine } from '../digest/row.js';
import type { Tenant } from '../tenants/tenant.js';
import type { RecordedRecipient, ZapRecord, ZapRecordStore } from '../zap/records.js';

/** ZAP acts within 48 hours of the delivery (Microsoft Learn: "Zero-hour auto purge"). */
const actsWithinMs = 48 * 3_600_000;

/** One row for each person from whom ZAP took a message in the period, or tried to, and how many have no row of their own. */
export async function zapLines(
  records: Pick<ZapRecordStore, 'list'>,
  { id, name }: Tenant,
  period: DigestPeriod,
): Promise<{ readonly lines: readonly ZapLine[]; readonly leftOut: number }> {
  const [from, to] = [Date.parse(period.from), Date.parse(period.to)];
  const lines: ZapLine[] = [];
  let leftOut = 0;
  // A record stands at its earliest purge; what was taken from others came later.
  const since = new Date(from - actsWithinMs).toISOString();
  for await (const { record } of records.list(id, since)) {
    const within = (at: string): boolean => Date.parse(at) >= from && Date.parse(at) < to;
    if (within(record.at)) leftOut += record.recipientsLeftOut;
    for (const recipient of record.recipients) {
      const at = timeOf(record, recipient);
      if (within(at)) lines.push(lineOf({ tenantId: id, tenant: name }, record, recipient, at));
    }
  }
  return { lines, leftOut };
}

/** When it was taken away as far as is known, else when it came, else where the record stands. */
function timeOf({ at }: ZapRecord, { zapTime, receivedAt }: RecordedRecipient): string {
  if (zapTime.kind === 'exact' || zapTime.kind === 'at-most') return zapTime.at;
  return receivedAt ?? at;
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
