import type { Clock } from '../../lib/clock.js';
import { ServiceError } from '../../lib/errors.js';
import { holds, reachOf, spanOf, windowOf, windowsOf } from '../../lib/time-windows.js';
import type { TimeWindow } from '../../lib/time-windows.js';
import type { MailLimit, MailPart, MailQuestion, MailSource } from '../../spam/ports.js';
import type { ExchangeCommands } from './exchange-commands.js';
import { reportedMails } from './mail-report-read.js';
import type { ReportedWindow, ReportReading } from './mail-report-read.js';
import { detailReport } from './mail-report-row.js';
import { detectionsIn, flowTotals, hoursAround } from './mail-report-totals.js';
import { reportPresence } from './report-presence.js';
import { looseRow, textIn } from './row-values.js';
import { provenCommands } from './tenant-commands.js';
import type { CommandsOf } from './tenant-commands.js';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Microsoft Learn: "Get-MailDetailATPReport": 10 days, and 30 with Defender for Office 365. */
const daysBack = 30;
const daysBackForAll = 10;
/** What was thirty days old when the reading began is older when the service looks. */
const slackMs = 5 * minuteMs;
/** Assumption: lines are there within this time; no page says how late the report is. */
const lagMs = 4 * 60 * minuteMs;
const defaultMostQuestions = 600;
/** Microsoft Learn: "Get-MailDetailATPReport": 10,000 results in all, without a word when there are more. */
const defaultCap = 10_000;

export interface MailReportsOptions {
  readonly clock: Clock;
  /** Questions of one reading at most; beyond it a limit is told. Default 600. */
  readonly mostQuestions?: number | undefined;
  /** Lines of one question at which the service stops; even. Default 10,000. */
  readonly cap?: number | undefined;
}

/**
 * Mail that Exchange Online Protection or Defender for Office 365 minded: Get-MailDetailATPReport, and as totals what it does
 * not list: Get-MailFlowStatusReport (good mail, edge blocks), with Get-MailTrafficATPReport to say how much a cut list
 * lacks, and Get-MailFilterListReport for the words to cut it by (all on Microsoft Learn). Least permission
 * Exchange.ManageAsApp with the role Security Reader. One row per message and recipient; a message that ZAP moved may come
 * with ZAP's verdict. Good mail is in no row: Get-MailTrafficSummaryReport names the top recipients of whole UTC days
 * only, without saying whether filtered mail is among theirs, so nothing is made of it. `commandsOf` gives the reader's
 * commands.
 */
export function mailReportsSource(commandsOf: CommandsOf, options: MailReportsOptions): MailSource {
  const commandsFor = provenCommands(commandsOf);
  const { clock, mostQuestions = defaultMostQuestions, cap = defaultCap } = options;
  return {
    name: 'mail-reports',
    daysBack,
    probe: async (tenantId) => {
      const to = clock.now().getTime();
      const { from: StartDate, to: EndDate } = spanOf({ from: to - dayMs, to: to + 1 });
      const parameters = { StartDate, EndDate, PageSize: 1, Page: 1 };
      const commands = commandsFor(tenantId);
      return reportPresence(() => commands.invoke(detailReport, parameters, { idempotent: true }));
    },
    read: (tenantId, question) => {
      const commands = commandsFor(tenantId);
      return read(question, {
        commands,
        own: new Set(question.ownDomains.map((domain) => domain.toLowerCase())),
        mailbox: question.mailbox?.trim().toLowerCase(),
        now: clock.now().getTime(),
        cap,
        budget: { questions: mostQuestions },
        eventTypes: once(() => eventTypes(commands)),
      });
    },
  };
}

async function* read(
  { span }: MailQuestion,
  reading: ReportReading,
): AsyncGenerator<MailPart, void, undefined> {
  const { now, commands, mailbox } = reading;
  const asked = windowOf(span);
  const oldest = now - daysBack * dayMs + slackMs;
  const { within, before } = reachOf(asked, { oldest, newest: now, ignored: 2 * slackMs });
  if (before !== undefined) yield limit('too-far-back', before);
  if (within === undefined) return;
  const late = reachOf(within, { oldest: now - lagMs, newest: now }).within;
  if (late !== undefined) yield limit('lag', late);
  for (const window of windowsOf(within, dayMs)) {
    const refused = yield* readDay(window, reading);
    if (refused) yield limit('too-far-back', window);
  }
  if (mailbox === undefined) yield* totals(commands, { ...within, to: asked.to }, now);
}

/** True when the service does not reach back to the window: the tenant has no Defender for Office 365. */
async function* readDay(
  window: TimeWindow,
  reading: ReportReading,
): AsyncGenerator<MailPart, boolean, undefined> {
  const { now } = reading;
  const isOld = window.from < now - daysBackForAll * dayMs;
  const cut: TimeWindow[] = [];
  const told: number[] = [];
  try {
    for await (const part of reportedMails(window, reading)) {
      for (const { at } of part.mails) told.push(at);
      if (part.cut) cut.push(part.window);
      yield rowsOf(part);
    }
  } catch (error) {
    if (!(error instanceof ServiceError) || error.retryable || error.answer.status !== 400)
      throw error;
    if (!isOld || told.length > 0) throw error;
    return true;
  }
  const [first, last] = [cut[0], cut.at(-1)];
  if (first !== undefined && last !== undefined) {
    yield await cutLimit({ from: first.from, to: last.to }, told, reading);
  }
  return false;
}

/** Good mail is not told one by one, or only by chance. */
function rowsOf({ mails }: ReportedWindow): MailPart {
  return {
    kind: 'rows',
    rows: mails.map(({ row }) => row).filter(({ verdict }) => verdict !== 'clean'),
  };
}

/** What the stretch lacks is known by whole hours only, so it is made of such. */
async function cutLimit(
  window: TimeWindow,
  told: readonly number[],
  { commands, now, mailbox }: ReportReading,
): Promise<MailPart> {
  const hours = hoursAround(window);
  const count = told.filter((at) => holds(hours, at)).length;
  // The counts are the whole tenant's.
  if (mailbox !== undefined) {
    return { kind: 'limit', limit: { kind: 'rows', span: spanOf(window), told: count } };
  }
  const counted: { all?: number | undefined } = {};
  await reportPresence(async () => {
    counted.all = await detectionsIn(commands, hours, now);
  });
  const of = counted.all !== undefined && counted.all > count ? counted.all : undefined;
  return { kind: 'limit', limit: { kind: 'rows', span: spanOf(window), told: count, of } };
}

/** Where the role holds this report not, the rows are all there is. */
async function* totals(
  commands: ExchangeCommands,
  window: TimeWindow,
  now: number,
): AsyncGenerator<MailPart, void, undefined> {
  const found: MailPart[] = [];
  await reportPresence(async () => {
    for (const total of await flowTotals(commands, window, now)) {
      found.push({ kind: 'total', total });
    }
  });
  yield* found;
}

/** None where the role holds this report not: then a list that is cut stays cut, and says so. */
async function eventTypes(commands: ExchangeCommands): Promise<readonly string[]> {
  const types: string[] = [];
  await reportPresence(async () => {
    const parameters = { SelectionTarget: 'EventTypes' };
    const rows = await commands.invoke('Get-MailFilterListReport', parameters, {
      idempotent: true,
    });
    for (const row of rows.map(looseRow)) {
      const value = textIn(row, 'Value') ?? textIn(row, 'Display');
      if (value !== undefined) types.push(value);
    }
  });
  return types;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

function limit(kind: MailLimit['kind'], window: TimeWindow): MailPart {
  return { kind: 'limit', limit: { kind, span: spanOf(window) } };
}
