import type { ConnectorOperation } from './channel-faults.js';
import type { RateClass } from './rate-limits.js';

/** What a call to the connector asks for. */
export type ConnectorCall =
  | { readonly name: 'create-conversation' }
  | { readonly name: 'send'; readonly conversation: string }
  | { readonly name: 'reply'; readonly conversation: string; readonly activity: string }
  | { readonly name: 'update'; readonly conversation: string; readonly activity: string }
  | { readonly name: 'delete'; readonly conversation: string; readonly activity: string }
  | { readonly name: 'members'; readonly conversation: string }
  | { readonly name: 'paged-members'; readonly conversation: string }
  | { readonly name: 'member'; readonly conversation: string; readonly member: string }
  | { readonly name: 'team'; readonly team: string }
  | { readonly name: 'team-channels'; readonly team: string };

export type RouteMatch =
  | { readonly ok: true; readonly call: ConnectorCall }
  | { readonly ok: false; readonly status: 404 | 405 };

interface RoutePattern {
  readonly method: string;
  readonly pattern: RegExp;
  readonly call: (first: string, second: string) => ConnectorCall;
}

const CONVERSATION = '/v3/conversations/([^/]+)';

const ROUTES: readonly RoutePattern[] = [
  route('POST', '/v3/conversations', () => ({ name: 'create-conversation' })),
  route('POST', `${CONVERSATION}/activities`, (conversation) => ({ name: 'send', conversation })),
  route('POST', `${CONVERSATION}/activities/([^/]+)`, (conversation, activity) => ({
    ...{ name: 'reply', conversation, activity },
  })),
  route('PUT', `${CONVERSATION}/activities/([^/]+)`, (conversation, activity) => ({
    ...{ name: 'update', conversation, activity },
  })),
  route('DELETE', `${CONVERSATION}/activities/([^/]+)`, (conversation, activity) => ({
    ...{ name: 'delete', conversation, activity },
  })),
  route('GET', `${CONVERSATION}/members`, (conversation) => ({ name: 'members', conversation })),
  route('GET', `${CONVERSATION}/pagedmembers`, (conversation) => ({
    ...{ name: 'paged-members', conversation },
  })),
  route('GET', `${CONVERSATION}/members/([^/]+)`, (conversation, member) => ({
    ...{ name: 'member', conversation, member },
  })),
  route('GET', '/v3/teams/([^/]+)', (team) => ({ name: 'team', team })),
  route('GET', '/v3/teams/([^/]+)/conversations', (team) => ({ name: 'team-channels', team })),
];

function route(method: string, path: string, call: RoutePattern['call']): RoutePattern {
  return { method, pattern: new RegExp(`^${path}$`, 'u'), call };
}

/** Finds the call that a method and a still percent-encoded path stand for. */
export function matchRoute(method: string, path: string): RouteMatch {
  const onPath = ROUTES.flatMap((candidate) => {
    const match = candidate.pattern.exec(path);
    return match === null ? [] : [{ candidate, match }];
  });
  const found = onPath.find(({ candidate }) => candidate.method === method);
  if (found === undefined) return { ok: false, status: onPath.length > 0 ? 405 : 404 };
  const [, first = '', second = ''] = found.match;
  return { ok: true, call: found.candidate.call(decode(first), decode(second)) };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // Broken percent-encoding stays as it came, and so names nothing that exists.
    return segment;
  }
}

const ALLOWED_QUERY: Partial<Record<ConnectorCall['name'], readonly string[]>> = {
  'paged-members': ['pageSize', 'continuationToken'],
};

/** Query parameters that the operation does not have. */
export function strayParameters(call: ConnectorCall, query: URLSearchParams): readonly string[] {
  const allowed = ALLOWED_QUERY[call.name] ?? [];
  return [...query.keys()].filter((key) => !allowed.includes(key));
}

/** How a call is counted by the rate limits. Updates count as sends. */
export function rateClassOf(call: ConnectorCall): RateClass {
  if (call.name === 'create-conversation') return 'create';
  return 'conversation' in call && !READS.has(call.name) ? 'send' : 'read';
}

const READS: ReadonlySet<ConnectorCall['name']> = new Set(['members', 'paged-members', 'member']);

const OPERATIONS: Readonly<Record<ConnectorCall['name'], ConnectorOperation>> = {
  'create-conversation': 'create',
  send: 'send',
  reply: 'send',
  update: 'update',
  delete: 'delete',
  members: 'members',
  'paged-members': 'members',
  member: 'members',
  team: 'team',
  'team-channels': 'team',
};

/** The name under which faults know the call. */
export function operationOf(call: ConnectorCall): ConnectorOperation {
  return OPERATIONS[call.name];
}
