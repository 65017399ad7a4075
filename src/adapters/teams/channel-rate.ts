import type { Clock } from '../../lib/clock.js';

/** At most `calls` in any span of `ms` milliseconds. */
export interface RateWindow {
  readonly calls: number;
  readonly ms: number;
}

/** Sending, per bot and thread; a channel with all its posts is one thread (Microsoft Learn: "Rate limiting for bots"). */
export const sendWindows: readonly RateWindow[] = [
  { calls: 7, ms: 1_000 },
  { calls: 8, ms: 2_000 },
  { calls: 60, ms: 30_000 },
  { calls: 1_800, ms: 3_600_000 },
];

/** Reading members, per bot and thread; same page. */
export const readWindows: readonly RateWindow[] = [
  { calls: 14, ms: 1_000 },
  { calls: 16, ms: 2_000 },
  { calls: 120, ms: 30_000 },
  { calls: 3_600, ms: 3_600_000 },
];

/** Everything, per app and tenant. The page said 30 and later 50: this is the smaller. */
export const tenantWindows: readonly RateWindow[] = [{ calls: 30, ms: 1_000 }];

/**
 * The earliest time from `from` on at which one more call leaves every window within its limit. `booked` holds the times
 * of calls, made and planned, in ascending order. Strict: calls on both sides of the new one count together.
 */
export function earliestSlot(
  booked: readonly number[],
  windows: readonly RateWindow[],
  from: number,
): number {
  let slot = from;
  for (;;) {
    const next = windows.reduce(
      (at, window) => Math.max(at, afterWindow(booked, window, at)),
      slot,
    );
    if (next === slot) return slot;
    slot = next;
  }
}

/** `at`, or the moment when the oldest call that crowds it has left the window. */
function afterWindow(booked: readonly number[], { calls, ms }: RateWindow, at: number): number {
  const near = booked.filter((time) => time > at - ms && time < at + ms);
  return near.length < calls ? at : (near[0] ?? at) + ms;
}

/** The bookings of one lane; forgets what no window can see any more. */
class Lane {
  #booked: number[] = [];
  readonly windows: readonly RateWindow[];
  readonly #longest: number;

  constructor(windows: readonly RateWindow[]) {
    this.windows = windows;
    this.#longest = Math.max(...windows.map(({ ms }) => ms));
  }

  earliest(from: number, now: number): number {
    this.#booked = this.#booked.filter((time) => time > now - this.#longest);
    return earliestSlot(this.#booked, this.windows, from);
  }

  book(at: number): void {
    this.#booked.push(at);
    this.#booked.sort((a, b) => a - b);
  }

  isIdle(now: number): boolean {
    return this.#booked.every((time) => time <= now - this.#longest);
  }
}

export type Permission =
  { readonly kind: 'granted' } | { readonly kind: 'refused'; readonly retryAfterMs: number };

/** Which lane a call belongs to. */
export interface RateKey {
  readonly use: 'send' | 'read';
  readonly tenantId: string;
  readonly thread: string;
}

/** The declared limits of one bot, kept in this process: several replicas together may still be told 429. */
export class ChannelRate {
  readonly #clock: Clock;
  readonly #longestWaitMs: number;
  readonly #lanes = new Map<string, Lane>();
  readonly #closedUntil = new Map<string, number>();

  /** `longestWaitMs`: a call that would have to wait longer is refused instead. */
  constructor(clock: Clock, longestWaitMs = 5_000) {
    this.#clock = clock;
    this.#longestWaitMs = longestWaitMs;
  }

  /** Waits for a slot; calls of one thread get theirs in the order in which they asked. */
  async permit(key: RateKey): Promise<Permission> {
    const closed = this.#closedFor(key);
    if (closed > 0) return { kind: 'refused', retryAfterMs: closed };
    const wait = this.#book(key);
    if (wait > this.#longestWaitMs) return { kind: 'refused', retryAfterMs: Math.ceil(wait) };
    if (wait > 0) await this.#clock.sleep(Math.ceil(wait));
    const closedMeanwhile = this.#closedFor(key);
    return closedMeanwhile > 0
      ? { kind: 'refused', retryAfterMs: closedMeanwhile }
      : { kind: 'granted' };
  }

  /** The service said to stay away: nothing of this kind goes to the thread before the time is over. */
  close(key: RateKey, ms: number): void {
    const now = this.#clock.monotonicMs();
    for (const [name, until] of this.#closedUntil) {
      if (until <= now) this.#closedUntil.delete(name);
    }
    const name = nameOf(key);
    this.#closedUntil.set(name, Math.max(this.#closedUntil.get(name) ?? 0, now + ms));
  }

  #closedFor(key: RateKey): number {
    const until = this.#closedUntil.get(nameOf(key)) ?? 0;
    return Math.max(0, Math.ceil(until - this.#clock.monotonicMs()));
  }

  /** Books the next slot that both lanes have, unless it is too far away. Gives the wait in milliseconds. */
  #book(key: RateKey): number {
    const now = this.#clock.monotonicMs();
    this.#forgetIdle(now);
    const thread = this.#lane(nameOf(key), key.use === 'send' ? sendWindows : readWindows);
    const tenant = this.#lane(`tenant|${key.tenantId}`, tenantWindows);
    const slot = commonSlot(thread, tenant, now);
    const wait = slot - now;
    if (wait > this.#longestWaitMs) return wait;
    thread.book(slot);
    tenant.book(slot);
    return wait;
  }

  /** Threads come and go with personal chats; what no window can see takes no memory. */
  #forgetIdle(now: number): void {
    for (const [name, lane] of this.#lanes) {
      if (lane.isIdle(now)) this.#lanes.delete(name);
    }
  }

  #lane(name: string, windows: readonly RateWindow[]): Lane {
    const known = this.#lanes.get(name);
    if (known !== undefined) return known;
    const lane = new Lane(windows);
    this.#lanes.set(name, lane);
    return lane;
  }
}

function commonSlot(a: Lane, b: Lane, now: number): number {
  let slot = now;
  for (;;) {
    const next = b.earliest(a.earliest(slot, now), now);
    if (next === slot) return slot;
    slot = next;
  }
}

function nameOf({ use, tenantId, thread }: RateKey): string {
  return `${use}|${tenantId}|${thread}`;
}
