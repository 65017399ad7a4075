import type { ClaimStore } from '../../alerts/ports.js';

/** Claims in memory. */
export class MemoryClaimStore implements ClaimStore {
  readonly #taken = new Set<string>();

  async claim(key: string): Promise<boolean> {
    await Promise.resolve();
    if (this.#taken.has(key)) return false;
    this.#taken.add(key);
    return true;
  }
}
