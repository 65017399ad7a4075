import pLimit from 'p-limit';
import type { Clock } from '../clock.js';
import { ServiceError } from '../errors.js';
import { longestWaitMs, tooManyRequests } from './backoff.js';
import type { HttpRequest, Send } from './message.js';
import type { Policy } from './policy.js';
import { retryAfterMs } from './retry-after.js';

export interface ThrottleGateOptions {
  readonly service: string;
  readonly clock: Clock;
  /** Requests under way at once. Default 4. */
  readonly concurrency?: number | undefined;
}

export interface ThrottleGate {
  readonly policy: Policy;
  /** For a Retry-After that came in the body of an answer, such as a batch item's. */
  readonly holdBack: (ms: number) => void;
}

const defaultConcurrency = 4;
/** Nobody means a longer time than this; after a day one request finds out. */
const longestHoldMs = 24 * 60 * 60_000;

/**
 * When one answer names a Retry-After, all further requests of the same pipeline wait for it too, not only the one that
 * was refused. Requests that would wait longer than 5 minutes, or past their deadline, are refused here with a retryable
 * ServiceError that says how long to put the work off; nothing is sent for them.
 */
export function throttleGate(options: ThrottleGateOptions): ThrottleGate {
  const { clock } = options;
  const limit = pLimit(options.concurrency ?? defaultConcurrency);
  let closedUntil = -Infinity;

  const holdBack = (ms: number): void => {
    closedUntil = Math.max(closedUntil, clock.monotonicMs() + Math.min(ms, longestHoldMs));
  };

  const wait = async (request: HttpRequest): Promise<void> => {
    // In a loop, because another answer may have closed the gate for longer meanwhile.
    for (;;) {
      const remaining = closedUntil - clock.monotonicMs();
      if (remaining <= 0) return;
      const left = (request.deadlineAt ?? Infinity) - clock.monotonicMs();
      if (remaining > Math.min(longestWaitMs, left)) throw heldBack(options.service, remaining);
      await clock.sleep(Math.ceil(remaining));
    }
  };

  const send = async (request: HttpRequest, next: Send): ReturnType<Send> => {
    await wait(request);
    const response = await next(request);
    const asked = response.status >= 400 ? retryAfterMs(response.headers, clock.now()) : undefined;
    if (asked !== undefined) holdBack(asked);
    return response;
  };

  return {
    policy: {
      name: 'throttle-gate',
      handle: (request, next) => limit(() => send(request, next)),
    },
    holdBack,
  };
}

function heldBack(service: string, ms: number): ServiceError {
  return new ServiceError(
    `${service} asked us to stay away for longer than a call may wait.`,
    { service, status: tooManyRequests, retryAfterMs: Math.ceil(ms) },
    { retryable: true },
  );
}
