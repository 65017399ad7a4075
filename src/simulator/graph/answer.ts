import type { IncomingHttpHeaders } from 'node:http';
import type { Caller } from '../authorise.js';
import { unknownRoute, violate } from '../context.js';
import type { SimulatorContext } from '../context.js';
import type { FaultPlace } from '../faults.js';
import { readPage, readSkipToken } from '../paging.js';
import type { Rows } from '../scenario/tenant-source.js';
import type { SimulatedResponse } from '../service.js';
import type { FaultyCalls } from '../under-faults.js';
import { graphError } from './errors.js';
import { GRAPH_ROUTES } from './routes.js';
import type { GraphRoute, RouteResult } from './routes.js';
import { GraphFilterError } from './user-filter.js';

/** One request to v1.0, alone or inside a batch. */
export interface GraphCall {
  readonly context: SimulatorContext;
  readonly calls: FaultyCalls;
  readonly caller: Caller;
  /** Number of the HTTP request in the ledger. */
  readonly entry: number;
  readonly method: string;
  /** Below `/v1.0`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Absolute address of `/v1.0`, for links. */
  readonly root: string;
}

/** The answer to a GET, under the faults in force. */
export async function answerGraph(call: GraphCall): Promise<SimulatedResponse> {
  const { context, caller } = call;
  const match = matchRoute(call.path);
  if (match === undefined || call.method !== 'GET') return unknownRoute(context, call);
  const place = {
    service: 'graph',
    request: call.entry,
    tenantId: caller.tenant.tenantId,
    appId: caller.app.appId,
  };
  return call.calls.run(place, () => {
    const refusal = inspect(call, match.route);
    return refusal ?? respond(call, place, match);
  });
}

interface Match {
  readonly route: GraphRoute;
  readonly parts: readonly string[];
}

function matchRoute(path: string): Match | undefined {
  for (const route of GRAPH_ROUTES) {
    const found = route.pattern.exec(path);
    if (found !== null) {
      const parts = found.slice(1) as (string | undefined)[];
      return { route, parts: parts.map((part) => decodeURIComponent(part ?? '')) };
    }
  }
  return undefined;
}

function inspect(call: GraphCall, route: GraphRoute): SimulatedResponse | undefined {
  const { context, caller, query } = call;
  if (!route.roles.some((role) => caller.roles.includes(role))) {
    const text = 'Insufficient privileges to complete the operation.';
    return fail(call, 403, 'Authorization_RequestDenied', text);
  }
  const unknown = [...query.keys()].find((option) => !route.options.includes(option));
  if (unknown !== undefined) {
    violate(context, call.entry, 'unknown-query-option', `${call.path}?${unknown}`);
    return fail(call, 400, 'BadRequest', `Query option '${unknown}' is not supported here.`);
  }
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

function respond(call: GraphCall, place: FaultPlace, { route, parts }: Match): SimulatedResponse {
  const { context, caller, query } = call;
  const result = runRoute(() => route.run({ context, caller, parts, query }));
  if (result instanceof GraphFilterError) return fail(call, 400, 'BadRequest', result.message);
  if (result.kind === 'not-found') {
    const text = `Resource '${result.id}' does not exist or one of its queried reference-property objects are not present.`;
    return fail(call, 404, 'Request_ResourceNotFound', text);
  }
  const shape = (row: object) => pick(row, selectOf(query) ?? route.shown);
  const metadata = `${call.root}/$metadata#${result.context}`;
  if (result.kind === 'list')
    return list(call, place, route, { rows: result.rows, metadata, shape });
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

interface List {
  readonly rows: Rows<object>;
  readonly metadata: string;
  shape(row: object): object;
}

function list(
  call: GraphCall,
  place: FaultPlace,
  route: GraphRoute,
  found: List,
): SimulatedResponse {
  const { context, query } = call;
  const options = new URLSearchParams(query);
  options.delete('$skiptoken');
  const fingerprint = `${call.path}?${options.toString()}`;
  const given = query.get('$skiptoken');
  const token = given === null ? undefined : readSkipToken(given);
  if (given !== null && token?.of !== fingerprint) {
    violate(context, call.entry, 'next-link', 'not a link of this list');
    return fail(call, 400, 'Directory_ExpiredPageToken', 'The specified page token is not valid.');
  }
  const page = readPage(context, place, {
    ...found,
    limit: Number.POSITIVE_INFINITY,
    pageSize: topOf(query, route),
    fingerprint,
    token,
    link: (skipToken) => {
      const linked = new URLSearchParams(options);
      linked.set('$skiptoken', skipToken);
      return `${call.root}${call.path}?${linked.toString()}`;
    },
  });
  return {
    status: 200,
    body: {
      '@odata.context': found.metadata,
      ...(page.next === undefined ? {} : { '@odata.nextLink': page.next }),
      value: page.value,
    },
  };
}

function topOf(query: URLSearchParams, route: GraphRoute): number {
  const top = query.get('$top');
  return top === null ? route.defaultTop : Number(top);
}

function selectOf(query: URLSearchParams): readonly string[] | undefined {
  return query
    .get('$select')
    ?.split(',')
    .map((name) => name.trim());
}

/** The named properties; `id` and annotations stay, as in Graph. */
function pick(row: object, names: readonly string[] | undefined): object {
  if (names === undefined) return row;
  const kept = Object.entries(row).filter(([name]) => name.startsWith('@') || names.includes(name));
  return Object.fromEntries(kept);
}

function fail(call: GraphCall, status: number, code: string, message: string): SimulatedResponse {
  return graphError({ headers: call.headers, now: call.context.clock() }, status, code, message);
}
