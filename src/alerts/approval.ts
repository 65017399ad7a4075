import type { TenantId } from '../tenants/tenant.js';
import type { StoredActor } from './actor.js';
import type { AlertId } from './alert.js';
import type { AlertKind, Finding } from './finding.js';

/** A class of findings of one kind, by what they have in common: every message of one sender. */
export interface ApprovalScope {
  readonly kind: AlertKind;
  /** 'sender' … as the detector names it. */
  readonly name: string;
  /** Raw; attackers may have written it. */
  readonly value: string;
}

/** A decision that a finding is wanted, bound to exactly what was shown, or to the scope that was chosen. */
export interface Approval {
  readonly tenantId: TenantId;
  readonly alertId: AlertId;
  readonly fingerprint: string;
  /** Absent: it is for this alert only, exactly as it was shown. */
  readonly scope?: ApprovalScope | undefined;
  readonly reason: string;
  readonly by: StoredActor;
  readonly at: string;
  /** UTC ISO 8601; absent means that it never expires. */
  readonly expiresAt?: string | undefined;
  readonly revoked?: { readonly by: StoredActor; readonly at: string } | undefined;
}

/** The periods that the card offers, in days. */
export const approvalPeriods = { '30': 30, '90': 90, '365': 365, never: undefined } as const;
export type ApprovalPeriod = keyof typeof approvalPeriods;

export function isApprovalPeriod(text: string): text is ApprovalPeriod {
  return Object.hasOwn(approvalPeriods, text);
}

export function expiryOf(period: ApprovalPeriod, from: Date): string | undefined {
  const days = approvalPeriods[period];
  return days === undefined
    ? undefined
    : new Date(from.getTime() + days * 86_400_000).toISOString();
}

/** What an approval is compared with. */
export type Approvable = Pick<Finding, 'kind' | 'fingerprint' | 'scopes'>;

/** True for the very thing that was approved, or for all that is of the scope, while the approval lasts. */
export function holds(approval: Approval, finding: Approvable, now: Date): boolean {
  return concerns(approval, finding) && !isOver(approval, now);
}

/** The same without regard to how long it lasts: it was decided so, and nobody has taken it back. */
export function concerns(approval: Approval, finding: Approvable): boolean {
  if (approval.revoked !== undefined) return false;
  return approval.scope === undefined
    ? approval.fingerprint === finding.fingerprint
    : isOf(approval.scope, finding);
}

function isOver({ expiresAt }: Approval, now: Date): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) <= now.getTime();
}

function isOf({ kind, name, value }: ApprovalScope, finding: Approvable): boolean {
  return finding.kind === kind && scopeValue(finding.scopes, name) === value;
}

/** Own properties only: a scope has whatever name a client sent. */
export function scopeValue(scopes: Finding['scopes'], name: string): string | undefined {
  return scopes !== undefined && Object.hasOwn(scopes, name) ? scopes[name] : undefined;
}
