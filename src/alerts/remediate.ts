import { recallActor, type StoredActor } from './actor.js';
import type { Claim } from './claim.js';
import { decideAndCommit } from './commit.js';
import { removal, restoration, type Direction } from './direction.js';
import type { ChangeResult, LiveState, Remediation } from './kind.js';
import type { OutboxTask } from './outbox.js';
import {
  finish,
  notes,
  overtaken,
  refuse,
  succeed,
  unverified,
  type Ending,
} from './remediate-ending.js';
import type { AlertServices } from './services.js';
import { backoffMs, type TaskResult } from './task-result.js';

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

const readAttempts = 5;

/** One change under way: everything that its steps need. */
interface Change extends Ending {
  readonly held: Claim;
  readonly by: StoredActor;
  readonly remediation: Remediation;
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
    return finish(services, alert, { event: direction.failed, note: notes.impossible });
  }
  const change: Change = { services, held, alert, by, direction, remediation };
  return held.entry.actingSince === undefined ? changeTarget(change) : verify(change);
}

/**
 * Changes the tenant once: looks, compares with what the card showed, writes down that it is about to act, acts, and
 * looks again. After a crash it looks first, and acts again only when the change is certain not to have arrived.
 */
async function changeTarget(change: Change): Promise<TaskResult> {
  const { alert, direction, remediation } = change;
  const allowed = await mayStillAct(change);
  if (allowed !== 'yes') return allowed;
  const live = await remediation.read(alert);
  switch (direction.judge(live, alert)) {
    case 'unreadable':
      return unreadable(change, live);
    case 'done':
      return succeed(change, notes.already);
    case 'changed':
      return refuse(change, live);
    case 'to-do':
      await declare(change);
      return afterChange(change, await direction.change(remediation, alert));
  }
}

async function mayStillAct(change: Change): Promise<'yes' | TaskResult> {
  const { services, held, alert, by, direction } = change;
  const answer = await services.approvers.check(recallActor(by));
  if (answer === 'approver') return 'yes';
  if (answer === 'unverified' && held.entry.attempts < readAttempts) {
    return { kind: 'later', afterMs: backoffMs(held.entry.attempts), code: 'approver.unverified' };
  }
  return finish(services, alert, { event: direction.failed, note: notes['no-longer-approver'] });
}

/**
 * The intent is written before the tenant is touched. Then comes the mark that a restart looks for: last of all, since a
 * holder who has lost the claim can't write it, and so does not act.
 */
async function declare({ services, held, alert, by, direction }: Change): Promise<void> {
  const at = services.clock.now().toISOString();
  await decideAndCommit(services, alert.tenantId, () =>
    Promise.resolve({
      writes: [],
      audit: [
        {
          at,
          what: `${direction.word}.acting`,
          alertId: alert.id,
          actor: { tenantId: by.tenantId, objectId: by.objectId },
          detail: { fingerprint: alert.fingerprint, facts: alert.facts, fence: held.entry.fence },
        },
      ],
      result: undefined,
    }),
  );
  await held.change({ actingSince: at });
}

async function afterChange(change: Change, result: ChangeResult): Promise<TaskResult> {
  const { services, held, alert, direction } = change;
  switch (result.kind) {
    case 'sent':
    case 'unknown':
      await held.change({ answeredAt: services.clock.now().toISOString() });
      return verify(change);
    case 'refused': {
      const { note, code } = result;
      return finish(services, alert, { event: direction.failed, note, detail: { code } });
    }
    case 'not-sent': {
      await held.change({ actingSince: undefined });
      const { attempts } = held.entry;
      const { code } = result;
      if (attempts >= readAttempts) {
        return finish(services, alert, {
          event: direction.failed,
          note: notes['not-taken'],
          detail: { code },
        });
      }
      return { kind: 'later', afterMs: Math.max(result.retryAfterMs, backoffMs(attempts)), code };
    }
  }
}

/** Reads until the change shows, or the time given to it is over. */
async function verify(change: Change): Promise<TaskResult> {
  const { services, alert, direction, remediation } = change;
  const { clock, options } = services;
  const began = clock.monotonicMs();
  let waitMs = 1000;
  for (;;) {
    const live = await remediation.read(alert);
    const seen = direction.judge(live, alert);
    const seconds = Math.round((clock.monotonicMs() - began) / 1000);
    if (seen === 'done') {
      const when = seconds < 1 ? 'right after the change' : `${seconds} s later`;
      return succeed(change, `Verified by reading the mailbox again, ${when}.`);
    }
    if (seen === 'changed') return overtaken(change, live);
    if (clock.monotonicMs() - began + waitMs > options.verifyForMs) {
      return giveUpOrRepeat(change, seen);
    }
    await clock.sleep(waitMs);
    waitMs = Math.min(waitMs * 2, 15_000);
  }
}

/**
 * The time is over. A change whose sending was interrupted by a crash is made once more, since a reader has now had long
 * enough to show it had it arrived. One that was answered is not: the card says that it could not be verified.
 */
async function giveUpOrRepeat(change: Change, seen: 'to-do' | 'unreadable'): Promise<TaskResult> {
  const { held } = change;
  const { answeredAt, attempts } = held.entry;
  if (seen === 'to-do' && answeredAt === undefined && attempts < readAttempts) {
    await held.change({ actingSince: undefined });
    return { kind: 'later', afterMs: 0, code: 'interrupted' };
  }
  return unverified(change);
}

function unreadable(change: Change, live: LiveState): Promise<TaskResult> | TaskResult {
  const { services, held, alert, direction } = change;
  const code = live.kind === 'unreadable' ? live.cause.code : 'unreadable';
  if (held.entry.attempts < readAttempts) {
    return { kind: 'later', afterMs: backoffMs(held.entry.attempts), code };
  }
  return finish(services, alert, { event: direction.failed, note: notes.unread, detail: { code } });
}
