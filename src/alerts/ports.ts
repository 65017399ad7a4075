import type { Etag } from '../lib/etag.js';
import type { TenantId } from '../tenants/tenant.js';
import type { Actor } from './actor.js';
import type { Alert, AlertId, MessageRef } from './alert.js';
import type { Approval } from './approval.js';
import type { AuditHead, AuditRecord } from './audit.js';
import type { CardContent } from './card-content.js';
import type { AlertGroup } from './group.js';
import type { OutboxEntry } from './outbox.js';

export interface Versioned<T> {
  readonly row: T;
  readonly etag: Etag;
}

/** Everything of one tenant that is written together. */
export type Row =
  | { readonly type: 'alert'; readonly value: Alert }
  | { readonly type: 'approval'; readonly value: Approval }
  | { readonly type: 'group'; readonly value: AlertGroup }
  | { readonly type: 'outbox'; readonly value: OutboxEntry }
  | { readonly type: 'audit'; readonly value: AuditRecord }
  | { readonly type: 'audit-head'; readonly value: AuditHead };

/** `etag: undefined` inserts and conflicts when the row exists; otherwise replaces and conflicts when it has changed. */
export type Write = Row & { readonly etag: Etag | undefined };

/** The store of alerts. All writes of one `commit` happen, or none; every list is in the order of its key. */
export interface AlertStore {
  alert(tenantId: TenantId, id: AlertId): Promise<Versioned<Alert> | undefined>;
  /** Finds an alert by its id alone. */
  locate(id: AlertId): Promise<Versioned<Alert> | undefined>;
  alerts(tenantId: TenantId): AsyncIterable<Versioned<Alert>>;
  approval(tenantId: TenantId, id: AlertId): Promise<Versioned<Approval> | undefined>;
  approvals(tenantId: TenantId): AsyncIterable<Versioned<Approval>>;
  group(tenantId: TenantId, id: string): Promise<Versioned<AlertGroup> | undefined>;
  /** Finds a group by its id alone. */
  locateGroup(id: string): Promise<Versioned<AlertGroup> | undefined>;
  outboxEntry(tenantId: TenantId, id: string): Promise<Versioned<OutboxEntry> | undefined>;
  /** Entries that are not done or dead, oldest first. */
  openOutbox(tenantId: TenantId): AsyncIterable<Versioned<OutboxEntry>>;
  /** Entries that were given up, oldest first. */
  deadOutbox(tenantId: TenantId): AsyncIterable<Versioned<OutboxEntry>>;
  auditHead(tenantId: TenantId): Promise<Versioned<AuditHead> | undefined>;
  audit(tenantId: TenantId): AsyncIterable<AuditRecord>;
  /** Tenants that have rows. */
  tenants(): Promise<readonly TenantId[]>;
  /** At most 90 writes, all for `tenantId`. 'conflict' when any condition failed; then nothing was written. */
  commit(tenantId: TenantId, writes: readonly Write[]): Promise<'committed' | 'conflict'>;
  /** Deletes a finished outbox entry, only in the version named. */
  purge(tenantId: TenantId, outboxId: string, etag: Etag): Promise<'purged' | 'conflict'>;
}

/** The security channel, and where to reach it. */
export interface ChannelRef {
  readonly tenantId: string;
  readonly teamId: string;
  readonly channelId: string;
  readonly serviceUrl: string;
  /** Changed by whom and when; kept for `status`. */
  readonly chosenBy: string;
  readonly chosenAt: string;
}

export interface ChannelStore {
  current(): Promise<Versioned<ChannelRef> | undefined>;
  choose(channel: ChannelRef): Promise<void>;
  /** The bot was removed from the channel's team. */
  forget(channelId: string): Promise<void>;
}

/** First writer wins; used for inbound de-duplication, schedule slots and one-time greetings. */
export interface ClaimStore {
  /** True for exactly one caller per key, until the claim is purged. */
  claim(key: string): Promise<boolean>;
  /** Forgets the claims made before `time`, and says how many. Only for times at which no repetition can come any more. */
  purgeOlder(time: Date): Promise<number>;
}

/** What became of one attempt to put a card into Teams. Only 'ambiguous' leaves open whether it was shown. */
export type PostResult =
  | { readonly kind: 'posted'; readonly message: MessageRef }
  | { readonly kind: 'refused'; readonly code: string; readonly retryAfterMs: number }
  | { readonly kind: 'ambiguous'; readonly code: string }
  | { readonly kind: 'impossible'; readonly code: string };

export type UpdateResult =
  | { readonly kind: 'updated' }
  | { readonly kind: 'refused'; readonly code: string; readonly retryAfterMs: number }
  | { readonly kind: 'gone'; readonly code: string };

/** Puts cards into the security channel. One request per call: it never repeats a post by itself. */
export interface Announcer {
  /** A new message in the channel, or a reply in the thread that `thread` began. */
  post(channel: ChannelRef, card: CardContent, thread?: MessageRef): Promise<PostResult>;
  update(channel: ChannelRef, message: MessageRef, card: CardContent): Promise<UpdateResult>;
}

/** Whether a person may act. 'unverified' when it could not be found out: that is a refusal too. */
export type ApproverAnswer = 'approver' | 'not-approver' | 'guest' | 'unverified';

export interface ApproverCheck {
  check(actor: Actor): Promise<ApproverAnswer>;
}

/** Wakes the worker of a tenant's outbox. Losing a wake-up delays the work until the tenant's next scan. */
export interface OutboxBell {
  ring(tenantId: TenantId, afterMs?: number): Promise<void>;
}
