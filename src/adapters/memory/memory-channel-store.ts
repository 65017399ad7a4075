import type { ChannelRef, ChannelStore, Versioned } from '../../alerts/ports.js';
import { MemoryRows } from './memory-rows.js';

/** The chosen channel in memory. */
export class MemoryChannelStore implements ChannelStore {
  readonly #rows = new MemoryRows();

  async current(): Promise<Versioned<ChannelRef> | undefined> {
    const row = await this.#rows.read('channel', 'current');
    return row && { row: row.value as ChannelRef, etag: row.etag };
  }

  async choose(channel: ChannelRef): Promise<void> {
    for (;;) {
      const etag = (await this.current())?.etag;
      const result = await this.#rows.commit('channel', [{ key: 'current', value: channel, etag }]);
      if (result === 'written') return;
    }
  }

  async forget(channelId: string): Promise<void> {
    for (;;) {
      const before = await this.current();
      if (before?.row.channelId !== channelId) return;
      if ((await this.#rows.remove('channel', 'current', before.etag)) === 'removed') return;
    }
  }
}
