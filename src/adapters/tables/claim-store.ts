import { z } from 'zod';
import type { ClaimStore } from '../../alerts/ports.js';
import type { Clock } from '../../lib/clock.js';
import { sha256Hex } from '../../lib/digest.js';
import type { RowTable } from './table-client.js';
import { tableKey, type TableKey } from './table-keys.js';

const claimSchema = z.strictObject({ createdAt: z.string() });

/** Claims as rows that are inserted once. Keys are hashed, so that any text can be one, and spread over 256 partitions. */
export class TableClaimStore implements ClaimStore {
  readonly #table: RowTable;
  readonly #clock: Clock;

  constructor(table: RowTable, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  async claim(key: string): Promise<boolean> {
    const hash = sha256Hex(key);
    const result = await this.#table.insert({
      partition: partitionOf(hash.slice(0, 2)),
      key: tableKey('claim', hash),
      value: { createdAt: this.#clock.now().toISOString() },
    });
    return result === 'written';
  }

  async purgeOlder(time: Date): Promise<number> {
    let purged = 0;
    for (let shard = 0; shard < 256; shard += 1) {
      const partition = partitionOf(shard.toString(16).padStart(2, '0'));
      for await (const { key, value, etag } of this.#table.list(partition, 'claim')) {
        if (Date.parse(claimSchema.parse(value).createdAt) >= time.getTime()) continue;
        // A conflict means that another replica is tidying up too.
        if ((await this.#table.remove(partition, tableKey(key), etag)) === 'removed') purged += 1;
      }
    }
    return purged;
  }
}

function partitionOf(shard: string): TableKey {
  return tableKey('claim', shard);
}
