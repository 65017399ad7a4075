/** The life of an alert, as a table that can be read aloud. Pure. */

export const alertStates = [
  'open',
  'approved',
  'removing',
  'removed',
  'restoring',
  'resolved',
  'failed',
] as const;
export type AlertState = (typeof alertStates)[number];

export const alertEvents = [
  'changed', // the thing itself changed: its fingerprint is another
  'changed-approved', // … and an approval of a wider scope covers it as it is now
  'approve', // a person decided that it is wanted
  'acknowledge', // a person said that it is dealt with
  'revoke', // a person took the approval back
  'expire', // the approval's time is over
  'remove', // a person ordered the removal
  'removed', // a later read no longer shows it
  'refused', // what was there was not what the card had shown
  'remove-failed', // the service said no, or the outcome could not be verified
  'undo', // a person ordered to put it back
  'restored', // a later read shows it again
  'restore-failed', // it could not be put back
  'gone', // it disappeared by itself
  'returned', // it is there again after it had ended
  'returned-approved', // … and an approval that still holds covers it
] as const;
export type AlertEvent = (typeof alertEvents)[number];

const transitions: Readonly<Record<AlertState, Partial<Record<AlertEvent, AlertState>>>> = {
  open: {
    changed: 'open',
    approve: 'approved',
    acknowledge: 'resolved',
    remove: 'removing',
    gone: 'resolved',
  },
  approved: {
    changed: 'open',
    'changed-approved': 'approved',
    revoke: 'open',
    expire: 'open',
    remove: 'removing',
    gone: 'resolved',
  },
  removing: { removed: 'removed', refused: 'open', 'remove-failed': 'failed' },
  removed: { undo: 'restoring', returned: 'open', 'returned-approved': 'approved' },
  restoring: { restored: 'open', 'restore-failed': 'removed' },
  resolved: { returned: 'open', 'returned-approved': 'approved' },
  failed: {
    changed: 'open',
    approve: 'approved',
    acknowledge: 'resolved',
    remove: 'removing',
    removed: 'removed',
    gone: 'resolved',
  },
};

/** The next state, or undefined when the event has no meaning in this state. */
export function nextState(state: AlertState, event: AlertEvent): AlertState | undefined {
  return transitions[state][event];
}

/** States in which somebody still has to decide. */
export function isUndecided(state: AlertState): boolean {
  return state === 'open' || state === 'failed';
}

/** States in which the thing is believed to be gone. */
export function hasEnded(state: AlertState): boolean {
  return state === 'removed' || state === 'resolved';
}
