import type { Cause } from '../tenants/cause.js';
import type { DirectoryRecipient, MailboxForwarding, RecipientLookup } from './ports.js';

export type RecipientKnowledge =
  Exclude<RecipientLookup, { kind: 'failed' }> | { readonly kind: 'failed'; readonly cause: Cause };

export type GroupKnowledge =
  | { readonly kind: 'members'; readonly members: readonly DirectoryRecipient[] }
  | { readonly kind: 'failed'; readonly cause: Cause };

/** What has been read of a tenant's directory so far: all that resolving a forward rests on. */
export interface Known {
  /** Every mailbox of the tenant that forwards, by ExchangeGuid and by primary address in lower case. */
  readonly forwarding: ReadonlyMap<string, MailboxForwarding>;
  /** By the identity or the address asked for. */
  readonly recipients: ReadonlyMap<string, RecipientKnowledge>;
  /** By the group's identity. */
  readonly groups: ReadonlyMap<string, GroupKnowledge>;
}

/** Indexes mailboxes for `Known`; a later one takes the place of an earlier one with the same id. */
export function indexForwarding(
  mailboxes: readonly MailboxForwarding[],
): Map<string, MailboxForwarding> {
  const byId = new Map(mailboxes.map((mailbox) => [mailbox.mailboxId.toLowerCase(), mailbox]));
  return new Map([
    ...[...byId.values()].map(
      (mailbox) => [mailbox.primarySmtpAddress.toLowerCase(), mailbox] as const,
    ),
    ...byId,
  ]);
}
