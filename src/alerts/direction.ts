import type { Alert } from './alert.js';
import type { ChangeResult, LiveState, Remediation } from './kind.js';

/** The two directions of a change, side by side: what is awaited, what counts as done, and which events follow. */
export interface Direction {
  readonly state: 'removing' | 'restoring';
  readonly word: 'remove' | 'restore';
  readonly done: 'removed' | 'restored';
  readonly failed: 'remove-failed' | 'restore-failed';
  readonly change: (remediation: Remediation, alert: Alert) => Promise<ChangeResult>;
  /** What a look at the target means for this direction. */
  readonly judge: (live: LiveState, alert: Alert) => 'to-do' | 'done' | 'changed' | 'unreadable';
}

export const removal: Direction = {
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

export const restoration: Direction = {
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
