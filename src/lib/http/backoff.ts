/** Answers after which the same request may succeed without anybody changing anything. */
const transientStatuses: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

export function isTransientStatus(status: number): boolean {
  return transientStatuses.has(status);
}

export const tooManyRequests = 429;
/** Beyond this nobody waits in place: the work is put back. */
export const longestWaitMs = 5 * 60_000;

const firstBackoffMs = 1_000;
const firstThrottledBackoffMs = 5_000;
const longestBackoffMs = 64_000;

export interface FailedAttempt {
  /** 1 for the first. */
  readonly attempt: number;
  readonly throttled: boolean;
  readonly retryAfterMs?: number | undefined;
  /** In [0, 1). */
  readonly random: number;
}

/**
 * How long to wait before the next attempt, in milliseconds. Never less than the service asked for. Otherwise exponential
 * with full jitter; a throttling answer that names no time waits at least 5 s, doubling, because early retries count
 * against the caller (Microsoft Learn: "Microsoft Graph throttling guidance").
 */
export function backoffMs(failed: FailedAttempt): number {
  const doubling = 2 ** (failed.attempt - 1);
  const jitter = Math.min(firstBackoffMs * doubling, longestBackoffMs) * failed.random;
  if (failed.retryAfterMs !== undefined) return Math.max(failed.retryAfterMs, jitter);
  if (!failed.throttled) return jitter;
  const floor = Math.min(firstThrottledBackoffMs * doubling, longestBackoffMs);
  return floor + floor * failed.random;
}
