import { authorise } from '../authorise.js';
import type { Caller } from '../authorise.js';
import { unknownRoute, violate } from '../context.js';
import type { SimulatorContext } from '../context.js';
import { parseJsonBody } from '../json-body.js';
import type { SimulatedRequest, SimulatedResponse, SimulatedService } from '../service.js';
import { FaultyCalls } from '../under-faults.js';
import { invokeBatch } from './batch.js';
import { allowedCmdlets } from './cmdlets.js';
import { badRequest } from './failures.js';
import { invokeCommand } from './invoke.js';

const ROUTE = /^\/adminapi\/(beta|v1\.0)\/([^/]+)\/(InvokeCommand|\$batch|EXOModuleFile)$/i;
const ROLE = 'Exchange.ManageAsApp';
const UNAUTHORIZED: SimulatedResponse = {
  status: 401,
  headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
};

/** Exchange Online's admin API: cmdlets over HTTP, alone and in batches, and the list of those the app may run. */
export function exchangeService(context: SimulatorContext): SimulatedService {
  const calls = new FaultyCalls(context);
  return {
    prefix: '/exchange',
    handle: async (request) => {
      const [, version = '', segment = '', action = ''] = ROUTE.exec(request.path) ?? [];
      if (action === '') return unknownRoute(context, request);
      const caller = await callerInTenant(context, request, decodeURIComponent(segment));
      if (caller === undefined) return UNAUTHORIZED;
      if (request.headers['client-request-id'] === undefined) {
        violate(context, request.entry, 'missing-client-request-id', request.path);
      }
      if (action.toLowerCase() === 'exomodulefile')
        return moduleFile(context, calls, request, caller);
      const root = `${request.base}/adminapi/${version}/${segment}`;
      return post(context, calls, request, { caller, root, batch: action.startsWith('$') });
    },
  };
}

/** The token must be for Exchange, carry the role, and be of the tenant in the path. */
async function callerInTenant(
  context: SimulatorContext,
  request: SimulatedRequest,
  segment: string,
): Promise<Caller | undefined> {
  const caller = await authorise(context, request, 'exchange');
  if (caller === undefined) return undefined;
  if (context.state.tenant(segment)?.tenantId !== caller.tenant.tenantId) {
    const detail = `token of ${caller.tenant.tenantId} for ${segment}`;
    violate(context, request.entry, 'wrong-tenant-token', detail);
    return undefined;
  }
  return caller.roles.includes(ROLE) ? caller : undefined;
}

async function post(
  context: SimulatorContext,
  calls: FaultyCalls,
  request: SimulatedRequest,
  { caller, root, batch }: { caller: Caller; root: string; batch: boolean },
): Promise<SimulatedResponse> {
  if (request.method !== 'POST') {
    violate(context, request.entry, 'wrong-method', `${request.method} ${request.path}`);
    return badRequest('Only POST is supported.');
  }
  const body = parseJsonBody(request.body);
  if (body === undefined) {
    violate(context, request.entry, 'malformed-body', 'the body is not JSON');
    return badRequest('The body is not JSON.');
  }
  const { headers, query, entry } = request;
  const invocation = { context, calls, caller, request: entry, root, headers, body: body.value };
  return batch ? invokeBatch(invocation) : invokeCommand({ ...invocation, query });
}

/** `GET …/EXOModuleFile?Version=…` with the header `CommandName: *`. */
async function moduleFile(
  context: SimulatorContext,
  calls: FaultyCalls,
  request: SimulatedRequest,
  caller: Caller,
): Promise<SimulatedResponse> {
  if (
    request.method !== 'GET' ||
    !request.query.has('Version') ||
    request.headers['commandname'] !== '*'
  ) {
    violate(context, request.entry, 'malformed-module-file', request.path);
    return badRequest('EXOModuleFile is read with GET, ?Version= and the header CommandName: *.');
  }
  const place = {
    service: 'exchange',
    request: request.entry,
    tenantId: caller.tenant.tenantId,
    appId: caller.app.appId,
  };
  return calls.run(place, () => ({
    status: 200,
    body: {
      value: [{ exportedCmdlets: allowedCmdlets(caller.consent.exchangeRbac).join(',') }],
    },
  }));
}
