import pLimit from 'p-limit';
import { MemoryDocumentStore } from '../adapters/memory/memory-document-store.js';
import type { Clock } from '../lib/clock.js';
import type { CsvRow } from '../lib/csv.js';
import type { Tenant } from '../tenants/tenant.js';
import type { MessageRefs } from '../zap/ports.js';
import { DocumentZapRecordStore } from '../zap/record-store.js';
import { rowsOf, zapColumns } from '../zap/report.js';
import { reportCoverage, type ReportCoverage } from '../zap/report-coverage.js';
import { zapReport, type ZapReport } from '../zap/report-json.js';
import { scanZap } from '../zap/scan.js';
import { summarise, type ZapSummary } from '../zap/summary.js';
import type { TenantRecord } from '../zap/tenant-record.js';
import type { ReaderConfig } from './config.js';
import { findMessage, type MessageSearch } from './find-message.js';
import { tenantsAtOnce } from './forward-scan.js';
import { tenantAccess } from './tenant-access.js';
import { watchedTenants, type TenantList } from './watched-tenants.js';
import { zapAccess } from './zap-access.js';

export interface ZapScanRequest {
  readonly tenants: readonly Tenant[];
  /** One person only, by SMTP address. */
  readonly mailbox?: string | undefined;
  /** 1 to 30. */
  readonly days: number;
  /** Told after each tenant: how many messages have been seen so far. */
  readonly onProgress?: (tenantsDone: number, found: number) => void;
}

export interface ZapScanResult {
  readonly coverage: readonly ReportCoverage[];
  readonly complete: boolean;
  readonly records: readonly TenantRecord[];
  readonly summary: ZapSummary;
  readonly columns: readonly string[];
  /** One row per recipient, in the order of `columns`. */
  rows(): Iterable<CsvRow>;
  report(): ZapReport;
}

export interface ZapScanner {
  /** The tenants to watch; 'unreadable' when their list can't be read. */
  tenants(): Promise<TenantList>;
  /** Reads the tenants, in the order given. What can't be read is in the coverage; rejects only for bugs. */
  scan(request: ZapScanRequest): Promise<ZapScanResult>;
  message(tenants: readonly Tenant[], refs: MessageRefs): Promise<MessageSearch>;
}

/** Messages that are read and analysed in one tenant: a report explains more than a scheduled look does. */
const explanationsPerRun = 500;

/** What the command line asks of ZAP: tenants and the reader's credentials, no bot and no storage. */
export function zapScanner(config: ReaderConfig, clock: Clock): ZapScanner {
  const access = tenantAccess(config, clock);
  const zap = zapAccess(access, config.reader, clock);
  // Nothing outlives the command: earlier readings are the service's to remember.
  const documents = new MemoryDocumentStore();
  const records = new DocumentZapRecordStore(documents);
  // A search of the audit log is answered long after the command has ended.
  const sources = { ...zap, audit: undefined };
  const services = { ...sources, documents, records, policy: config.zapPolicy, clock };
  return {
    tenants: () => watchedTenants(config, access),
    message: (tenants, refs) => findMessage({ ...zap, records }, tenants, refs, clock),
    scan: async ({ tenants, mailbox, days, onProgress }) => {
      let done = 0;
      let found = 0;
      const scans = await pLimit(tenantsAtOnce).map(tenants, async (tenant) => {
        const options = { days, mailbox, everyMailbox: true, explanationsPerRun };
        const scan = await scanZap(tenant, services, options);
        done += 1;
        found += scan.records.length;
        onProgress?.(done, found);
        const named = scan.records.map((record) => ({ tenantName: tenant.name, record }));
        return { coverage: reportCoverage(scan.coverage), records: named };
      });
      const coverage = scans.map((scan) => scan.coverage);
      return resultOf(
        scans.flatMap((scan) => scan.records),
        coverage,
        clock,
      );
    },
  };
}

function resultOf(
  records: readonly TenantRecord[],
  coverage: readonly ReportCoverage[],
  clock: Clock,
): ZapScanResult {
  return {
    coverage,
    complete: coverage.length > 0 && coverage.every(({ complete }) => complete),
    records,
    summary: summarise(records.map(({ record }) => record)),
    columns: zapColumns,
    rows: function* () {
      for (const record of records) yield* rowsOf(record);
    },
    report: () => zapReport(records, coverage, clock.now()),
  };
}
