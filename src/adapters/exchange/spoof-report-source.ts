import type { Clock } from '../../lib/clock.js';
import { holds, windowOf } from '../../lib/time-windows.js';
import type { TimeSpan } from '../../lib/time-span.js';
import type { TimeWindow } from '../../lib/time-windows.js';
import type { SpoofReading, SpoofRow, SpoofSource } from '../../spam/ports.js';
import type { Row } from './command-answer.js';
import type { ExchangeCommands } from './exchange-commands.js';
import { reportPages } from './report-pages.js';
import { reportPresence } from './report-presence.js';
import { countIn, looseRow, requiredText, textIn, timeIn } from './row-values.js';
import type { LooseRow } from './row-values.js';
import { provenCommands } from './tenant-commands.js';
import type { CommandsOf } from './tenant-commands.js';

const report = 'Get-SpoofMailReport';
const dayMs = 24 * 60 * 60_000;
/** Microsoft Learn: "Get-SpoofMailReport". */
const daysBack = 90;
const pageSize = 5000;
const defaultMostPages = 20;

export interface SpoofReportOptions {
  readonly clock: Clock;
  /** Pages of one reading at most; beyond it the reading is `truncated`. Default 20. */
  readonly mostPages?: number | undefined;
}

/**
 * Who claimed to be from which domain: Get-SpoofMailReport (Microsoft Learn); least permission Exchange.ManageAsApp with the
 * role Security Reader. It counts messages of whole UTC days; a day counts to the span that holds its noon. `commandsOf`
 * gives the reader's commands.
 */
export function spoofReportSource(
  commandsOf: CommandsOf,
  { clock, mostPages = defaultMostPages }: SpoofReportOptions,
): SpoofSource {
  const commandsFor = provenCommands(commandsOf);
  return {
    daysBack,
    probe: async (tenantId) => {
      const now = clock.now().getTime();
      const parameters = { ...datesOf({ from: now - dayMs, to: now }, now), PageSize: 1, Page: 1 };
      const commands = commandsFor(tenantId);
      return reportPresence(() => commands.invoke(report, parameters, { idempotent: true }));
    },
    read: async (tenantId, span) =>
      read(commandsFor(tenantId), span, { now: clock.now().getTime(), mostPages }),
  };
}

async function read(
  commands: ExchangeCommands,
  span: TimeSpan,
  { now, mostPages }: { readonly now: number; readonly mostPages: number },
): Promise<SpoofReading> {
  const window = windowOf(span);
  const oldest = dayOf(now) - (daysBack - 1) * dayMs;
  const reached = { from: Math.max(window.from, oldest), to: Math.min(window.to, now) };
  const tooOld = window.from < oldest;
  if (reached.from >= reached.to) return { rows: [], truncated: tooOld };
  const { rows, truncated } = await reportPages(commands, report, datesOf(reached, now), {
    size: pageSize,
    most: mostPages,
  });
  const found = new Map<string, SpoofRow>();
  for (const row of rows) {
    const spoofed = spoofRow(row);
    // Pages move under a list, and bring rows twice.
    if (holds(window, noonOf(spoofed.at))) found.set(JSON.stringify(row), spoofed);
  }
  return { rows: [...found.values()], truncated: truncated || tooOld };
}

/** Whole UTC days, as far as they have come. */
function datesOf({ from, to }: TimeWindow, now: number): { StartDate: string; EndDate: string } {
  return {
    StartDate: new Date(dayOf(from)).toISOString(),
    EndDate: new Date(Math.min(now, dayOf(to - 1) + dayMs)).toISOString(),
  };
}

function dayOf(time: number): number {
  return Math.floor(time / dayMs) * dayMs;
}

function noonOf(at: string): number {
  return dayOf(new Date(at).getTime()) + dayMs / 2;
}

/** Throws ContractError for a line without a day, a domain or a number. */
function spoofRow(row: Row): SpoofRow {
  const loose = looseRow(row);
  const spoofedUser = anyIn(loose, 'SpoofedUser', 'SpoofedSender')?.toLowerCase();
  const domain = anyIn(loose, 'Domain') ?? spoofedUser?.slice(spoofedUser.lastIndexOf('@') + 1);
  return {
    at: timeIn(loose, 'Date', report) ?? requiredText(loose, 'Date', report),
    domain: (domain ?? requiredText(loose, 'Domain', report)).toLowerCase(),
    spoofedUser,
    trueSender: anyIn(loose, 'TrueSender')?.toLowerCase(),
    infrastructure: anyIn(loose, 'SendingInfrastructure', 'SenderIp')?.toLowerCase(),
    count: countOf(loose),
    type: typeOf(anyIn(loose, 'SpoofType')),
    result: anyIn(loose, 'Action', 'Result', 'CompAuthResult'),
  };
}

function anyIn(row: LooseRow, ...names: readonly string[]): string | undefined {
  return names.map((name) => textIn(row, name)?.trim()).find((text) => text !== undefined);
}

function countOf(row: LooseRow): number {
  const count = countIn(row, 'MessageCount', report) ?? countIn(row, 'Count', report);
  return count ?? Number(requiredText(row, 'Count', report));
}

function typeOf(text: string | undefined): SpoofRow['type'] {
  const said = text?.toLowerCase() ?? '';
  if (said.includes('internal') || said.includes('intra')) return 'internal';
  return said.includes('external') ? 'external' : 'unknown';
}
