import type { Caller } from '../authorise.js';
import { rowsOf } from '../scenario/tenant-source.js';
import type { Rows } from '../scenario/tenant-source.js';
import { membersOf } from './members.js';
import type { GraphRoute, RouteCall } from './route.js';
import { USER_PROPERTIES } from './user-resource.js';

/** Organisation, partner relations and groups. Microsoft Learn: "Microsoft Graph REST API v1.0 reference". */
export const DIRECTORY_ROUTES: readonly GraphRoute[] = [
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
    pattern: /^\/groups\/([^/]+)\/transitiveMembers(\/microsoft\.graph\.user)?$/,
    roles: ['GroupMember.Read.All', 'Directory.Read.All'],
    options: ['$select', '$top', '$skiptoken'],
    defaultTop: 100,
    maxTop: 999,
    properties: USER_PROPERTIES,
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
