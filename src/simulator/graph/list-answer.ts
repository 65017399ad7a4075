import { violate } from '../context.js';
import type { FaultPlace } from '../faults.js';
import { readPage, readSkipToken } from '../paging.js';
import type { Rows } from '../scenario/tenant-source.js';
import type { SimulatedResponse } from '../service.js';
import { fail } from './graph-call.js';
import type { GraphCall } from './graph-call.js';
import type { GraphRoute } from './route.js';

export interface FoundList {
  readonly rows: Rows<object>;
  /** The address that `@odata.context` names. */
  readonly metadata: string;
  shape(row: object): object;
}

/** One page of a list. A page token of another list is refused and a violation. */
export function answerList(
  call: GraphCall,
  place: FaultPlace,
  route: GraphRoute,
  found: FoundList,
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
      ...(query.get('$count') === 'true' ? { '@odata.count': found.rows.count } : {}),
      ...(page.next === undefined ? {} : { '@odata.nextLink': page.next }),
      value: page.value,
    },
  };
}

export function topOf(query: URLSearchParams, route: GraphRoute): number {
  const top = query.get('$top');
  return top === null ? route.defaultTop : Number(top);
}

export function selectOf(query: URLSearchParams): readonly string[] | undefined {
  return query
    .get('$select')
    ?.split(',')
    .map((name) => name.trim());
}

/** The named properties and those that always come; annotations stay, as in Graph. */
export function pick(
  row: object,
  names: readonly string[] | undefined,
  always: readonly string[] = [],
): object {
  if (names === undefined) return row;
  const kept = Object.entries(row).filter(
    ([name]) => name.startsWith('@') || names.includes(name) || always.includes(name),
  );
  return Object.fromEntries(kept);
}
