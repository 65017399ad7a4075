import type { Writable } from 'node:stream';
import type { ForwardScanResult } from '../app/forward-scan.js';
import { coverageText } from './coverage-text.js';
import type { Format } from './formats.js';
import type { Output } from './output.js';
import type { Terminal } from './terminal.js';
import { textTable } from './text-table.js';
import { writeCsvData, writeText } from './write-data.js';
import { jsonText } from './json-text.js';

/** What a person reads of the columns; the other formats have all of them. */
const shown = [
  'Customer',
  'PrimarySmtpAddress',
  'ExternalRecipient',
  'Severity',
  'KeepsCopy',
  'Effective',
  'Reasons',
  'AlertId',
] as const;

/** The data to `output`; the coverage beside it, where a person sees it, unless it is part of the table. */
export async function writeScan(
  result: ForwardScanResult,
  { format, mailbox }: { readonly format: Format; readonly mailbox?: string | undefined },
  output: Output,
  terminal: Terminal,
): Promise<void> {
  const coverage = coverageText(result, mailbox);
  await output.write((stream) =>
    writeData(result, format, coverage, { stream, bom: output.toFile }),
  );
  if (format !== 'table' || output.toFile) terminal.say(coverage.trimEnd());
}

async function writeData(
  result: ForwardScanResult,
  format: Format,
  coverage: string,
  to: { readonly stream: Writable; readonly bom: boolean },
): Promise<void> {
  switch (format) {
    case 'csv':
      return writeCsvData(to, result.columns, result.rows());
    case 'json':
      return writeText(to.stream, jsonText(result.report));
    case 'table':
      return writeText(to.stream, scanTable(result) + coverage);
  }
}

/** Empty without rows: the words below it say what that means. */
function scanTable({ columns, rows }: Pick<ForwardScanResult, 'columns' | 'rows'>): string {
  const at = shown.map((name) => columns.indexOf(name));
  const lines = Array.from(rows(), (row) => at.map((column) => String(row[column] ?? '')));
  return lines.length === 0 ? '' : `${textTable(shown, lines)}\n`;
}
