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
const SEPARATOR = /\s+or\s+(?=(?:id|mail|userPrincipalName) eq ')/;

/**
 * Equality on id, mail or userPrincipalName, several joined by `or`.
 * @throws GraphFilterError
 */
export function filterUsers(tenant: TenantState, filter: string | null): Rows<GraphUser> {
  if (filter === null) return tenant.users;
  const found = new Map<string, GraphUser>();
  for (const clause of filter.trim().split(SEPARATOR)) {
    const [, property, quoted] = CLAUSE.exec(clause) ?? [];
    if (property === undefined || quoted === undefined) throw new GraphFilterError(filter);
    const value = quoted.replaceAll("''", "'").toLowerCase();
    for (const user of tenant.usersNamed(value)) {
      if (propertyOf(user, property)?.toLowerCase() === value) found.set(user.id, user);
    }
  }
  return rowsOf([...found.values()]);
}

function propertyOf(user: GraphUser, property: string): string | null {
  if (property === 'id') return user.id;
  return property === 'mail' ? user.mail : user.userPrincipalName;
}
