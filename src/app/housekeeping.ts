import type { ClaimStore } from '../alerts/ports.js';
import type { Clock } from '../lib/clock.js';
import type { SharedRowStore } from '../lib/document-store.js';
import type { Log } from '../lib/log.js';
import type { TenantId } from '../tenants/tenant.js';
import type { ZapRecordStore } from '../zap/records.js';
import { forgetRuns } from './scan-run.js';

/** Far longer than Teams repeats an activity, or a person waits for a scan. */
const keptMs = 7 * 86_400_000;

/** Long enough to compare two quarters. */
const recordsKeptMs = 190 * 86_400_000;

export interface Household {
  readonly claims: ClaimStore;
  readonly documents: SharedRowStore;
  readonly records: ZapRecordStore;
  readonly tenants: readonly TenantId[];
}

/**
 * Removes what is of no use any more: claims on what came in, scans that people asked for, and what is known of messages
 * that ZAP took half a year ago. Alerts and audit stay.
 */
export async function tidyUp(
  { claims, documents, records, tenants }: Household,
  clock: Pick<Clock, 'now'>,
  log: Log,
): Promise<void> {
  const time = new Date(clock.now().getTime() - keptMs);
  const purged = await claims.purgeOlder(time);
  const runs = await forgetRuns(documents, time);
  const before = new Date(clock.now().getTime() - recordsKeptMs).toISOString();
  let forgotten = 0;
  for (const tenantId of tenants) forgotten += await records.forget(tenantId, before);
  log.info({ claims: purged, runs, records: forgotten }, 'old rows were removed');
}
