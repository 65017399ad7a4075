import { AppError, ServiceError, TransportError } from './errors.js';
import { isTransientStatus, tooManyRequests } from './http/backoff.js';
import { retryAfterMs } from './http/retry-after.js';
import { AttemptTimeoutError, type Verdict } from './retry-loop.js';

/** What the REST clients of one vendor's family throw; read by shape, so that no SDK is needed here. */
interface RestLike {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly statusCode?: unknown;
  readonly details?: unknown;
  readonly response?: { readonly headers?: { get(name: string): string | undefined } };
}

/** The request certainly never reached the service. */
const neverArrived = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'];
const knownTransient = [
  ...neverArrived,
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ESOCKETTIMEDOUT',
  'ECONNABORTED',
];

/** A bare 429 says "too fast" and not how long. */
const bareThrottleMs = 5_000;

/**
 * Classes what a REST client threw: passing statuses and broken connections may be tried again, other
 * answers may not, unknown codes once. Errors of ours and programming errors pass through unchanged.
 */
export function judgeRestFailure(service: string, error: unknown, now: Date): Verdict {
  if (error instanceof AppError || isBug(error)) return { error, again: 'never', waitAtLeastMs: 0 };
  const failure = (typeof error === 'object' && error !== null ? error : {}) as RestLike;
  return typeof failure.statusCode === 'number'
    ? answered(service, failure.statusCode, failure, now)
    : unanswered(service, failure);
}

function isBug(error: unknown): error is Error {
  return error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError;
}

function answered(service: string, status: number, failure: RestLike, now: Date): Verdict {
  const retryable = isTransientStatus(status);
  const headers = failure.response?.headers;
  const asked = headers && retryAfterMs({ get: (name) => headers.get(name) ?? null }, now);
  const error = new ServiceError(
    `${service} answered ${status}.`,
    {
      service,
      status,
      serviceCode: serviceCodeOf(failure),
      requestId: headers?.get('x-ms-request-id'),
      retryAfterMs: asked,
    },
    { retryable, cause: failure },
  );
  return {
    error,
    again: retryable ? 'while-tries-last' : 'never',
    waitAtLeastMs: asked ?? (status === tooManyRequests ? bareThrottleMs : 0),
  };
}

function unanswered(service: string, failure: RestLike): Verdict {
  const timedOut = failure instanceof AttemptTimeoutError || failure.name === 'AbortError';
  const reason = timedOut
    ? 'timeout'
    : typeof failure.code === 'string'
      ? failure.code.toLowerCase()
      : 'unknown';
  const known = timedOut || knownTransient.includes(reason.toUpperCase());
  const error = new TransportError(`No answer from ${service} (${reason}).`, {
    service,
    reason,
    mayHaveArrived: !neverArrived.includes(reason.toUpperCase()),
    cause: failure,
  });
  return { error, again: known ? 'while-tries-last' : 'once', waitAtLeastMs: 0 };
}

/** Tables put their code into details.odataError, queues into details.errorCode or the code itself. */
function serviceCodeOf(failure: RestLike): string | undefined {
  const details = (failure.details ?? {}) as {
    readonly odataError?: { readonly code?: unknown };
    readonly errorCode?: unknown;
  };
  const candidates = [details.odataError?.code, details.errorCode, failure.code];
  return candidates.find((code): code is string => typeof code === 'string');
}
