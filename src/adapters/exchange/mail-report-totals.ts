import type { TimeWindow } from '../../lib/time-windows.js';
import { holds } from '../../lib/time-windows.js';
import type { MailDirection, MailOutcome, MailVerdict } from '../../spam/mail-row.js';
import type { MailTotal } from '../../spam/ports.js';
import type { Row } from './command-answer.js';
import type { ExchangeCommands } from './exchange-commands.js';
import { plain } from './mail-report-row.js';
import { reportPages } from './report-pages.js';
import { countIn, looseRow, requiredText, textIn, timeIn } from './row-values.js';
import type { LooseRow } from './row-values.js';

const flowReport = 'Get-MailFlowStatusReport';
const trafficReport = 'Get-MailTrafficATPReport';
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const trafficPages = { size: 5000, most: 2 };

type Kind = readonly [verdict: MailVerdict, outcome: MailOutcome];

/** By EventType. What the edge blocks is in no list of messages. Where filtered mail went is not told. */
const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['goodmail', ['clean', 'delivered']],
  ['edgeblockspam', ['spam', 'rejected']],
  ['emailmalware', ['malware', 'unknown']],
  ['emailphish', ['phish', 'unknown']],
  ['spamdetections', ['spam', 'unknown']],
]);
const otherKind: Kind = ['unknown', 'unknown'];

/**
 * Get-MailFlowStatusReport (Microsoft Learn): counts per recipient, by the primary threat, of whole UTC days. A UTC day counts
 * to the stretch that holds its noon, so that neighbouring days of any time zone share none and leave none out.
 */
export async function flowTotals(
  commands: ExchangeCommands,
  window: TimeWindow,
  now: number,
): Promise<readonly MailTotal[]> {
  const parameters = {
    StartDate: new Date(floorTo(window.from, dayMs)).toISOString(),
    EndDate: new Date(Math.min(now, floorTo(window.to - 1, dayMs) + dayMs)).toISOString(),
  };
  const rows = await commands.invoke(flowReport, parameters, { idempotent: true });
  const totals = new Map<string, MailTotal>();
  for (const loose of rows.map(looseRow)) {
    const day = floorTo(timeOf(loose, flowReport), dayMs);
    if (!holds(window, day + dayMs / 2)) continue;
    const [verdict, outcome] = kinds.get(plain(textIn(loose, 'EventType'))) ?? otherKind;
    const direction = directionIn(loose);
    const key = [direction, verdict, outcome].join();
    const count = (totals.get(key)?.count ?? 0) + countOf(loose, flowReport);
    totals.set(key, { direction, verdict, outcome, count });
  }
  return [...totals.values()];
}

/** Get-MailTrafficATPReport (Microsoft Learn): detections of whole hours, good mail left out. Undefined when it is cut too. */
export async function detectionsIn(
  commands: ExchangeCommands,
  window: TimeWindow,
  now: number,
): Promise<number | undefined> {
  const parameters = {
    StartDate: new Date(window.from).toISOString(),
    EndDate: new Date(Math.min(now, window.to)).toISOString(),
    AggregateBy: 'Hour',
  };
  const { rows, truncated } = await reportPages(commands, trafficReport, parameters, trafficPages);
  if (truncated) return undefined;
  return rows.reduce((sum, row) => sum + detectionsOf(row, window), 0);
}

function detectionsOf(row: Row, window: TimeWindow): number {
  const loose = looseRow(row);
  const passed = plain(textIn(loose, 'EventType')) === 'messagepassed';
  const isWithin = holds(window, timeOf(loose, trafficReport));
  return passed || !isWithin ? 0 : countOf(loose, trafficReport);
}

/** Whole hours around a stretch. */
export function hoursAround({ from, to }: TimeWindow): TimeWindow {
  return { from: floorTo(from, hourMs), to: floorTo(to - 1, hourMs) + hourMs };
}

function floorTo(time: number, step: number): number {
  return Math.floor(time / step) * step;
}

function timeOf(row: LooseRow, cmdlet: string): number {
  const at = timeIn(row, 'Date', cmdlet) ?? requiredText(row, 'Date', cmdlet);
  return new Date(at).getTime();
}

function countOf(row: LooseRow, cmdlet: string): number {
  const count = countIn(row, 'MessageCount', cmdlet) ?? countIn(row, 'Count', cmdlet);
  return count ?? Number(requiredText(row, 'Count', cmdlet));
}

function directionIn(row: LooseRow): MailDirection {
  const said = plain(textIn(row, 'Direction'));
  if (said.includes('inbound')) return 'inbound';
  if (said.includes('outbound')) return 'outbound';
  return said.includes('intra') ? 'intra-org' : 'unknown';
}
