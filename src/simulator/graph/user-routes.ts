import { z } from 'zod';
import type { GraphUser } from '../scenario/schema.js';
import type { SimulatedResponse } from '../service.js';
import { refuse } from './route.js';
import type { ActionCall, GraphAction, GraphRoute, Refusal } from './route.js';
import { filterUsers } from './user-filter.js';
import {
  USER_PROPERTIES,
  USER_SHOWN,
  userNamed,
  userResource,
  userResources,
} from './user-resource.js';

const READ_ROLES = ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All'];

/** Microsoft Learn: "List users", "Get a user". */
export const USER_ROUTES: readonly GraphRoute[] = [
  {
    pattern: /^\/users$/,
    roles: READ_ROLES,
    options: ['$select', '$top', '$filter', '$skiptoken'],
    defaultTop: 100,
    maxTop: 999,
    properties: USER_PROPERTIES,
    shown: USER_SHOWN,
    run: ({ caller: { tenant }, query }) => ({
      kind: 'list',
      rows: userResources(tenant, filterUsers(tenant, query.get('$filter'))),
      context: 'users',
    }),
  },
  {
    pattern: /^\/users\/([^/]+)$/,
    roles: READ_ROLES,
    options: ['$select'],
    defaultTop: 1,
    maxTop: 1,
    properties: USER_PROPERTIES,
    shown: USER_SHOWN,
    run: ({ caller: { tenant }, parts: [id = ''] }) => {
      const user = userNamed(tenant, id);
      return user === undefined
        ? { kind: 'not-found', id }
        : { kind: 'object', row: userResource(tenant, user), context: 'users/$entity' };
    },
  },
];

/** Microsoft Learn: "user: revokeSignInSessions", "Update user". */
export const USER_ACTIONS: readonly GraphAction[] = [
  {
    method: 'POST',
    pattern: /^\/users\/([^/]+)\/revokeSignInSessions$/,
    roles: ['User.RevokeSessions.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'],
    options: [],
    run: (call) => withTarget(call, (user) => revokeSessions(call, user)),
  },
  {
    method: 'PATCH',
    pattern: /^\/users\/([^/]+)$/,
    roles: ['User.EnableDisableAccount.All', 'User.ReadWrite.All'],
    options: [],
    run: (call) => withTarget(call, (user) => setEnabled(call, user)),
  },
];

const DENIED = 'Insufficient privileges to complete the operation.';

/** The user, unless there is none or no app may change it: sessions of guests belong to their home, and administrators are protected. */
function withTarget(
  { caller: { tenant }, parts: [id = ''] }: ActionCall,
  change: (user: GraphUser) => SimulatedResponse | Refusal,
): SimulatedResponse | Refusal {
  const user = userNamed(tenant, id);
  if (user === undefined) {
    const text = `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`;
    return refuse(404, 'Request_ResourceNotFound', text);
  }
  if (user.userType === 'Guest' || tenant.isAdministrator(user.id)) {
    return refuse(403, 'Authorization_RequestDenied', DENIED);
  }
  return change(user);
}

function revokeSessions(call: ActionCall, user: GraphUser): SimulatedResponse {
  const { tenant } = call.caller;
  const delayMs = tenant.mail.settings.revocationSeconds * 1000;
  tenant.accounts.revokeSessions(user.id, delayMs);
  recordChange(call, 'sessions-revoked', { user: user.userPrincipalName, id: user.id });
  const metadata = `${call.root}/$metadata#Edm.Boolean`;
  return { status: 200, body: { '@odata.context': metadata, value: true } };
}

const changeSchema = z.strictObject({ accountEnabled: z.boolean() });

/** `User.EnableDisableAccount.All` alone can't even see the user. */
function setEnabled(call: ActionCall, user: GraphUser): SimulatedResponse | Refusal {
  const { tenant, roles } = call.caller;
  if (!READ_ROLES.some((role) => roles.includes(role))) {
    return refuse(403, 'Authorization_RequestDenied', DENIED);
  }
  const parsed = changeSchema.safeParse(call.body);
  if (!parsed.success) {
    return refuse(400, 'Request_BadRequest', 'A value is invalid.', { rule: 'malformed-body' });
  }
  const { accountEnabled } = parsed.data;
  tenant.accounts.setEnabled(user.id, accountEnabled);
  const detail = { user: user.userPrincipalName, id: user.id, accountEnabled };
  recordChange(call, accountEnabled ? 'account-enabled' : 'account-disabled', detail);
  return { status: 204 };
}

function recordChange({ context, caller }: ActionCall, what: string, detail: object): void {
  const { tenantId } = caller.tenant;
  context.ledger.record({ kind: 'change', tenantId, what, detail });
}
