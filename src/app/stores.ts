import { storageCredential } from '../adapters/entra/storage-credential.js';
import { connectQueue } from '../adapters/queues/storage-queue.js';
import { TableAlertStore } from '../adapters/tables/alert-store.js';
import { TableChannelStore } from '../adapters/tables/channel-store.js';
import { TableClaimStore } from '../adapters/tables/claim-store.js';
import { TableDocumentStore } from '../adapters/tables/document-store.js';
import { TableTenantHealthStore } from '../adapters/tables/health-store.js';
import { connectTables } from '../adapters/tables/table-client.js';
import type { AlertStore, ChannelStore, ClaimStore } from '../alerts/ports.js';
import type { Clock } from '../lib/clock.js';
import type { SharedRowStore } from '../lib/document-store.js';
import type { Log } from '../lib/log.js';
import type { WorkQueue } from '../lib/work-queue.js';
import type { TenantHealthStore } from '../tenants/ports.js';
import type { ServiceConfig } from './config.js';
import { jobSchema, type Job } from './job.js';

export interface Stores {
  readonly alerts: AlertStore;
  readonly channels: ChannelStore;
  readonly claims: ClaimStore;
  readonly documents: SharedRowStore;
  readonly health: TenantHealthStore;
  readonly queue: WorkQueue<Job>;
}

/** Connects to tables and queues, and creates them where they are missing. Rejects when storage can't be reached. */
export async function openStores(
  config: Pick<ServiceConfig, 'storage' | 'storagePrefix' | 'hosts'>,
  clock: Clock,
  log: Log,
): Promise<Stores> {
  const { storage, storagePrefix: prefix, hosts } = config;
  const where = {
    ...(storage.kind === 'connection'
      ? { storage: storage.value.reveal() }
      : { storage: storage.name, credential: storageCredential() }),
    prefix,
    endpointSuffix: hosts.storageSuffix,
    clock,
  };
  const table = await connectTables(where);
  const queue = await connectQueue<Job>({
    ...where,
    schema: jobSchema,
    onUnreadable: (messageId) => {
      log.error({ messageId }, 'a queue message could not be read and was buried');
    },
  });
  return {
    alerts: new TableAlertStore(table),
    channels: new TableChannelStore(table),
    claims: new TableClaimStore(table, clock),
    documents: new TableDocumentStore(table),
    health: new TableTenantHealthStore(table),
    queue,
  };
}
