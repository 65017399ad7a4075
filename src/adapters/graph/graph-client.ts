import type { Clock } from '../../lib/clock.js';
import { ContractError } from '../../lib/errors.js';
import { expectShape } from '../../lib/http/answer.js';
import type { Shape } from '../../lib/http/answer.js';
import { fetchSender } from '../../lib/http/fetch-sender.js';
import { jsonOf } from '../../lib/http/json-body.js';
import type { HttpMethod, HttpResponse, Send } from '../../lib/http/message.js';
import { servicePipeline } from '../../lib/http/service-pipeline.js';
import type { TokenSource } from '../../lib/http/token-source.js';
import { nameOf, refusal, service, valueOf } from './graph-answer.js';
import { graphBatch } from './graph-batch.js';
import type { GraphResult } from './graph-batch.js';
import { graphLists } from './graph-batch-lists.js';
import type { ListRequest, ListResult } from './graph-batch-lists.js';
import type { GraphRequest } from './graph-batch-message.js';
import { graphPages } from './graph-pages.js';
import type { GraphPages } from './graph-pages.js';
import { longIntegersAsText } from './long-integers.js';

export interface GraphOptions {
  /** 'https://graph.microsoft.com', or a loopback URL with a path. */
  readonly baseUrl: string;
  readonly tenantId: string;
  readonly tokens: TokenSource;
  readonly clock: Clock;
  /** What really sends; default fetch. */
  readonly send?: Send | undefined;
  readonly random?: (() => number) | undefined;
  readonly operationMs?: number | undefined;
}

type RequestHeaders = Readonly<Record<string, string>>;

export interface ChangeOptions {
  /** Statuses that mean success. Default 200, 201, 202 and 204. */
  readonly expect?: readonly number[] | undefined;
  /** True when it may be sent again though its answer was lost. Default false. */
  readonly idempotent?: boolean | undefined;
  readonly headers?: RequestHeaders | undefined;
}

/**
 * Microsoft Graph v1.0 in one tenant, as one identity. A `path` is below v1.0, begins without '/', and holds checked or
 * encoded values only. Everything rejects with a typed error. Integers of more than 15 digits come as text.
 */
export interface GraphClient extends GraphPages {
  readonly tenantId: string;
  /** One object. */
  get<T>(path: string, shape: Shape<T>, headers?: RequestHeaders): Promise<T>;
  /** An answer without a body is `undefined` to the shape. */
  post<T>(path: string, body: unknown, shape: Shape<T>, options?: ChangeOptions): Promise<T>;
  patch<T>(path: string, body: unknown, shape: Shape<T>, options?: ChangeOptions): Promise<T>;
  /** What `$value` gives. ContractError when it is longer than `maxBytes`, which is 32 MiB at most. */
  bytes(path: string, maxBytes: number, headers?: RequestHeaders): Promise<Uint8Array>;
  /** See `graphBatch`: one result per id, never a rejection for what the service did. */
  batch(requests: readonly GraphRequest[]): Promise<ReadonlyMap<string, GraphResult>>;
  /** Many lists in batches, all pages of each. */
  lists<T>(
    requests: readonly ListRequest[],
    shape: Shape<T>,
  ): Promise<ReadonlyMap<string, ListResult<T>>>;
}

const defaultOperationMs = 10 * 60_000;
const success = [200, 201, 202, 204];
/** A hunting query may run for three minutes (Microsoft Learn: "Use the Microsoft Graph security API", quotas). */
const slowOperation = '/v1.0/security/runHuntingQuery';
const slowAttemptMs = 200_000;

interface Call {
  readonly method: HttpMethod;
  readonly url: string;
  readonly idempotent: boolean;
  readonly deadlineAt: number;
  readonly expect: readonly number[];
  readonly headers?: RequestHeaders | undefined;
  readonly body?: unknown;
}

export function graphClient(options: GraphOptions): GraphClient {
  const { clock, tenantId } = options;
  const root = `${options.baseUrl.replace(/\/+$/, '')}/v1.0/`;
  const call = caller(options, root);
  const deadline = (): number => clock.monotonicMs() + (options.operationMs ?? defaultOperationMs);
  const reading = { method: 'GET', idempotent: true, expect: [200] } as const;

  const get = async (url: string, deadlineAt: number, headers?: RequestHeaders): Promise<unknown> =>
    jsonOf(exact(await call({ ...reading, url, headers, deadlineAt })), service);
  const change =
    (method: 'POST' | 'PATCH') =>
    async <T>(path: string, body: unknown, shape: Shape<T>, given: ChangeOptions = {}) => {
      const { expect = success, idempotent = false, headers } = given;
      const url = `${root}${path}`;
      const deadlineAt = deadline();
      const response = await call({ method, url, body, expect, idempotent, headers, deadlineAt });
      return expectShape(shape, valueOf(response), { service, path: nameOf(path) });
    };
  const batch = (requests: readonly GraphRequest[]) =>
    graphBatch({ clock, random: options.random ?? Math.random, send: sendBatch }, requests);
  const post = change('POST');
  const sendBatch = (body: object, idempotent: boolean): Promise<unknown> =>
    post('$batch', body, anything, { expect: [200], idempotent });

  return {
    tenantId,
    ...graphPages({ root, deadline, get }),
    get: async (path, shape, headers) =>
      expectShape(shape, await get(`${root}${path}`, deadline(), headers), {
        service,
        path: nameOf(path),
      }),
    post,
    patch: change('PATCH'),
    bytes: async (path, maxBytes, headers) => {
      const url = `${root}${path}`;
      const response = await call({ ...reading, url, headers, deadlineAt: deadline() });
      return bytesOf(response, maxBytes, nameOf(path));
    },
    batch,
    lists: (requests, shape) => graphLists({ root, batch }, requests, shape),
  };
}

/** Sends one request and gives back an answer that was hoped for. */
function caller(options: GraphOptions, root: string): (call: Call) => Promise<HttpResponse> {
  const { clock, tokens, random } = options;
  const { send } = servicePipeline({
    service,
    clock,
    auth: { tokens, origin: new URL(root).origin },
    send: options.send ?? senderBySpeed(clock),
    random,
  });
  return async ({ expect, headers, body, ...request }) => {
    const response = await send({
      ...request,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!expect.includes(response.status)) throw refusal(response, clock.now());
    return response;
  };
}

function senderBySpeed(clock: Clock): Send {
  const usual = fetchSender({ service, clock });
  const patient = fetchSender({ service, clock, attemptTimeoutMs: slowAttemptMs });
  return (request) => (request.url.endsWith(slowOperation) ? patient : usual)(request);
}

const anything: Shape<unknown> = { safeParse: (data) => ({ success: true, data }) };

function exact(response: HttpResponse): HttpResponse {
  return { ...response, body: longIntegersAsText(response.body) };
}

function bytesOf({ body }: HttpResponse, maxBytes: number, path: string): Uint8Array {
  const reason = body.kind === 'unreadable' ? body.reason : 'too-large';
  if (body.kind === 'bytes' && body.bytes.byteLength <= maxBytes) return body.bytes;
  throw new ContractError(`graph answered with bytes that can't be taken (${reason}).`, {
    service,
    path,
  });
}
