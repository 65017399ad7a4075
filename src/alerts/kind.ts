import type { Cause } from '../tenants/cause.js';
import type { SafeText } from '../lib/untrusted.js';
import type { Alert } from './alert.js';
import type { CardContent } from './card-content.js';
import type { Finding } from './finding.js';

/** What a fresh look at the live target of one alert saw. */
export type LiveState =
  | { readonly kind: 'present'; readonly finding: Finding }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly cause: Cause };

/** What changing the tenant came to. Success is not believed here: the caller reads again. */
export type ChangeResult =
  | { readonly kind: 'sent' }
  /** The service said no for good; `note` says in our own words what to do. */
  | { readonly kind: 'refused'; readonly note: string; readonly code: string }
  /** Nothing was changed for certain; may be tried again. */
  | { readonly kind: 'not-sent'; readonly code: string; readonly retryAfterMs: number }
  /** The answer was lost: it may have been changed. */
  | { readonly kind: 'unknown'; readonly code: string };

export interface Remediation {
  /** Reads the live target. Never throws for what the service says or for no answer: that is 'unreadable'. */
  read(alert: Alert): Promise<LiveState>;
  remove(alert: Alert): Promise<ChangeResult>;
  /** Puts back what `alert.undo` holds. */
  restore(alert: Alert): Promise<ChangeResult>;
}

export interface CardView {
  /** Absent: the card is for reading only and has no buttons. */
  readonly nonce?: string | undefined;
  readonly timeZone: string;
  readonly now: Date;
  /** False in report-only operation: no actor identity, so no Remove button. */
  readonly canRemediate: boolean;
}

/** One line of an alert for lists and grouped cards. */
export interface AlertRow {
  readonly id: SafeText;
  readonly what: SafeText;
  readonly where: SafeText;
  readonly state: SafeText;
  readonly severity: SafeText;
}

/** What the core needs to know of one kind of alert: the same shape for every detector. */
export interface AlertKindDefinition {
  card(alert: Alert, view: CardView): CardContent;
  row(alert: Alert): AlertRow;
  readonly remediation?: Remediation | undefined;
  /** False for what nobody can declare to be wanted. */
  readonly approvable?: boolean | undefined;
}
