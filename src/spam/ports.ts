import type { TimeSpan } from '../lib/time-span.js';
import type { SourcePresence } from '../tenants/source-presence.js';
import type { TenantId } from '../tenants/tenant.js';
import type { MailDirection, MailOutcome, MailRow, MailVerdict } from './mail-row.js';

/** Where a tenant can tell what mail came and went, best first. */
export const mailSources = ['hunting', 'mail-reports', 'message-trace'] as const;
export type MailSourceName = (typeof mailSources)[number];

/** Why a source told less than was asked. `rows`: it stopped at its own limit, though it was asked in smaller parts. */
export interface MailLimit {
  readonly kind: 'rows' | 'too-far-back' | 'not-ready' | 'lag';
  /** The stretch of which not everything was told. */
  readonly span: TimeSpan;
  /** What it told of the stretch, and what there is, where it says so itself. */
  readonly told?: number | undefined;
  readonly of?: number | undefined;
}

/** What a source counts itself, beside its rows: shows what the rows lack. */
export interface MailTotal {
  readonly direction: MailDirection;
  readonly verdict: MailVerdict;
  readonly outcome: MailOutcome;
  readonly count: number;
}

/** A part of a reading. Rows come in no order, and each only once; they are never held all at the same time. */
export type MailPart =
  | { readonly kind: 'rows'; readonly rows: readonly MailRow[] }
  | { readonly kind: 'limit'; readonly limit: MailLimit }
  /** From a source that counts more than it lists (edge blocks, rows beyond its cap). Not to be added to the rows. */
  | { readonly kind: 'total'; readonly total: MailTotal };

export interface MailQuestion {
  readonly span: TimeSpan;
  /** Domains of the tenant, lower case: they tell inbound from outbound where a source does not. */
  readonly ownDomains: readonly string[];
  /** Only mail of or to this address, where given. */
  readonly mailbox?: string | undefined;
}

/**
 * A source of mail flow. Its mail for phishing simulations and SecOps mailboxes is left out wherever it can be told. `read`
 * rejects with a typed error while it is iterated; what came before must then not be taken for all.
 */
export interface MailSource {
  readonly name: MailSourceName;
  /** How far back it can look, in days. */
  readonly daysBack: number;
  probe(tenantId: TenantId): Promise<SourcePresence>;
  read(tenantId: TenantId, question: MailQuestion): AsyncIterable<MailPart>;
}

/** One line of the spoof report: mail that claimed to be from a domain and was not. */
export interface SpoofRow {
  /** The day, UTC ISO 8601. */
  readonly at: string;
  /** The domain that was claimed, lower case. */
  readonly domain: string;
  readonly spoofedUser?: string | undefined;
  readonly trueSender?: string | undefined;
  /** PTR domain or network of the sending server. */
  readonly infrastructure?: string | undefined;
  readonly count: number;
  readonly type: 'internal' | 'external' | 'unknown';
  /** What the filter did, in the service's own word. */
  readonly result?: string | undefined;
}

export interface SpoofReading {
  readonly rows: readonly SpoofRow[];
  readonly truncated: boolean;
}

/** Get-SpoofMailReport. Rejects with a typed error. */
export interface SpoofSource {
  readonly daysBack: number;
  probe(tenantId: TenantId): Promise<SourcePresence>;
  read(tenantId: TenantId, span: TimeSpan): Promise<SpoofReading>;
}

/** A user of the tenant whom Microsoft keeps from sending, because of outbound spam. */
export interface BlockedUser {
  /** SMTP address, lower case. */
  readonly address: string;
  /** The service's own words; for people only. */
  readonly reason?: string | undefined;
  readonly at?: string | undefined;
}

/** Get-BlockedSenderAddress. An empty list is the answer "nobody". Rejects with a typed error. */
export interface BlockedUsers {
  probe(tenantId: TenantId): Promise<SourcePresence>;
  list(tenantId: TenantId): Promise<readonly BlockedUser[]>;
}

/** Remove-BlockedSenderAddress, as the actor. Unblocking who is not blocked changes nothing. The caller reads again. */
export interface SendingUnblock {
  find(tenantId: TenantId, address: string): Promise<BlockedUser | undefined>;
  unblock(tenantId: TenantId, address: string): Promise<void>;
}

/** A person of the tenant, found by an address. Addresses in lower case. */
export interface OwnUser {
  readonly objectId: string;
  readonly userPrincipalName: string;
  readonly addresses: readonly string[];
  readonly displayName: string;
  readonly accountEnabled: boolean;
}

export interface OwnUsers {
  /** By the address asked for; who has none of them is not in the map. Rejects with a typed error. */
  find(tenantId: TenantId, addresses: readonly string[]): Promise<ReadonlyMap<string, OwnUser>>;
}

/** One successful sign-in. */
export interface SignIn {
  readonly at: string;
  /** Two-letter code as the service gives it; undefined when it knows none. */
  readonly country?: string | undefined;
  readonly ip?: string | undefined;
}

/** GET /auditLogs/signIns: needs Entra ID P1 in the tenant. Rejects with a typed error. */
export interface SignIns {
  probe(tenantId: TenantId): Promise<SourcePresence>;
  /** Newest first; `truncated` when there are more than are read. */
  of(
    tenantId: TenantId,
    objectId: string,
    span: TimeSpan,
  ): Promise<{ readonly signIns: readonly SignIn[]; readonly truncated: boolean }>;
}
