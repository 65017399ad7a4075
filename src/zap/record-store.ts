import type { SharedRowStore, StoredDocument } from '../lib/document-store.js';
import { isGuid, type TenantId } from '../tenants/tenant.js';
import {
  parseZapRecord,
  zapRecordJson,
  type StoredZapRecord,
  type ZapRecord,
  type ZapRecordStore,
} from './records.js';

/** Records as documents, one collection per tenant, so that no listing ever mixes tenants. */
export class DocumentZapRecordStore implements ZapRecordStore {
  readonly #documents: SharedRowStore;

  constructor(documents: SharedRowStore) {
    this.#documents = documents;
  }

  async read(tenantId: TenantId, key: string): Promise<StoredZapRecord | undefined> {
    const document = await this.#documents.read(collectionOf(tenantId), key);
    return document && stored(document);
  }

  write(
    record: ZapRecord,
    etag: StoredZapRecord['etag'] | undefined,
  ): Promise<'written' | 'conflict'> {
    const { tenantId, key } = record;
    return this.#documents.write(collectionOf(tenantId), key, zapRecordJson(record), etag);
  }

  async *list(tenantId: TenantId, since?: string): AsyncGenerator<StoredZapRecord> {
    const from = since === undefined ? -Infinity : Date.parse(since);
    for await (const document of this.#documents.list(collectionOf(tenantId))) {
      const one = stored(document);
      if (Date.parse(one.record.at) >= from) yield one;
    }
  }

  async forget(tenantId: TenantId, before: string): Promise<number> {
    const time = Date.parse(before);
    let forgotten = 0;
    for await (const document of this.#documents.list(collectionOf(tenantId))) {
      if (Date.parse(stored(document).record.at) >= time) continue;
      const { key, etag } = document;
      const result = await this.#documents.remove(collectionOf(tenantId), key, etag);
      if (result === 'removed') forgotten += 1;
    }
    return forgotten;
  }
}

function collectionOf(tenantId: TenantId): string {
  if (!isGuid(tenantId)) throw new RangeError('A tenant id is a GUID.');
  return `zap-record|${tenantId}`;
}

function stored({ value, etag }: StoredDocument): StoredZapRecord {
  return { record: parseZapRecord(value), etag };
}
