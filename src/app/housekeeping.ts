import type { ClaimStore } from '../alerts/ports.js';
import type { Clock } from '../lib/clock.js';
import type { SharedRowStore } from '../lib/document-store.js';
import type { Log } from '../lib/log.js';
import type { SpamDayStore } from '../spam/day-store.js';
import { forgetSpamEpisodes } from '../spam/episode-store.js';
import type { TenantId } from '../tenants/tenant.js';
import type { ZapRecordStore } from '../zap/records.js';
import { forgetExports } from './exports/export-store.js';
import { forgetTickets } from './exports/upload-ticket.js';
import { forgetRuns } from './scan-run.js';

const dayMs = 86_400_000;

/** Far longer than Teams repeats an activity, or a person waits for a scan. */
const keptMs = 7 * 86_400_000;

/** Long enough to compare two quarters. */
const recordsKeptMs = 190 * 86_400_000;

/** Thirteen weeks, and the day that is under way in some zone: a quarter can be compared week by week. */
const mailDaysKeptMs = (13 * 7 + 1) * 86_400_000;

export interface Household {
  readonly claims: ClaimStore;
  readonly documents: SharedRowStore;
  readonly records: ZapRecordStore;
  readonly days: SpamDayStore;
  readonly tenants: readonly TenantId[];
}

/**
 * Removes what is of no use any more: claims on what came in, scans and files that people asked for, what is known of messages that
 * ZAP took half a year ago, and what came and went on the days of more than a quarter ago. Alerts and audit stay.
 */
export async function tidyUp(
  { claims, documents, records, days, tenants }: Household,
  clock: Pick<Clock, 'now'>,
  log: Log,
): Promise<void> {
  const time = new Date(clock.now().getTime() - keptMs);
  const purged = await claims.purgeOlder(time);
  const runs = await forgetRuns(documents, time);
  const exports = await forgetExports(documents, time);
  // Their addresses have been worthless for hours.
  await forgetTickets(documents, new Date(clock.now().getTime() - dayMs));
  const before = new Date(clock.now().getTime() - recordsKeptMs).toISOString();
  let forgotten = 0;
  for (const tenantId of tenants) forgotten += await records.forget(tenantId, before);
  const quarter = new Date(clock.now().getTime() - mailDaysKeptMs);
  let mailDays = 0;
  for (const tenantId of tenants) {
    mailDays += await days.forget(tenantId, quarter.toISOString().slice(0, 10));
    await forgetSpamEpisodes(documents, tenantId, quarter);
  }
  log.info(
    { claims: purged, runs, exports, records: forgotten, mailDays },
    'old rows were removed',
  );
}
