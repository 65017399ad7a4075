import type { TenantId } from '../tenants/tenant.js';
import type { StoredActor } from './actor.js';
import type { AlertId } from './alert.js';

/** A decision that a finding is wanted, bound to exactly what was shown. */
export interface Approval {
  readonly tenantId: TenantId;
  readonly alertId: AlertId;
  readonly fingerprint: string;
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

/** True only for the very thing that was approved, while the approval lasts. */
export function holds(approval: Approval, fingerprint: string, now: Date): boolean {
  return (
    approval.revoked === undefined &&
    approval.fingerprint === fingerprint &&
    (approval.expiresAt === undefined || Date.parse(approval.expiresAt) > now.getTime())
  );
}
