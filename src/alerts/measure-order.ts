import { storeActor, type Actor } from './actor.js';
import type { Alert, AlertId } from './alert.js';
import type { AuditDraft } from './audit.js';
import { decideAndCommit, owe, oweGroup, type Decision } from './commit.js';
import type { MeasureDefinition } from './kind.js';
import {
  canOrder,
  canUndo,
  measureOf,
  type Measure,
  type MeasureName,
  type MeasureTarget,
} from './measure.js';
import type { MeasureTask } from './outbox.js';
import type { AlertServices } from './services.js';

/** One order, as a press gives it. */
export interface MeasureOrder {
  readonly name: MeasureName;
  readonly target: MeasureTarget;
  readonly definition: MeasureDefinition;
  readonly direction: MeasureTask['direction'];
  readonly by: Actor;
  /** Only in this revision of the alert. */
  readonly ifRevision: number;
}

/** Whether the order has a meaning now: never while the same measure is under way for the same target. */
export function isPossible(alert: Alert, order: Omit<MeasureOrder, 'by' | 'ifRevision'>): boolean {
  const { name, target, definition, direction } = order;
  const measure = measureOf(alert, name, target.key);
  return direction === 'apply' ? canOrder(measure, definition) : canUndo(measure, definition);
}

/**
 * Takes an order on: the alert shows it, the audit has it, and a worker owes it, in one transaction. The alert's own
 * state does not matter and does not change: an account is in danger also after its forward was removed. Undefined when
 * the order has no meaning now, or the revision is another by now.
 */
export function orderMeasure(
  services: AlertServices,
  tenantId: Alert['tenantId'],
  id: AlertId,
  order: MeasureOrder,
): Promise<Alert | undefined> {
  return decideAndCommit(services, tenantId, async (): Promise<Decision<Alert | undefined>> => {
    const existing = await services.store.alert(tenantId, id);
    if (existing?.row.revision !== order.ifRevision || !isPossible(existing.row, order)) {
      return { writes: [], audit: [], result: undefined };
    }
    const now = services.clock.now();
    const alert = withMeasure(existing.row, orderedMeasure(existing.row, order, now));
    const { name: measure, target, direction, by } = order;
    const task: MeasureTask = {
      ...{ kind: 'measure', alertId: id, measure, direction },
      target: target.key,
      by: storeActor(by),
    };
    return {
      writes: [
        { type: 'alert', value: alert, etag: existing.etag },
        owe(tenantId, task, now),
        owe(tenantId, { kind: 'update-alert', alertId: id }, now),
        ...oweGroup(alert, now),
      ],
      audit: [record(alert, order, now)],
      result: alert,
    };
  });
}

function orderedMeasure(
  alert: Alert,
  { name, target, direction, by }: MeasureOrder,
  now: Date,
): Measure {
  return {
    name,
    target: target.key,
    label: target.label,
    state: direction === 'apply' ? 'ordered' : 'undoing',
    orderedAt: now.toISOString(),
    by: storeActor(by),
    undoable: measureOf(alert, name, target.key)?.undoable,
  };
}

/** Replaces or adds one measure. It is a new revision: cards show it, and old buttons end. */
export function withMeasure(alert: Alert, measure: Measure): Alert {
  const others = (alert.measures ?? []).filter(
    ({ name, target }) => name !== measure.name || target !== measure.target,
  );
  return {
    ...alert,
    revision: alert.revision + 1,
    nonceHashes: [],
    measures: [...others, measure],
  };
}

function record(
  alert: Alert,
  { name, target, direction, by }: MeasureOrder,
  now: Date,
): AuditDraft {
  return {
    at: now.toISOString(),
    what: direction === 'apply' ? 'measure.ordered' : 'measure.undo-ordered',
    alertId: alert.id,
    actor: { tenantId: by.tenantId, objectId: by.objectId },
    detail: {
      measure: name,
      target: target.key,
      label: target.label,
      state: alert.state,
      revision: alert.revision,
    },
  };
}
