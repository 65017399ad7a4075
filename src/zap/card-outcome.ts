import type { Alert } from '../alerts/alert.js';
import type { FlatValue } from '../alerts/card-content.js';
import type { CardView } from '../alerts/kind.js';
import type { AlertState } from '../alerts/lifecycle.js';
import { localTime } from '../lib/local-time.js';
import { ownText, type SafeText } from '../lib/untrusted.js';
import { safe, words } from '../alerts/card-text.js';
import { canUndoRemoval, periodOf, undoEnd } from '../alerts/outcome-words.js';
import type { ZapFacts } from './facts.js';

interface StateWords {
  /** Absent: what happened to the message is the title. */
  readonly title?: string;
  /** What the title does not say; may be empty. */
  readonly line: string;
}

const byState: Readonly<Record<AlertState, StateWords>> = {
  open: { line: '' },
  approved: { title: 'Judged not malicious', line: 'Approved' },
  removing: {
    title: 'Removing the message everywhere',
    line: 'The removal was ordered and is under way.',
  },
  removed: { title: 'Message removed', line: 'It lies in none of the mailboxes any more.' },
  restoring: { title: 'Putting the message back', line: 'Undoing was ordered and is under way.' },
  resolved: { title: 'Dealt with', line: 'Somebody has dealt with it.' },
  failed: { title: 'Message not removed', line: 'The removal did not succeed.' },
};

/** Where what happened last says more than the state. */
const byEvent: Readonly<Record<string, StateWords | undefined>> = {
  changed: { line: 'More is known than was shown before.' },
  'changed-approved': {
    title: 'Judged not malicious',
    line: 'More is known, and the approval still holds.',
  },
  refused: { line: 'Nothing was removed, because more was found than the card had shown.' },
  returned: { line: 'It was seen again.' },
  revoke: { line: 'The approval was taken back.' },
  expire: { line: 'The approval was taken back.' },
  restored: { title: 'Message put back', line: 'The removal was undone.' },
  'returned-approved': {
    title: 'Judged not malicious',
    line: 'It was seen again, and the approval still holds.',
  },
  'restore-failed': {
    title: 'Message not put back',
    line: 'Undoing did not succeed; the message stays removed.',
  },
  gone: { title: 'Message gone', line: 'It disappeared without Inbox Warden.' },
};

/** Events that nobody ordered: the name of the last person who acted does not belong to them. */
const unordered = new Set(['changed', 'changed-approved', 'returned', 'returned-approved', 'gone']);

function wordsOf({ state, outcome }: Alert): StateWords {
  return byEvent[outcome?.event ?? ''] ?? byState[state];
}

export function titleOf(alert: Alert, facts: ZapFacts): SafeText {
  return ownText(wordsOf(alert).title ?? happened(facts));
}

/** The most urgent first: what failed is still there, what was clicked may have cost a password. */
function happened({ counts, otherClicks, longestExposure }: ZapFacts): string {
  if (counts.failed > 0) return 'Still in the mailbox: ZAP failed';
  if (counts.clicked > 0 || otherClicks > 0) return 'Clicked before ZAP took it away';
  if (counts.read > counts.readAfterZap) return 'Read, then taken away by ZAP';
  if (counts.readAfterZap > 0) return 'Taken away by ZAP, read afterwards';
  return longestExposure.kind === 'unknown'
    ? 'Taken away by ZAP'
    : 'Taken away by ZAP, not known to be read';
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

const raisedAgain = 'If more is found out about it, it is raised again.';

function nextStep(alert: Alert, view: CardView): string {
  switch (alert.state) {
    case 'open':
    case 'failed':
      return waitingLine(alert.state, view);
    case 'approved':
      return 'It can be given back to its recipients. It is raised again if anything about it changes.';
    case 'removing':
    case 'restoring':
      return 'This card changes when a new look at the mailboxes has shown the outcome.';
    case 'removed':
      return canUndoRemoval(alert, view.now)
        ? `Undo is possible until ${undoEnd(alert, view)}. ${raisedAgain}`
        : raisedAgain;
    case 'resolved':
      return raisedAgain;
  }
}

function waitingLine(state: 'open' | 'failed', { nonce, canRemediate }: CardView): string {
  if (nonce === undefined || nonce === '') {
    return 'An approver decides, on the card in the security channel.';
  }
  if (!canRemediate) {
    return 'Remove it in the Microsoft Defender portal: nothing is changed from here. Then an approver closes this.';
  }
  return state === 'failed'
    ? 'Try again, or remove it in the Microsoft Defender portal.'
    : 'An approver removes it everywhere, looks after those who clicked, or closes this with a reason.';
}

/** What the person named did; what follows on an order was ordered by them. */
const deedOf: Readonly<Record<string, string | undefined>> = {
  approve: 'Approved',
  acknowledge: 'Acknowledged',
  removed: 'Removed',
  revoke: 'Revoked',
};

/** 'Removed by Mia Admin, 21 Nov 2026, 18:20 CET'; the time alone for what nobody ordered; empty while nothing happened. */
function decidedBy({ outcome, undo }: Alert, { timeZone }: CardView): SafeText {
  if (outcome === undefined) return ownText('');
  // Without an undo it was gone before anything was changed: nobody named here removed it.
  const done = outcome.event !== 'removed' || undo !== undefined;
  const deed = (done ? deedOf[outcome.event] : undefined) ?? 'Ordered';
  const when = localTime(outcome.at, timeZone);
  return outcome.by === undefined || unordered.has(outcome.event)
    ? ownText(when)
    : words(deed, ' by ', safe(outcome.by.name), ', ', when);
}
