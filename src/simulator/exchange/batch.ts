import { z } from 'zod';
import { violate } from '../context.js';
import type { SimulatedResponse } from '../service.js';
import { batchItem, shuffle } from '../batch-answers.js';
import { badRequest } from './failures.js';
import { invokeCommand } from './invoke.js';
import type { Invocation } from './invoke.js';

const MAX_ITEMS = 10;
const batchSchema = z.strictObject({
  requests: z
    .array(
      z.strictObject({
        id: z.string().min(1),
        method: z.literal('POST'),
        url: z.string(),
        headers: z.record(z.string(), z.string()).default({}),
        body: z.unknown(),
      }),
    )
    .min(1),
});
type BatchRequest = z.infer<typeof batchSchema>['requests'][number];

/** Up to ten InvokeCommands of one tenant; each succeeds or fails by itself, and answers come in any order. */
export async function invokeBatch(outer: Omit<Invocation, 'query'>): Promise<SimulatedResponse> {
  const { context, request, caller } = outer;
  const refuse = (rule: string, detail: string) => {
    violate(context, request, rule, detail);
    return badRequest(`${rule}: ${detail}`);
  };
  const parsed = batchSchema.safeParse(outer.body);
  if (!parsed.success) return refuse('malformed-body', parsed.error.message);
  const { requests } = parsed.data;
  if (requests.length > MAX_ITEMS) return refuse('batch-too-large', `${requests.length} requests`);
  const ids = new Set(requests.map((item) => item.id));
  if (ids.size < requests.length) return refuse('batch-id-twice', 'ids must differ');
  const answers = await Promise.all(requests.map((item) => answerItem(outer, item)));
  const items = requests.map((item, index) =>
    batchItem(item.id, answers[index] ?? { status: 500 }),
  );
  const place = {
    service: 'exchange',
    request,
    tenantId: caller.tenant.tenantId,
    appId: caller.app.appId,
  };
  if (context.faults.take('batch', place) !== undefined) items.pop();
  const delayMs = Math.max(0, ...items.map((item) => item.delayMs));
  return {
    status: 200,
    delayMs,
    body: {
      responses: shuffle(
        items.map((item) => item.response),
        request,
      ),
    },
  };
}

async function answerItem(
  outer: Omit<Invocation, 'query'>,
  item: BatchRequest,
): Promise<SimulatedResponse> {
  const url = URL.canParse(item.url) ? new URL(item.url) : undefined;
  if (url === undefined || url.origin + url.pathname !== `${outer.root}/InvokeCommand`) {
    violate(outer.context, outer.request, 'batch-foreign-url', item.url);
    return badRequest('The url of a batched request must be absolute and of the same tenant.');
  }
  const headers = Object.fromEntries(
    Object.entries(item.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return invokeCommand({ ...outer, query: url.searchParams, headers, body: item.body });
}
