import type { MailRecord } from '../mail/mail-record.js';
import type { MailQuirks } from '../mail/mail-quirks.js';
import type { Cell, ScalarType } from './kql-value.js';

/** What the tables are made of: the mail of one tenant at one moment. */
export interface HuntingView {
  readonly messages: readonly MailRecord[];
  readonly quirks: MailQuirks;
}

/** What is left out of a row is empty. */
export type NamedCells = Readonly<Record<string, Cell>>;

export interface TableDefinition {
  readonly columns: Readonly<Record<string, ScalarType>>;
  /** Columns that a tenant may be without. */
  absent?(quirks: MailQuirks): readonly string[];
  rows(view: HuntingView): readonly NamedCells[];
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
