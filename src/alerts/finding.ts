import type { Json } from '../lib/json.js';
import type { TenantId } from '../tenants/tenant.js';
import type { Severity } from './severity.js';

export type AlertKind = 'forward' | 'zap' | 'spam' | 'unreadable';

/** What a detector saw, before de-duplication. */
export interface Finding {
  readonly kind: AlertKind;
  readonly tenantId: TenantId;
  /** Same identity, same alert. Canonical text: the store hashes it, nothing parses it. */
  readonly identity: string;
  /** A hash: differs when anything that a decision rested on has changed. */
  readonly fingerprint: string;
  readonly severity: Severity;
  /** The detector's own facts, as stored. Holds attackers' text as it was: only the detector's card may show it. */
  readonly facts: Readonly<Record<string, Json>>;
  /** Findings of one campaign have the same; the alerts of a campaign stand in one thread. */
  readonly campaign?: string | undefined;
  /** Wider scopes of which this finding is a part, by name: an approval may be given for one of them ('sender'). */
  readonly scopes?: Readonly<Record<string, string>> | undefined;
  /** Entra object id of the person whose mailbox it is; that person may not approve. */
  readonly subjectObjectId?: string | undefined;
}
