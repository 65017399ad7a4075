import type { z } from 'zod';
import { unknownRoute } from './context.js';
import type { SimulatorContext } from './context.js';
import { faultInputSchema } from './faults.js';
import { parseJsonBody } from './json-body.js';
import type { SimulatedRequest, SimulatedResponse, SimulatedService } from './service.js';
import { StoryError, storyInputSchema } from './story/chapter.js';
import { tellStory } from './story/tell.js';
import { describeTenant } from './tenant-description.js';

type Route = (context: SimulatorContext, request: SimulatedRequest) => SimulatedResponse;

const ROUTES: Readonly<Record<string, Route>> = {
  'GET /health': () => ({ status: 200, body: { status: 'ok' } }),
  'GET /ledger': ({ ledger }, { query }) => {
    const since = Number(query.get('since') ?? 0);
    if (!Number.isInteger(since) || since < 0)
      return bad(['since: expected a whole number from 0']);
    return { status: 200, body: { last: ledger.last, entries: ledger.since(since) } };
  },
  'GET /violations': ({ ledger }) => ({
    status: 200,
    body: { violations: ledger.of('violation') },
  }),
  'GET /state': (context) => ({ status: 200, body: describeState(context) }),
  'POST /faults': ({ faults }, request) =>
    withBody(request, faultInputSchema, (input) => ({ status: 201, body: faults.add(input) })),
  'DELETE /faults': ({ faults }, { query }) => {
    const id = query.get('id');
    const cleared = faults.clear(id === null ? undefined : Number(id));
    return { status: 200, body: { cleared } };
  },
};

/** The strings by which tests and the demo look into the simulator and move it. */
export function controlService(context: SimulatorContext): SimulatedService {
  return {
    prefix: '/control',
    handle: (request) => Promise.resolve(answer(context, request)),
  };
}

function answer(context: SimulatorContext, request: SimulatedRequest): SimulatedResponse {
  const route = ROUTES[`${request.method} ${request.path}`];
  if (route !== undefined) return route(context, request);
  const story = /^\/story\/([a-z-]+)$/.exec(request.path)?.[1];
  if (story === undefined || request.method !== 'POST') return unknownRoute(context, request);
  return withBody(request, storyInputSchema, (input) => {
    try {
      return { status: 200, body: { story, ...tellStory(context, story, input) } };
    } catch (error) {
      if (error instanceof StoryError) return bad([error.message]);
      throw error;
    }
  });
}

/** An empty body counts as `{}`. */
function withBody<T>(
  request: SimulatedRequest,
  schema: z.ZodType<T>,
  respond: (input: T) => SimulatedResponse,
): SimulatedResponse {
  const json = request.body.length === 0 ? { value: {} } : parseJsonBody(request.body);
  if (json === undefined) return bad(['the body is not JSON']);
  const parsed = schema.safeParse(json.value);
  if (parsed.success) return respond(parsed.data);
  return bad(
    parsed.error.issues.map((issue) => `${issue.path.join('.') || '(root)'}: ${issue.message}`),
  );
}

function bad(problems: readonly string[]): SimulatedResponse {
  return { status: 400, body: { problems } };
}

function describeState(context: SimulatorContext): object {
  const { state, ledger, faults } = context;
  return {
    homeTenantId: state.homeTenantId,
    counts: {
      tenants: state.tenants.length,
      ledgerEntries: ledger.last,
      violations: ledger.of('violation').length,
    },
    apps: state.apps.map(({ appId, displayName, kind }) => ({ appId, displayName, kind })),
    faults: faults.active(),
    tenants: state.tenants.map(describeTenant),
  };
}
