import { z } from 'zod';
import type { Clock } from '../../lib/clock.js';
import { codeOf, expectShape, refusalOf } from '../../lib/http/answer.js';
import type { Shape } from '../../lib/http/answer.js';
import { decodeBody, jsonOf } from '../../lib/http/json-body.js';
import type { HttpResponse, Send } from '../../lib/http/message.js';
import { pageTrail, readPages } from '../../lib/http/pages.js';
import { servicePipeline } from '../../lib/http/service-pipeline.js';
import type { TokenSource } from '../../lib/http/token-source.js';

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

/** Microsoft Graph v1.0 in one tenant, as one identity, reading only. */
export interface GraphClient {
  readonly tenantId: string;
  /** One object. `path` is below v1.0, begins without '/', and holds checked values only. Rejects with a typed error. */
  get<T>(path: string, shape: Shape<T>): Promise<T>;
  /** All items of all pages, or it rejects. */
  list<T>(path: string, shape: Shape<T>): Promise<readonly T[]>;
}

const service = 'graph';
const defaultOperationMs = 10 * 60_000;

const pageShape = z.object({
  value: z.array(z.unknown()),
  '@odata.nextLink': z.string().optional(),
});
const errorBody = z.object({ error: z.object({ code: z.string() }) });

export function graphClient(options: GraphOptions): GraphClient {
  const { clock, tokens, tenantId, random } = options;
  const root = `${options.baseUrl.replace(/\/+$/, '')}/v1.0/`;
  const { send } = servicePipeline({
    service,
    clock,
    auth: { tokens, origin: new URL(root).origin },
    send: options.send,
    random,
  });
  const operationMs = options.operationMs ?? defaultOperationMs;
  const read = async (url: string, deadlineAt: number): Promise<unknown> => {
    const headers = { accept: 'application/json' };
    const response = await send({ method: 'GET', url, headers, idempotent: true, deadlineAt });
    if (response.status !== 200) throw refusal(response, clock.now());
    return jsonOf(response, service);
  };
  return {
    tenantId,
    get: async (path, shape) => {
      const body = await read(`${root}${path}`, clock.monotonicMs() + operationMs);
      return expectShape(shape, body, { service, path: nameOf(path) });
    },
    list: async (path, shape) => {
      const at = { service, path: nameOf(path) };
      const deadlineAt = clock.monotonicMs() + operationMs;
      return readPages(`${root}${path}`, pageTrail({ service, root }), async (url) => {
        const page = expectShape(pageShape, await read(url, deadlineAt), at);
        const items = page.value.map((item) => expectShape(shape, item, at));
        return { items, next: page['@odata.nextLink'] };
      });
    },
  };
}

/** Without the query, for errors. */
function nameOf(path: string): string {
  return path.split('?', 1)[0] ?? path;
}

function refusal(response: HttpResponse, now: Date): Error {
  const decoded = decodeBody(response.body);
  const parsed = decoded.kind === 'json' ? errorBody.safeParse(decoded.value) : undefined;
  const serviceCode = parsed?.success === true ? codeOf(parsed.data.error.code) : undefined;
  return refusalOf(response, { service, serviceCode, now });
}
