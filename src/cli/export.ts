import type { ExportKind } from '../app/exports/export-kind.js';
import { exportKindNamed, exportKinds } from '../app/exports/export-kinds.js';
import { areDays, daysHint, exportRequest, parseWeek } from '../app/exports/export-request.js';
import { exportServices } from '../app/exports/stored-export-services.js';
import { rowsText } from '../app/exports/export-words.js';
import { readStorageConfig } from '../app/config.js';
import { storedTenants } from '../app/alert-list.js';
import type { CsvRow } from '../lib/csv.js';
import { systemClock } from '../lib/clock.js';
import type { CommandContext } from './command-context.js';
import { exitCodes, UsageError, type ExitCode } from './exit-code.js';
import { openOutput } from './output.js';
import { pickTenants } from './pick-tenants.js';
import { openStorage } from './storage.js';
import { plain } from './text-table.js';
import { writeCsvData } from './write-data.js';

export interface ExportOptions {
  readonly kind: string;
  readonly tenant?: readonly string[];
  readonly days?: string;
  readonly week?: string;
  readonly output?: string;
}

/**
 * `export <kind>`: the rows that the chat command gives as a file, row by row from storage. Ends with 2 when they lack
 * something that is known to be missing.
 */
export async function exportCommand(
  options: ExportOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context;
  const kind = kindOf(options.kind);
  const asked = { days: daysOf(kind, options.days), week: weekOf(kind, options.week) };
  const { timeZone } = readStorageConfig(context.env);
  const output = await openOutput(options.output, terminal);
  const stores = await openStorage(context);
  const known = await storedTenants(stores.alerts, stores.health);
  const tenants = pickTenants(known, options.tenant);
  const services = exportServices(stores, timeZone);
  const request = exportRequest(kind, { tenants, ...asked }, systemClock.now());
  const lacks = await kind.notCovered(services, request);
  let count = 0;
  const rows = async function* (): AsyncGenerator<CsvRow> {
    for await (const row of kind.rows(services, request)) {
      count += 1;
      yield row;
    }
  };
  await output.write((stream) =>
    writeCsvData({ stream, bom: output.toFile }, kind.columns, rows()),
  );
  for (const lack of lacks) terminal.say(`note: ${plain(lack)}`);
  terminal.say(sumUp(kind, count, tenants.length));
  if (lacks.length > 0 || tenants.length === 0) return exitCodes.incomplete;
  return count === 0 ? exitCodes.clean : exitCodes.found;
}

function sumUp({ name }: ExportKind, rows: number, tenants: number): string {
  if (tenants === 0) return 'The storage knows no tenant yet: nothing has been scanned.';
  const whose = tenants === 1 ? '1 tenant' : `${tenants} tenants`;
  return `Export of ${name}: ${rowsText(rows)} of ${whose}. This says what is stored, not what was read.`;
}

function kindOf(name: string): ExportKind {
  const kind = exportKindNamed(name.trim().toLowerCase());
  if (kind !== undefined) return kind;
  const names = exportKinds.map((one) => one.name).join(', ');
  throw new UsageError(`export: expected one of ${names}.`);
}

function daysOf(kind: ExportKind, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (kind.asks === 'week') throw new UsageError(`--days: "${kind.name}" takes a --week.`);
  const days = Number(text);
  if (/^\d{1,5}$/.test(text) && areDays(kind, days)) return days;
  throw new UsageError(`--days: ${daysHint(kind)}`);
}

function weekOf(kind: ExportKind, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const week = kind.asks === 'week' ? parseWeek(text) : undefined;
  if (week !== undefined) return week;
  throw new UsageError(
    kind.asks === 'week'
      ? '--week: expected an ISO week such as 2026-W48.'
      : `--week: "${kind.name}" takes --days.`,
  );
}
