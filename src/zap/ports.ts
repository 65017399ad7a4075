import type { SourcePresence } from '../tenants/source-presence.js';
import type { TimeSpan } from '../lib/time-span.js';
import type { Cause } from '../tenants/cause.js';
import type { TenantId } from '../tenants/tenant.js';
import type { MailEnvelope, MailLocation, ZapSighting, ZapSourceName } from './sighting.js';

export interface SightingsReading {
  readonly sightings: readonly ZapSighting[];
  /** True when the source stopped at its own limit: there are more. */
  readonly truncated: boolean;
}

/** A source that speaks for a whole tenant at once (hunting, analyzed e-mails, the ZAP report). Rejects with a typed error. */
export interface TenantZapSource {
  readonly name: Exclude<ZapSourceName, 'mailbox'>;
  /** How far back it can look, in days. */
  readonly daysBack: number;
  probe(tenantId: TenantId): Promise<SourcePresence>;
  read(tenantId: TenantId, span: TimeSpan): Promise<SightingsReading>;
}

/** A person with a mailbox, for tying UPNs, addresses and object ids together. Addresses in lower case. */
export interface DirectoryPerson {
  readonly objectId: string;
  readonly userPrincipalName: string;
  /** Primary first. */
  readonly addresses: readonly string[];
  readonly displayName: string;
  readonly accountEnabled: boolean;
}

export type MailboxZapReading =
  | { readonly kind: 'read'; readonly sightings: readonly ZapSighting[] }
  | { readonly kind: 'failed'; readonly cause: Cause };

/** The junk folder and deleted items of single mailboxes, by the property that ZAP leaves. */
export interface MailboxZapSource {
  probe(tenantId: TenantId): Promise<SourcePresence>;
  /** Everybody who may have a mailbox. All pages, or it rejects. */
  people(tenantId: TenantId): Promise<readonly DirectoryPerson[]>;
  /** One answer per person asked for, by object id, in batches; one mailbox that fails is 'failed', not an absence. */
  readMailboxes(
    tenantId: TenantId,
    people: readonly DirectoryPerson[],
    span: TimeSpan,
  ): Promise<ReadonlyMap<string, MailboxZapReading>>;
}

/** Which message: by NetworkMessageId where there is one, else by InternetMessageId. Never empty. */
export interface MessageRefs {
  readonly networkMessageId?: string | undefined;
  readonly internetMessageId?: string | undefined;
}

export type CopyState =
  | {
      readonly kind: 'found';
      readonly location: MailLocation;
      /** Immutable Graph id, where a mailbox item was seen. */
      readonly itemId?: string | undefined;
      readonly isRead?: boolean | undefined;
    }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'failed'; readonly cause: Cause };

/** One delivery of a message, for "who else received it". */
export interface MailDelivery extends MailEnvelope {
  readonly networkMessageId?: string | undefined;
  readonly recipient: string;
  readonly receivedAt: string;
  /** Where it is now as far as the source knows; message trace only knows where it was delivered. */
  readonly location: MailLocation;
  readonly clicked?: boolean | undefined;
}

export interface DeliveriesReading {
  readonly from: 'hunting' | 'message-trace' | 'analyzed-emails';
  readonly deliveries: readonly MailDelivery[];
  /** In our own words: what this source can't see, or that it stopped at its limit. */
  readonly limits: readonly string[];
  /** Set when the source was not ready or stopped at its limit: what is not listed may have been delivered all the same. */
  readonly incomplete?: true | undefined;
}

/** What deliveries to look for. Exactly one of them. */
export type DeliveryQuery =
  | { readonly by: 'message'; readonly message: MessageRefs }
  | { readonly by: 'cluster'; readonly clusterId: string }
  | { readonly by: 'sender'; readonly address: string }
  | { readonly by: 'domain'; readonly domain: string }
  | { readonly by: 'ip'; readonly ip: string }
  | { readonly by: 'host'; readonly host: string };

