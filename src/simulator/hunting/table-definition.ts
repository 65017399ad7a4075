import type { MailRecord } from '../mail/mail-record.js';
import type { MailQuirks } from '../mail/mail-quirks.js';
import { emptyOf } from './kql-value.js';
import type { Cell, Row, ScalarType } from './kql-value.js';

/** What the tables are made of: the mail of one tenant at one moment. */
export interface HuntingView {
  readonly messages: readonly MailRecord[];
  readonly quirks: MailQuirks;
}

/** A stretch of time in milliseconds since the epoch, both ends included. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface TableDefinition {
  readonly columns: Readonly<Record<string, ScalarType>>;
  /** Columns that a tenant may be without. */
  absent?(quirks: MailQuirks): readonly string[];
  /** The rows whose Timestamp lies in the stretch, with the cells of these columns alone. */
  rows(view: HuntingView, names: readonly string[], stretch: Stretch): readonly Row[];
}

/** What is left out of a row is empty. */
export type NamedCells = Readonly<Record<string, Cell>>;

/** The rows of a small table, each made whole. */
export function wholeRows(
  columns: TableDefinition['columns'],
  make: (view: HuntingView) => readonly NamedCells[],
): TableDefinition['rows'] {
  return (view, names, stretch) =>
    make(view)
      .filter(({ Timestamp }) => isInside(Timestamp ?? null, stretch))
      .map((row) => names.map((name) => row[name] ?? emptyOf(columns[name] ?? 'string')));
}

export function isInside(time: Cell, { from, to }: Stretch): boolean {
  return typeof time === 'number' && time >= from && time <= to;
}

/** Milliseconds since the epoch of a time in ISO 8601. */
export function timeCell(iso: string): number {
  return Date.parse(iso);
}

/** Columns of one type, in this order. */
export function columnsOf(
  type: ScalarType,
  ...names: readonly string[]
): Record<string, ScalarType> {
  return Object.fromEntries(names.map((name) => [name, type]));
}
