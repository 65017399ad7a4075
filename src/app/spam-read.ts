import pLimit from 'p-limit';
import { acceptedDomains } from '../adapters/exchange/accepted-domains.js';
import { MemoryDocumentStore } from '../adapters/memory/memory-document-store.js';
import type { Clock } from '../lib/clock.js';
import type { SpamLook } from '../spam/look.js';
import { spamReportCoverage } from '../spam/report-coverage.js';
import { scanSpam, type SpamScan } from '../spam/scan.js';
import type { SpamScanServices } from '../spam/scan-services.js';
import type { Tenant } from '../tenants/tenant.js';
import type { ReaderConfig } from './config.js';
import { domainsOf } from './own-domains.js';
import { spamAccess } from './spam-access.js';
import { tenantAccess } from './tenant-access.js';
import { watchedTenants, type TenantList } from './watched-tenants.js';

export interface SpamReadRequest {
  readonly tenants: readonly Tenant[];
  /** One person only, by SMTP address. */
  readonly mailbox?: string | undefined;
  /** 1 to 30. */
  readonly days: number;
  /** Told after each tenant: how many unwanted deliveries have been seen so far. */
  readonly onProgress?: (tenantsDone: number, found: number) => void;
}

export interface SpamReader {
  /** The tenants to watch; 'unreadable' when their list can't be read. */
  tenants(): Promise<TenantList>;
  /** Reads the tenants, in the order given. What can't be read is in the coverage; rejects only for bugs. */
  read(request: SpamReadRequest): Promise<readonly SpamLook[]>;
}

/** Each streams its tenant's mail, and keeps counters for every sender and receiver while it does. */
const tenantsAtOnce = 4;
/** Entries of each list: a file has room that a card has not. */
const mostListed = 1000;

/** The mail flow as the command line reads it: tenants and the reader's credentials, no bot and no storage. */
export function spamReader(config: ReaderConfig, clock: Clock): SpamReader {
  const access = tenantAccess(config, clock);
  // Nothing outlives the command: earlier readings are the service's to remember.
  const documents = new MemoryDocumentStore();
  const domains = acceptedDomains((tenantId) => access.commands(tenantId, config.reader));
  const services: SpamScanServices = {
    ...spamAccess(access, config.reader, clock),
    ownDomains: (tenantId) => domainsOf(documents, tenantId, domains),
    ...{ documents, policy: config.spamPolicy, clock },
  };
  return {
    tenants: () => watchedTenants(config, access),
    read: ({ tenants, mailbox, days, onProgress }) => {
      let done = 0;
      let found = 0;
      return pLimit(tenantsAtOnce).map(tenants, async (tenant) => {
        const zone = config.timeZone;
        const scan = await scanSpam(tenant, services, { days, zone, mailbox, mostListed });
        done += 1;
        found += scan.coverage.found;
        onProgress?.(done, found);
        return lookOf(scan);
      });
    },
  };
}

function lookOf({ coverage, report }: SpamScan): SpamLook {
  return { coverage: spamReportCoverage(coverage), report };
}
