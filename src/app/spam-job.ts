import type { AlertServices } from '../alerts/services.js';
import { settle } from '../alerts/settle.js';
import type { SpamDayStore } from '../spam/day-store.js';
import type { SpamLook } from '../spam/look.js';
import { spamReportCoverage } from '../spam/report-coverage.js';
import { scanSpam, type SpamScanOptions } from '../spam/scan.js';
import type { SpamScanServices } from '../spam/scan-services.js';
import type { Tenant } from '../tenants/tenant.js';
import { keepLatest } from './scan-run.js';

export interface SpamJobServices {
  readonly alerts: AlertServices;
  readonly scans: SpamScanServices;
  readonly days: SpamDayStore;
}

/** What is read when nobody asked: late rows belong to days before today. */
export const scheduledReading = { days: 3, compare: false, baselineDays: 14 } as const;

/** The last reading of each tenant, for "status". */
export const spamCoverages = 'spam-coverage';

/**
 * Reads the mail flow of one tenant, stores its days, and turns what own users sent into alerts. Of one mailbox it only
 * reads: that says nothing of the tenant's days. Can be done again at any time.
 */
export async function readMailFlow(
  { alerts, scans, days }: SpamJobServices,
  tenant: Tenant,
  options: SpamScanOptions,
): Promise<SpamLook> {
  const since = alerts.clock.now();
  const scan = await scanSpam(tenant, scans, options);
  const look = { coverage: spamReportCoverage(scan.coverage), report: scan.report };
  if (options.mailbox !== undefined) return look;
  await settle(alerts, {
    tenant,
    kind: 'spam',
    findings: scan.findings,
    since,
    // Who has sent stays somebody who has sent: no reading ends an alert by not seeing it.
    complete: false,
  });
  for (const day of scan.days) await days.write(day);
  const kept = { ...look.coverage, readAt: scan.coverage.readAt };
  await keepLatest(scans.documents, spamCoverages, tenant.id, kept);
  return look;
}
