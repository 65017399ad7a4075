import type { Clock } from '../../src/lib/clock.js';

interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
}

/**
 * Time that passes only when the test says so, or, when `skipping`, as soon as somebody waits: then the clock jumps to
 * the earliest waker without real waiting. `waits` records every sleep asked for, in order.
 */
export class VirtualClock implements Clock {
  readonly waits: number[] = [];
  readonly #start: number;
  readonly #skipping: boolean;
  #elapsed = 0;
  #sleepers: Sleeper[] = [];

  constructor(options: { readonly start?: string; readonly skipping?: boolean } = {}) {
    this.#start = Date.parse(options.start ?? '2026-01-05T08:00:00.000Z');
    this.#skipping = options.skipping ?? false;
  }

  now(): Date {
    return new Date(this.#start + this.#elapsed);
  }

  monotonicMs(): number {
    return this.#elapsed;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    this.waits.push(ms);
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal?.reason as Error);
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      const sleeper: Sleeper = { due: this.#elapsed + Math.max(ms, 0), wake };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', onAbort, { once: true });
      if (this.#skipping) setImmediate(() => this.#wakeEarliest(Infinity));
    });
  }

  /** Everybody who is due by then wakes in order, and may fall asleep again within that time. */
  async advance(ms: number): Promise<void> {
    const until = this.#elapsed + ms;
    await turn();
    while (this.#wakeEarliest(until)) await turn();
    this.#elapsed = until;
    await turn();
  }

  /** Who is asleep now. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  #wakeEarliest(until: number): boolean {
    const earliest = this.#sleepers.reduce<Sleeper | undefined>(
      (best, sleeper) => (best === undefined || sleeper.due < best.due ? sleeper : best),
      undefined,
    );
    if (earliest === undefined || earliest.due > until) return false;
    this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== earliest);
    this.#elapsed = Math.max(this.#elapsed, earliest.due);
    earliest.wake();
    return true;
  }
}

/** Lets everything that is ready run. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
