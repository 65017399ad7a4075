import type { Alert, Outcome } from '../alerts/alert.js';
import type { FlatValue } from '../alerts/card-content.js';
import type { CardView } from '../alerts/kind.js';
import type { AlertState } from '../alerts/lifecycle.js';
import { localTime } from '../lib/local-time.js';
import { ownText, Untrusted, type SafeText } from '../lib/untrusted.js';

interface StateWords {
  readonly title: string;
  readonly line: string;
}

const byState: Readonly<Record<AlertState, StateWords>> = {
  open: { title: 'External forward found', line: 'Waiting for a decision.' },
  approved: { title: 'External forward approved', line: 'Approved' },
  removing: { title: 'Removing the forward', line: 'The removal was ordered and is under way.' },
  removed: { title: 'Forward removed', line: 'Removed' },
  restoring: { title: 'Putting the forward back', line: 'Undoing was ordered and is under way.' },
  resolved: { title: 'Forward gone', line: 'It disappeared without Inbox Warden.' },
  failed: { title: 'Forward not removed', line: 'The removal did not succeed.' },
};

/** Where what happened last says more than the state. */
const byEvent: Readonly<Record<string, StateWords | undefined>> = {
  changed: {
    title: 'External forward changed',
    line: 'It is not what was shown before. Waiting for a decision.',
  },
  refused: {
    title: 'External forward changed',
    line: 'Nothing was removed, because the forward had changed.',
  },
  returned: {
    title: 'External forward is back',
    line: 'It is there again. Waiting for a decision.',
  },
  revoke: {
    title: 'External forward found',
    line: 'The approval was taken back. Waiting for a decision.',
  },
  expire: {
    title: 'External forward found',
    line: 'The approval has ended. Waiting for a decision.',
  },
  restored: { title: 'Forward put back', line: 'The removal was undone. Waiting for a decision.' },
  'returned-approved': {
    title: 'External forward approved',
    line: 'It is there again, and the approval still holds',
  },
  'restore-failed': {
    title: 'Forward not put back',
    line: 'Undoing did not succeed; the forward stays removed.',
  },
};

/** Events that nobody ordered: the name of the last person who acted does not belong to them. */
const unordered = new Set(['changed', 'returned', 'returned-approved', 'expire', 'gone']);

function wordsOf({ state, outcome }: Alert): StateWords {
  return byEvent[outcome?.event ?? ''] ?? byState[state];
}

export function titleOf(alert: Alert): SafeText {
  return ownText(wordsOf(alert).title);
}

/** Who did what, when, and how it was verified; all of it empty while nothing has been decided. */
export function outcomeFields(alert: Alert, view: CardView): Record<string, FlatValue> {
  const { outcome } = alert;
  return {
    stateLine: ownText(wordsOf(alert).line + periodOf(outcome, view)),
    stateBy: safe(nameOf(outcome)),
    stateWhen: ownText(outcome === undefined ? '' : localTime(outcome.at, view.timeZone)),
    stateNote: safe(outcome?.note ?? ''),
    reason: safe(outcome?.reason ?? ''),
    undoUntil: ownText(
      alert.undo && canUndo(alert, view.now)
        ? `Possible until ${localTime(alert.undo.until, view.timeZone)}`
        : '',
    ),
  };
}

/** True while a removal can still be taken back. */
export function canUndo({ state, undo }: Alert, now: Date): boolean {
  return state === 'removed' && undo !== undefined && Date.parse(undo.until) > now.getTime();
}

function nameOf(outcome: Outcome | undefined): string {
  return outcome?.by === undefined || unordered.has(outcome.event) ? '' : outcome.by.name;
}

function periodOf(outcome: Outcome | undefined, { timeZone }: CardView): string {
  if (outcome?.event !== 'approve') return '';
  return outcome.expiresAt === undefined
    ? ', without an end'
    : ` until ${localTime(outcome.expiresAt, timeZone)}`;
}

function safe(raw: string): SafeText {
  return Untrusted.of(raw).forCard();
}
