import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import type { Azurite } from '../../src/simulator/azurite.js';

export interface StorageRequests {
  readonly table: number;
  readonly queue: number;
}

/** Counts the requests that this process sends to tables and queues, as they leave; the SDK's own repetitions too. */
export function countStorageRequests({ tablePort, queuePort }: Azurite): () => StorageRequests {
  const count = { table: 0, queue: 0 };
  subscribe('http.client.request.start', (message) => {
    const { request } = message as { readonly request: ClientRequest };
    const host = String(request.getHeader('host'));
    if (host.endsWith(`:${tablePort}`)) count.table += 1;
    if (host.endsWith(`:${queuePort}`)) count.queue += 1;
  });
  return () => ({ ...count });
}

export function difference(after: StorageRequests, before: StorageRequests): StorageRequests {
  return { table: after.table - before.table, queue: after.queue - before.queue };
}
