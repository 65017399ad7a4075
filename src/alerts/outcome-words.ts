import { localTime } from '../lib/local-time.js';
import type { Alert, Outcome } from './alert.js';
import type { CardView } from './kind.js';
import type { Severity } from './severity.js';

/** Dots beside the word, so that it does not hang on colour; every font has them. */
export const severityWords: Readonly<Record<Severity, string>> = {
  high: '••• High',
  medium: '•• Medium',
  low: '• Low',
  informational: 'Informational',
};

/** True while a removal can still be taken back. */
export function canUndoRemoval({ state, undo }: Alert, now: Date): boolean {
  return state === 'removed' && undo !== undefined && Date.parse(undo.until) > now.getTime();
}

/** Until when a removal can be taken back, in people's own zone. */
export function undoEnd({ undo }: Alert, { timeZone }: CardView): string {
  return localTime(undo?.until ?? '', timeZone);
}

/** ' until 21 Nov 2026, 18:20 CET', for an approval; otherwise empty. */
export function periodOf(outcome: Outcome | undefined, { timeZone }: CardView): string {
  if (outcome?.event !== 'approve') return '';
  return outcome.expiresAt === undefined
    ? ' until it is revoked'
    : ` until ${localTime(outcome.expiresAt, timeZone)}`;
}
