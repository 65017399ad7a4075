/** The first few in an order, of any number: memory does not grow with what comes by. */
export class Top<T> {
  readonly #most: number;
  readonly #order: (a: T, b: T) => number;
  readonly #kept: T[] = [];

  constructor(most: number, order: (a: T, b: T) => number) {
    this.#most = most;
    this.#order = order;
  }

  add(item: T): void {
    const at = this.#kept.findIndex((kept) => this.#order(item, kept) < 0);
    if (at < 0 && this.#kept.length >= this.#most) return;
    this.#kept.splice(at < 0 ? this.#kept.length : at, 0, item);
    if (this.#kept.length > this.#most) this.#kept.pop();
  }

  list(): readonly T[] {
    return [...this.#kept];
  }
}
