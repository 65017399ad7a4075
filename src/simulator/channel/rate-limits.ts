/** Calls of one bot in one thread, by what they cost (Microsoft Learn: "Optimize your bot: rate limiting"). */
export type RateClass = 'send' | 'create' | 'read';

interface Window {
  readonly seconds: number;
  readonly calls: number;
}

const SENDING: readonly Window[] = [
  { seconds: 1, calls: 7 },
  { seconds: 2, calls: 8 },
  { seconds: 30, calls: 60 },
  { seconds: 3600, calls: 1800 },
];
const READING: readonly Window[] = [
  { seconds: 1, calls: 14 },
  { seconds: 2, calls: 16 },
  { seconds: 30, calls: 120 },
  { seconds: 3600, calls: 3600 },
];
const WINDOWS: Readonly<Record<RateClass, readonly Window[]>> = {
  send: SENDING,
  create: SENDING,
  read: READING,
};

/** Calls that arrive this soon after a refusal were under way when it was sent: they are refused without blame. */
const UNDER_WAY_MS = 50;
/** A timer may fire this much before its time. */
const TIMER_SLACK_MS = 20;

export type RateVerdict =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      /** Whole seconds, at least 1. */
      readonly retryAfter: number;
      /** True when the caller had been told to wait and did not. */
      readonly early: boolean;
    };

/** Sliding windows per class and thread. Times are milliseconds of the simulator's clock; refused calls do not count. */
export class RateLimits {
  readonly #calls = new Map<string, number[]>();
  readonly #blocked = new Map<string, { readonly since: number; readonly until: number }>();

  take(kind: RateClass, thread: string, now: number): RateVerdict {
    const key = `${kind}|${thread}`;
    const { since, until } = this.#blocked.get(key) ?? { since: 0, until: 0 };
    if (now < until - TIMER_SLACK_MS) {
      const early = now >= since + UNDER_WAY_MS;
      return { allowed: false, retryAfter: wholeSeconds(until - now), early };
    }
    const calls = (this.#calls.get(key) ?? []).filter((at) => at > now - 3_600_000);
    const wait = Math.max(0, ...WINDOWS[kind].map((window) => waitFor(window, calls, now)));
    if (wait > 0) {
      const retryAfter = wholeSeconds(wait);
      this.block(kind, thread, now, retryAfter);
      return { allowed: false, retryAfter, early: false };
    }
    calls.push(now);
    this.#calls.set(key, calls);
    return { allowed: true };
  }

  /** Notes that the caller was told to stay away for some seconds. */
  block(kind: RateClass, thread: string, now: number, seconds: number): void {
    this.#blocked.set(`${kind}|${thread}`, { since: now, until: now + seconds * 1000 });
  }
}

function waitFor(window: Window, calls: readonly number[], now: number): number {
  const oldest = calls.at(-window.calls);
  return oldest === undefined ? 0 : oldest + window.seconds * 1000 - now;
}

function wholeSeconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
}
