import { randomBytes } from 'node:crypto';
import type { AlertStore, ChannelStore, ClaimStore } from '../../src/alerts/ports.js';
import { MemoryAlertStore } from '../../src/adapters/memory/memory-alert-store.js';
import { MemoryChannelStore } from '../../src/adapters/memory/memory-channel-store.js';
import { MemoryClaimStore } from '../../src/adapters/memory/memory-claim-store.js';
import { MemoryDocumentStore } from '../../src/adapters/memory/memory-document-store.js';
import { MemoryTenantHealthStore } from '../../src/adapters/memory/memory-health-store.js';
import { TableAlertStore } from '../../src/adapters/tables/alert-store.js';
import { TableChannelStore } from '../../src/adapters/tables/channel-store.js';
import { TableClaimStore } from '../../src/adapters/tables/claim-store.js';
import { TableDocumentStore } from '../../src/adapters/tables/document-store.js';
import { TableTenantHealthStore } from '../../src/adapters/tables/health-store.js';
import { connectTables } from '../../src/adapters/tables/table-client.js';
import { systemClock } from '../../src/lib/clock.js';
import type { SharedRowStore } from '../../src/lib/document-store.js';
import type { TenantHealthStore } from '../../src/tenants/ports.js';
import { sharedAzurite } from '../support/shared-azurite.js';

export interface Stores {
  readonly alerts: AlertStore;
  readonly channel: ChannelStore;
  readonly claims: ClaimStore;
  readonly health: TenantHealthStore;
  readonly documents: SharedRowStore;
}

export interface Backend {
  readonly name: string;
  /** Empty stores that nobody else has. */
  readonly open: () => Promise<Stores>;
}

/** A name for a table or a queue that no other suite uses. */
export function freshName(): string {
  return `t${randomBytes(8).toString('hex')}`;
}

export const backends: readonly Backend[] = [
  {
    name: 'in memory',
    open: () =>
      Promise.resolve({
        alerts: new MemoryAlertStore(),
        channel: new MemoryChannelStore(),
        claims: new MemoryClaimStore(systemClock),
        health: new MemoryTenantHealthStore(),
        documents: new MemoryDocumentStore(),
      }),
  },
  {
    name: 'on Azurite',
    open: async () => {
      const { connectionString } = await sharedAzurite();
      const table = await connectTables({
        storage: connectionString,
        prefix: freshName(),
        clock: systemClock,
      });
      return {
        alerts: new TableAlertStore(table),
        channel: new TableChannelStore(table),
        claims: new TableClaimStore(table, systemClock),
        health: new TableTenantHealthStore(table),
        documents: new TableDocumentStore(table),
      };
    },
  },
];

export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}
