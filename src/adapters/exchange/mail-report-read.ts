import { holds, windowsOf } from '../../lib/time-windows.js';
import type { TimeWindow } from '../../lib/time-windows.js';
import type { Row } from './command-answer.js';
import type { ParameterValue } from './command-call.js';
import type { ExchangeCommands } from './exchange-commands.js';
import { detailReport, graver, plain, reportedMail } from './mail-report-row.js';
import type { ReportedMail } from './mail-report-row.js';
import { reportPages } from './report-pages.js';
import { looseRow, textIn } from './row-values.js';

/** Pages in which a question is asked up to the service's cap. */
const pagesToCap = 2;
const smallestMs = 5 * 60_000;
const dayMs = 24 * 60 * 60_000;
const directions = ['Inbound', 'Outbound', 'IntraOrg'];

export interface ReportReading {
  readonly commands: ExchangeCommands;
  readonly own: ReadonlySet<string>;
  /** Lower case. */
  readonly mailbox: string | undefined;
  /** No question may end later. */
  readonly now: number;
  /** Lines of one question at which the service stops. */
  readonly cap: number;
  /** Questions that may still be asked; counted down. */
  readonly budget: { questions: number };
  /** Words that -EventType takes; asked for when they are needed. */
  readonly eventTypes: () => Promise<readonly string[]>;
}

export interface ReportedWindow {
  readonly window: TimeWindow;
  readonly mails: readonly ReportedMail[];
  /** There is more in the window than the service tells, however it is asked. */
  readonly cut: boolean;
}

type Parameters = Readonly<Record<string, ParameterValue>>;

/**
 * The lines of a window, each message and recipient once. A question that reaches the cap is asked again for halves of its
 * time, and at last by direction and by technology.
 */
export async function* reportedMails(
  window: TimeWindow,
  reading: ReportReading,
): AsyncGenerator<ReportedWindow, void, undefined> {
  if (reading.budget.questions <= 0) {
    yield { window, mails: [], cut: true };
    return;
  }
  const { rows, cut } = await ask(window, {}, reading);
  if (!cut) {
    yield told(window, rows, reading);
    return;
  }
  const length = window.to - window.from;
  if (length < 2 * smallestMs) {
    yield await byParts(window, rows, reading);
    return;
  }
  for (const half of windowsOf(window, Math.ceil(length / 2))) yield* reportedMails(half, reading);
}

interface Answer {
  readonly rows: readonly Row[];
  readonly cut: boolean;
}

/** Of a mailbox there are two questions; its mail to itself comes twice, and is one copy. */
async function ask(
  { from, to }: TimeWindow,
  more: Parameters,
  { commands, mailbox, now, cap, budget }: ReportReading,
): Promise<Answer> {
  const dates = {
    StartDate: new Date(from).toISOString(),
    EndDate: new Date(Math.min(to, now)).toISOString(),
  };
  const sides: readonly Parameters[] =
    mailbox === undefined ? [{}] : [{ RecipientAddress: [mailbox] }, { SenderAddress: [mailbox] }];
  const pages = { size: cap / pagesToCap, most: pagesToCap };
  const rows: Row[] = [];
  let cut = false;
  for (const side of sides) {
    budget.questions -= 1;
    const found = await reportPages(commands, detailReport, { ...dates, ...side, ...more }, pages);
    for (const row of found.rows) rows.push(row);
    cut ||= found.truncated;
  }
  return { rows, cut };
}

/**
 * The smallest stretch, asked by direction, and what is still too long by technology. What stands in the first answer and
 * can't be asked for by either counts as cut.
 */
async function byParts(
  window: TimeWindow,
  first: readonly Row[],
  reading: ReportReading,
): Promise<ReportedWindow> {
  const seen = first.map(looseRow);
  const wordsOf = (name: string): readonly string[] => [
    ...new Set(seen.map((row) => textIn(row, name) ?? '')),
  ];
  const rows: Row[] = [...first];
  let cut = wordsOf('Direction').some((word) => !directions.map(plain).includes(plain(word)));
  for (const Direction of directions) {
    const answer = await askSafely(window, { Direction: [Direction] }, reading);
    for (const row of answer.rows) rows.push(row);
    if (!answer.cut) continue;
    const types = await reading.eventTypes();
    const known = new Set(types.map(plain));
    cut ||= wordsOf('EventType').some((word) => !known.has(plain(word)));
    for (const type of types) {
      const part = { Direction: [Direction], EventType: [type] };
      const smaller = await askSafely(window, part, reading);
      for (const row of smaller.rows) rows.push(row);
      cut ||= smaller.cut;
    }
  }
  return { ...told(window, rows, reading), cut };
}

async function askSafely(
  window: TimeWindow,
  more: Parameters,
  reading: ReportReading,
): Promise<Answer> {
  if (reading.budget.questions <= 0) return { rows: [], cut: true };
  return ask(window, more, reading);
}

/** Rows outside the window belong to another one, or to nobody's question. */
function told(window: TimeWindow, rows: readonly Row[], reading: ReportReading): ReportedWindow {
  const copies = new Map<string, ReportedMail>();
  let cut = false;
  for (const mail of rows.map((row) => reportedMail(row, reading.own))) {
    if (!isOf(mail, reading.mailbox)) continue;
    // A row that tells its day and not its time can't be put into the right part of the day.
    if (!holds(window, mail.at)) cut ||= isDayOnly(mail.at, window);
    else copies.set(mail.copy, graver(mail, copies.get(mail.copy) ?? mail));
  }
  return { window, mails: [...copies.values()], cut };
}

function isOf({ row }: ReportedMail, mailbox: string | undefined): boolean {
  return mailbox === undefined || row.recipient === mailbox || row.sender === mailbox;
}

function isDayOnly(at: number, { from, to }: TimeWindow): boolean {
  return at % dayMs === 0 && at < to && at + dayMs > from;
}
