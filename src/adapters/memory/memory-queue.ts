import type { Clock } from '../../lib/clock.js';
import { exactJson } from '../../lib/exact-json.js';
import {
  largestItemBytes,
  longestDelayMs,
  type Leased,
  type Requeued,
  type WorkQueue,
} from '../../lib/work-queue.js';

/** What lies in the dead-letter queue. */
export interface Buried<T> {
  readonly item: T;
  readonly attempts: number;
  readonly reasonCode: string;
}

interface Waiting {
  readonly json: string;
  /** By the clock's monotonic time. */
  visibleAt: number;
  attempts: number;
}

const mostItems = 32;

/** A work queue in memory, in the time of the clock that it is given. */
export class MemoryQueue<T> implements WorkQueue<T> {
  readonly #clock: Clock;
  readonly #waiting = new Set<Waiting>();
  readonly #buried: Buried<T>[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The dead letters, oldest first. */
  get buried(): readonly Buried<T>[] {
    return this.#buried;
  }

  async send(item: T, options: { readonly delayMs?: number } = {}): Promise<void> {
    await Promise.resolve();
    const json = exactJson(item);
    const size = Buffer.byteLength(json, 'utf8');
    if (size > largestItemBytes) throw new RangeError(`An item of ${size} bytes is too large.`);
    this.#waiting.add({ json, visibleAt: this.#after(options.delayMs ?? 0), attempts: 0 });
  }

  async receive(max: number, leaseMs: number): Promise<readonly Leased<T>[]> {
    await Promise.resolve();
    const now = this.#clock.monotonicMs();
    const due = [...this.#waiting]
      .filter(({ visibleAt }) => visibleAt <= now)
      .sort((a, b) => a.visibleAt - b.visibleAt)
      .slice(0, Math.min(max, mostItems));
    return due.map((waiting) => {
      waiting.attempts += 1;
      waiting.visibleAt = this.#after(Math.max(leaseMs, 1_000));
      return this.#lease(waiting, waiting.attempts);
    });
  }

  depth(): Promise<number> {
    return Promise.resolve(this.#waiting.size);
  }

  async requeueBuried(): Promise<Requeued> {
    const items = this.#buried.splice(0).map(({ item }) => item);
    for (const item of items) await this.send(item);
    return { moved: items.length, unreadable: 0 };
  }

  /** Valid until somebody else has received the item: the number of attempts is the receipt. */
  #lease(waiting: Waiting, attempts: number): Leased<T> {
    const item = JSON.parse(waiting.json) as T;
    const held = (): boolean => this.#waiting.has(waiting) && waiting.attempts === attempts;
    const hide = async (ms: number): Promise<boolean> => {
      await Promise.resolve();
      if (!held()) return false;
      waiting.visibleAt = this.#after(ms);
      return true;
    };
    const done = async (): Promise<void> => {
      await Promise.resolve();
      if (held()) this.#waiting.delete(waiting);
    };
    return {
      item,
      attempts,
      renew: (leaseMs) => hide(Math.max(leaseMs, 1_000)),
      done,
      release: async (delayMs) => {
        await hide(delayMs);
      },
      bury: async (reasonCode) => {
        this.#buried.push({ item, attempts, reasonCode });
        await done();
      },
    };
  }

  #after(ms: number): number {
    return this.#clock.monotonicMs() + Math.min(Math.max(ms, 0), longestDelayMs);
  }
}
