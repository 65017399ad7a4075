import { rowsOf } from '../scenario/tenant-source.js';
import type { Rows } from '../scenario/tenant-source.js';
import type { GraphUser } from '../scenario/schema.js';
import type { TenantState } from '../tenant-state.js';

/** A `$filter` that the simulator doesn't have. */
export class GraphFilterError extends Error {
  constructor(filter: string) {
    super(`Invalid filter clause: ${filter}`);
    this.name = 'GraphFilterError';
  }
}

const CLAUSE = /^(id|mail|userPrincipalName) eq '((?:[^']|'')*)'$/;
const PROXY = /^proxyAddresses\/any\((\w):\1 eq '(smtp:(?:[^']|'')*)'\)$/i;
const SEPARATOR = /\s+or\s+(?=(?:id|mail|userPrincipalName) eq '|proxyAddresses\/any\()/;
/** Microsoft Entra: "Too many child clauses specified in search filter expression containing 'OR' operators". */
const MOST_CLAUSES = 15;

/**
 * Equality on id, mail, userPrincipalName or an element of proxyAddresses, at most fifteen joined by `or`.
 * @throws GraphFilterError
 */
export function filterUsers(tenant: TenantState, filter: string | null): Rows<GraphUser> {
  if (filter === null) return tenant.users;
  const found = new Map<string, GraphUser>();
  const clauses = filter.trim().split(SEPARATOR);
  if (clauses.length > MOST_CLAUSES) throw new GraphFilterError(filter);
  for (const clause of clauses) {
    const users = usersOf(tenant, clause);
    if (users === undefined) throw new GraphFilterError(filter);
    for (const user of users) found.set(user.id, user);
  }
  return rowsOf([...found.values()]);
}

/** Undefined for a clause that the simulator doesn't have. */
function usersOf(tenant: TenantState, clause: string): readonly GraphUser[] | undefined {
  const proxy = PROXY.exec(clause)?.[2];
  if (proxy !== undefined) return usersAt(tenant, unquoted(proxy));
  const [, property, quoted] = CLAUSE.exec(clause) ?? [];
  if (property === undefined || quoted === undefined) return undefined;
  const value = unquoted(quoted);
  const named = tenant.usersNamed(value);
  return named.filter((user) => propertyOf(user, property)?.toLowerCase() === value);
}

function unquoted(text: string): string {
  return text.replaceAll("''", "'").toLowerCase();
}

/** Compared without case, so that 'smtp:' finds the primary address too. */
function usersAt(tenant: TenantState, proxy: string): readonly GraphUser[] {
  const named = tenant.usersNamed(proxy.slice('smtp:'.length)).filter(hasProxy(proxy));
  if (named.length > 0) return named;
  return tenant.users.slice(0, tenant.users.count).filter(hasProxy(proxy));
}

function hasProxy(proxy: string): (user: GraphUser) => boolean {
  return ({ mail, proxyAddresses = mail === null ? [] : [`SMTP:${mail}`] }) =>
    proxyAddresses.some((address) => address.toLowerCase() === proxy);
}

function propertyOf(user: GraphUser, property: string): string | null {
  if (property === 'id') return user.id;
  return property === 'mail' ? user.mail : user.userPrincipalName;
}
