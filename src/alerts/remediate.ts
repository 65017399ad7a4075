import type { StoredActor } from './actor.js';
import type { Alert } from './alert.js';
import { carryOut, type Change } from './carry-out.js';
import type { Claim } from './claim.js';
import { removal, restoration, type Direction } from './direction.js';
import type { LiveState, Remediation } from './kind.js';
import type { OutboxTask } from './outbox.js';
import { endingsOf, finish, notes } from './remediate-ending.js';
import type { AlertServices } from './services.js';
import type { TaskResult } from './task-result.js';

type TaskOf<K extends OutboxTask['kind']> = Extract<OutboxTask, { kind: K }>;

export function removeTarget(
  services: AlertServices,
  held: Claim,
  task: TaskOf<'remove'>,
): Promise<TaskResult> {
  return begin(services, held, task, removal);
}

export function restoreTarget(
  services: AlertServices,
  held: Claim,
  task: TaskOf<'restore'>,
): Promise<TaskResult> {
  return begin(services, held, task, restoration);
}

async function begin(
  services: AlertServices,
  held: Claim,
  { alertId, by }: TaskOf<'remove' | 'restore'>,
  direction: Direction,
): Promise<TaskResult> {
  const alert = (await services.store.alert(held.entry.tenantId, alertId))?.row;
  if (alert?.state !== direction.state) return { kind: 'done' };
  // The order of this entry was carried out before, and the alert is busy with a later one.
  if (alert.outcome?.at !== held.entry.createdAt) return { kind: 'done' };
  const { remediation } = services.kinds[alert.kind];
  if (!remediation) {
    await finish(services, alert, { event: direction.failed, note: notes.impossible });
    return { kind: 'done' };
  }
  return carryOut(changeOf({ services, held, alert, by }, direction, remediation));
}

interface Order {
  readonly services: AlertServices;
  readonly held: Claim;
  readonly alert: Alert;
  readonly by: StoredActor;
}

function changeOf(order: Order, direction: Direction, remediation: Remediation): Change<LiveState> {
  const { services, alert } = order;
  const { fingerprint, facts } = alert;
  return {
    ...order,
    intent: { what: `${direction.word}.acting`, detail: { fingerprint, facts } },
    look: () => remediation.read(alert),
    judge: (live) => direction.judge(live, alert),
    codeOf: (live) => (live.kind === 'unreadable' ? live.cause.code : 'unreadable'),
    act: () => direction.change(remediation, alert),
    end: endingsOf({ services, alert, direction }),
  };
}
