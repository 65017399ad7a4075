import type { Json } from '../lib/json.js';
import type { TenantId } from '../tenants/tenant.js';
import { storeActor, type Actor } from './actor.js';
import type { Alert, AlertId, Undo } from './alert.js';
import type { AuditDraft } from './audit.js';
import { decideAndCommit, owe, oweGroup, type Decision } from './commit.js';
import type { Finding } from './finding.js';
import { withFinding } from './judge.js';
import { nextState, type AlertEvent, type AlertState } from './lifecycle.js';
import type { Write } from './ports.js';
import type { AlertServices } from './services.js';

/** One step in an alert's life, with all that a card and the record must say about it. */
export interface Step {
  readonly event: AlertEvent;
  readonly by?: Actor | undefined;
  readonly reason?: string | undefined;
  /** What it turned out to be. */
  readonly cause?: string | undefined;
  readonly expiresAt?: string | undefined;
  readonly note?: string | undefined;
  readonly undo?: Undo | undefined;
  /** What is there now, when it is not what the alert says. */
  readonly finding?: Finding | undefined;
  readonly detail?: Readonly<Record<string, Json>>;
  /** Only in this revision; otherwise the step is refused. */
  readonly ifRevision?: number | undefined;
  /** SHA-256 of nonces that stay good for the new revision. */
  readonly nonceHashes?: readonly string[];
  /** Further writes that belong to the step, made from the alert as it will be. */
  readonly also?: (alert: Alert, now: Date) => Promise<readonly Write[]> | readonly Write[];
}

/**
 * Takes an alert one step through its life, in one transaction with the audit and with the redrawing of its cards.
 * Undefined when the step has no meaning in the alert's state, or the revision is another by now.
 */
export function advance(
  services: AlertServices,
  tenantId: TenantId,
  id: AlertId,
  step: Step,
): Promise<Alert | undefined> {
  return decideAndCommit(services, tenantId, async (): Promise<Decision<Alert | undefined>> => {
    const existing = await services.store.alert(tenantId, id);
    const state = existing && nextState(existing.row.state, step.event);
    const outdated = step.ifRevision !== undefined && existing?.row.revision !== step.ifRevision;
    if (!existing || state === undefined || outdated)
      return { writes: [], audit: [], result: undefined };
    const now = services.clock.now();
    const base = step.finding ? withFinding(existing.row, step.finding, now) : existing.row;
    const alert = stepped(base, step, state, now);
    return {
      writes: [
        { type: 'alert', value: alert, etag: existing.etag },
        owe(tenantId, { kind: 'update-alert', alertId: id }, now),
        ...oweGroup(alert, now),
        ...(step.also ? await step.also(alert, now) : []),
      ],
      audit: [record(alert, step, now)],
      result: alert,
    };
  });
}

function stepped(alert: Alert, step: Step, state: AlertState, now: Date): Alert {
  const { event, reason, cause, expiresAt, note } = step;
  // What follows on an order keeps who gave it; what went away by itself was nobody's doing.
  const ordered = event === 'gone' ? undefined : alert.outcome?.by;
  const by = step.by ? storeActor(step.by) : ordered;
  return {
    ...alert,
    state,
    changedAt: now.toISOString(),
    revision: alert.revision + 1,
    nonceHashes: step.nonceHashes ?? [],
    outcome: { event, at: now.toISOString(), by, reason, cause, expiresAt, note },
    ...('undo' in step ? { undo: step.undo } : {}),
  };
}

function record(alert: Alert, step: Step, now: Date): AuditDraft {
  return {
    at: now.toISOString(),
    what: `alert.${step.event}`,
    alertId: alert.id,
    ...(step.by ? { actor: { tenantId: step.by.tenantId, objectId: step.by.objectId } } : {}),
    detail: {
      state: alert.state,
      revision: alert.revision,
      fingerprint: alert.fingerprint,
      reason: step.reason ?? null,
      expiresAt: step.expiresAt ?? null,
      note: step.note ?? null,
      ...(step.cause === undefined ? {} : { cause: step.cause }),
      ...(step.finding ? { facts: step.finding.facts } : {}),
      ...step.detail,
    },
  };
}
