/** One of the heaviest keys. `inherited`: what its place had counted for others before: `weight` may be too high by it. */
export interface Hitter<T> {
  readonly key: string;
  weight: number;
  readonly inherited: number;
  /** Gathered since the key took its place: complete when nothing was inherited. */
  readonly data: T;
}

interface Place<T> extends Hitter<T> {
  at: number;
}

/**
 * The heaviest of any number of keys in bounded memory (Metwally, Agrawal, El Abbadi: "Efficient computation of frequent
 * and top-k elements in data streams", 2005). Every key whose weight is more than a `capacity`th part of all is kept,
 * whatever else comes and in whatever order; while there are no more keys than places, everything is exact.
 */
export class HeavyHitters<T> {
  readonly #capacity: number;
  readonly #fresh: (key: string) => T;
  readonly #places = new Map<string, Place<T>>();
  /** The lightest first, once all places are taken. */
  #heap: Place<T>[] | undefined;
  #bounded = false;

  constructor(capacity: number, fresh: (key: string) => T) {
    this.#capacity = capacity;
    this.#fresh = fresh;
  }

  /** True when a key had to give way: then keys may be missing, and some counts are lower bounds. */
  get bounded(): boolean {
    return this.#bounded;
  }

  get size(): number {
    return this.#places.size;
  }

  /** What is gathered of the key, which now weighs so much more. */
  add(key: string, weight: number): T {
    const known = this.#places.get(key);
    if (known !== undefined) {
      known.weight += weight;
      if (this.#heap !== undefined) this.#sink(known);
      return known.data;
    }
    return (
      this.#places.size < this.#capacity ? this.#take(key, weight) : this.#replace(key, weight)
    ).data;
  }

  get(key: string): Hitter<T> | undefined {
    return this.#places.get(key);
  }

  hitters(): Iterable<Hitter<T>> {
    return this.#places.values();
  }

  #take(key: string, weight: number): Place<T> {
    const place = { key, weight, inherited: 0, data: this.#fresh(key), at: this.#places.size };
    this.#places.set(key, place);
    return place;
  }

  #replace(key: string, weight: number): Place<T> {
    this.#bounded = true;
    const heap = (this.#heap ??= this.#ordered());
    const lightest = heap[0];
    if (lightest === undefined) throw new RangeError('There must be room for one key.');
    this.#places.delete(lightest.key);
    const inherited = lightest.weight;
    const place = { key, weight: inherited + weight, inherited, data: this.#fresh(key), at: 0 };
    this.#places.set(key, place);
    heap[0] = place;
    this.#sink(place);
    return place;
  }

  /** Sorted by weight, which is a heap. */
  #ordered(): Place<T>[] {
    const heap = [...this.#places.values()].sort((a, b) => a.weight - b.weight);
    for (const [at, place] of heap.entries()) place.at = at;
    return heap;
  }

  #sink(place: Place<T>): void {
    const heap = this.#heap ?? [];
    let { at } = place;
    for (;;) {
      const left = heap[2 * at + 1];
      const right = heap[2 * at + 2];
      const child =
        right !== undefined && left !== undefined && right.weight < left.weight ? right : left;
      if (child === undefined || child.weight >= place.weight) break;
      const below = child.at;
      heap[at] = child;
      child.at = at;
      at = below;
    }
    heap[at] = place;
    place.at = at;
  }
}
