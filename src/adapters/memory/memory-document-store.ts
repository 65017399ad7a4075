import type { SharedRowStore, StoredDocument } from '../../lib/document-store.js';
import type { Etag } from '../../lib/etag.js';
import type { Json } from '../../lib/json.js';
import { MemoryRows, type MemoryRow } from './memory-rows.js';

/** Documents in memory. */
export class MemoryDocumentStore implements SharedRowStore {
  readonly #rows = new MemoryRows();

  async read(collection: string, key: string): Promise<StoredDocument | undefined> {
    const row = await this.#rows.read(checked(collection), checked(key));
    return row && documentOf(row);
  }

  async write(
    collection: string,
    key: string,
    value: Json,
    etag: Etag | undefined,
  ): Promise<'written' | 'conflict'> {
    return this.#rows.commit(checked(collection), [{ key: checked(key), value, etag }]);
  }

  async *list(collection: string): AsyncGenerator<StoredDocument> {
    for (const row of await this.#rows.list(checked(collection), '')) yield documentOf(row);
  }

  async remove(collection: string, key: string, etag: Etag): Promise<'removed' | 'conflict'> {
    return this.#rows.remove(checked(collection), checked(key), etag);
  }
}

function checked(text: string): string {
  if (text.length > 200) throw new RangeError("A document's key has at most 200 characters.");
  return text;
}

function documentOf(row: MemoryRow): StoredDocument {
  return { key: row.key, value: row.value as Json, etag: row.etag };
}
