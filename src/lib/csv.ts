import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify as stringifier, type Options } from 'csv-stringify';
import { stringify } from 'csv-stringify/sync';

export type CsvValue = string | number | boolean;
export type CsvRow = readonly CsvValue[];

/** Characters that make a spreadsheet read a cell as a formula (OWASP "CSV Injection"), and their full-width forms. */
const formulaStart = /^[\s\p{Cc}\p{Cf}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/u;

/** RFC 4180: CRLF between records. Every cell is quoted, so that a separator in a value can't end it. */
const form: Options = { quoted: true, quoted_empty: true, record_delimiter: '\r\n', bom: false };

/**
 * A value as the text of a cell: NUL is taken out, and text that a spreadsheet would calculate gets a leading
 * apostrophe. Numbers and booleans are our own and stay as they are.
 */
export function csvCell(value: CsvValue): string {
  if (typeof value !== 'string') return String(value);
  const text = value.replaceAll('\0', '').toWellFormed();
  return formulaStart.test(text) ? `'${text}` : text;
}

/** The header and the rows as one text. */
export function csvText(header: readonly string[], rows: Iterable<CsvRow>): string {
  return stringify([header, ...rows].map(cells), form);
}

/**
 * Writes the header and the rows to `out`, row by row, waiting while `out` is full. Rejects with the stream's error.
 * `end: false` leaves `out` open, as standard output must be.
 */
export async function writeCsv(
  out: Writable,
  header: readonly string[],
  rows: Iterable<CsvRow> | AsyncIterable<CsvRow>,
  options: { readonly end: boolean } = { end: true },
): Promise<void> {
  await pipeline(Readable.from(records(header, rows)), stringifier(form), out, options);
}

async function* records(
  header: readonly string[],
  rows: Iterable<CsvRow> | AsyncIterable<CsvRow>,
): AsyncGenerator<string[]> {
  yield cells(header);
  for await (const row of rows) yield cells(row);
}

function cells(row: CsvRow): string[] {
  return row.map(csvCell);
}
