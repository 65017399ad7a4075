import { spamDataColumns, spamDataFile, spamDataRows } from '../app/spam-data.js';
import type { CsvRow, CsvValue } from '../lib/csv.js';
import type { SpamLook } from '../spam/look.js';
import type { MailDirection } from '../spam/mail-row.js';
import type { SpamView } from '../spam/view.js';
import { UsageError } from './exit-code.js';
import type { Format } from './formats.js';
import { jsonText } from './json-text.js';
import { openOutputFolder } from './output-folder.js';
import { openOutput, type Output } from './output.js';
import type { Terminal } from './terminal.js';
import { textTable } from './text-table.js';
import { writeCsvData, writeText } from './write-data.js';

export interface WantedData {
  readonly format: Format;
  /** At least one. */
  readonly views: readonly SpamView[];
  /** Undefined: all. */
  readonly direction: MailDirection | undefined;
}

export interface SpamOutput {
  /** What is said of the figures stands with the data, and need not be said again. */
  readonly saysAll: boolean;
  write(looks: readonly SpamLook[], said: string, now: Date): Promise<void>;
}

/**
 * Where the data goes: standard output or a file; for CSV of several views a directory with a file for each. Rejects with
 * UsageError, before any work is done, when it can't be written there.
 */
export async function openSpamOutput(
  path: string | undefined,
  wanted: WantedData,
  terminal: Terminal,
): Promise<SpamOutput> {
  const { format, views } = wanted;
  if (format === 'csv' && views.length > 1) return openViews(path, wanted, terminal);
  const output = await openOutput(path, terminal);
  return {
    saysAll: format === 'table' && !output.toFile,
    write: (looks, said, now) =>
      output.write((stream) => {
        switch (format) {
          case 'csv':
            return writeView(views[0], looks, wanted, { stream, bom: output.toFile });
          case 'json':
            return writeText(stream, jsonText(spamDataFile(looks, now)));
          case 'table':
            return writeText(
              stream,
              views.map((view) => tableOf(view, looks, wanted)).join('') + said,
            );
        }
      }),
  };
}

async function openViews(
  path: string | undefined,
  wanted: WantedData,
  terminal: Terminal,
): Promise<SpamOutput> {
  if (path === undefined) {
    throw new UsageError(
      '--output: name a directory; CSV has a file for each view. Or choose one --view.',
    );
  }
  const files = wanted.views.map((view) => `${view}.csv`);
  const outputs = await openOutputFolder(path, files, terminal);
  return {
    saysAll: false,
    write: async (looks) => {
      for (const view of wanted.views) {
        const output: Output | undefined = outputs.get(`${view}.csv`);
        await output?.write((stream) => writeView(view, looks, wanted, { stream, bom: true }));
      }
    },
  };
}

function writeView(
  view: SpamView | undefined,
  looks: readonly SpamLook[],
  { direction }: WantedData,
  to: Parameters<typeof writeCsvData>[0],
): Promise<void> {
  if (view === undefined) throw new TypeError('There is no view to write.');
  return writeCsvData(to, spamDataColumns(view), spamDataRows(view, looks, direction));
}

/** True for a row that says more than that there is nothing else. */
export function tells(view: SpamView, row: CsvRow): boolean {
  const columns = spamDataColumns(view);
  const cell = (name: string): CsvValue => row[columns.indexOf(name)] ?? '';
  if (view === 'trends') return cell('About') !== '';
  return Number(cell('Count')) > 0 || ['user', 'aimed at'].includes(String(cell('List')));
}

const verdictNames = ['Malware', 'Phish', 'Spoof', 'Spam', 'Bulk'] as const;

/** What a person reads of the columns; the other formats have all of them. */
const shown: Readonly<Record<SpamView, readonly string[]>> = {
  senders: ['Tenant', 'List', 'Address', 'Domain', 'Count', ...verdictNames, 'Delivered', 'Targets'],
  receivers: ['Tenant', 'List', 'Address', 'Count', 'Total', ...verdictNames, 'Delivered', 'Senders', 'SpearPhishing', 'Vip'],
  internal: ['Tenant', 'List', 'Address', 'Sent', 'Count', ...verdictNames, 'Recipients', 'Blocked', 'LikelyCause', 'Alerted'],
  spoofed: ['Tenant', 'List', 'Domain', 'Type', 'Count', 'Delivered', 'Targets', 'SpoofedUser', 'Infrastructure'],
  trends: ['Tenant', 'About', 'Key', 'Direction', 'Verdict', 'Before', 'Now', 'Change', 'Probability'],
}; // prettier-ignore

const titles: Readonly<Record<SpamView, string>> = {
  senders: 'Senders from outside',
  receivers: 'Receivers',
  internal: 'Own users as senders',
  spoofed: 'Domains that others used',
  trends: 'Changes',
};

/** Rows that a person reads on a terminal; the other formats have all of them. */
const shownRows = 25;

/** Without rows only its title: the words below all tables say what that means. */
function tableOf(view: SpamView, looks: readonly SpamLook[], { direction }: WantedData): string {
  const columns = spamDataColumns(view);
  const names = shown[view];
  const at = names.map((name) => columns.indexOf(name));
  const telling = Array.from(spamDataRows(view, looks, direction)).filter((row) =>
    tells(view, row),
  );
  const rows = telling.map((row) => at.map((column) => String(row[column] ?? '')));
  if (rows.length === 0) {
    const whole = looks.length > 0 && looks.every(({ coverage }) => coverage.complete);
    return `${titles[view]}: none seen${whole ? '' : ' in what could be read'}.\n\n`;
  }
  const rest = rows.length - shownRows;
  const more = rest > 0 ? `and ${rest} more: --format csv has all of them.\n` : '';
  return `${titles[view]}\n${textTable(names, rows.slice(0, shownRows))}\n${more}\n`;
}
