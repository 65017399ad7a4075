import type { AlertServices } from '../alerts/services.js';
import { settle } from '../alerts/settle.js';
import type { Tenant } from '../tenants/tenant.js';
import { reportCoverage, type ReportCoverage } from '../zap/report-coverage.js';
import { scanZap, type ZapScanOptions, type ZapScanServices } from '../zap/scan.js';
import { keepLatest } from './scan-run.js';

export interface ZapJobServices {
  readonly alerts: AlertServices;
  readonly scans: ZapScanServices;
}

export interface ZapLook {
  readonly coverage: ReportCoverage;
  /** Of the mailbox asked for: its primary address, by which it stands in records. */
  readonly mailbox?: string | undefined;
}

/** The last look at each tenant, for "status" and reports. */
export const zapCoverages = 'zap-coverage';

/** Looks at what ZAP took in one tenant, stores it, and turns what deserves it into alerts. Can be done again at any time. */
export async function scanZapTenant(
  { alerts, scans }: ZapJobServices,
  tenant: Tenant,
  options: ZapScanOptions,
): Promise<ZapLook> {
  const since = alerts.clock.now();
  const scan = await scanZap(tenant, scans, options);
  await settle(alerts, {
    tenant,
    kind: 'zap',
    findings: scan.findings,
    since,
    // What ZAP did stays done: no look ends an alert by not seeing it.
    complete: false,
  });
  const coverage = reportCoverage(scan.coverage);
  if (options.mailbox === undefined) {
    const kept = { ...coverage, readAt: scan.coverage.readAt };
    await keepLatest(scans.documents, zapCoverages, tenant.id, kept);
  }
  return { coverage, mailbox: scan.mailbox };
}
