import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { Caller } from '../authorise.js';
import { violate } from '../context.js';
import type { SimulatorContext } from '../context.js';
import type { FaultPlace } from '../faults.js';
import { readPage, readSkipToken } from '../paging.js';
import type { SkipToken } from '../paging.js';
import type { SimulatedResponse } from '../service.js';
import type { FaultyCalls } from '../under-faults.js';
import { checkParameters, resultSize } from './cmdlet.js';
import type { Cmdlet, CmdletResult, Parameters } from './cmdlet.js';
import { allowedCmdlets, cmdletNamed } from './cmdlets.js';
import { badParameter, badRequest, CmdletFailure, notInRole } from './failures.js';
import { annotate } from './output.js';

const bodySchema = z.strictObject({
  CmdletInput: z.strictObject({
    CmdletName: z.string().min(1),
    Parameters: z.record(z.string(), z.unknown()),
  }),
});
const MAX_PAGE = 1000;
const MORE_RESULTS =
  'There are more results available than are currently displayed. To view them, increase the value for the ResultSize parameter.';

/** One InvokeCommand, alone or inside a batch. */
export interface Invocation {
  readonly context: SimulatorContext;
  readonly calls: FaultyCalls;
  readonly caller: Caller;
  /** Number of the HTTP request in the ledger. */
  readonly request: number;
  /** Absolute address of this tenant's API root, for links. */
  readonly root: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

interface Prepared {
  readonly name: string;
  readonly parameters: Parameters;
  readonly place: FaultPlace;
}

/** Runs the cmdlet of the body under the faults in force, and records it in the ledger whatever comes of it. */
export async function invokeCommand(invocation: Invocation): Promise<SimulatedResponse> {
  const { context, caller, request } = invocation;
  const parsed = bodySchema.safeParse(invocation.body);
  if (!parsed.success) return refuse(invocation, 'malformed-body', parsed.error.message);
  const { CmdletName: name, Parameters: parameters } = parsed.data.CmdletInput;
  const [tenantId, appId] = [caller.tenant.tenantId, caller.app.appId];
  const place = { service: 'exchange', request, tenantId, appId, cmdlet: name };
  let changed = false;
  const response = await invocation.calls.run(place, () => {
    const outcome = runPrepared(invocation, { name, parameters, place });
    ({ changed } = outcome);
    return outcome.response;
  });
  const { status } = response;
  context.ledger.record({
    kind: 'cmdlet',
    request,
    tenantId,
    appId,
    cmdlet: name,
    parameters,
    status,
    changed,
  });
  return response;
}

interface Outcome {
  readonly response: SimulatedResponse;
  readonly changed: boolean;
}

function runPrepared(invocation: Invocation, prepared: Prepared): Outcome {
  try {
    const cmdlet = permittedCmdlet(invocation, prepared.name);
    inspectParameters(invocation, prepared, cmdlet);
    const { context, caller } = invocation;
    const { place, parameters } = prepared;
    const result = cmdlet.run({ context, place, tenant: caller.tenant, parameters });
    if (result.kind === 'rows') {
      return { response: list(invocation, prepared, cmdlet, result), changed: false };
    }
    return { response: written(invocation), changed: result.changed };
  } catch (error) {
    if (error instanceof CmdletFailure) return { response: error.response, changed: false };
    throw error;
  }
}

function permittedCmdlet({ context, caller, request }: Invocation, name: string): Cmdlet {
  const cmdlet = cmdletNamed(name);
  if (cmdlet === undefined) violate(context, request, 'unknown-cmdlet', name);
  if (cmdlet?.writes !== undefined && caller.app.kind === 'reader') {
    violate(context, request, 'reader-writes', name);
  }
  const allowed = allowedCmdlets(caller.consent.exchangeRbac);
  if (cmdlet === undefined || !allowed.includes(name)) throw notInRole(name);
  return cmdlet;
}

function inspectParameters(invocation: Invocation, prepared: Prepared, cmdlet: Cmdlet): void {
  const { context, request } = invocation;
  const { name, parameters } = prepared;
  const unknown = Object.keys(parameters).find((parameter) => !(parameter in cmdlet.parameters));
  if (unknown !== undefined) {
    violate(context, request, 'unknown-parameter', `${name} -${unknown}`);
    throw badParameter(`A parameter cannot be found that matches parameter name '${unknown}'.`);
  }
  const identity = parameters['Identity'];
  if ('Identity' in parameters && (identity === null || identity === '')) {
    violate(context, request, 'empty-identity', name);
  }
  checkParameters(name, cmdlet, parameters);
}

function written({ context, request }: Invocation): SimulatedResponse {
  const { writeAnswer } = context.state;
  const noContent =
    writeAnswer === 'no-content' || (writeAnswer === 'alternate' && request % 2 === 0);
  return noContent ? { status: 204 } : { status: 200, body: { value: [] } };
}

function list(
  invocation: Invocation,
  prepared: Prepared,
  cmdlet: Cmdlet,
  result: Listed,
): SimulatedResponse {
  const { rows, properties = cmdlet.properties } = result;
  const { context, root, query } = invocation;
  const unknown = [...query.keys()].find((name) => !['$select', '$skiptoken'].includes(name));
  if (unknown !== undefined) return refuse(invocation, 'unknown-query-option', unknown);
  const pageSize = pageSizeOf(invocation.headers);
  if (pageSize > MAX_PAGE) return refuse(invocation, 'page-too-large', String(pageSize));
  const fingerprint = fingerprintOf(invocation.body);
  const token = tokenOf(query, fingerprint);
  if (token === 'foreign')
    return refuse(invocation, 'next-link', 'another body than the first page');
  const select = selectOf(invocation, properties);
  const limit = limitOf(cmdlet, prepared.parameters);
  const warnings = [...(result.warnings ?? []), ...(rows.count > limit ? [MORE_RESULTS] : [])];
  const page = readPage(context, prepared.place, {
    rows,
    limit,
    pageSize,
    fingerprint,
    token,
    link: (skipToken) => `${root}/InvokeCommand?${linkQuery(query, skipToken)}`,
    shape: (row) => annotate(row, properties, select, `${root}/${cmdlet.entity}('${idOf(row)}')`),
  });
  return {
    status: 200,
    body: {
      '@odata.context': `${root}/$metadata#Collection(Exchange.AdminApi.${cmdlet.entity})`,
      ...(warnings.length > 0 && page.next === undefined ? { '@adminapi.warnings': warnings } : {}),
      ...(page.next === undefined ? {} : { '@odata.nextLink': page.next }),
      value: page.value,
    },
  };
}

type Listed = Extract<CmdletResult, { kind: 'rows' }>;

function limitOf(cmdlet: Cmdlet, parameters: Parameters): number {
  return cmdlet.limitsItself === true ? Number.POSITIVE_INFINITY : resultSize(parameters);
}

function refuse(invocation: Invocation, rule: string, detail: string): SimulatedResponse {
  violate(invocation.context, invocation.request, rule, detail);
  return badRequest(`${rule}: ${detail}`);
}

function pageSizeOf(headers: IncomingHttpHeaders): number {
  const size = /odata\.maxpagesize=(\d+)/.exec(String(headers['prefer'] ?? ''))?.[1];
  return size === undefined ? MAX_PAGE : Math.max(1, Number(size));
}

function tokenOf(query: URLSearchParams, fingerprint: string): SkipToken | undefined | 'foreign' {
  const given = query.get('$skiptoken');
  if (given === null) return undefined;
  const token = readSkipToken(given);
  return token?.of === fingerprint ? token : 'foreign';
}

function selectOf(
  invocation: Invocation,
  properties: Cmdlet['properties'],
): ReadonlySet<string> | undefined {
  const select = invocation.query.get('$select');
  if (select === null) return undefined;
  const names = select.split(',').map((name) => name.trim());
  const known = new Set(Object.keys(properties).map((name) => name.toLowerCase()));
  const unknown = names.find((name) => !known.has(name.toLowerCase()));
  if (unknown !== undefined) {
    violate(invocation.context, invocation.request, 'unknown-property', unknown);
  }
  return new Set(names.map((name) => name.toLowerCase()));
}

function linkQuery(query: URLSearchParams, skipToken: string): string {
  const select = query.get('$select');
  const options = select === null ? [] : [`$select=${encodeURIComponent(select)}`];
  return [...options, `$skiptoken=${skipToken}`].join('&');
}

function fingerprintOf(body: unknown): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 16);
}

function idOf(row: object): string {
  return 'Guid' in row ? String(row.Guid) : 'Identity' in row ? String(row.Identity) : '';
}
