import { z } from 'zod';
import { ServiceError } from '../../lib/errors.js';
import { isGuid } from '../../tenants/tenant.js';
import type { GraphClient } from './graph-client.js';

const member = z.object({ id: z.string() });
const user = z.object({ id: z.string(), userType: z.string().nullable() });

/**
 * GET /groups/{id}/transitiveMembers: whether the object is in the group, directly or through groups in it. Least permission:
 * GroupMember.Read.All. Rejects with a typed error when the list could not be read to its end; a group that does not exist is such an
 * error. TypeError when an id is not a GUID.
 */
export async function isTransitiveMember(
  client: GraphClient,
  groupId: string,
  objectId: string,
): Promise<boolean> {
  const wanted = requireGuid(objectId);
  const path = `groups/${requireGuid(groupId)}/transitiveMembers?$select=id&$top=999`;
  const members = await client.list(path, member);
  return members.some(({ id }) => id.toLowerCase() === wanted);
}

/** 'unknown': Entra holds no user type, as for some old accounts. */
export type UserKind = 'member' | 'guest' | 'unknown' | 'not-found';

/** GET /users/{id}: whether the account is a guest in this tenant. Least permission: User.Read.All. */
export async function userKind(client: GraphClient, objectId: string): Promise<UserKind> {
  const id = requireGuid(objectId);
  try {
    const found = await client.get(`users/${id}?$select=id,userType`, user);
    if (found.id.toLowerCase() !== id) return 'unknown';
    const type = found.userType?.toLowerCase();
    return type === 'member' || type === 'guest' ? type : 'unknown';
  } catch (error) {
    const gone =
      error instanceof ServiceError && error.answer.serviceCode === 'Request_ResourceNotFound';
    if (gone) return 'not-found';
    throw error;
  }
}

function requireGuid(text: string): string {
  if (!isGuid(text)) throw new TypeError('Graph objects are named by their GUID.');
  return text.toLowerCase();
}
