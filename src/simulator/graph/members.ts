import type { GraphUser } from '../scenario/schema.js';
import type { TenantState } from '../tenant-state.js';
import { userResource } from './user-resource.js';

/** Members of a group and of the groups in it, each once; undefined when there is no such group. */
export function membersOf(
  tenant: TenantState,
  groupId: string,
  usersOnly: boolean,
): readonly object[] | undefined {
  const group = tenant.groups.find((row) => row.id === groupId.toLowerCase());
  if (group === undefined) return undefined;
  const seen = new Set<string>([group.id]);
  const members: object[] = [];
  const waiting = [...group.members];
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const inner = tenant.groups.find((row) => row.id === id);
    waiting.push(...(inner?.members ?? []));
    if (inner !== undefined && !usersOnly) members.push(groupObject(inner));
    members.push(...tenant.usersNamed(id).map((user) => userObject(tenant, user, usersOnly)));
  }
  return members;
}

function groupObject(group: { id: string; displayName: string; mail: string | null }): object {
  const { id, displayName, mail } = group;
  return { '@odata.type': '#microsoft.graph.group', id, displayName, mail };
}

function userObject(tenant: TenantState, user: GraphUser, cast: boolean): object {
  const row = userResource(tenant, user);
  return cast ? row : { '@odata.type': '#microsoft.graph.user', ...row };
}
