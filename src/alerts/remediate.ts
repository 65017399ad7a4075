import { recallActor } from './actor.js';
import { advance, type Step } from './advance.js';
import type { Alert } from './alert.js';
import { decideAndCommit } from './commit.js';
import type { Claim } from './claim.js';
import type { ChangeResult, LiveState, Remediation } from './kind.js';
import type { OutboxTask } from './outbox.js';
import type { AlertServices } from './services.js';
import { backoffMs, type TaskResult } from './task-result.js';

type TaskOf<K extends OutboxTask['kind']> = Extract<OutboxTask, { kind: K }>;

/** The two directions of a change, side by side: what is awaited, what counts as done, and which events follow. */
interface Direction {
  readonly state: 'removing' | 'restoring';
  readonly word: 'remove' | 'restore';
  readonly done: 'removed' | 'restored';
  readonly failed: 'remove-failed' | 'restore-failed';
  readonly change: (remediation: Remediation, alert: Alert) => Promise<ChangeResult>;
  /** What a look at the target means for this direction. */
  readonly judge: (live: LiveState, alert: Alert) => 'to-do' | 'done' | 'changed' | 'unreadable';
}

const removal: Direction = {
  state: 'removing',
  word: 'remove',
  done: 'removed',
  failed: 'remove-failed',
  change: (remediation, alert) => remediation.remove(alert),
  judge: (live, alert) => {
    if (live.kind === 'unreadable') return 'unreadable';
    if (live.kind === 'absent') return 'done';
    return live.finding.fingerprint === alert.fingerprint ? 'to-do' : 'changed';
  },
};

const restoration: Direction = {
  state: 'restoring',
  word: 'restore',
  done: 'restored',
  failed: 'restore-failed',
  change: (remediation, alert) => remediation.restore(alert),
  judge: (live, alert) => {
    if (live.kind === 'unreadable') return 'unreadable';
    if (live.kind === 'absent') return 'to-do';
    return live.finding.fingerprint === alert.fingerprint ? 'done' : 'changed';
  },
};

export function removeTarget(
  services: AlertServices,
  held: Claim,
  task: TaskOf<'remove'>,
): Promise<TaskResult> {
  return changeTarget(services, held, task, removal);
}

export function restoreTarget(
  services: AlertServices,
  held: Claim,
  task: TaskOf<'restore'>,
): Promise<TaskResult> {
  return changeTarget(services, held, task, restoration);
}

const readAttempts = 5;

/**
 * Changes the tenant once: looks, compares with what the card showed, writes down that it is about to act, acts, and
 * looks again. After a crash it looks first, and acts again only when the change is certain not to have arrived.
 */
async function changeTarget(
  services: AlertServices,
  held: Claim,
  task: TaskOf<'remove' | 'restore'>,
  direction: Direction,
): Promise<TaskResult> {
  const stored = await services.store.alert(held.entry.tenantId, task.alertId);
  if (stored?.row.state !== direction.state) return { kind: 'done' };
  const alert = stored.row;
  const remediation = services.kinds[alert.kind].remediation;
  if (!remediation)
    return finish(services, alert, { event: direction.failed, note: notes.impossible });
  if (held.entry.actingSince !== undefined)
    return verify(services, held, alert, direction, remediation);

  const allowed = await mayStillAct(services, held, task, alert, direction);
  if (allowed !== 'yes') return allowed;
  const live = await remediation.read(alert);
  switch (direction.judge(live, alert)) {
    case 'unreadable':
      return unreadable(services, held, alert, direction, live);
    case 'done':
      return succeed(services, alert, direction, notes.already);
    case 'changed':
      return refuse(services, alert, direction, live);
    case 'to-do':
      break;
  }
  await declare(services, held, alert, direction);
  const result = await direction.change(remediation, alert);
  return afterChange(services, held, alert, direction, remediation, result);
}

const notes = {
  impossible: 'This kind of alert cannot be changed from here.',
  already: 'It was already so when Inbox Warden looked; nothing was changed.',
  'no-longer-approver': 'The person who pressed is not an approver any more; nothing was changed.',
  changed: 'What is there now is not what the card showed; nothing was changed.',
  unverified: 'The change was sent, but reads do not show it yet. The next scan looks again.',
} as const;

async function mayStillAct(
  services: AlertServices,
  held: Claim,
  task: TaskOf<'remove' | 'restore'>,
  alert: Alert,
  direction: Direction,
): Promise<'yes' | TaskResult> {
  const answer = await services.approvers.check(recallActor(task.by));
  if (answer === 'approver') return 'yes';
  if (answer === 'unverified' && held.entry.attempts < readAttempts) {
    return { kind: 'later', afterMs: backoffMs(held.entry.attempts), code: 'approver.unverified' };
  }
  return finish(services, alert, { event: direction.failed, note: notes['no-longer-approver'] });
}

