import { Untrusted } from '../lib/untrusted.js';

/** A person who acts: home-tenant id and Entra object id are the identity; the name is only for showing. */
export interface Actor {
  readonly tenantId: string;
  readonly objectId: string;
  readonly name: Untrusted;
}

/** As stored: the name as it was. */
export interface StoredActor {
  readonly tenantId: string;
  readonly objectId: string;
  readonly name: string;
}

export function storeActor(actor: Actor): StoredActor {
  return {
    tenantId: actor.tenantId,
    objectId: actor.objectId,
    name: actor.name.forStorage().slice(0, 200),
  };
}

export function recallActor(stored: StoredActor): Actor {
  return { tenantId: stored.tenantId, objectId: stored.objectId, name: Untrusted.of(stored.name) };
}
