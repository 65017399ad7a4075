import { advance, type Step } from './advance.js';
import type { Alert, Undo } from './alert.js';
import type { Endings, Failure } from './carry-out.js';
import type { Direction } from './direction.js';
import type { LiveState } from './kind.js';
import type { AlertServices } from './services.js';

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
interface Ending {
  readonly services: AlertServices;
  readonly alert: Alert;
  readonly direction: Direction;
}

/** How a removal or a restoration ends, in either direction. */
export function endingsOf(ending: Ending): Endings<LiveState> {
  const { services, alert, direction } = ending;
  const removes = direction.done === 'removed';
  return {
    already: (live) =>
      // Undo is offered only for what was changed from here.
      finish(services, alert, {
        event: direction.done,
        note: withCount(notes.already, live),
        undo: undefined,
      }),
    verified: (live, when) =>
      finish(services, alert, {
        event: direction.done,
        note: withCount(`Verified by reading the mailbox again, ${when}.`, live),
        undo: removes ? undoOf(ending) : undefined,
      }),
    // Nothing is changed, and the card shows what is there now.
    changed: (live) =>
      endWithOther(ending, live, {
        event: removes ? 'refused' : direction.failed,
        note: notes.changed,
      }),
    // Something else was set after the order: whether the change arrived can't be told any more.
    overtaken: (live) =>
      endWithOther(ending, live, { event: direction.failed, note: notes.overtaken }),
    failed: (failure) => finish(services, alert, { event: direction.failed, ...wordsOf(failure) }),
    unverified: (live) =>
      finish(services, alert, {
        event: direction.failed,
        note: withCount(notes.unverified, live),
        undo: removes ? undoOf(ending) : alert.undo,
      }),
  };
}

/** With what the last look counted, if it counts. */
function withCount(note: string, live: LiveState): string {
  return live.kind === 'unreadable' || live.note === undefined ? note : `${note} ${live.note}`;
}

function wordsOf(failure: Failure): Pick<Step, 'note' | 'detail'> {
  switch (failure.why) {
    case 'no-longer-approver':
      return { note: notes[failure.why] };
    case 'unread':
    case 'not-taken':
      return { note: notes[failure.why], detail: { code: failure.code } };
    case 'refused':
      return { note: failure.note, detail: { code: failure.code } };
  }
}

function undoOf({ services, alert }: Ending): Undo {
  const forMs = services.options.undoDays * 86_400_000;
  const until = new Date(services.clock.now().getTime() + forMs).toISOString();
  return { until, facts: alert.facts };
}

function endWithOther(
  { services, alert, direction }: Ending,
  live: LiveState,
  step: Pick<Step, 'event' | 'note'>,
): Promise<void> {
  const present = live.kind === 'present' ? live.finding : undefined;
  return finish(services, alert, {
    ...step,
    ...(present && direction.done === 'removed' ? { finding: present } : {}),
    detail: { shown: alert.fingerprint, live: present?.fingerprint ?? live.kind },
  });
}

export async function finish(services: AlertServices, alert: Alert, step: Step): Promise<void> {
  await advance(services, alert.tenantId, alert.id, step);
}
