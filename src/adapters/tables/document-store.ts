import type { SharedRowStore, StoredDocument } from '../../lib/document-store.js';
import type { Etag } from '../../lib/etag.js';
import type { Json } from '../../lib/json.js';
import type { StoredRow } from './stored-row.js';
import type { RowTable } from './table-client.js';
import { tableKey, type TableKey } from './table-keys.js';

/** Documents: one partition per collection. */
export class TableDocumentStore implements SharedRowStore {
  readonly #table: RowTable;

  constructor(table: RowTable) {
    this.#table = table;
  }

  async read(collection: string, key: string): Promise<StoredDocument | undefined> {
    const stored = await this.#table.read(partitionOf(collection), rowKeyOf(key));
    return stored && documentOf(stored);
  }

  async write(
    collection: string,
    key: string,
    value: Json,
    etag: Etag | undefined,
  ): Promise<'written' | 'conflict'> {
    const row = { partition: partitionOf(collection), key: rowKeyOf(key), value };
    return etag === undefined ? this.#table.insert(row) : this.#table.replace(row, etag);
  }

  async *list(collection: string): AsyncGenerator<StoredDocument> {
    for await (const stored of this.#table.list(partitionOf(collection), 'doc')) {
      yield documentOf(stored);
    }
  }

  async remove(collection: string, key: string, etag: Etag): Promise<'removed' | 'conflict'> {
    return this.#table.remove(partitionOf(collection), rowKeyOf(key), etag);
  }
}

const longestKey = 200;

function partitionOf(collection: string): TableKey {
  return tableKey('documents', checked(collection));
}

function rowKeyOf(key: string): TableKey {
  return tableKey('doc', checked(key));
}

function checked(text: string): string {
  if (text.length === 0 || text.length > longestKey) {
    throw new RangeError(`A document's key has 1 to ${longestKey} characters.`);
  }
  return text;
}

/** Any JSON may be stored, so there is nothing more to check: it was parsed from JSON. */
function documentOf(stored: StoredRow): StoredDocument {
  return { key: stored.key.slice('doc|'.length), value: stored.value as Json, etag: stored.etag };
}
