import { ContractError } from '../../lib/errors.js';
import type { Clock } from '../../lib/clock.js';
import type { TenantId } from '../../tenants/tenant.js';
import type { CopyChange, CopyChanges, MessageActions, MessageRefs } from '../../zap/ports.js';
import type { QuarantineReleaser } from '../../zap/quarantine.js';
import { moveCopies } from './copy-moves.js';
import type { Move, MoveTarget } from './copy-moves.js';
import { withInternetId } from './delivery-log.js';
import { service } from './graph-answer.js';
import type { GraphClient } from './graph-client.js';
import { findCopies } from './mailbox-copies.js';
import type { CopySearch, SearchedFolder } from './mailbox-copies.js';
import { releaseQuarantined } from './quarantine-release.js';
import { orderRemoval } from './remediation-order.js';
import { provenGraph } from './tenant-client.js';
import type { GraphOf } from './tenant-client.js';

export interface MessageActionsOptions {
  readonly clock: Clock;
  readonly quarantine: QuarantineReleaser;
  /** Finds the InternetMessageId of a message that is known by its NetworkMessageId only; the reader's client. */
  readonly logsOf: GraphOf;
}

type Message = MessageRefs & { readonly internetMessageId: string };
type Searches = ReadonlyMap<string, CopySearch>;

/**
 * Changes messages with the actor's identity. Least permissions: Mail.ReadWrite, User.Read.All for addresses that are no
 * UPN, SecurityAnalyzedMessage.ReadWrite.All for the tenant-wide removal (without it mailboxes are changed one by one), and a
 * role for quarantine. Every change may be asked for twice: what is already where it should be is 'done'.
 */
export function messageActions(graphOf: GraphOf, options: MessageActionsOptions): MessageActions {
  const clientOf = provenGraph(graphOf);
  const logsOf = provenGraph(options.logsOf);
  const named = async (tenantId: TenantId, refs: MessageRefs): Promise<Message> =>
    requireId(logsOf(tenantId), refs, options.clock);
  return {
    removeEverywhere: async (tenantId, refs, recipients, order) => {
      const client = clientOf(tenantId);
      const addresses = distinct(recipients);
      const { networkMessageId } = refs;
      if (networkMessageId !== undefined && addresses.length > 0) {
        const ordered = await orderRemoval(client, { networkMessageId, addresses, ...order });
        if (ordered !== undefined) return ordered;
      }
      return remove(client, await named(tenantId, refs), addresses);
    },
    putBack: async (tenantId, refs, recipients) =>
      putBack(clientOf(tenantId), await named(tenantId, refs), recipients),
    release: async (tenantId, refs, recipients) => {
      const message = await named(tenantId, refs);
      const addresses = distinct(recipients);
      const moved = await toInbox(clientOf(tenantId), message, addresses);
      const missing = addresses.filter((address) => moved.get(address) === 'not-found');
      const { quarantine } = options;
      const released = await releaseQuarantined({ quarantine, tenantId, message }, missing);
      return perMailbox(new Map([...moved, ...released]));
    },
  };
}

/** Rejects before anything is changed: a mailbox can't be searched for a message without this id. */
async function requireId(client: GraphClient, refs: MessageRefs, clock: Clock): Promise<Message> {
  const message = await withInternetId(client, refs, clock);
  if (message !== undefined) return message;
  throw new ContractError('The message is in no log, so no mailbox can be searched for it.', {
    service,
    path: 'InternetMessageId',
  });
}

async function remove(
  client: GraphClient,
  message: Message,
  addresses: readonly string[],
): Promise<CopyChanges> {
  const searches = await findCopies(client, message, addresses, 'all');
  const moved = await moveAll(client, searches, 'recoverableitemsdeletions');
  return perMailbox(await doneWhere(client, message, moved, 'recoverableitemsdeletions'));
}

async function putBack(
  client: GraphClient,
  message: Message,
  recipients: readonly { readonly address: string; readonly to: 'inbox' | 'junk' }[],
): Promise<CopyChanges> {
  const targets = new Map(recipients.map(({ address, to }) => [address.toLowerCase(), to]));
  const folder = 'recoverableitemsdeletions';
  const searches = await findCopies(client, message, [...targets.keys()], folder);
  const moves = [...searches].map(([address, search]): Move => {
    const to = targets.get(address) === 'inbox' ? 'inbox' : 'junkemail';
    return { address, search, to };
  });
  const moved = await moveCopies(client, moves);
  return perMailbox(await doneWhere(client, message, moved, 'all'));
}

/** From junk and deleted items to the inbox. What lies anywhere else in the mailbox is where its owner can see it. */
async function toInbox(
  client: GraphClient,
  message: Message,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, CopyChange>> {
  const changes = new Map<string, CopyChange>();
  let left = addresses;
  for (const folder of ['junkemail', 'deleteditems'] as const) {
    const searches = await findCopies(client, message, left, folder);
    for (const [address, change] of await moveAll(client, searches, 'inbox')) {
      changes.set(address, change);
    }
    left = addresses.filter((address) => changes.get(address) === 'not-found');
  }
  return doneWhere(client, message, changes, 'all');
}

async function moveAll(
  client: GraphClient,
  searches: Searches,
  to: MoveTarget,
): Promise<ReadonlyMap<string, CopyChange>> {
  return moveCopies(
    client,
    [...searches].map(([address, search]) => ({ address, search, to })),
  );
}

/** Where nothing was found to move, a copy that is there already makes the change done. */
async function doneWhere(
  client: GraphClient,
  message: Message,
  changes: ReadonlyMap<string, CopyChange>,
  folder: SearchedFolder,
): Promise<ReadonlyMap<string, CopyChange>> {
  const missing = [...changes].filter(([, change]) => change === 'not-found').map(([key]) => key);
  const searches = await findCopies(client, message, missing, folder);
  const looked = [...searches].map(([address, search]) => [address, seen[search.kind]] as const);
  return new Map([...changes, ...looked]);
}

const seen: Readonly<Record<CopySearch['kind'], CopyChange>> = {
  found: 'done',
  none: 'not-found',
  failed: 'failed',
};

function distinct(addresses: readonly string[]): readonly string[] {
  return [...new Set(addresses.map((address) => address.toLowerCase()))];
}

function perMailbox(byRecipient: ReadonlyMap<string, CopyChange>): CopyChanges {
  return { how: 'per-mailbox', byRecipient };
}
