import { randomId } from '../../lib/digest.js';
import type { Etag } from '../../lib/etag.js';
import { exactAsciiJson } from '../../lib/exact-json.js';

export interface MemoryRow {
  readonly key: string;
  /** A copy that nobody else has, frozen to the bottom. */
  readonly value: unknown;
  readonly etag: Etag;
}

export interface MemoryWrite {
  readonly key: string;
  readonly value: unknown;
  readonly etag: Etag | undefined;
}

interface Kept {
  readonly json: string;
  readonly etag: Etag;
}

const mostWrites = 90;
const largestTransaction = 3_500_000;
/** 1 MiB counts UTF-16, so two bytes a character; 2 KiB go to keys and names. That is sixteen properties of 64 KiB. */
const largestRow = (1_048_576 - 2_048) / 2;
/** What a key may hold in any store: no quotes, slashes, spaces, controls, nothing outside ASCII. */
const allowedKey = /^[0-9A-Za-z._:@|-]{1,300}$/;

/**
 * Rows in memory, as strict as the table service and its emulator together: what either would refuse is refused here,
 * with a RangeError or TypeError, so that a test on memory fails where the real store would.
 */
export class MemoryRows {
  readonly #partitions = new Map<string, Map<string, Kept>>();

  async read(partition: string, key: string): Promise<MemoryRow | undefined> {
    await elsewhere();
    const kept = this.#rows(partition).get(checked(key));
    return kept && { key, value: copyOf(kept.json), etag: kept.etag };
  }

  /** In the order of the keys' characters. */
  async list(partition: string, prefix: string): Promise<readonly MemoryRow[]> {
    await elsewhere();
    return [...this.#rows(partition)]
      .filter(([key]) => key.startsWith(prefix))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, { json, etag }]) => ({ key, value: copyOf(json), etag }));
  }

  async partitions(): Promise<readonly string[]> {
    await elsewhere();
    return [...this.#partitions.keys()].sort();
  }

  /** All or none; nothing can happen in between. */
  async commit(partition: string, writes: readonly MemoryWrite[]): Promise<'written' | 'conflict'> {
    await elsewhere();
    const prepared = writes.map((write) => ({ ...write, json: rowJson(write) }));
    refuseOversized(prepared);
    const rows = this.#rows(partition);
    if (prepared.some(({ key, etag }) => rows.get(key)?.etag !== etag)) return 'conflict';
    for (const { key, json } of prepared) rows.set(key, { json, etag: newEtag() });
    if (prepared.length > 0) this.#partitions.set(partition, rows);
    return 'written';
  }

  async remove(partition: string, key: string, etag: Etag): Promise<'removed' | 'conflict'> {
    await elsewhere();
    const rows = this.#rows(partition);
    if (rows.get(checked(key))?.etag !== etag) return 'conflict';
    rows.delete(key);
    return 'removed';
  }

  #rows(partition: string): Map<string, Kept> {
    return this.#partitions.get(checked(partition)) ?? new Map<string, Kept>();
  }
}

/** Lets others run first, as a request would: who reads and then writes without a condition is found out. */
function elsewhere(): Promise<void> {
  return Promise.resolve();
}

function newEtag(): Etag {
  return `W/"${randomId()}"` as Etag;
}

function checked(key: string): string {
  if (!allowedKey.test(key)) throw new RangeError('A key holds a character that is not ours.');
  return key;
}

function rowJson({ key, value }: MemoryWrite): string {
  checked(key);
  const json = exactAsciiJson(value);
  if (json.length > largestRow) throw new RangeError('The row is too large.');
  return json;
}

function refuseOversized(rows: readonly { readonly key: string; readonly json: string }[]): void {
  if (rows.length > mostWrites) throw new RangeError(`${rows.length} writes are too many.`);
  if (new Set(rows.map(({ key }) => key)).size < rows.length) {
    throw new RangeError('A transaction names a row twice.');
  }
  // As on the wire, where the row's JSON is text in another JSON.
  const size = rows.reduce((sum, { json }) => sum + JSON.stringify(json).length + 1_000, 0);
  if (size > largestTransaction) throw new RangeError(`${size} bytes are too many.`);
}

function copyOf(json: string): unknown {
  return deepFrozen(JSON.parse(json));
}

function deepFrozen(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(deepFrozen);
    Object.freeze(value);
  }
  return value;
}
