/** Keeps what was used last; making room costs the entry that was not used for the longest time. */
export class BoundedMap<T> {
  readonly #entries = new Map<string, T>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  getOrMake(key: string, make: () => T): T {
    const found = this.#entries.get(key);
    const value = found ?? make();
    this.#entries.delete(key);
    this.#entries.set(key, value);
    this.#makeRoom();
    return value;
  }

  get size(): number {
    return this.#entries.size;
  }

  #makeRoom(): void {
    for (const key of this.#entries.keys()) {
      if (this.#entries.size <= this.#capacity) return;
      this.#entries.delete(key);
    }
  }
}
