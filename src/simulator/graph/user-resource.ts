import type { GraphUser } from '../scenario/schema.js';
import type { Rows } from '../scenario/tenant-source.js';
import type { TenantState } from '../tenant-state.js';

/** Sent when nothing is selected. */
export const USER_SHOWN = ['id', 'userPrincipalName', 'displayName', 'mail', 'jobTitle'];

/** Microsoft Learn: "user resource type", as far as the simulator knows it. */
export const USER_PROPERTIES = [
  ...USER_SHOWN,
  ...['accountEnabled', 'userType', 'proxyAddresses', 'signInSessionsValidFromDateTime'],
];

/** A user as it is now. */
export function userResource(tenant: TenantState, user: GraphUser): object {
  const mailAddresses = user.mail === null ? [] : [`SMTP:${user.mail}`];
  return {
    ...user,
    proxyAddresses: user.proxyAddresses ?? mailAddresses,
    ...tenant.accounts.stateOf(user),
  };
}

export function userResources(tenant: TenantState, users: Rows<GraphUser>): Rows<object> {
  return {
    count: users.count,
    slice: (from, count) => users.slice(from, count).map((user) => userResource(tenant, user)),
  };
}

/** By object id or user principal name. */
export function userNamed(tenant: TenantState, idOrName: string): GraphUser | undefined {
  const name = idOrName.toLowerCase();
  return tenant
    .usersNamed(name)
    .find((row) => row.id === name || row.userPrincipalName.toLowerCase() === name);
}
