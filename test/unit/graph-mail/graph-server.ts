import { graphClient } from '../../../src/adapters/graph/graph-client.js';
import type { GraphClient } from '../../../src/adapters/graph/graph-client.js';
import { ServiceError } from '../../../src/lib/errors.js';
import { causeOf } from '../../../src/tenants/diagnose.js';
import { parseTenantId } from '../../../src/tenants/tenant.js';
import type { TenantId } from '../../../src/tenants/tenant.js';
import type { QuarantinedMessage, QuarantineReleaser } from '../../../src/zap/quarantine.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { startScriptedServer } from '../lib-http/scripted-server.js';
import type { Scripted, ScriptedServer } from '../lib-http/scripted-server.js';

export { causeOf };

export function tenantOf(text: string): TenantId {
  const id = parseTenantId(text);
  if (id === undefined) throw new Error('not a tenant id');
  return id;
}

export const tenant = tenantOf('11111111-aaaa-4aaa-8aaa-111111111111');

/** One request, alone or as an item of a batch. */
export interface Asked {
  readonly method: string;
  /** Below v1.0, decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  /** Number of the batch, from 1; 0 when it came alone. */
  readonly batch: number;
}

interface BatchBody {
  readonly requests: readonly {
    id: string;
    method: string;
    url: string;
    headers?: object;
    body?: unknown;
  }[];
}

export interface GraphServer {
  readonly server: ScriptedServer;
  readonly clock: VirtualClock;
  readonly client: GraphClient;
  readonly asked: readonly Asked[];
  /** Sizes of the batches, in order. */
  readonly batches: readonly number[];
  onRequest: (asked: Asked) => Scripted;
  /** Sees the answers of a batch before they leave. */
  onBatch: (responses: object[]) => Scripted;
}

/** A small Graph that answers as the test says; batches in reverse order, so that order helps nobody. */
export async function startGraph(start = '2026-11-21T08:00:00.000Z'): Promise<GraphServer> {
  const asked: Asked[] = [];
  const batches: number[] = [];
  const run = (one: Omit<Asked, 'path' | 'query'> & { url: string }): Scripted => {
    const { url, ...rest } = one;
    const parsed = new URL(url, 'http://graph.invalid');
    const path = decodeURIComponent(parsed.pathname.slice(1));
    const full = { ...rest, path, query: parsed.searchParams };
    asked.push(full);
    return graph.onRequest(full);
  };
  const runBatch = ({ requests }: BatchBody): Scripted => {
    batches.push(requests.length);
    const responses = requests.map(({ id, method, url, headers = {}, body }) => {
      const batch = batches.length;
      const answered = run({ method, url, headers: { ...headers }, body, batch });
      return { id, status: answered.status ?? 200, headers: answered.headers, body: answered.body };
    });
    return graph.onBatch(responses.reverse());
  };
  const server = await startScriptedServer(({ method, url, headers, body: text }) => {
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const below = url.slice('/graph/v1.0'.length);
    if (below === '/$batch') return runBatch(body as BatchBody);
    return run({ method, url: below, headers, body, batch: 0 });
  });
  const clock = new VirtualClock({ start, skipping: true });
  const graph: GraphServer = {
    server,
    clock,
    asked,
    batches,
    client: graphClient({
      baseUrl: `${server.url}/graph`,
      tenantId: tenant,
      tokens: { token: () => Promise.resolve('token') },
      clock,
      random: () => 0,
    }),
    onRequest: () => ({ status: 404, body: { error: { code: 'unknownRoute' } } }),
    onBatch: (responses) => ({ body: { responses } }),
  };
  return graph;
}

export function refused(
  status: number,
  code: string,
  headers: Readonly<Record<string, string>> = {},
): Scripted {
  return { status, headers, body: { error: { code, message: 'a secret text' } } };
}

export function listed(...value: readonly object[]): Scripted {
  return { body: { value } };
}

/** Quarantine that holds what the test put there. */
export class FakeQuarantine implements QuarantineReleaser {
  held: QuarantinedMessage[] = [];
  down = false;
  readonly headersOf = new Map<string, string>();
  readonly asked: string[] = [];
  readonly released: string[] = [];

  find(_tenantId: TenantId, internetMessageId: string): Promise<readonly QuarantinedMessage[]> {
    this.asked.push(internetMessageId);
    if (this.down) return Promise.reject(noRole());
    return Promise.resolve(
      this.held.filter((item) => item.internetMessageId === internetMessageId),
    );
  }

  headers(_tenantId: TenantId, identity: string): Promise<string> {
    if (this.down) return Promise.reject(noRole());
    return Promise.resolve(this.headersOf.get(identity) ?? `X-Of: ${identity}\r\n`);
  }

  release(_tenantId: TenantId, identity: string, recipient: string): Promise<void> {
    if (this.down) return Promise.reject(noRole());
    this.released.push(`${identity} to ${recipient}`);
    return Promise.resolve();
  }
}

function noRole(): ServiceError {
  return new ServiceError(
    'no role',
    { service: 'exchange', status: 403, serviceCode: 'UnauthorizedAccessException' },
    { retryable: false },
  );
}
