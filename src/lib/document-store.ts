import type { Etag } from './etag.js';
import type { Json } from './json.js';

export interface StoredDocument {
  readonly key: string;
  readonly value: Json;
  readonly etag: Etag;
}

/**
 * Small JSON documents shared by all replicas: schedule slots, runs. Collections and keys are our own words and ids
 * (letters, digits, and `. _ : @ | -`, 1 to 200 characters); anything else rejects with RangeError.
 */
export interface SharedRowStore {
  read(collection: string, key: string): Promise<StoredDocument | undefined>;
  /** Inserts when `etag` is undefined. 'conflict' when somebody was faster; then nothing was written. */
  write(
    collection: string,
    key: string,
    value: Json,
    etag: Etag | undefined,
  ): Promise<'written' | 'conflict'>;
  /** Every document of the collection, in the order of the keys. */
  list(collection: string): AsyncIterable<StoredDocument>;
  /** Deletes only the version named. */
  remove(collection: string, key: string, etag: Etag): Promise<'removed' | 'conflict'>;
}
