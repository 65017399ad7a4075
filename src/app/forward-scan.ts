import pLimit from 'p-limit';
import {
  forwardColumns,
  forwardReport,
  forwardRows,
  type ForwardReport,
} from '../forwards/report.js';
import { scanForwards, scanMailbox, type ForwardScan } from '../forwards/scan.js';
import type { Clock } from '../lib/clock.js';
import type { CsvRow } from '../lib/csv.js';
import { combineCoverage, foundCount, sayClean } from '../tenants/coverage.js';
import type { Tenant } from '../tenants/tenant.js';
import type { ReaderConfig } from './config.js';
import { tenantAccess } from './tenant-access.js';
import { watchedTenants, type TenantList } from './watched-tenants.js';

/** Tenants read at once. Each has throttling of its own, so this bounds our memory and sockets, not the service's load. */
/** Nearly all of a scan is waiting: more at once costs neither CPU nor memory worth naming (`npm run bench`). */
export const tenantsAtOnce = 32;

export interface ForwardScanRequest {
  readonly tenants: readonly Tenant[];
  /** One mailbox only, by SMTP address or ExchangeGuid. */
  readonly mailbox?: string | undefined;
  /** Told after each tenant: how many external forwards have been seen so far. */
  readonly onProgress?: (tenantsDone: number, found: number) => void;
}

export interface ForwardScanResult {
  readonly report: ForwardReport;
  readonly columns: readonly string[];
  readonly rows: () => Iterable<CsvRow>;
  readonly found: number;
  /** "No external forwards.", only when all was read and there are none. */
  readonly clean: string | undefined;
}

export interface ForwardScanner {
  /** The tenants to watch; 'unreadable' when their list can't be read. */
  tenants(): Promise<TenantList>;
  /** Reads the tenants, in the order given. What can't be read is in the report; rejects only for bugs. */
  scan(request: ForwardScanRequest): Promise<ForwardScanResult>;
}

/** The scan of the command line: tenants and the reader's credentials, no bot and no storage. */
export function forwardScanner(config: ReaderConfig, clock: Clock): ForwardScanner {
  const access = tenantAccess(config, clock);
  const policy = { partnerDomains: config.partnerDomains };
  const scanOne = (tenant: Tenant, mailbox: string | undefined): Promise<ForwardScan> =>
    mailbox === undefined
      ? scanForwards(tenant, access.forwards, policy, clock)
      : scanMailbox(tenant, mailbox, access.forwards, policy, clock);
  return {
    tenants: () => watchedTenants(config, access),
    scan: async ({ tenants, mailbox, onProgress }) => {
      let done = 0;
      let found = 0;
      const scans = await pLimit(tenantsAtOnce).map(tenants, async (tenant) => {
        const scan = await scanOne(tenant, mailbox);
        done += 1;
        found += scan.coverage.found;
        onProgress?.(done, found);
        return { coverage: scan.coverage, findings: scan.findings };
      });
      return resultOf(scans, clock.now());
    },
  };
}

function resultOf(
  scans: readonly Pick<ForwardScan, 'coverage' | 'findings'>[],
  now: Date,
): ForwardScanResult {
  const coverage = combineCoverage(scans.map((scan) => scan.coverage));
  return {
    report: forwardReport(scans, now),
    columns: forwardColumns,
    rows: function* () {
      for (const scan of scans) yield* forwardRows(scan);
    },
    found: foundCount(coverage),
    clean: coverage.complete ? sayClean(coverage) : undefined,
  };
}
