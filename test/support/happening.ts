import type { AuditRecord } from '../../src/alerts/audit.js';
import type { AccountChange } from './fake-accounts.js';
import type { Change } from './fake-target.js';

/** What really happened, in order; written by the fakes and by the storage, never by the code that is judged. */
export type Happening =
  | { readonly kind: 'audit'; readonly record: AuditRecord }
  | { readonly kind: 'change'; readonly change: Change; readonly approvers: ReadonlySet<string> }
  | {
      readonly kind: 'account';
      readonly change: AccountChange;
      readonly approvers: ReadonlySet<string>;
    }
  | { readonly kind: 'attacker'; readonly mailbox: string }
  /** Somebody blocked or unblocked an account elsewhere. */
  | { readonly kind: 'elsewhere'; readonly account: string };
