import type { Caller } from '../authorise.js';
import type { SimulatorContext } from '../context.js';
import { rowsOf } from '../scenario/tenant-source.js';
import type { Rows } from '../scenario/tenant-source.js';
import { membersOf } from './members.js';
import { filterUsers } from './user-filter.js';

export interface RouteCall {
  readonly context: SimulatorContext;
  readonly caller: Caller;
  /** Decoded variable parts of the path. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
}

export type RouteResult =
  | { readonly kind: 'list'; readonly rows: Rows<object>; readonly context: string }
  | { readonly kind: 'object'; readonly row: object; readonly context: string }
  | { readonly kind: 'not-found'; readonly id: string };

export interface GraphRoute {
  readonly pattern: RegExp;
  /** Any one of these permissions suffices. */
  readonly roles: readonly string[];
  readonly options: readonly string[];
  readonly defaultTop: number;
  readonly maxTop: number;
  /** Properties that `$select` may name; without a table anything may. */
  readonly properties?: readonly string[];
  /** Properties sent when nothing is selected. */
  readonly shown?: readonly string[];
  /** @throws GraphFilterError */
  run(call: RouteCall): RouteResult;
}

const USER_SHOWN = ['id', 'userPrincipalName', 'displayName', 'mail', 'jobTitle'];
const USER = [...USER_SHOWN, 'accountEnabled', 'userType'];
const USER_ROLES = ['User.Read.All', 'Directory.Read.All'];
const MEMBER_ROLES = ['GroupMember.Read.All', 'Directory.Read.All'];

/** The routes of v1.0 that the simulator has. Microsoft Learn: "Microsoft Graph REST API v1.0 reference". */
export const GRAPH_ROUTES: readonly GraphRoute[] = [
  {
    pattern: /^\/organization$/,
    roles: ['Organization.Read.All', 'Directory.Read.All'],
    options: ['$select', '$top'],
    defaultTop: 100,
    maxTop: 999,
    run: ({ caller }) => ({
      kind: 'list',
      rows: rowsOf([organization(caller)]),
      context: 'organization',
    }),
  },
  {
    pattern: /^\/contracts$/,
    roles: ['Directory.Read.All'],
    options: ['$select', '$top', '$skiptoken'],
    defaultTop: 100,
    maxTop: 999,
    run: (call) => ({ kind: 'list', rows: partnerRows(call, 'contracts'), context: 'contracts' }),
  },
  {
    pattern: /^\/tenantRelationships\/delegatedAdminCustomers$/,
    roles: ['DelegatedAdminRelationship.Read.All'],
    options: ['$select', '$top', '$skiptoken'],
    defaultTop: 100,
    maxTop: 300,
    run: (call) => ({
      kind: 'list',
      rows: partnerRows(call, 'delegatedAdminCustomers'),
      context: 'tenantRelationships/delegatedAdminCustomers',
    }),
  },
  {
    pattern: /^\/users$/,
    roles: USER_ROLES,
    options: ['$select', '$top', '$filter', '$skiptoken'],
    defaultTop: 100,
    maxTop: 999,
    properties: USER,
    shown: USER_SHOWN,
    run: ({ caller, query }) => ({
      kind: 'list',
      rows: filterUsers(caller.tenant, query.get('$filter')),
      context: 'users',
    }),
  },
  {
    pattern: /^\/users\/([^/]+)$/,
    roles: USER_ROLES,
    options: ['$select'],
    defaultTop: 1,
    maxTop: 1,
    properties: USER,
    shown: USER_SHOWN,
    run: ({ caller, parts: [id = ''] }) => {
      const name = id.toLowerCase();
      const user = caller.tenant
        .usersNamed(name)
        .find((row) => row.id === name || row.userPrincipalName.toLowerCase() === name);
      return user === undefined
        ? { kind: 'not-found', id }
        : { kind: 'object', row: user, context: 'users/$entity' };
    },
  },
  {
    pattern: /^\/groups\/([^/]+)\/transitiveMembers(\/microsoft\.graph\.user)?$/,
    roles: MEMBER_ROLES,
    options: ['$select', '$top', '$skiptoken'],
    defaultTop: 100,
    maxTop: 999,
    properties: USER,
    run: ({ caller, parts: [id = '', cast = ''] }) => {
      const members = membersOf(caller.tenant, id, cast !== '');
      return members === undefined
        ? { kind: 'not-found', id }
        : { kind: 'list', rows: rowsOf(members), context: 'directoryObjects' };
    },
  },
];

function organization({ tenant }: Caller): object {
  return {
    id: tenant.tenantId,
    displayName: tenant.displayName,
    tenantType: 'AAD',
    verifiedDomains: tenant.acceptedDomains.map((domain) => ({
      name: domain.DomainName,
      type: 'Managed',
      isDefault: domain.Default,
      isInitial: domain.InitialDomain,
      capabilities: 'Email, OfficeCommunicationsOnline',
    })),
  };
}

/** Partner relations exist in the home tenant only. */
function partnerRows(
  { context, caller }: RouteCall,
  list: 'contracts' | 'delegatedAdminCustomers',
): Rows<object> {
  const { state } = context;
  return rowsOf<object>(caller.tenant.tenantId === state.homeTenantId ? state.partner[list] : []);
}
