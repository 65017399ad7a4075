import type { AppError } from '../../lib/errors.js';
import { ContractError, ServiceError } from '../../lib/errors.js';
import type { MessageRefs } from '../../zap/ports.js';
import { service } from './graph-answer.js';
import type { GraphClient } from './graph-client.js';
import type { ListResult } from './graph-batch-lists.js';
import { isNoMailbox } from './mailbox-absence.js';
import { mailboxMessage, networkIdOf } from './mailbox-message.js';
import type { MailboxMessage } from './mailbox-message.js';
import { mailboxNames } from './mailbox-names.js';
import { odataString } from './odata.js';
import { immutableIds } from './mailbox-zap-query.js';

/** `all` is everything but Recoverable Items. */
export type SearchedFolder =
  'all' | 'inbox' | 'junkemail' | 'deleteditems' | 'recoverableitemsdeletions';

export type CopySearch =
  | {
      readonly kind: 'found';
      /** How Graph knows the mailbox: the address, or the object id. */
      readonly mailbox: string;
      /** At least one. */
      readonly items: readonly MailboxMessage[];
    }
  /** Also for an address without a mailbox here. */
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly error: AppError };

const selected = 'id,internetMessageId,parentFolderId,isRead,internetMessageHeaders';
const unknownUser: ReadonlySet<string> = new Set([
  'ErrorInvalidUser',
  'Request_ResourceNotFound',
  'ResourceNotFound',
]);

/**
 * GET /users/{address}/messages?$filter=internetMessageId eq '…', or of one folder, for many mailboxes in batches; least permission
 * Mail.Read. An address that Graph does not take for a user is looked up first (User.Read.All). The sender writes the
 * InternetMessageId, so several messages can bear it: where the NetworkMessageId is known too, it decides.
 */
export async function findCopies(
  client: GraphClient,
  message: MessageRefs & { readonly internetMessageId: string },
  addresses: readonly string[],
  folder: SearchedFolder,
): Promise<ReadonlyMap<string, CopySearch>> {
  const first = await search(client, message, folder, new Map(addresses.map((a) => [a, a])));
  const strangers = [...first].filter(([, result]) => isUnknownUser(result)).map(([key]) => key);
  if (strangers.length === 0) return first;
  const names = await mailboxNames(client, strangers);
  const found = new Map<string, string>();
  const rest = new Map<string, CopySearch>();
  for (const [address, name] of names) {
    if (name.kind === 'user') found.set(address, name.objectId);
    else rest.set(address, name);
  }
  return new Map([...first, ...rest, ...(await search(client, message, folder, found))]);
}

async function search(
  client: GraphClient,
  message: MessageRefs & { readonly internetMessageId: string },
  folder: SearchedFolder,
  mailboxes: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, CopySearch>> {
  const askable = [...mailboxes].filter(([, mailbox]) => isName(mailbox));
  const requests = askable.map(([id, mailbox]) => ({
    id,
    path: searchPath(mailbox, folder, message.internetMessageId),
    headers: immutableIds,
  }));
  const results = await client.lists(requests, mailboxMessage);
  return new Map(
    [...mailboxes].map(([address, mailbox]) => [
      address,
      searchOf(mailbox, results.get(address), message),
    ]),
  );
}

/** A GUID or an address. Dots alone, or a slash, would be a way out of the path. */
function isName(mailbox: string): boolean {
  return mailbox.length <= 320 && /^(?:[^\s/\\?#%@]+@[^\s/\\?#%@]+|[0-9a-f-]{36})$/i.test(mailbox);
}

function searchPath(mailbox: string, folder: SearchedFolder, internetMessageId: string): string {
  const filter = encodeURIComponent(`internetMessageId eq ${odataString(internetMessageId)}`);
  const below = folder === 'all' ? '' : `mailFolders/${folder}/`;
  const user = encodeURIComponent(mailbox);
  return `users/${user}/${below}messages?$filter=${filter}&$select=${selected}&$top=50`;
}

function searchOf(
  mailbox: string,
  result: ListResult<MailboxMessage> | undefined,
  message: MessageRefs,
): CopySearch {
  if (result === undefined) return { kind: 'failed', error: noAddress() };
  if (result.kind === 'failed') return isNoMailbox(result.error) ? { kind: 'none' } : result;
  const items = sameMessage(result.items, message.networkMessageId);
  return items.length === 0 ? { kind: 'none' } : { kind: 'found', mailbox, items };
}

/** An item without such a header (the sender's own, or one that was imported) counts only when no other has it. */
function sameMessage(
  items: readonly MailboxMessage[],
  networkMessageId: string | undefined,
): readonly MailboxMessage[] {
  if (networkMessageId === undefined) return items;
  const wanted = networkMessageId.toLowerCase();
  const exact = items.filter((item) => networkIdOf(item) === wanted);
  return exact.length > 0 ? exact : items.filter((item) => networkIdOf(item) === undefined);
}

function isUnknownUser(result: CopySearch): boolean {
  const error = result.kind === 'failed' ? result.error : undefined;
  return error instanceof ServiceError && unknownUser.has(error.answer.serviceCode ?? '');
}

function noAddress(): ContractError {
  return new ContractError('A recipient is no address that a mailbox could have.', {
    service,
    path: 'users/{id}/messages',
  });
}
