import type { ClaimStore } from '../../alerts/ports.js';
import type { Clock } from '../../lib/clock.js';

/** Claims in memory. */
export class MemoryClaimStore implements ClaimStore {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #taken = new Map<string, number>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  async claim(key: string): Promise<boolean> {
    await Promise.resolve();
    if (this.#taken.has(key)) return false;
    this.#taken.set(key, this.#clock.now().getTime());
    return true;
  }

  async purgeOlder(time: Date): Promise<number> {
    await Promise.resolve();
    const old = [...this.#taken].filter(([, takenAt]) => takenAt < time.getTime());
    for (const [key] of old) this.#taken.delete(key);
    return old.length;
  }
}
