import { z } from 'zod';
import type { AuditSearch } from '../mail/tenant-mail.js';
import { rowsOf } from '../scenario/tenant-source.js';
import { seededGuid } from '../scenario/seeded-guid.js';
import type { SimulatedResponse } from '../service.js';
import { auditRecords, MAIL_ITEMS_ACCESSED } from './audit-records.js';
import { refuse } from './route.js';
import type {
  ActionCall,
  GraphAction,
  GraphRoute,
  Refusal,
  RouteCall,
  RouteResult,
} from './route.js';

const ROLES = ['AuditLogsQuery-Exchange.Read.All', 'AuditLogsQuery.Read.All'];
/** Purview keeps 180 days without a longer retention. */
const FURTHEST_MS = 180 * 24 * 60 * 60_000;
/** A value from the field: so many searches of a tenant run at a time. */
const MOST_RUNNING = 10;
const CONTEXT = 'security/auditLog/queries';

const orderSchema = z.strictObject({
  displayName: z.string().min(1),
  filterStartDateTime: z.iso.datetime(),
  filterEndDateTime: z.iso.datetime(),
  operationFilters: z.array(z.string()).min(1),
  userPrincipalNameFilters: z.array(z.string().min(3)).default([]),
});

/**
 * The audit search. Microsoft Learn: "Create auditLogQuery", "Get auditLogQuery", "List auditLogRecords". Largest page, the
 * 404 of an unknown search and the 400 for records of one that still runs are assumptions.
 */
export const AUDIT_SEARCH_ROUTES: readonly GraphRoute[] = [
  {
    pattern: /^\/security\/auditLog\/queries$/,
    roles: ROLES,
    options: ['$top', '$skiptoken'],
    defaultTop: 100,
    maxTop: 999,
    run: ({ context, caller }) => {
      const now = context.clock();
      const rows = caller.tenant.mail.auditSearches.map((search) => resourceOf(search, now));
      return { kind: 'list', rows: rowsOf(rows), context: CONTEXT };
    },
  },
  {
    pattern: /^\/security\/auditLog\/queries\/([^/]+)$/,
    roles: ROLES,
    options: [],
    defaultTop: 1,
    maxTop: 1,
    run: (call) => {
      const search = searchOf(call);
      if (search === undefined) return { kind: 'not-found', id: call.parts[0] ?? '' };
      const row = resourceOf(search, call.context.clock());
      return { kind: 'object', row, context: `${CONTEXT}/$entity` };
    },
  },
  {
    pattern: /^\/security\/auditLog\/queries\/([^/]+)\/records$/,
    roles: ROLES,
    options: ['$top', '$skiptoken'],
    defaultTop: 100,
    maxTop: 999,
    run: listRecords,
  },
];

/** What is asked for beside these filters would find what the simulator does not have: it is refused. */
export const AUDIT_SEARCH_ACTION: GraphAction = {
  method: 'POST',
  pattern: /^\/security\/auditLog\/queries$/,
  roles: ROLES,
  options: [],
  run: (call) => order(call),
};

function searchOf({ caller, parts: [id = ''] }: RouteCall): AuditSearch | undefined {
  return caller.tenant.mail.auditSearches.find((search) => search.id === id);
}

function listRecords(call: RouteCall): RouteResult {
  const search = searchOf(call);
  if (search === undefined) return { kind: 'not-found', id: call.parts[0] ?? '' };
  if (statusOf(search, call.context.clock()) !== 'succeeded') {
    return refuse(400, 'BadRequest', 'The search has not come to its end.', {
      rule: 'search-running',
    });
  }
  const rows = auditRecords(search, call.caller.tenant.mail);
  return { kind: 'list', rows: rowsOf(rows), context: `${CONTEXT}('${search.id}')/records` };
}

function order(call: ActionCall): SimulatedResponse | Refusal {
  const parsed = orderSchema.safeParse(call.body);
  if (!parsed.success) {
    const text = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return refuse(400, 'BadRequest', text.join('; '), { rule: 'malformed-body' });
  }
  const { context, caller, root } = call;
  const { mail, tenantId } = caller.tenant;
  const now = context.clock();
  const { filterStartDateTime: from, filterEndDateTime: to, displayName } = parsed.data;
  const { operationFilters: operations, userPrincipalNameFilters: accounts } = parsed.data;
  if (operations.some((operation) => operation !== MAIL_ITEMS_ACCESSED)) {
    const text = 'The simulator knows no such operation.';
    return refuse(400, 'BadRequest', text, { rule: 'unsupported-filter' });
  }
  const [start, end] = [Date.parse(from), Date.parse(to)];
  if (start >= end || start < now.getTime() - FURTHEST_MS) {
    return refuse(400, 'BadRequest', 'The dates are not valid.', { rule: 'audit-dates' });
  }
  const running = mail.auditSearches.filter((one) => statusOf(one, now) !== 'succeeded');
  if (running.length >= MOST_RUNNING) {
    const headers = { 'Retry-After': '60' };
    return refuse(429, 'TooManyRequests', 'Too many searches are running.', { headers });
  }
  const search: AuditSearch = {
    id: seededGuid(`${tenantId} audit search ${mail.auditSearches.length}`),
    ...{ displayName, from, to, operations },
    accounts: accounts.map((account) => account.toLowerCase()),
    readyAt: new Date(now.getTime() + mail.settings.audit.searchSeconds * 1000).toISOString(),
  };
  mail.auditSearches.push(search);
  const metadata = `${root}/$metadata#${CONTEXT}/$entity`;
  return { status: 201, body: { '@odata.context': metadata, ...resourceOf(search, now) } };
}

function statusOf({ readyAt }: AuditSearch, now: Date): 'running' | 'succeeded' {
  return now.getTime() >= Date.parse(readyAt) ? 'succeeded' : 'running';
}

function resourceOf(search: AuditSearch, now: Date): object {
  return {
    id: search.id,
    displayName: search.displayName,
    filterStartDateTime: search.from,
    filterEndDateTime: search.to,
    recordTypeFilters: [],
    keywordFilter: null,
    serviceFilter: null,
    operationFilters: search.operations,
    userPrincipalNameFilters: search.accounts,
    ipAddressFilters: [],
    objectIdFilters: [],
    administrativeUnitIdFilters: [],
    status: statusOf(search, now),
  };
}
