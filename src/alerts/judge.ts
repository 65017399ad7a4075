import { alertIdOf, type Alert, type Outcome } from './alert.js';
import { concerns, holds, type Approval } from './approval.js';
import type { Finding } from './finding.js';
import type { AlertKindDefinition } from './kind.js';
import { hasEnded, nextState, type AlertEvent, type AlertState } from './lifecycle.js';

/** What a finding means for the alert that may already be there. Pure. */
export type Judgement =
  | {
      readonly kind: 'raise';
      readonly alert: Alert;
      readonly approved: boolean;
      readonly cover?: Approval | undefined;
    }
  | {
      readonly kind: 'advance';
      readonly alert: Alert;
      readonly event: AlertEvent;
      readonly notify: boolean;
      /** The approval, given on another alert, by which it counts as approved. */
      readonly cover?: Approval | undefined;
    }
  | { readonly kind: 'seen'; readonly alert: Alert }
  | { readonly kind: 'nothing' };

const seenEveryMs = 60 * 60_000;
const dayMs = 86_400_000;

interface Evidence {
  readonly finding: Finding;
  readonly tenantName: string;
  readonly existing: Alert | undefined;
  /** The one that holds, if any does; else its own. */
  readonly approval: Approval | undefined;
  /** The finding rests on a failed look-up: that it looks different from before proves nothing. */
  readonly uncertain?: boolean;
  /** What its kind says; `condition` when not given. */
  readonly lasts?: AlertKindDefinition['lasts'];
  readonly now: Date;
  /** A removal may still be invisible to reads for this long: the same thing seen again is not yet a return. */
  readonly settlingMs: number;
  /** When the reading that saw it began: what changed after that is newer than the finding. */
  readonly since?: Date | undefined;
}

export function judge(evidence: Evidence): Judgement {
  const { finding, tenantName, existing, approval, now } = evidence;
  const approved = approval !== undefined && holds(approval, finding, now);
  const cover = approved && approval.alertId !== alertIdOf(finding) ? approval : undefined;
  if (!existing) {
    const outcome = cover && covered('approve', cover, now);
    const alert = { ...newAlert(finding, tenantName, now), ...(outcome ? { outcome } : {}) };
    return { kind: 'raise', alert, approved, cover };
  }
  if (isOutdated(evidence, existing)) return { kind: 'nothing' };
  const event = eventFor(existing, evidence, approved);
  const state = event && nextState(existing.state, event);
  if (event !== undefined && state !== undefined) {
    return advanced(existing, finding, now, { event, state, cover });
  }
  // An event is read again and again while the readings overlap: that is no news, and nothing is written.
  return evidence.lasts === 'event' ? { kind: 'nothing' } : seen(existing, now);
}

/** What the card says of an alert that another alert's approval covers. */
function covered(event: AlertEvent, cover: Approval, now: Date): Outcome {
  const { by, reason, expiresAt, alertId } = cover;
  const note = `Covered by the approval that was given on ${alertId}.`;
  return { event, at: now.toISOString(), by, reason, expiresAt, note };
}

/** Events that need nobody's attention. */
const silent: ReadonlySet<AlertEvent> = new Set(['returned-approved', 'changed-approved']);

function advanced(
  existing: Alert,
  finding: Finding,
  now: Date,
  {
    event,
    state,
    cover,
  }: {
    readonly event: AlertEvent;
    readonly state: AlertState;
    readonly cover: Approval | undefined;
  },
): Judgement {
  const returned = event === 'returned' || event === 'returned-approved';
  const returns = existing.returns + (returned ? 1 : 0);
  const notify = !silent.has(event) && (!returned || isWorthTelling(returns, existing, now));
  const by = silent.has(event) ? cover : undefined;
  const alert: Alert = {
    ...withFinding(existing, finding, now),
    state,
    changedAt: now.toISOString(),
    revision: existing.revision + 1,
    nonceHashes: [],
    outcome: by ? covered(event, by, now) : { event, at: now.toISOString() },
    returns,
    ...(notify ? { lastNotifiedAt: now.toISOString() } : {}),
  };
  return { kind: 'advance', alert, event, notify, cover: by };
}

function isOutdated({ since }: Evidence, { changedAt }: Alert): boolean {
  return since !== undefined && Date.parse(changedAt) > since.getTime();
}

function eventFor(existing: Alert, evidence: Evidence, approved: boolean): AlertEvent | undefined {
  const same = existing.fingerprint === evidence.finding.fingerprint;
  if (!same && evidence.uncertain === true) return undefined;
  if (hasEnded(existing.state)) return eventAfterEnd(existing, evidence, same, approved);
  // No table entry lets a change in while one is under way.
  if (!same) return existing.state === 'approved' && approved ? 'changed-approved' : 'changed';
  return existing.state === 'approved' && !approved && isTakenBack(evidence) ? 'expire' : undefined;
}

function eventAfterEnd(
  { state, changedAt }: Alert,
  { lasts, now, settlingMs }: Evidence,
  same: boolean,
  approved: boolean,
): AlertEvent | undefined {
  if (same && lasts === 'event') return undefined;
  const settling = now.getTime() - Date.parse(changedAt) < settlingMs;
  if (same && settling && state === 'removed') return undefined;
  return approved ? 'returned-approved' : 'returned';
}

/**
 * Whether what was approved waits for a decision again. A condition does so as soon as no approval holds any more. What
 * happened once was judged for good, however long the approval lasts for new ones; only taking it back reopens it.
 */
function isTakenBack({ lasts, approval, finding }: Evidence): boolean {
  return lasts !== 'event' || approval === undefined || !concerns(approval, finding);
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
    campaign: finding.campaign,
    scopes: finding.scopes,
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
    campaign: finding.campaign,
    scopes: finding.scopes,
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
