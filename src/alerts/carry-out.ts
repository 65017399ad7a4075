import type { Json } from '../lib/json.js';
import { recallActor, type StoredActor } from './actor.js';
import type { Alert } from './alert.js';
import type { Claim } from './claim.js';
import { decideAndCommit } from './commit.js';
import type { ChangeResult } from './kind.js';
import type { AlertServices } from './services.js';
import { backoffMs, type TaskResult } from './task-result.js';

/** What a look at the tenant means for a change: `changed` is anything else than what the order was about. */
export type Verdict = 'to-do' | 'done' | 'changed' | 'unreadable';

/** Why nothing was changed for certain. */
export type Failure =
  | { readonly why: 'no-longer-approver' }
  | { readonly why: 'unread' | 'not-taken'; readonly code: string }
  /** `note` says in our own words what to do. */
  | { readonly why: 'refused'; readonly code: string; readonly note: string };

/** How a change ends. Each writes the outcome with its audit. */
export interface Endings<S> {
  /** It was so before anything was changed. */
  already(seen: S): Promise<void>;
  /** A look shows it; `when` says how long after the change: 'right after the change', '12 s later'. */
  verified(seen: S, when: string): Promise<void>;
  /** Before anything was changed. */
  changed(seen: S): Promise<void>;
  /** After it was changed. */
  overtaken(seen: S): Promise<void>;
  failed(failure: Failure): Promise<void>;
  /** It was sent, and no look has shown it in time; `accepted` when the service said that it took it. */
  unverified(seen: S, accepted: boolean): Promise<void>;
}

/** One ordered change of a tenant: what it works on, how it is looked at and made, and how it ends. */
export interface Change<S> {
  readonly services: AlertServices;
  readonly held: Claim;
  readonly alert: Alert;
  /** Who ordered it. */
  readonly by: StoredActor;
  /** The record of the intent, written before the tenant is touched. */
  readonly intent: { readonly what: string; readonly detail: Readonly<Record<string, Json>> };
  look(): Promise<S>;
  judge(seen: S): Verdict;
  /** Why it could not be read. */
  codeOf(seen: S): string;
  act(): Promise<ChangeResult>;
  readonly end: Endings<S>;
}

const readAttempts = 5;
const done: TaskResult = { kind: 'done' };

/**
 * Changes the tenant once: looks, compares with what was ordered, writes down that it is about to act, acts, and looks
 * again. After a crash it looks first, and acts again only when the change is certain not to have arrived.
 */
export function carryOut<S>(change: Change<S>): Promise<TaskResult> {
  return change.held.entry.actingSince === undefined ? begin(change) : verify(change);
}

async function begin<S>(change: Change<S>): Promise<TaskResult> {
  const allowed = await mayStillAct(change);
  if (allowed !== 'yes') return allowed;
  const seen = await change.look();
  switch (change.judge(seen)) {
    case 'unreadable':
      return unreadable(change, seen);
    case 'done':
      return ended(change.end.already(seen));
    case 'changed':
      return ended(change.end.changed(seen));
    case 'to-do':
      await declare(change);
      return afterChange(change, await change.act());
  }
}

async function mayStillAct<S>({ services, held, by, end }: Change<S>): Promise<'yes' | TaskResult> {
  const answer = await services.approvers.check(recallActor(by));
  if (answer === 'approver') return 'yes';
  if (answer === 'unverified' && held.entry.attempts < readAttempts) {
    return { kind: 'later', afterMs: backoffMs(held.entry.attempts), code: 'approver.unverified' };
  }
  return ended(end.failed({ why: 'no-longer-approver' }));
}

/**
 * The intent is written before the tenant is touched. Then comes the mark that a restart looks for: last of all, since a
 * holder who has lost the claim can't write it, and so does not act.
 */
async function declare<S>({ services, held, alert, by, intent }: Change<S>): Promise<void> {
  const at = services.clock.now().toISOString();
  await decideAndCommit(services, alert.tenantId, () =>
    Promise.resolve({
      writes: [],
      audit: [
        {
          at,
          what: intent.what,
          alertId: alert.id,
          actor: { tenantId: by.tenantId, objectId: by.objectId },
          detail: { ...intent.detail, fence: held.entry.fence },
        },
      ],
      result: undefined,
    }),
  );
  await held.change({ actingSince: at });
}

async function afterChange<S>(change: Change<S>, result: ChangeResult): Promise<TaskResult> {
  const { services, held, end } = change;
  switch (result.kind) {
    case 'sent':
    case 'unknown': {
      const accepted = result.kind === 'sent' ? true : undefined;
      await held.change({ answeredAt: services.clock.now().toISOString(), accepted });
      return verify(change);
    }
    case 'refused':
      return ended(end.failed({ why: 'refused', code: result.code, note: result.note }));
    case 'not-sent': {
      await held.change({ actingSince: undefined });
      const { attempts } = held.entry;
      const { code } = result;
      if (attempts >= readAttempts) return ended(end.failed({ why: 'not-taken', code }));
      return { kind: 'later', afterMs: Math.max(result.retryAfterMs, backoffMs(attempts)), code };
    }
  }
}

/** Looks until the change shows, or the time given to it is over. */
async function verify<S>(change: Change<S>): Promise<TaskResult> {
  const { clock, options } = change.services;
  const began = clock.monotonicMs();
  let waitMs = 1000;
  for (;;) {
    const seen = await change.look();
    const verdict = change.judge(seen);
    const seconds = Math.round((clock.monotonicMs() - began) / 1000);
    if (verdict === 'done') {
      const when = seconds < 1 ? 'right after the change' : `${seconds} s later`;
      return ended(change.end.verified(seen, when));
    }
    if (verdict === 'changed') return ended(change.end.overtaken(seen));
    if (clock.monotonicMs() - began + waitMs > options.verifyForMs) {
      return giveUpOrRepeat(change, seen, verdict);
    }
    await clock.sleep(waitMs);
    waitMs = Math.min(waitMs * 2, 15_000);
  }
}

/**
 * The time is over. A change whose sending was interrupted by a crash is made once more, since a reader has now had long
 * enough to show it had it arrived. One that was answered is not: the card says that it could not be verified.
 */
async function giveUpOrRepeat<S>(
  { held, end }: Change<S>,
  seen: S,
  verdict: 'to-do' | 'unreadable',
): Promise<TaskResult> {
  const { answeredAt, accepted, attempts } = held.entry;
  if (verdict === 'to-do' && answeredAt === undefined && attempts < readAttempts) {
    await held.change({ actingSince: undefined });
    return { kind: 'later', afterMs: 0, code: 'interrupted' };
  }
  return ended(end.unverified(seen, accepted === true));
}

function unreadable<S>(change: Change<S>, seen: S): Promise<TaskResult> | TaskResult {
  const { held, end } = change;
  const code = change.codeOf(seen);
  if (held.entry.attempts < readAttempts) {
    return { kind: 'later', afterMs: backoffMs(held.entry.attempts), code };
  }
  return ended(end.failed({ why: 'unread', code }));
}

async function ended(ending: Promise<void>): Promise<TaskResult> {
  await ending;
  return done;
}
