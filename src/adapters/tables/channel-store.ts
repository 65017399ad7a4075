import type { ChannelRef, ChannelStore, Versioned } from '../../alerts/ports.js';
import { StoreConflictError } from '../../lib/errors.js';
import { channelSchema, parseRow } from './row-schemas.js';
import type { RowTable } from './table-client.js';
import { tableKey } from './table-keys.js';

const partition = tableKey('channel');
const key = tableKey('current');

/** A person chooses; more rivals than this in one moment are a fault. */
const rounds = 10;

/** The chosen channel, in one row of its own. The last to choose wins. */
export class TableChannelStore implements ChannelStore {
  readonly #table: RowTable;

  constructor(table: RowTable) {
    this.#table = table;
  }

  async current(): Promise<Versioned<ChannelRef> | undefined> {
    const stored = await this.#table.read(partition, key);
    return stored && { row: parseRow(channelSchema, stored.value, key), etag: stored.etag };
  }

  async choose(channel: ChannelRef): Promise<void> {
    const row = { partition, key, value: channel };
    for (let round = 0; round < rounds; round += 1) {
      // Not `current()`: an unreadable row must not keep anybody from choosing again.
      const before = await this.#table.read(partition, key);
      const result =
        before === undefined
          ? await this.#table.insert(row)
          : await this.#table.replace(row, before.etag);
      if (result === 'written') return;
    }
    throw new StoreConflictError('The channel could not be chosen: others keep choosing.');
  }

  async forget(channelId: string): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      const before = await this.current();
      if (before?.row.channelId !== channelId) return;
      if ((await this.#table.remove(partition, key, before.etag)) === 'removed') return;
    }
    throw new StoreConflictError('The channel could not be forgotten: others keep choosing.');
  }
}
