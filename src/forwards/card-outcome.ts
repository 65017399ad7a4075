import type { Alert } from '../alerts/alert.js';
import type { FlatValue } from '../alerts/card-content.js';
import { safe } from '../alerts/card-text.js';
import type { CardView } from '../alerts/kind.js';
import type { AlertState } from '../alerts/lifecycle.js';
import { canUndoRemoval, periodOf, undoEnd } from '../alerts/outcome-words.js';
import { localTime } from '../lib/local-time.js';
import { ownText, type SafeText } from '../lib/untrusted.js';

interface StateWords {
  readonly title: string;
  /** What the title does not say; may be empty. */
  readonly line: string;
}

const byState: Readonly<Record<AlertState, StateWords>> = {
  open: { title: 'External forward found', line: '' },
  approved: { title: 'External forward approved', line: 'Approved' },
  removing: { title: 'Removing the forward', line: 'The removal was ordered and is under way.' },
  removed: { title: 'Forward removed', line: 'The mailbox no longer forwards outside.' },
  restoring: { title: 'Putting the forward back', line: 'Undoing was ordered and is under way.' },
  resolved: { title: 'Forward gone', line: 'It disappeared without Inbox Warden.' },
  failed: { title: 'Forward not removed', line: 'The removal did not succeed.' },
};

/** Where what happened last says more than the state. */
const byEvent: Readonly<Record<string, StateWords | undefined>> = {
  changed: { title: 'External forward changed', line: 'It is not what was shown before.' },
  refused: {
    title: 'External forward changed',
    line: 'Nothing was removed, because the forward had changed.',
  },
  returned: { title: 'External forward is back', line: 'It is there again.' },
  revoke: { title: 'External forward found', line: 'The approval was taken back.' },
  expire: { title: 'External forward found', line: 'The approval has ended.' },
  restored: { title: 'Forward put back', line: 'The removal was undone.' },
  'returned-approved': {
    title: 'External forward approved',
    line: 'It is there again, and the approval still holds.',
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

/** Who did what, when, how it was verified, and what comes next. */
export function outcomeFields(alert: Alert, view: CardView): Record<string, FlatValue> {
  const { outcome } = alert;
  return {
    stateLine: ownText(wordsOf(alert).line + periodOf(outcome, view)),
    decided: decidedBy(alert, view),
    stateNote: safe(outcome?.note ?? ''),
    reason: safe(outcome?.reason ?? ''),
    undoUntil: ownText(
      canUndoRemoval(alert, view.now) ? `Possible until ${undoEnd(alert, view)}.` : '',
    ),
    nextLine: ownText(nextStep(alert, view)),
  };
}

const raisedAgain = 'If it comes back, it is raised again.';
const cardFollows = 'This card changes when a new look at the mailbox has shown the outcome.';

function nextStep(alert: Alert, view: CardView): string {
  switch (alert.state) {
    case 'open':
      return waitingLine(view);
    case 'failed':
      return view.canRemediate
        ? 'Try again, or clear the forward in the Exchange admin center.'
        : waitingLine(view);
    case 'approved':
      return 'It is raised again if anything about it changes, or when the approval ends.';
    case 'removing':
    case 'restoring':
      return cardFollows;
    case 'removed':
      return canUndoRemoval(alert, view.now)
        ? `Undo is possible until ${undoEnd(alert, view)}. ${raisedAgain}`
        : raisedAgain;
    case 'resolved':
      return raisedAgain;
  }
}

function waitingLine({ nonce, canRemediate }: CardView): string {
  if (nonce === undefined || nonce === '')
    return 'An approver decides, on the card in the security channel.';
  return canRemediate
    ? 'An approver removes the forward, or approves it with a reason.'
    : 'An approver approves it, or clears it in the Exchange admin center: nothing is changed from here.';
}

/** What the person named did; what follows on an order was ordered by them. */
const deedOf: Readonly<Record<string, string | undefined>> = {
  approve: 'Approved',
  removed: 'Removed',
  revoke: 'Revoked',
};

/** 'Removed by Mia Admin, 21 Nov 2026, 18:20 CET'; the time alone for what nobody ordered; empty while nothing has happened. */
function decidedBy({ outcome, undo }: Alert, { timeZone }: CardView): SafeText {
  if (outcome === undefined) return ownText('');
  // Without an undo it was gone before anything was changed: nobody named here removed it.
  const done = outcome.event !== 'removed' || undo !== undefined;
  const deed = (done ? deedOf[outcome.event] : undefined) ?? 'Ordered';
  const when = localTime(outcome.at, timeZone);
  return outcome.by === undefined || unordered.has(outcome.event)
    ? ownText(when)
    : ownText(`${deed} by ${safe(outcome.by.name)}, ${when}`);
}