/** The intent, written before the tenant is touched, in one transaction with the mark that a restart looks for. */
async function declare(
  services: AlertServices,
  held: Claim,
  alert: Alert,
  direction: Direction,
): Promise<void> {
  const at = services.clock.now().toISOString();
  await held.change({ actingSince: at });
  await decideAndCommit(services, alert.tenantId, () =>
    Promise.resolve({
      writes: [],
      audit: [
        {
          at,
          what: `${direction.word}.acting`,
          alertId: alert.id,
          ...(alert.outcome?.by
            ? {
                actor: { tenantId: alert.outcome.by.tenantId, objectId: alert.outcome.by.objectId },
              }
            : {}),
          detail: { fingerprint: alert.fingerprint, facts: alert.facts, fence: held.entry.fence },
        },
      ],
      result: undefined,
    }),
  );
}

async function afterChange(
  services: AlertServices,
  held: Claim,
  alert: Alert,
  direction: Direction,
  remediation: Remediation,
  result: ChangeResult,
): Promise<TaskResult> {
  switch (result.kind) {
    case 'sent':
    case 'unknown':
      return verify(services, held, alert, direction, remediation);
    case 'refused':
      return finish(services, alert, {
        event: direction.failed,
        note: result.note,
        detail: { code: result.code },
      });
    case 'not-sent':
      await held.change({ actingSince: undefined });
      if (held.entry.attempts >= readAttempts) {
        return finish(services, alert, {
          event: direction.failed,
          note: 'Microsoft 365 did not take the change. Try again later.',
          detail: { code: result.code },
        });
      }
      return {
        kind: 'later',
        afterMs: Math.max(result.retryAfterMs, backoffMs(held.entry.attempts)),
        code: result.code,
      };
  }
}

/** Reads until the change shows, or the time given to it is over. */
async function verify(
  services: AlertServices,
  held: Claim,
  alert: Alert,
  direction: Direction,
  remediation: Remediation,
): Promise<TaskResult> {
  const { clock, options } = services;
  const began = clock.monotonicMs();
  let waitMs = 1000;
  for (;;) {
    const live = await remediation.read(alert);
    const seen = direction.judge(live, alert);
    const seconds = Math.round((clock.monotonicMs() - began) / 1000);
    if (seen === 'done') {
      return succeed(
        services,
        alert,
        direction,
        `Verified by reading the mailbox again, ${seconds} s later.`,
      );
    }
    if (seen === 'changed') return refuse(services, alert, direction, live);
    if (clock.monotonicMs() - began + waitMs > options.verifyForMs) {
      return giveUpOrRepeat(services, held, alert, direction, seen);
    }
    await clock.sleep(waitMs);
    waitMs = Math.min(waitMs * 2, 15_000);
  }
}

/**
 * The time is over. A change whose sending was interrupted by a crash is made once more, since a reader has now had long
 * enough to show it had it arrived; otherwise the card says that it could not be verified.
 */
async function giveUpOrRepeat(
  services: AlertServices,
  held: Claim,
  alert: Alert,
  direction: Direction,
  seen: 'to-do' | 'unreadable',
): Promise<TaskResult> {
  const interrupted = held.entry.fence > 1 && held.entry.failure === undefined;
  if (seen === 'to-do' && interrupted) {
    await held.change({ actingSince: undefined });
    return { kind: 'later', afterMs: 0, code: 'interrupted' };
  }
  return finish(services, alert, {
    event: direction.failed,
    note: notes.unverified,
    undo: direction.done === 'removed' ? undoOf(services, alert) : alert.undo,
  });
}

function undoOf(services: AlertServices, alert: Alert): { until: string; facts: Alert['facts'] } {
  const days = services.options.undoDays * 86_400_000;
  return {
    until: new Date(services.clock.now().getTime() + days).toISOString(),
    facts: alert.facts,
  };
}

function succeed(
  services: AlertServices,
  alert: Alert,
  direction: Direction,
  note: string,
): Promise<TaskResult> {
  const untouched = note === notes.already;
  return finish(services, alert, {
    event: direction.done,
    note,
    undo: direction.done === 'removed' && !untouched ? undoOf(services, alert) : undefined,
  });
}

function refuse(
  services: AlertServices,
  alert: Alert,
  direction: Direction,
  live: LiveState,
): Promise<TaskResult> {
  const event = direction.done === 'removed' ? 'refused' : direction.failed;
  return finish(services, alert, {
    event,
    note: notes.changed,
    ...(live.kind === 'present' && event === 'refused' ? { finding: live.finding } : {}),
    detail: {
      shown: alert.fingerprint,
      live: live.kind === 'present' ? live.finding.fingerprint : live.kind,
    },
  });
}

function unreadable(
  services: AlertServices,
  held: Claim,
  alert: Alert,
  direction: Direction,
  live: LiveState,
): Promise<TaskResult> | TaskResult {
  const code = live.kind === 'unreadable' ? live.cause.code : 'unreadable';
  if (held.entry.attempts < readAttempts) {
    return { kind: 'later', afterMs: backoffMs(held.entry.attempts), code };
  }
  return finish(services, alert, {
    event: direction.failed,
    note: 'The mailbox could not be read before the change, so nothing was changed.',
    detail: { code },
  });
}

async function finish(services: AlertServices, alert: Alert, step: Step): Promise<TaskResult> {
  await advance(services, alert.tenantId, alert.id, step);
  return { kind: 'done' };
}
