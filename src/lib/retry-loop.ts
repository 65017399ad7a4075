import type { Clock } from './clock.js';

/** What a failed attempt means. */
export interface Verdict {
  /** What the caller gets when there is no further attempt. */
  readonly error: Error;
  /** 'once' is for failures that nobody has classed: one more try, then the truth. */
  readonly again: 'never' | 'once' | 'while-tries-last';
  /** The service asked for this much patience. */
  readonly waitAtLeastMs: number;
}

export interface RetryPolicy {
  readonly tries: number;
  /** Time for one attempt; then it is aborted and counts as failed with an AttemptTimeoutError. */
  readonly attemptMs: number;
  /** No wait is begun that would end after this much time in all: the caller gets the error instead and can defer. */
  readonly totalMs: number;
  /** The first wait is up to this long; it doubles with each. */
  readonly backoffMs: number;
  readonly longestBackoffMs: number;
}

export interface Attempt {
  /** From 1. */
  readonly number: number;
  readonly signal: AbortSignal;
}

/** An attempt took too long. What it was to do may have happened. */
export class AttemptTimeoutError extends Error {
  override readonly name = 'AttemptTimeoutError';
}

/**
 * Runs `operation` until it succeeds, `judge` says that it is of no use, or tries or time run out. Waits with full
 * jitter, and never less than the service asked for. The only retries: the client below must make none of its own.
 */
export async function persist<T>(
  operation: (attempt: Attempt) => Promise<T>,
  options: {
    readonly clock: Clock;
    readonly policy: RetryPolicy;
    readonly judge: (error: unknown) => Verdict;
  },
): Promise<T> {
  const { clock, policy, judge } = options;
  const startedAt = clock.monotonicMs();
  for (let number = 1; ; number += 1) {
    try {
      return await limited(operation, number, policy.attemptMs, clock);
    } catch (error) {
      const verdict = judge(error);
      const waitMs = waitBefore(number, verdict, policy);
      const leftMs = policy.totalMs - (clock.monotonicMs() - startedAt);
      if (number >= triesFor(verdict, policy) || waitMs > leftMs) throw verdict.error;
      await clock.sleep(waitMs);
    }
  }
}

function triesFor(verdict: Verdict, policy: RetryPolicy): number {
  switch (verdict.again) {
    case 'never':
      return 1;
    case 'once':
      return Math.min(2, policy.tries);
    case 'while-tries-last':
      return policy.tries;
  }
}

function waitBefore(failed: number, verdict: Verdict, policy: RetryPolicy): number {
  const ceiling = Math.min(policy.backoffMs * 2 ** (failed - 1), policy.longestBackoffMs);
  return Math.max(verdict.waitAtLeastMs, Math.random() * ceiling);
}

async function limited<T>(
  operation: (attempt: Attempt) => Promise<T>,
  number: number,
  attemptMs: number,
  clock: Clock,
): Promise<T> {
  const attempt = new AbortController();
  const finished = new AbortController();
  const timeout = clock.sleep(attemptMs, finished.signal).then(() => {
    const error = new AttemptTimeoutError(`No answer within ${attemptMs} ms.`);
    attempt.abort(error);
    throw error;
  });
  try {
    return await Promise.race([operation({ number, signal: attempt.signal }), timeout]);
  } finally {
    finished.abort(new Error('The attempt is over.'));
  }
}
