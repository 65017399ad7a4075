import type { ClaimStore } from '../../alerts/ports.js';
import type { Clock } from '../../lib/clock.js';
import { sha256Hex } from '../../lib/digest.js';
import type { RowTable } from './table-client.js';
import { tableKey } from './table-keys.js';

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
      partition: tableKey('claim', hash.slice(0, 2)),
      key: tableKey(hash),
      value: { createdAt: this.#clock.now().toISOString() },
    });
    return result === 'written';
  }
}
