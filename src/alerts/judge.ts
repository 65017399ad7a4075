import { alertIdOf, type Alert } from './alert.js';
import { holds, type Approval } from './approval.js';
import type { Finding } from './finding.js';
import { hasEnded, nextState, type AlertEvent, type AlertState } from './lifecycle.js';

/** What a finding means for the alert that may already be there. Pure. */
export type Judgement =
  | { readonly kind: 'raise'; readonly alert: Alert; readonly approved: boolean }
  | {
      readonly kind: 'advance';
      readonly alert: Alert;
      readonly event: AlertEvent;
      readonly notify: boolean;
    }
  | { readonly kind: 'seen'; readonly alert: Alert }
  | { readonly kind: 'nothing' };

const seenEveryMs = 60 * 60_000;
const dayMs = 86_400_000;

interface Evidence {
  readonly finding: Finding;
  readonly tenantName: string;
  readonly existing: Alert | undefined;
  readonly approval: Approval | undefined;
  /** The finding rests on a failed look-up: that it looks different from before proves nothing. */
  readonly uncertain?: boolean;
  readonly now: Date;
  /** A removal may still be invisible to reads for this long: the same thing seen again is not yet a return. */
  readonly settlingMs: number;
  /** When the reading that saw it began: what changed after that is newer than the finding. */
  readonly since?: Date | undefined;
}

export function judge(evidence: Evidence): Judgement {
  const { finding, tenantName, existing, approval, now } = evidence;
  const approved = approval !== undefined && holds(approval, finding.fingerprint, now);
  if (!existing) return { kind: 'raise', alert: newAlert(finding, tenantName, now), approved };
  if (isOutdated(evidence, existing)) return { kind: 'nothing' };
  const event = eventFor(existing, evidence, approved);
  const state = event && nextState(existing.state, event);
  return event === undefined || state === undefined
    ? seen(existing, now)
    : advanced(existing, finding, now, { event, state });
}

function advanced(
  existing: Alert,
  finding: Finding,
  now: Date,
  { event, state }: { readonly event: AlertEvent; readonly state: AlertState },
): Judgement {
  const returned = event === 'returned' || event === 'returned-approved';
  const returns = existing.returns + (returned ? 1 : 0);
  const notify =
    event !== 'returned-approved' && (!returned || isWorthTelling(returns, existing, now));
  const alert: Alert = {
    ...withFinding(existing, finding, now),
    state,
    changedAt: now.toISOString(),
    revision: existing.revision + 1,
    nonceHashes: [],
    outcome: { event, at: now.toISOString() },
    returns,
    ...(notify ? { lastNotifiedAt: now.toISOString() } : {}),
  };
  return { kind: 'advance', alert, event, notify };
}

function isOutdated({ since }: Evidence, { changedAt }: Alert): boolean {
  return since !== undefined && Date.parse(changedAt) > since.getTime();
}

function eventFor(
  existing: Alert,
  { finding, uncertain, now, settlingMs }: Evidence,
  approved: boolean,
): AlertEvent | undefined {
  const { state, fingerprint, changedAt } = existing;
  const same = fingerprint === finding.fingerprint;
  if (!same && uncertain === true) return undefined;
  if (hasEnded(state)) {
    const settling = now.getTime() - Date.parse(changedAt) < settlingMs;
    if (same && settling && state === 'removed') return undefined;
    return approved ? 'returned-approved' : 'returned';
  }
  // No table entry lets a change in while one is under way.
  if (!same) return 'changed';
  return state === 'approved' && !approved ? 'expire' : undefined;
}

function seen(existing: Alert, now: Date): Judgement {
  const fresh = now.getTime() - Date.parse(existing.lastSeenAt) < seenEveryMs;
  return fresh && existing.missingSince === undefined
    ? { kind: 'nothing' }
    : {
        kind: 'seen',
        alert: { ...existing, lastSeenAt: now.toISOString(), missingSince: undefined },
      };
}

/** The 1st, 2nd and 5th return are told at once, later ones once a day. */
function isWorthTelling(returns: number, existing: Alert, now: Date): boolean {
  if (returns <= 2 || returns === 5) return true;
  return now.getTime() - Date.parse(existing.lastNotifiedAt ?? existing.firstSeenAt) >= dayMs;
}

export function withFinding(alert: Alert, finding: Finding, now: Date): Alert {
  return {
    ...alert,
    fingerprint: finding.fingerprint,
    severity: finding.severity,
    facts: finding.facts,
    subjectObjectId: finding.subjectObjectId,
    lastSeenAt: now.toISOString(),
    missingSince: undefined,
  };
}

function newAlert(finding: Finding, tenantName: string, now: Date): Alert {
  const at = now.toISOString();
  return {
    id: alertIdOf(finding),
    tenantId: finding.tenantId,
    tenantName,
    kind: finding.kind,
    identity: finding.identity,
    fingerprint: finding.fingerprint,
    severity: finding.severity,
    state: 'open',
    facts: finding.facts,
    subjectObjectId: finding.subjectObjectId,
    firstSeenAt: at,
    lastSeenAt: at,
    changedAt: at,
    revision: 1,
    nonceHashes: [],
    messages: [],
    returns: 0,
    lastNotifiedAt: at,
  };
}
