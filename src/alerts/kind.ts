import type { Cause } from '../tenants/cause.js';
import type { SafeText } from '../lib/untrusted.js';
import type { Alert } from './alert.js';
import type { CardContent } from './card-content.js';
import type { Finding } from './finding.js';
import type { MeasureName, MeasureState, MeasureTarget } from './measure.js';

/** What a fresh look at the live target of one alert saw. */
export type LiveState =
  /** `note`: what the look counted, in our own words. */
  | { readonly kind: 'present'; readonly finding: Finding; readonly note?: string | undefined }
  | { readonly kind: 'absent'; readonly note?: string | undefined }
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

/** How one measure is read, taken and undone. The same promises as `Remediation`. */
export interface MeasureDefinition {
  /** Empty when there is nobody to apply it to. */
  readonly targets: (alert: Alert) => readonly MeasureTarget[];
  /** `orderedAt` is the time of the order: sessions revoked before it do not count. */
  readonly read: (alert: Alert, target: string, orderedAt: string) => Promise<MeasureState>;
  readonly apply: (alert: Alert, target: string) => Promise<ChangeResult>;
  /** Absent when it can't be undone. */
  readonly revert?: ((alert: Alert, target: string) => Promise<ChangeResult>) | undefined;
  /** True for what holds as of a moment only: done once, it may be ordered again. */
  readonly repeatable?: boolean | undefined;
  /**
   * For what the service carries out only some time after it took the order: an order that was taken and that reads do
   * not show in time counts as done, with this note.
   */
  readonly whenAccepted?: string | undefined;
}

/** One answer to what an alert turned out to be. */
export interface AcknowledgeCause {
  /** Stored, and in the button's data. */
  readonly value: string;
  /** Our own words. */
  readonly words: string;
}

export interface CardView {
  /** Absent: the card is for reading only and has no buttons. */
  readonly nonce?: string | undefined;
  readonly timeZone: string;
  readonly now: Date;
  /** False in report-only operation: no actor identity, so no Remove button. */
  readonly canRemediate: boolean;
  /** False in report-only operation: no buttons for measures. */
  readonly canMeasure?: boolean | undefined;
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
  /** True for what somebody may close by saying that it is dealt with. */
  readonly acknowledgeable?: boolean | undefined;
  /** What it turned out to be: who closes it names one of these. Absent where nobody is asked. */
  readonly acknowledgeCauses?: readonly AcknowledgeCause[] | undefined;
  /**
   * `condition` (the default): it lasts until it ends, and seen again after it had ended it has returned. `event`: it
   * happened once; seen again unchanged after it was closed it is no news, and it never goes away by itself.
   */
  readonly lasts?: 'condition' | 'event' | undefined;
  /** What else its card offers. */
  readonly measures?: Readonly<Partial<Record<MeasureName, MeasureDefinition>>> | undefined;
}
