import type { Alert } from '../alerts/alert.js';
import type { FlatValue } from '../alerts/card-content.js';
import type { AlertKindDefinition, CardView } from '../alerts/kind.js';
import { measureRows, type MeasureRow } from '../alerts/measure-card.js';
import type { MeasureName } from '../alerts/measure.js';
import { ownText, type SafeText } from '../lib/untrusted.js';

const blank = ownText('');

/** What became of containing the mailbox's owner, and the buttons for it. One account, one line per measure. */
export function containFields(
  alert: Alert,
  view: CardView,
  measures: AlertKindDefinition['measures'],
): Record<string, FlatValue> {
  const rows = measureRows(alert, view, measures);
  const { target = blank, label: owner = blank } = mainRow(rows) ?? {};
  const revoke = rowOf(rows, 'revoke-sessions', target);
  const block = rowOf(rows, 'block-sign-in', target);
  const showContain = revoke.canOrder || block.canOrder;
  return {
    target,
    sessionsLine: revoke.line,
    signInLine: block.line,
    showContain,
    showRevokeSessions: revoke.canOrder,
    showBlockSignIn: block.canOrder,
    showUnblock: block.canUndo,
    containConfirm: question('Contain the account ', owner, showContain),
    unblockConfirm: question('Allow sign-in again for ', owner, block.canUndo),
  };
}

/** The owner of now before an account that the alert names no more. */
function mainRow(rows: readonly MeasureRow[]): MeasureRow | undefined {
  return rows.find(({ canOrder }) => canOrder) ?? rows.find(({ canUndo }) => canUndo) ?? rows[0];
}

function rowOf(
  rows: readonly MeasureRow[],
  name: MeasureName,
  wanted: SafeText,
): Pick<MeasureRow, 'line' | 'canOrder' | 'canUndo'> {
  const none = { line: blank, canOrder: false, canUndo: false };
  return rows.find(({ measure, target }) => measure === name && target === wanted) ?? none;
}

function question(start: string, owner: SafeText, asked: boolean): SafeText {
  return asked ? ownText(`${start}${owner}?`) : blank;
}
