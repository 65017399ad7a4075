import { z } from 'zod';
import type { AccountControl } from '../../alerts/contain.js';
import { ContractError, ServiceError } from '../../lib/errors.js';
import { isGuid } from '../../tenants/tenant.js';
import type { TenantId } from '../../tenants/tenant.js';
import type { GraphClient } from './graph-client.js';

const account = z.object({
  id: z.string(),
  accountEnabled: z.boolean(),
  signInSessionsValidFromDateTime: z.iso.datetime({ offset: true }).nullish(),
});
const revoked = z.object({ value: z.literal(true) });
const nothing = z.unknown();

/**
 * The account of a person, by object id, over Graph as the actor: GET /users/{id} (least permission User.Read.All), POST
 * /users/{id}/revokeSignInSessions (User.RevokeSessions.All) and PATCH /users/{id} (User.EnableDisableAccount.All with
 * User.Read.All; an account with an administrator role needs a higher role of the app as well). A change is sent once:
 * when its answer is lost it rejects, and the caller reads again. TypeError when the id is not a GUID.
 */
export function graphAccountControl(clientOf: (tenantId: TenantId) => GraphClient): AccountControl {
  return {
    read: async (tenantId, objectId) => {
      const path = pathOf(objectId);
      const found = await orNotFound(
        clientOf(tenantId).get(
          `${path}?$select=id,accountEnabled,signInSessionsValidFromDateTime`,
          account,
        ),
      );
      if (found === 'not-found') return found;
      if (found.id.toLowerCase() !== objectId.toLowerCase()) throw anotherAccount();
      return {
        accountEnabled: found.accountEnabled,
        sessionsValidFrom: found.signInSessionsValidFromDateTime ?? undefined,
      };
    },
    revokeSessions: async (tenantId, objectId) => {
      const path = `${pathOf(objectId)}/revokeSignInSessions`;
      await clientOf(tenantId).post(path, undefined, revoked);
    },
    setSignIn: async (tenantId, objectId, enabled) => {
      await clientOf(tenantId).patch(pathOf(objectId), { accountEnabled: enabled }, nothing);
    },
  };
}

async function orNotFound<T>(read: Promise<T>): Promise<T | 'not-found'> {
  try {
    return await read;
  } catch (error) {
    const gone =
      error instanceof ServiceError && error.answer.serviceCode === 'Request_ResourceNotFound';
    if (gone) return 'not-found';
    throw error;
  }
}

function anotherAccount(): ContractError {
  return new ContractError('Graph answered with another account than the one asked for.', {
    service: 'graph',
    path: 'users/{id}:id',
  });
}

function pathOf(objectId: string): string {
  if (!isGuid(objectId)) throw new TypeError('Graph accounts are named by their GUID.');
  return `users/${objectId.toLowerCase()}`;
}
