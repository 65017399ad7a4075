import { authorise } from '../authorise.js';
import { unknownRoute, violate } from '../context.js';
import type { SimulatorContext } from '../context.js';
import { parseJsonBody } from '../json-body.js';
import type { SimulatedRequest, SimulatedResponse, SimulatedService } from '../service.js';
import { FaultyCalls } from '../under-faults.js';
import { answerGraph } from './answer.js';
import { answerBatch } from './batch.js';
import { graphError } from './errors.js';
import type { GraphCall } from './graph-call.js';
import { MailboxGate } from './mailbox-gate.js';

/** Microsoft Graph v1.0, as far as the product needs it: tenants, users, group members, mail and its security. */
export function graphService(context: SimulatorContext): SimulatedService {
  const calls = new FaultyCalls(context);
  const gate = new MailboxGate(context.latencyMs);
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
      const rest = { context, calls, gate, caller, entry, method, path, query, headers, root };
      return answer({ ...rest, body: undefined }, request);
    },
  };
}

function answer(
  call: GraphCall,
  { body: raw, headers }: SimulatedRequest,
): Promise<SimulatedResponse> {
  const { context, entry, path, method } = call;
  if (path === '/$batch' && method === 'POST') return answerBatch(call, raw);
  if (raw.length === 0) return answerGraph(call);
  const body = parseJsonBody(raw);
  const isJson = /^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '');
  if (body !== undefined && isJson) return answerGraph({ ...call, body });
  const rule = isJson ? 'malformed-body' : 'content-type';
  violate(context, entry, rule, `${method} ${path}`);
  const where = { headers, now: context.clock() };
  const text = isJson ? 'Unable to read JSON request payload.' : 'A JSON content type is expected.';
  return Promise.resolve(graphError(where, isJson ? 400 : 415, 'BadRequest', text));
}
