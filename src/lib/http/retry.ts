import type { Clock } from '../clock.js';
import { TransportError } from '../errors.js';
import { backoffMs, isTransientStatus, longestWaitMs, tooManyRequests } from './backoff.js';
import type { HttpRequest, HttpResponse } from './message.js';
import type { Policy } from './policy.js';
import { retryAfterMs } from './retry-after.js';
import { unknownReason } from './transport-fault.js';

export interface RetryOptions {
  readonly clock: Clock;
  /** In [0, 1); for jitter. */
  readonly random: () => number;
  /** For requests that carry no deadline of their own. Default 10 min. */
  readonly operationMs?: number | undefined;
  /** Default 5. */
  readonly maxAttempts?: number | undefined;
  /** Answers that this service means as "try again" though their status does not say so. */
  readonly isTransient?: ((response: HttpResponse) => boolean) | undefined;
}

const defaultOperationMs = 10 * 60_000;
const defaultMaxAttempts = 5;
const unknownMaxAttempts = 2;

type Outcome =
  | { readonly kind: 'answer'; readonly response: HttpResponse }
  | { readonly kind: 'silence'; readonly error: TransportError };

/**
 * Repeats what failed for a passing reason, within the deadline. Gives up by handing back the last answer or error as it
 * is: an answer whose Retry-After reaches beyond the deadline, or beyond 5 minutes, comes back at once for deferral.
 * A request that is not idempotent is repeated only when it certainly was not carried out: 429, or it never arrived.
 */
export function retry(options: RetryOptions): Policy {
  const { clock } = options;
  return {
    name: 'retry',
    handle: async (original, next) => {
      const deadlineAt =
        original.deadlineAt ?? clock.monotonicMs() + (options.operationMs ?? defaultOperationMs);
      const request = { ...original, deadlineAt };
      for (let attempt = 1; ; attempt++) {
        const outcome = await once(request, next);
        const wait = waitBeforeNext(outcome, attempt, request, options);
        if (wait === undefined || clock.monotonicMs() + wait > deadlineAt) return settle(outcome);
        await clock.sleep(wait);
      }
    },
  };
}

async function once(
  request: HttpRequest,
  next: (request: HttpRequest) => Promise<HttpResponse>,
): Promise<Outcome> {
  try {
    return { kind: 'answer', response: await next(request) };
  } catch (error) {
    if (error instanceof TransportError) return { kind: 'silence', error };
    throw error;
  }
}

function settle(outcome: Outcome): HttpResponse {
  if (outcome.kind === 'silence') throw outcome.error;
  return outcome.response;
}

/** Undefined: no further attempt. */
function waitBeforeNext(
  outcome: Outcome,
  attempt: number,
  request: HttpRequest,
  options: RetryOptions,
): number | undefined {
  if (attempt >= (options.maxAttempts ?? defaultMaxAttempts)) return undefined;
  if (outcome.kind === 'silence') {
    return maySendAgain(outcome.error, attempt, request)
      ? backoffMs({ attempt, throttled: false, random: options.random() })
      : undefined;
  }
  const { response } = outcome;
  const throttled = response.status === tooManyRequests;
  if (!throttled && !(request.idempotent && isTransient(response, options))) return undefined;
  const asked = retryAfterMs(response.headers, options.clock.now());
  if (asked !== undefined && asked > longestWaitMs) return undefined;
  return backoffMs({ attempt, throttled, retryAfterMs: asked, random: options.random() });
}

function isTransient(response: HttpResponse, options: RetryOptions): boolean {
  return isTransientStatus(response.status) || options.isTransient?.(response) === true;
}

function maySendAgain(error: TransportError, attempt: number, request: HttpRequest): boolean {
  if (!error.retryable || (error.mayHaveArrived && !request.idempotent)) return false;
  const unknown = error.code.endsWith(`.${unknownReason}`);
  return !unknown || attempt < unknownMaxAttempts;
}
