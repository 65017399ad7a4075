import type { FaultPlace } from './faults.js';

/**
 * Calls that were under way when a 429 was written can't know of it, so for this long they are refused without blame.
 * Assumption: on loopback an answer reaches its caller well within it.
 */
const UNDER_WAY_MS = 50;
/** Timers may fire a little early; a caller that waited to the millisecond has waited. */
const TIMER_SLACK_MS = 10;

interface Window {
  readonly from: number;
  readonly until: number;
}

/** The Retry-After windows that the simulator has announced, by service, tenant and app. Times in ms since the epoch. */
export class RetryWindows {
  readonly #windows = new Map<string, Window>();

  /** `sentAt` is when the answer that announces the window leaves. */
  open(place: FaultPlace, sentAt: number, seconds: number): void {
    const until = sentAt + seconds * 1000 - TIMER_SLACK_MS;
    this.#windows.set(keyOf(place), { from: sentAt + UNDER_WAY_MS, until });
  }

  /** Seconds that remain when the call falls into a window, and whether the caller could have known. */
  check(place: FaultPlace, now: number): { seconds: number; early: boolean } | undefined {
    const window = this.#windows.get(keyOf(place));
    if (window === undefined) return undefined;
    if (now >= window.until) {
      this.#windows.delete(keyOf(place));
      return undefined;
    }
    return { seconds: Math.ceil((window.until - now) / 1000), early: now >= window.from };
  }

  clear(): void {
    this.#windows.clear();
  }
}

function keyOf(place: FaultPlace): string {
  return [place.service, place.tenantId ?? '', place.appId ?? ''].join(' ');
}
