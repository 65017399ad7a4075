import { violate } from './context.js';
import type { SimulatorContext } from './context.js';
import type { ActiveFault, FaultName, FaultPlace } from './faults.js';
import { RetryWindows } from './retry-windows.js';
import type { SimulatedResponse } from './service.js';

const TRANSIENT_CODES = [
  'ServerBusyException',
  'TransientException',
  'CmdletProxyNotAvailableFailure',
  'BackendCommunicationException',
];
const PLAIN_TEXT_THROTTLE =
  'You have reached the maximum number of concurrent requests per tenant. Please wait and try again';
const HTML_PAGE =
  '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in to continue</body></html>';

function failure(status: number, code: string, message: string): SimulatedResponse {
  return { status, body: { error: { code, message } } };
}

function throttled(seconds?: number): SimulatedResponse {
  const answer = failure(429, 'TooManyRequests', 'Too many requests.');
  return seconds === undefined
    ? answer
    : { ...answer, headers: { 'Retry-After': String(seconds) } };
}

const BEFORE: Readonly<Partial<Record<FaultName, (fault: ActiveFault) => SimulatedResponse>>> = {
  'throttle-with-retry-after': (fault) => throttled(retryAfterOf(fault)),
  'huge-retry-after': (fault) => throttled(retryAfterOf(fault)),
  'throttle-without-header': () => throttled(),
  'throttle-plain-text': (fault) => ({
    status: fault.status ?? 429,
    headers: { 'Content-Type': 'text/plain' },
    body: PLAIN_TEXT_THROTTLE,
  }),
  'transient-400': (fault) => {
    const code = TRANSIENT_CODES[(fault.hits - 1) % TRANSIENT_CODES.length] ?? 'TransientException';
    return failure(400, code, 'The server is busy. Please try again.');
  },
  'forbidden-garbage-body': () => ({
    status: 403,
    headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
    body: Buffer.alloc(64),
  }),
  'rbac-missing': () =>
    failure(
      403,
      'Forbidden',
      'The cmdlet is not present in the role definition of the current user.',
    ),
  'unauthorized-once': () => ({ status: 401, headers: { 'WWW-Authenticate': 'Bearer' } }),
  'server-error-500': () =>
    failure(500, 'InternalServerError', 'An internal server error occurred.'),
  'server-error-503': () => failure(503, 'ServiceUnavailable', 'The service is unavailable.'),
  'server-error-504': () => failure(504, 'GatewayTimeout', 'The gateway timed out.'),
  hang: () => ({ status: 0, delayMs: Number.POSITIVE_INFINITY }),
  'reset-before': () => ({ status: 0, reset: true }),
  'html-with-200': () => ({
    status: 200,
    headers: { 'Content-Type': 'text/html; charset=utf-8' },
    body: HTML_PAGE,
  }),
};

type After = (fault: ActiveFault, answer: SimulatedResponse) => SimulatedResponse;
const AFTER: Readonly<Partial<Record<FaultName, After>>> = {
  'errors-inside-200': (_fault, answer) => ({
    ...answer,
    status: 200,
    body: {
      ...(typeof answer.body === 'object' ? answer.body : {}),
      value: [],
      '@odata.nextLink': undefined,
      '@adminapi.errors': ['The operation could not be completed on the server.'],
    },
  }),
  slow: (fault, answer) => ({ ...answer, delayMs: fault.milliseconds ?? 3000 }),
  'reset-after-commit': (_fault, answer) => ({ ...answer, reset: true }),
  'cut-json': (_fault, answer) => {
    const whole = JSON.stringify(answer.body ?? {});
    return { ...answer, status: 200, body: whole.slice(0, Math.ceil(whole.length / 2)) };
  },
};

function retryAfterOf(fault: ActiveFault): number | undefined {
  if (fault.fault === 'huge-retry-after') return fault.retryAfterSeconds ?? 86_400;
  return fault.fault === 'throttle-with-retry-after' ? (fault.retryAfterSeconds ?? 5) : undefined;
}

/** Runs calls of one service under the faults in force, and remembers the Retry-After windows it has announced. */
export class FaultyCalls {
  readonly #context: SimulatorContext;
  readonly #windows = new RetryWindows();

  constructor(context: SimulatorContext) {
    this.#context = context;
  }

  /** The answer of `work`, or of the fault that strikes before it, or the answer as a fault after it left it. */
  async run(
    place: FaultPlace,
    work: () => SimulatedResponse | Promise<SimulatedResponse>,
  ): Promise<SimulatedResponse> {
    const refusal = this.#refuseEarly(place) ?? this.#strikeBefore(place);
    if (refusal !== undefined) return refusal;
    const answer = await work();
    if (answer.status >= 400) return answer;
    const fault = this.#context.faults.take('after', place);
    return fault === undefined ? answer : (AFTER[fault.fault]?.(fault, answer) ?? answer);
  }

  #refuseEarly(place: FaultPlace): SimulatedResponse | undefined {
    const inside = this.#windows.check(place, this.#context.clock().getTime());
    if (inside === undefined) return undefined;
    if (inside.early) {
      const detail = `${place.service} called ${String(inside.seconds)} s before Retry-After ended`;
      violate(this.#context, place.request, 'early-retry', detail);
    }
    return throttled(inside.seconds);
  }

  #strikeBefore(place: FaultPlace): SimulatedResponse | undefined {
    const fault = this.#context.faults.take('before', place);
    if (fault === undefined) return undefined;
    const seconds = retryAfterOf(fault);
    if (seconds !== undefined) {
      const sentAt = this.#context.clock().getTime() + this.#context.latencyMs;
      this.#windows.open(place, sentAt, seconds);
    }
    return BEFORE[fault.fault]?.(fault);
  }
}
