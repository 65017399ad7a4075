import { AppError } from '../../lib/errors.js';
import type { MessageContent, MessageRefs } from '../../zap/ports.js';
import type { QuarantineReader } from '../../zap/quarantine.js';
import type { TenantId } from '../../tenants/tenant.js';
import { withInternetId } from './delivery-log.js';
import type { LocateParts } from './locate-copies.js';
import { findCopies } from './mailbox-copies.js';
import { immutableIds } from './mailbox-zap-query.js';
import { isHeldFor, quarantinedCopy } from './quarantined-copy.js';

/** A mail with its attachments; larger ones are refused, not cut. */
const mostBytes = 30 * 1024 * 1024;
/** All copies of a message are alike, so a few mailboxes suffice. */
const mostMailboxes = 12;

export interface ContentParts extends Omit<LocateParts, 'quarantined' | 'causeOf'> {
  readonly tenantId: TenantId;
  readonly quarantine: QuarantineReader;
}

/**
 * The message as it came: GET /users/{id}/messages/{id}/$value (least permission Mail.Read) of the first copy that can be
 * read, also from Recoverable Items; else the headers from quarantine (Get-QuarantineMessageHeader). Undefined when no place
 * that could be asked has it; rejects with the first failure when none could be asked.
 */
export async function messageContent(
  parts: ContentParts,
  refs: MessageRefs,
  recipients: readonly string[],
): Promise<MessageContent | undefined> {
  const message = await withInternetId(parts.client, refs, parts.clock);
  if (message === undefined) return undefined;
  const addresses = [...new Set(recipients.map((address) => address.toLowerCase()))];
  const ways = [
    () => fromMailboxes(parts, message, addresses),
    () => fromQuarantine(parts, message, addresses),
  ];
  const failures: AppError[] = [];
  for (const way of ways) {
    try {
      const content = await way();
      if (content !== undefined) return content;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      failures.push(error);
    }
  }
  const [first] = failures;
  if (first !== undefined && failures.length === ways.length) throw first;
  return undefined;
}

type Message = MessageRefs & { readonly internetMessageId: string };

async function fromMailboxes(
  { client }: ContentParts,
  message: Message,
  addresses: readonly string[],
): Promise<MessageContent | undefined> {
  const failures: AppError[] = [];
  let answered = false;
  for (const folder of ['all', 'recoverableitemsdeletions'] as const) {
    const searches = await findCopies(client, message, addresses.slice(0, mostMailboxes), folder);
    for (const search of searches.values()) {
      if (search.kind === 'failed') failures.push(search.error);
      if (search.kind === 'none') answered = true;
      const item = search.kind === 'found' ? search.items[0] : undefined;
      if (search.kind !== 'found' || item === undefined) continue;
      const user = encodeURIComponent(search.mailbox);
      const path = `users/${user}/messages/${encodeURIComponent(item.id)}/$value`;
      return {
        kind: 'mime',
        mime: await client.bytes(path, mostBytes, immutableIds),
        from: 'mailbox',
      };
    }
  }
  const [first] = failures;
  if (first !== undefined && !answered) throw first;
  return undefined;
}

async function fromQuarantine(
  { quarantine, tenantId }: ContentParts,
  message: Message,
  addresses: readonly string[],
): Promise<MessageContent | undefined> {
  const items = await quarantine.find(tenantId, message.internetMessageId);
  const held = items.filter((one) => addresses.some((address) => isHeldFor(one, address)));
  const copy = await quarantinedCopy(quarantine, tenantId, held, message);
  return copy && { kind: 'headers', headers: copy.headers, from: 'quarantine' };
}
