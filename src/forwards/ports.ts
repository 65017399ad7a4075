import type { TenantId } from '../tenants/tenant.js';

/** The forwarding attributes of one mailbox as Exchange holds them. Everything but the ids may be attacker-written. */
export interface MailboxForwarding {
  /** ExchangeGuid, lower case. */
  readonly mailboxId: string;
  /** Entra object id (ExternalDirectoryObjectId), where Exchange gives one. */
  readonly objectId?: string | undefined;
  readonly userPrincipalName: string;
  readonly primarySmtpAddress: string;
  readonly displayName: string;
  /** RecipientTypeDetails: UserMailbox, SharedMailbox … */
  readonly recipientType: string;
  /** As read, with or without the 'smtp:' prefix; null when not set. */
  readonly forwardingSmtpAddress: string | null;
  /** Identity string of a recipient in the organisation; null when not set. */
  readonly forwardingAddress: string | null;
  /** DeliverToMailboxAndForward. */
  readonly keepsCopy: boolean;
}

/** Get-AcceptedDomain. */
export interface AcceptedDomain {
  readonly domainName: string;
  readonly matchSubDomains: boolean;
}

/** One complete reading: every page came, or the call rejects. */
export interface ForwardReading {
  readonly acceptedDomains: readonly AcceptedDomain[];
  /** Only mailboxes that have at least one of the two attributes. Each mailboxId once. */
  readonly mailboxes: readonly MailboxForwarding[];
}

/** A recipient that a ForwardingAddress may name, as Get-Recipient shows it. */
export interface DirectoryRecipient {
  readonly identity: string;
  /** RecipientTypeDetails: MailContact, MailUser, GuestMailUser, UserMailbox, MailUniversalDistributionGroup … */
  readonly recipientType: string;
  readonly displayName: string;
  readonly primarySmtpAddress: string | null;
  /** Where mail to a contact, mail user or guest really goes. */
  readonly externalEmailAddress: string | null;
  /** The recipient's own forwarding, when it is a mailbox. */
  readonly mailboxId?: string | undefined;
}

export type RecipientLookup =
  | { readonly kind: 'one'; readonly recipient: DirectoryRecipient }
  | { readonly kind: 'none' }
  /** Several recipients answer to that name: it can't be told which. */
  | { readonly kind: 'several' }
  | { readonly kind: 'failed'; readonly code: string };

export type MailboxReading =
  { readonly kind: 'read'; readonly mailbox: MailboxForwarding } | { readonly kind: 'not-found' };

/**
 * Reads forwarding from one tenant. Rejects with a typed error (ServiceError, TransportError, ContractError) when a
 * reading is not complete; an empty list always means that there is nothing.
 */
export interface ForwardReader {
  /** Get-AcceptedDomain and Get-Mailbox with the server-side filter, in one batch, all pages. */
  readTenant(tenantId: TenantId): Promise<ForwardReading>;
  /** Exactly this mailbox, by ExchangeGuid or SMTP address. */
  readMailbox(tenantId: TenantId, mailbox: string): Promise<MailboxReading>;
  /** One answer per identity asked for, in batches; a failed look-up is 'failed', not an absence. */
  lookUp(
    tenantId: TenantId,
    identities: readonly string[],
  ): Promise<ReadonlyMap<string, RecipientLookup>>;
  /** Members of a group, one level. */
  groupMembers(tenantId: TenantId, identity: string): Promise<readonly DirectoryRecipient[]>;
}

/** Changes forwarding in one tenant. Resolves when the service accepted it; the caller verifies by reading. */
export interface ForwardWriter {
  /** Clears both addresses and DeliverToMailboxAndForward at once. */
  clear(tenantId: TenantId, mailboxId: string): Promise<void>;
  set(
    tenantId: TenantId,
    mailboxId: string,
    forwarding: Pick<
      MailboxForwarding,
      'forwardingSmtpAddress' | 'forwardingAddress' | 'keepsCopy'
    >,
  ): Promise<void>;
}
