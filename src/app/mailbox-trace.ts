import type { Approval } from '../alerts/approval.js';
import type { AlertKind } from '../alerts/finding.js';
import type { AlertState } from '../alerts/lifecycle.js';
import type { Measure } from '../alerts/measure.js';
import type { TenantHealth } from '../tenants/health.js';
import type { Tenant } from '../tenants/tenant.js';
import type { MailboxFact, MailboxIdentity, Part } from './mailbox-fact.js';
import type { MailboxLive } from './mailbox-live.js';

/** An alert that concerns the mailbox, as it is now. */
export interface StandingAlert {
  readonly id: string;
  readonly kind: AlertKind;
  readonly state: AlertState;
  /** Where a forward leads, what a message was called. */
  readonly what: readonly Part[];
  readonly changedAt: string;
  readonly lastSeenAt: string;
  /** The approval that was given on it, or that covers it; raw texts. */
  readonly approval?: Pick<Approval, 'by' | 'reason' | 'expiresAt'> | undefined;
}

/** A measure on the mailbox's own account, with the alert on which it was ordered. */
export interface AccountMeasure extends Measure {
  readonly alertId: string;
}

/** What was read of zapped mail when it was last looked for. Texts are our own words. */
export interface ZapCoverageNote {
  readonly readAt: string;
  readonly complete: boolean;
  readonly notRead: readonly string[];
  readonly limits: readonly string[];
}

/** What the stored days of mail flow cover. */
export interface FlowCoverage {
  /** Local days, YYYY-MM-DD. */
  readonly firstDay: string;
  readonly lastDay: string;
  readonly days: number;
  /** Days that were not read to their end, or by no source. */
  readonly unread: number;
  /** Days on which others had no room in the list, so that not being on it means nothing. */
  readonly openReceived: number;
  readonly openSent: number;
  /** When the latest day was read. */
  readonly readAt: string;
}

/** What is known of how much was read in one tenant. Absent: never. */
export interface TraceCoverage {
  readonly health?: TenantHealth | undefined;
  readonly zap?: ZapCoverageNote | undefined;
  readonly flow?: FlowCoverage | undefined;
  /** The first line of the tenant's record. */
  readonly recordedSince?: string | undefined;
  /** Messages whose list of recipients had no room for all, and does not name the mailbox. */
  readonly messagesCut: number;
}

/** Everything stored about the mailbox in one tenant. */
export interface TenantTrace {
  readonly tenant: Tenant;
  readonly identity: MailboxIdentity;
  readonly facts: readonly MailboxFact[];
  /** Those that have not ended. */
  readonly standing: readonly StandingAlert[];
  readonly measures: readonly AccountMeasure[];
  /** That Microsoft kept it from sending, by the last alert that says so, and when that was seen. */
  readonly sendingBlocked?:
    { readonly since?: string | undefined; readonly readAt: string } | undefined;
  readonly coverage: TraceCoverage;
}

/** What a history is made from. */
export interface HistoryInput {
  /** As it was asked for, lower case. */
  readonly address: string;
  /** The watched tenant that owns the domain, where one is known. */
  readonly owner?: Tenant | undefined;
  /** Of every tenant that was searched. */
  readonly traces: readonly TenantTrace[];
  readonly live: MailboxLive;
  /** IANA zone in which times are said. */
  readonly timeZone: string;
}
