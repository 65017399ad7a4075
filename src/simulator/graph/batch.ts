import { z } from 'zod';
import { batchItem, shuffle } from '../batch-answers.js';
import { violate } from '../context.js';
import { parseJsonBody } from '../json-body.js';
import type { SimulatedResponse } from '../service.js';
import { answerGraph } from './answer.js';
import { graphError } from './errors.js';
import { failWith } from './graph-call.js';
import type { GraphCall } from './graph-call.js';
import { refuse } from './route.js';

const MAX_ITEMS = 20;
const itemSchema = z.strictObject({
  id: z.string().min(1),
  method: z.enum(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']),
  url: z.string().startsWith('/'),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.unknown().optional(),
});
type BatchItem = z.infer<typeof itemSchema>;
const batchSchema = z.strictObject({ requests: z.array(itemSchema).min(1) });

/** Microsoft Learn: "Combine multiple HTTP requests using JSON batching". The items run side by side. */
export async function answerBatch(call: GraphCall, raw: Buffer): Promise<SimulatedResponse> {
  const { context, entry, caller } = call;
  const refuseAll = (rule: string, detail: string) => {
    violate(context, entry, rule, detail);
    const where = { headers: call.headers, now: context.clock() };
    return graphError(where, 400, 'BadRequest', `${rule}: ${detail}`);
  };
  const parsed = batchSchema.safeParse(parseJsonBody(raw)?.value);
  if (!parsed.success) return refuseAll('malformed-body', parsed.error.message);
  const { requests } = parsed.data;
  if (requests.length > MAX_ITEMS)
    return refuseAll('batch-too-large', `${requests.length} requests`);
  if (new Set(requests.map((item) => item.id.toLowerCase())).size < requests.length) {
    return refuseAll('batch-id-twice', 'ids must differ');
  }
  const answers = await Promise.all(
    requests.map(async (item) => batchItem(item.id, await answerItem(call, item))),
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

/** Headers of the batch itself, as `Prefer`, don't count for its items. */
async function answerItem(call: GraphCall, item: BatchItem): Promise<SimulatedResponse> {
  const [path = '', query = ''] = item.url.split('?', 2);
  const named = Object.entries(item.headers).map(([name, value]) => [name.toLowerCase(), value]);
  const headers = Object.fromEntries(named) as Record<string, string>;
  const { method } = item;
  const inner: GraphCall = {
    ...call,
    method,
    path,
    query: new URLSearchParams(query),
    headers,
    body: item.body === undefined ? undefined : { value: item.body },
  };
  const problem = itemProblem(item, headers);
  if (problem === undefined) return answerGraph(inner);
  return failWith(inner, refuse(400, 'BadRequest', problem.text, { rule: problem.rule }));
}

/** The page says that POST needs a body here even where the call alone needs none, and a body its content type. */
function itemProblem(
  { method, body, url }: BatchItem,
  headers: Readonly<Record<string, string>>,
): { readonly rule: string; readonly text: string } | undefined {
  if (!isDecodable(url)) return { rule: 'unknown-route', text: 'The url is not well encoded.' };
  if (body === undefined) {
    return method === 'POST' || method === 'PATCH'
      ? { rule: 'batch-body-missing', text: 'Write requests need a body, {} at least.' }
      : undefined;
  }
  return /^application\/json/i.test(headers['content-type'] ?? '')
    ? undefined
    : { rule: 'batch-content-type', text: 'A body needs a Content-Type header.' };
}

function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(url.split('?', 1)[0] ?? '');
    return true;
  } catch (error) {
    if (error instanceof URIError) return false;
    throw error;
  }
}