/** Looks after single messages wherever they are. Rejects with a typed error when nothing could be asked. */
export interface MessageFinder {
  /** Where each recipient's copy is now, by address. Every address gets an answer. */
  locate(
    tenantId: TenantId,
    message: MessageRefs,
    recipients: readonly string[],
  ): Promise<ReadonlyMap<string, CopyState>>;
  /** Headers, links and attachments of one copy, in a mailbox or in quarantine; undefined when no copy can be read. */
  content(
    tenantId: TenantId,
    message: MessageRefs,
    recipients: readonly string[],
  ): Promise<MessageContent | undefined>;
  deliveries(tenantId: TenantId, query: DeliveryQuery, span: TimeSpan): Promise<DeliveriesReading>;
}

/** The parts of a message that the analysis needs. Never stored and never logged. */
export type MessageContent =
  | { readonly kind: 'mime'; readonly mime: Uint8Array; readonly from: 'mailbox' }
  | { readonly kind: 'headers'; readonly headers: string; readonly from: 'quarantine' };

/** What became of one recipient's copy. */
export type CopyChange = 'done' | 'not-found' | 'failed';

export interface CopyChanges {
  readonly byRecipient: ReadonlyMap<string, CopyChange>;
  /** `accepted`: a tenant-wide order was taken (202) and only reading tells what it did. */
  readonly how: 'per-mailbox' | 'accepted';
}

/** Changes messages, as the actor. Rejects with a typed error only before anything was sent; the caller verifies by reading. */
export interface MessageActions {
  /** Soft delete: into Recoverable Items, from where `putBack` gets it. Quarantined copies stay where they are. */
  removeEverywhere(
    tenantId: TenantId,
    message: MessageRefs,
    recipients: readonly string[],
    order: { readonly approverUpn?: string | undefined; readonly alertId: string },
  ): Promise<CopyChanges>;
  /** Moves soft-deleted copies back to `to`. */
  putBack(
    tenantId: TenantId,
    message: MessageRefs,
    recipients: readonly { readonly address: string; readonly to: 'inbox' | 'junk' }[],
  ): Promise<CopyChanges>;
  /** Moves copies from Junk or Deleted Items to the inbox and releases quarantined ones. */
  release(
    tenantId: TenantId,
    message: MessageRefs,
    recipients: readonly string[],
  ): Promise<CopyChanges>;
}

export interface BlockedSender {
  readonly value: string;
  /** UTC ISO 8601; absent means that it does not expire. */
  readonly expiresAt?: string | undefined;
}

/** The Tenant Allow/Block List, senders only. */
export interface SenderBlocks {
  find(tenantId: TenantId, sender: string): Promise<BlockedSender | undefined>;
  block(tenantId: TenantId, sender: string, expiresAt: string, note: string): Promise<void>;
  unblock(tenantId: TenantId, sender: string): Promise<void>;
}

/** One access to mail, as the audit log has it. */
export interface MailAccess {
  /** User principal name of who did it, in their own mailbox. Lower case. */
  readonly account: string;
  /** Raw, with or without angle brackets: the sender wrote it. */
  readonly internetMessageId: string;
  /** UTC ISO 8601. */
  readonly at: string;
  /** `item`: this message was opened. `folder`: a client fetched everything; that proves no reading. */
  readonly how: 'item' | 'folder';
}

/** Why an answer may lack accesses. `throttled`: the log left records out. `truncated`: more records than are read. */
export type AuditGap = 'throttled' | 'truncated';

/** `lost`: the search failed, was cancelled, or is not there any more; it never comes to an answer. */
export type AuditAnswer =
  | { readonly kind: 'running' }
  | {
      readonly kind: 'done';
      readonly accesses: readonly MailAccess[];
      readonly gaps?: readonly AuditGap[] | undefined;
    }
  | { readonly kind: 'lost' };

/** Who opened mail, from the audit log: a search is ordered, runs for minutes, and is collected later. Rejects with a typed error. */
export interface ReadAudit {
  probe(tenantId: TenantId): Promise<SourcePresence>;
  /** Starts one search, each call another one. Gives its id. `accounts` are user principal names, at least one. */
  order(
    tenantId: TenantId,
    request: { readonly accounts: readonly string[]; readonly span: TimeSpan },
  ): Promise<string>;
  /** What has come of it so far; may be asked any number of times. */
  collect(tenantId: TenantId, orderId: string): Promise<AuditAnswer>;
}
