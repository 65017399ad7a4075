import { z } from 'zod';
import type { CardContent } from '../alerts/card-content.js';
import type { SharedRowStore } from '../lib/document-store.js';
import { ownText } from '../lib/untrusted.js';
import { parseTenantId, type TenantId } from '../tenants/tenant.js';
import { zapReportCard } from '../zap/report-card.js';
import type { RecordedRecipient, ZapRecord, ZapRecordStore } from '../zap/records.js';
import { summarise } from '../zap/summary.js';
import { keepLatest, resultsOf, type ScanRun } from './scan-run.js';
import type { ZapLook } from './zap-job.js';

export const storedCoverage = z.object({
  tenantId: z.string(),
  tenantName: z.string(),
  complete: z.boolean(),
  read: z.array(z.string()),
  notRead: z.array(z.string()),
  limits: z.array(z.string()),
});

const storedLook = z.object({ coverage: storedCoverage, mailbox: z.string().optional() });

const dayMs = 86_400_000;
/** ZAP acts within 48 hours of the delivery (Microsoft Learn: "Zero-hour auto purge"). */
const actsWithinMs = 2 * dayMs;

/** Writes what one tenant of a run came to. Doing it again replaces it. */
export function keepZapResult(
  documents: SharedRowStore,
  runId: string,
  look: ZapLook,
): Promise<void> {
  return keepLatest(documents, resultsOf(runId), look.coverage.tenantId, look);
}

export async function readZapResults(
  documents: SharedRowStore,
  runId: string,
): Promise<readonly ZapLook[]> {
  const results: ZapLook[] = [];
  for await (const { value } of documents.list(resultsOf(runId))) {
    results.push(storedLook.parse(value));
  }
  return results;
}

/** The card of a look at what ZAP took: how far it is, and in the end its figures, with what could not be read on top. */
export async function zapRunCard(
  run: ScanRun,
  results: readonly ZapLook[],
  records: Pick<ZapRecordStore, 'list'>,
): Promise<CardContent> {
  const { tenants, mailbox, zapDays: days = 1 } = run;
  if (results.length < tenants.length) return progressCard(run, results.length);
  const since = new Date(Date.parse(run.startedAt) - days * dayMs).toISOString();
  const found: ZapRecord[] = [];
  for (const { id } of tenants) {
    const tenantId = parseTenantId(id);
    if (tenantId === undefined) continue;
    const look = results.find(({ coverage }) => coverage.tenantId === id);
    const address = look?.mailbox ?? mailbox;
    found.push(...(await recordsOf(records, tenantId, since, address)));
  }
  const [only] = tenants;
  const scope = mailbox ?? (tenants.length === 1 ? (only?.name ?? '') : '');
  const coverage = results.map((look) => look.coverage);
  return zapReportCard({ summary: summarise(found), coverage, scope, days });
}

/** What is stored of a tenant since a time; of one mailbox, with that recipient alone. */
async function recordsOf(
  store: Pick<ZapRecordStore, 'list'>,
  tenantId: TenantId,
  since: string,
  mailbox?: string,
): Promise<readonly ZapRecord[]> {
  const records: ZapRecord[] = [];
  // A record stands at its earliest purge; what was taken from others came later.
  const earlier = new Date(Date.parse(since) - actsWithinMs).toISOString();
  for await (const { record } of store.list(tenantId, earlier)) {
    const one = mailbox === undefined ? record : ofMailbox(record, mailbox.toLowerCase());
    if (one !== undefined && isSince(one, Date.parse(since))) records.push(one);
  }
  return records;
}

function isSince({ at, recipients }: ZapRecord, since: number): boolean {
  return Date.parse(at) >= since || recipients.some((one) => latestOf(one) >= since);
}

/** The latest time at which it can have been taken. */
function latestOf({ zapTime, receivedAt }: RecordedRecipient): number {
  if (zapTime.kind === 'exact' || zapTime.kind === 'at-most') return Date.parse(zapTime.at);
  const received = receivedAt === undefined ? -Infinity : Date.parse(receivedAt);
  return zapTime.kind === 'within-48h' ? received + actsWithinMs : received;
}

function ofMailbox(record: ZapRecord, mailbox: string): ZapRecord | undefined {
  const recipients = record.recipients.filter(({ address }) => address === mailbox);
  return recipients.length === 0 ? undefined : { ...record, recipients, recipientsLeftOut: 0 };
}

/** Before anything has been read. */
export function runCardBefore(run: ScanRun): CardContent {
  return progressCard(run, 0);
}

function progressCard({ tenants, zapDays = 1 }: ScanRun, done: number): CardContent {
  const title = `Running: ${done} of ${tenants.length} ${tenants.length === 1 ? 'tenant' : 'tenants'} done`;
  const days = zapDays === 1 ? 'the last day' : `the last ${zapDays} days`;
  return {
    template: 'scan-progress',
    data: {
      kind: ownText('zap'),
      title: ownText(title),
      scope: ownText(`What ZAP took away in ${days}`),
      coverage: ownText(''),
      unread: ownText(''),
    },
    rows: [],
    summary: ownText('Looking at what ZAP took away'),
  };
}
