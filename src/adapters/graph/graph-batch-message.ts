import { z } from 'zod';
import { ContractError, ServiceError } from '../../lib/errors.js';
import { expectShape } from '../../lib/http/answer.js';
import { isTransientStatus } from '../../lib/http/backoff.js';
import { retryAfterMs } from '../../lib/http/retry-after.js';
import { errorCodeOf, nameOf, service } from './graph-answer.js';

export interface GraphRequest {
  /** Tells the answers apart; each once. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below v1.0, without '/' at its beginning. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
}

/** One request's answer inside a batch. */
export interface BatchAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

const batchShape = z.object({
  responses: z.array(
    z.object({
      id: z.string(),
      status: z.number().int(),
      headers: z.record(z.string(), z.unknown()).nullish(),
      body: z.unknown().optional(),
    }),
  ),
});

const path = '$batch';

export function batchBody(requests: readonly GraphRequest[]): object {
  return {
    requests: requests.map(({ id, method, path: below, headers, body }) => ({
      id,
      method,
      url: `/${below}`,
      ...(headers === undefined && body === undefined
        ? {}
        : { headers: { ...(body === undefined ? {} : jsonContent), ...headers } }),
      ...(body === undefined ? {} : { body }),
    })),
  };
}

const jsonContent = { 'Content-Type': 'application/json' };

/** Answers come in any order and are told apart by id only. Throws ContractError when one id is answered twice. */
export function answersById(value: unknown): ReadonlyMap<string, BatchAnswer> {
  const { responses } = expectShape(batchShape, value, { service, path });
  const answers = new Map<string, BatchAnswer>();
  for (const { id, status, headers, body } of responses) {
    if (answers.has(id)) {
      throw new ContractError('Graph answered one item of a batch twice.', { service, path });
    }
    answers.set(id, { status, headers: headersOf(headers ?? {}), body });
  }
  return answers;
}

/** Only what can be a header: an item that carries a broken one is still an answer. */
function headersOf(given: Readonly<Record<string, unknown>>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) {
    const text = typeof value === 'number' ? value.toString() : value;
    const fits = typeof text === 'string' && /^[\w-]{1,80}$/.test(name) && /^[ -~]*$/.test(text);
    if (fits) headers.set(name, text);
  }
  return headers;
}

export function refusalOfItem(answer: BatchAnswer, now: Date): ServiceError {
  const { status, headers } = answer;
  const serviceCode = errorCodeOf(answer.body);
  const code = serviceCode === undefined ? '' : ` (${serviceCode})`;
  return new ServiceError(
    `graph answered an item of a batch with status ${status.toString()}${code}.`,
    {
      service,
      status,
      serviceCode,
      requestId: headers.get('request-id') ?? undefined,
      retryAfterMs: retryAfterMs(headers, now),
    },
    { retryable: isTransientStatus(status) },
  );
}

export function unanswered(request: GraphRequest): ContractError {
  return new ContractError('Graph left an item out of its answer to a batch.', {
    service,
    path: `${path}.${nameOf(request.path)}`,
  });
}
