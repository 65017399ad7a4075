import { z } from 'zod';
import { authorise } from '../authorise.js';
import { batchItem, shuffle } from '../batch-answers.js';
import { unknownRoute, violate } from '../context.js';
import type { SimulatorContext } from '../context.js';
import { parseJsonBody } from '../json-body.js';
import type { SimulatedResponse, SimulatedService } from '../service.js';
import { FaultyCalls } from '../under-faults.js';
import { answerGraph } from './answer.js';
import type { GraphCall } from './answer.js';
import { graphError } from './errors.js';

const MAX_ITEMS = 20;
const batchSchema = z.strictObject({
  requests: z
    .array(
      z.strictObject({
        id: z.string().min(1),
        method: z.string(),
        url: z.string().startsWith('/'),
        headers: z.record(z.string(), z.string()).default({}),
      }),
    )
    .min(1),
});

/** Microsoft Graph v1.0, as far as the product needs it: tenants, users and group members, read only. */
export function graphService(context: SimulatorContext): SimulatedService {
  const calls = new FaultyCalls(context);
  return {
    prefix: '/graph',
    handle: async (request) => {
      const [, path = ''] = /^\/v1\.0(\/.*)$/.exec(request.path) ?? [];
      if (path === '') return unknownRoute(context, request);
      const caller = await authorise(context, request, 'graph');
      if (caller === undefined) {
        const where = { headers: request.headers, now: context.clock() };
        return graphError(
          where,
          401,
          'InvalidAuthenticationToken',
          'Access token is missing or invalid.',
        );
      }
      const { entry, method, query, headers } = request;
      const root = `${request.base}/v1.0`;
      const call = { context, calls, caller, entry, method, path, query, headers, root };
      return path === '/$batch' && method === 'POST'
        ? answerBatch(call, request.body)
        : answerGraph(call);
    },
  };
}

/** Microsoft Learn: "Combine multiple requests in one HTTP call using JSON batching". */
async function answerBatch(call: GraphCall, raw: Buffer): Promise<SimulatedResponse> {
  const { context, entry, caller } = call;
  const refuse = (rule: string, detail: string) => {
    violate(context, entry, rule, detail);
    const where = { headers: call.headers, now: context.clock() };
    return graphError(where, 400, 'BadRequest', `${rule}: ${detail}`);
  };
  const parsed = batchSchema.safeParse(parseJsonBody(raw)?.value);
  if (!parsed.success) return refuse('malformed-body', parsed.error.message);
  const { requests } = parsed.data;
  if (requests.length > MAX_ITEMS) return refuse('batch-too-large', `${requests.length} requests`);
  if (new Set(requests.map((item) => item.id)).size < requests.length) {
    return refuse('batch-id-twice', 'ids must differ');
  }
  const answers = await Promise.all(
    requests.map(async ({ id, method, url, headers }) => {
      const [path = '', query = ''] = url.split('?', 2);
      const item = { ...call, method, path, query: new URLSearchParams(query), headers };
      return batchItem(id, await answerGraph(item));
    }),
  );
  const place = {
    service: 'graph',
    request: entry,
    tenantId: caller.tenant.tenantId,
    appId: caller.app.appId,
  };
  if (context.faults.take('batch', place) !== undefined) answers.pop();
  return {
    status: 200,
    delayMs: Math.max(0, ...answers.map((answer) => answer.delayMs)),
    body: {
      responses: shuffle(
        answers.map((answer) => answer.response),
        entry,
      ),
    },
  };
}
