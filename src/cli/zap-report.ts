import type { Writable } from 'node:stream';
import { readReaderConfig } from '../app/config.js';
import { reportCoverageText } from '../app/report-coverage-text.js';
import { zapScanner, type ZapScanResult } from '../app/zap-scan.js';
import { zapSummaryText } from '../app/zap-text.js';
import { systemClock } from '../lib/clock.js';
import type { CommandContext } from './command-context.js';
import { daysOption } from './days-option.js';
import { exitCodes, UsageError, type ExitCode } from './exit-code.js';
import type { Format } from './formats.js';
import { jsonText } from './json-text.js';
import { listedTenants } from './list-tenants.js';
import { checkAddress } from './mailbox-option.js';
import { openOutput } from './output.js';
import { pickTenants } from './pick-tenants.js';
import { progressBar } from './progress.js';
import { textTable } from './text-table.js';
import { writeCsvData, writeText } from './write-data.js';

export interface ZapReportOptions {
  readonly tenant?: readonly string[];
  readonly mailbox?: string;
  readonly days: string;
  readonly format: Format;
  readonly output?: string;
}

/** `zap report`: what ZAP took away, read now, one line per recipient; and what could not be read. */
export async function zapReportCommand(
  options: ZapReportOptions,
  { env, terminal }: CommandContext,
): Promise<ExitCode> {
  const days = daysOption(options.days);
  checkAddress(options.mailbox);
  const config = readReaderConfig(env);
  const output = await openOutput(options.output, terminal);
  const scanner = zapScanner(config, systemClock);
  const watched = listedTenants(await scanner.tenants(), terminal);
  if (watched === undefined) return exitCodes.incomplete;
  const tenants = pickTenants(watched, options.tenant);
  if (options.mailbox !== undefined && tenants.length > 1) {
    throw new UsageError('--mailbox: say with --tenant in which tenant the mailbox is.');
  }
  const progress = progressBar(terminal, tenants.length, 'messages');
  const result = await scanner
    .scan({ tenants, mailbox: options.mailbox, days, onProgress: progress.update })
    .finally(progress.stop);
  const { complete, coverage } = result;
  const said = zapSummaryText(result.summary, { days, complete }) + reportCoverageText(coverage);
  await output.write((stream) =>
    writeData(result, options.format, said, { stream, bom: output.toFile }),
  );
  if (options.format !== 'table' || output.toFile) terminal.say(said.trimEnd());
  if (!complete) return exitCodes.incomplete;
  return result.records.length > 0 ? exitCodes.found : exitCodes.clean;
}

/** What a person reads of the columns; the other formats have all of them. */
const shown = [
  'Recipient',
  'Sender',
  'Subject',
  'Threat',
  'Outcome',
  'Location',
  'ExposureMinutes',
  'ExposureKnown',
  'ReadEvidence',
  'Verdict',
] as const;

async function writeData(
  result: ZapScanResult,
  format: Format,
  said: string,
  to: { readonly stream: Writable; readonly bom: boolean },
): Promise<void> {
  switch (format) {
    case 'csv':
      return writeCsvData(to, result.columns, result.rows());
    case 'json':
      return writeText(to.stream, jsonText(result.report()));
    case 'table':
      return writeText(to.stream, tableOf(result) + said);
  }
}

/** Empty without rows: the words below it say what that means. */
function tableOf({ columns, rows }: Pick<ZapScanResult, 'columns' | 'rows'>): string {
  const at = shown.map((name) => columns.indexOf(name));
  const lines = Array.from(rows(), (row) => at.map((column) => String(row[column] ?? '')));
  return lines.length === 0 ? '' : `${textTable(shown, lines)}\n`;
}
