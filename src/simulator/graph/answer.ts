import { unknownRoute, violate } from '../context.js';
import type { FaultPlace } from '../faults.js';
import type { SimulatedResponse } from '../service.js';
import { fail, failWith } from './graph-call.js';
import type { GraphCall } from './graph-call.js';
import { answerList, pick, selectOf, topOf } from './list-answer.js';
import { refuse } from './route.js';
import type { GraphAction, GraphEndpoint, GraphRoute, RouteCall, RouteResult } from './route.js';
import { GRAPH_ACTIONS, GRAPH_ROUTES } from './routes.js';
import { GraphFilterError } from './user-filter.js';
import { userNamed } from './user-resource.js';

/** The answer to one call, under the faults in force. */
export async function answerGraph(call: GraphCall): Promise<SimulatedResponse> {
  const { context, caller } = call;
  const match = matchRoute(call) ?? matchAction(call);
  if (match === undefined) return unknownRoute(context, call);
  const place = {
    service: 'graph',
    request: call.entry,
    tenantId: caller.tenant.tenantId,
    appId: caller.app.appId,
  };
  return call.calls.run(
    place,
    () => inspect(call, match.endpoint) ?? inMailbox(call, match, () => match.answer(place)),
  );
}

interface Match {
  readonly endpoint: GraphEndpoint;
  readonly parts: readonly string[];
  answer(place: FaultPlace): Promise<SimulatedResponse>;
}

function matchRoute(call: GraphCall): Match | undefined {
  if (call.method !== 'GET') return undefined;
  return matchIn(GRAPH_ROUTES, call.path, (route, parts) => ({
    endpoint: route,
    parts,
    answer: (place) =>
      Promise.resolve(inspectList(call, route) ?? readRoute(call, place, route, parts)),
  }));
}

function matchAction(call: GraphCall): Match | undefined {
  const actions = GRAPH_ACTIONS.filter(({ method }) => method === call.method);
  return matchIn(actions, call.path, (action, parts) => ({
    endpoint: action,
    parts,
    answer: () => runAction(call, action, parts),
  }));
}

function matchIn<E extends GraphEndpoint>(
  endpoints: readonly E[],
  path: string,
  matched: (endpoint: E, parts: readonly string[]) => Match,
): Match | undefined {
  for (const endpoint of endpoints) {
    const found = endpoint.pattern.exec(path);
    if (found === null) continue;
    const parts = found.slice(1) as (string | undefined)[];
    return matched(
      endpoint,
      parts.map((part) => decodeURIComponent(part ?? '')),
    );
  }
  return undefined;
}

function inspect(call: GraphCall, endpoint: GraphEndpoint): SimulatedResponse | undefined {
  const { context, caller, query } = call;
  if (!endpoint.roles.some((role) => caller.roles.includes(role))) {
    const text = 'Insufficient privileges to complete the operation.';
    return fail(call, 403, 'Authorization_RequestDenied', text);
  }
  const unknown = [...query.keys()].find((option) => !endpoint.options.includes(option));
  if (unknown === undefined) return undefined;
  violate(context, call.entry, 'unknown-query-option', `${call.path}?${unknown}`);
  return fail(call, 400, 'BadRequest', `Query option '${unknown}' is not supported here.`);
}

function inspectList(call: GraphCall, route: GraphRoute): SimulatedResponse | undefined {
  const { context, query } = call;
  const top = topOf(query, route);
  if (!(Number.isInteger(top) && top >= 1 && top <= route.maxTop)) {
    violate(context, call.entry, 'page-too-large', `${call.path} $top=${top}`);
    return fail(call, 400, 'Request_UnsupportedQuery', `$top must be from 1 to ${route.maxTop}.`);
  }
  const foreign = selectOf(query)?.find((name) => route.properties?.includes(name) === false);
  if (foreign === undefined) return undefined;
  violate(context, call.entry, 'unknown-property', `${call.path} $select=${foreign}`);
  return fail(call, 400, 'BadRequest', `Could not find a property named '${foreign}'.`);
}

/** A mailbox takes only so many calls of one app at a time; what is too much is refused, not blamed. */
async function inMailbox(
  call: GraphCall,
  { endpoint, parts }: Match,
  work: () => Promise<SimulatedResponse>,
): Promise<SimulatedResponse> {
  const mailbox = endpoint.mailbox?.(parts);
  if (mailbox === undefined) return work();
  const { tenant, app } = call.caller;
  const owner = userNamed(tenant, mailbox)?.id ?? mailbox.toLowerCase();
  const answer = await call.gate.pass(`${tenant.tenantId} ${app.appId} ${owner}`, work);
  if (answer !== undefined) return answer;
  call.context.ledger.record({
    kind: 'fault',
    fault: 'mailbox-concurrency',
    request: call.entry,
    detail: { tenantId: tenant.tenantId, mailbox: owner },
  });
  const text = 'Application is over its MailboxConcurrency limit.';
  return failWith(
    call,
    refuse(429, 'ApplicationThrottled', text, { headers: { 'Retry-After': '1' } }),
  );
}

function readRoute(
  call: GraphCall,
  place: FaultPlace,
  route: GraphRoute,
  parts: readonly string[],
): SimulatedResponse {
  const result = runRoute(() => route.run(routeCall(call, parts)));
  if (result instanceof GraphFilterError) return fail(call, 400, 'BadRequest', result.message);
  if (result.kind === 'refused') return failWith(call, result);
  if (result.kind === 'not-found') {
    const text = `Resource '${result.id}' does not exist or one of its queried reference-property objects are not present.`;
    return fail(call, 404, 'Request_ResourceNotFound', text);
  }
  const names = selectOf(call.query) ?? route.shown;
  const shape = (row: object) => pick(row, names, route.always);
  const metadata = `${call.root}/$metadata#${result.context}`;
  if (result.kind === 'list')
    return answerList(call, place, route, { rows: result.rows, metadata, shape });
  return { status: 200, body: { '@odata.context': metadata, ...shape(result.row) } };
}

function runRoute(run: () => RouteResult): RouteResult | GraphFilterError {
  try {
    return run();
  } catch (error) {
    if (error instanceof GraphFilterError) return error;
    throw error;
  }
}

async function runAction(
  call: GraphCall,
  action: GraphAction,
  parts: readonly string[],
): Promise<SimulatedResponse> {
  const result = await action.run({ ...routeCall(call, parts), body: call.body?.value });
  return 'kind' in result ? failWith(call, result) : result;
}

function routeCall(call: GraphCall, parts: readonly string[]): RouteCall {
  const { context, caller, entry, query, headers, root } = call;
  return { context, caller, entry, parts, query, headers, root };
}
