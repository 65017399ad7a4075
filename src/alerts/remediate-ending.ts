import { advance, type Step } from './advance.js';
import type { Alert, Undo } from './alert.js';
import type { Direction } from './direction.js';
import type { LiveState } from './kind.js';
import type { AlertServices } from './services.js';
import type { TaskResult } from './task-result.js';

/** What cards and the audit say about how a change ended, in our own words. */
export const notes = {
  impossible: 'This kind of alert cannot be changed from here.',
  already: 'It was already so when Inbox Warden looked; nothing was changed.',
  'no-longer-approver':
    'The person who pressed could not be confirmed as an approver when it came to acting; nothing was changed.',
  changed: 'What is there now is not what the card showed; nothing was changed.',
  overtaken:
    'What is there now is not what the card showed: it was set while the change was under way.',
  'not-taken': 'Microsoft 365 did not take the change. Try again later.',
  unread: 'The mailbox could not be read before the change, so nothing was changed.',
  unverified: 'The change was sent, but reads do not show it yet. The next scan looks again.',
} as const;

/** What an ending needs to know of the change. */
export interface Ending {
  readonly services: AlertServices;
  readonly alert: Alert;
  readonly direction: Direction;
}

function undoOf({ services, alert }: Ending): Undo {
  const forMs = services.options.undoDays * 86_400_000;
  const until = new Date(services.clock.now().getTime() + forMs).toISOString();
  return { until, facts: alert.facts };
}

/** A read shows what was wanted. Undo is offered only for what was changed from here. */
export function succeed(ending: Ending, note: string): Promise<TaskResult> {
  const { services, alert, direction } = ending;
  const undoable = direction.done === 'removed' && note !== notes.already;
  return finish(services, alert, {
    event: direction.done,
    note,
    undo: undoable ? undoOf(ending) : undefined,
  });
}

/** The change was sent, and no read has shown it in time. */
export function unverified(ending: Ending): Promise<TaskResult> {
  const { services, alert, direction } = ending;
  return finish(services, alert, {
    event: direction.failed,
    note: notes.unverified,
    undo: direction.done === 'removed' ? undoOf(ending) : alert.undo,
  });
}

/** What is there is not what the card showed: nothing is changed, and the card shows what is there now. */
export function refuse(ending: Ending, live: LiveState): Promise<TaskResult> {
  const { direction } = ending;
  const event = direction.done === 'removed' ? 'refused' : direction.failed;
  return endWithOther(ending, live, { event, note: notes.changed });
}

/** Something else was set after the change had been ordered: whether the change arrived can't be told any more. */
export function overtaken(ending: Ending, live: LiveState): Promise<TaskResult> {
  return endWithOther(ending, live, { event: ending.direction.failed, note: notes.overtaken });
}

function endWithOther(
  { services, alert, direction }: Ending,
  live: LiveState,
  step: Pick<Step, 'event' | 'note'>,
): Promise<TaskResult> {
  const present = live.kind === 'present' ? live.finding : undefined;
  return finish(services, alert, {
    ...step,
    ...(present && direction.done === 'removed' ? { finding: present } : {}),
    detail: { shown: alert.fingerprint, live: present?.fingerprint ?? live.kind },
  });
}

export async function finish(
  services: AlertServices,
  alert: Alert,
  step: Step,
): Promise<TaskResult> {
  await advance(services, alert.tenantId, alert.id, step);
  return { kind: 'done' };
}
