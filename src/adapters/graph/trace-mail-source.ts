import type { Clock } from '../../lib/clock.js';
import { ServiceError } from '../../lib/errors.js';
import { reachOf, spanOf, windowOf, windowsOf } from '../../lib/time-windows.js';
import type { TimeWindow } from '../../lib/time-windows.js';
import type { MailRow } from '../../spam/mail-row.js';
import type { MailLimit, MailPart, MailQuestion, MailSource } from '../../spam/ports.js';
import type { SourcePresence } from '../../tenants/source-presence.js';
import { tenantPaces } from './call-pace.js';
import type { GraphClient } from './graph-client.js';
import { provenGraph } from './tenant-client.js';
import type { GraphOf } from './tenant-client.js';
import { tracedPages } from './trace-mail-pages.js';
import type { TracedPage, TraceReading } from './trace-mail-pages.js';
import {
  isSpreading,
  traceDaysBack,
  tracePath,
  traceRow,
  traceWindowDays,
  withRecalled,
} from './trace-row.js';
import { mindedStatuses, openStatuses } from './traced-mail.js';
import type { TraceStatus } from './traced-mail.js';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Of the 100 requests in five minutes that everybody in the tenant shares (Exchange Team blog, 22 January 2026). */
const callLimit = { calls: 70, perMs: 5 * minuteMs };
/** Assumption: rows are there within this time; collectors stay behind for late ones, and no page says how late. */
const lagMs = 60 * minuteMs;
/** What was ninety days old when the reading began is older when the service looks. */
const slackMs = 60 * minuteMs;
/** Mail on its way that is held back; more of it is told at once. */
const mostOpen = 20_000;
/** 2 million rows, in half an hour. */
const defaultMostPages = 400;

export interface TraceMailOptions {
  readonly clock: Clock;
  /** Pages of one reading at most; beyond it a limit is told. Default 400. */
  readonly mostPages?: number | undefined;
}

/**
 * Mail flow by message trace. GET /admin/exchange/tracing/messageTraces (Microsoft Learn: "List messageTraces"); least
 * permission ExchangeMessageTrace.Read.All, and a service principal of the tracing app in the tenant; the global cloud
 * only. It knows where mail went and not why: what was junked, quarantined or failed has the verdict `unknown`; what was
 * delivered counts as clean, bulk and missed spam too; mail on its way is clean with an unknown outcome. Direction comes
 * from `ownDomains`. Simulations can't be told. What was minded is read first, because there may be more delivered mail
 * than can be read. `graphOf` gives the reader's client.
 */
export function traceMailSource(graphOf: GraphOf, options: TraceMailOptions): MailSource {
  const clientOf = provenGraph(graphOf);
  const { clock, mostPages = defaultMostPages } = options;
  const paceOf = tenantPaces(callLimit, clock);
  return {
    name: 'message-trace',
    daysBack: traceDaysBack,
    probe: async (tenantId) => {
      await paceOf(tenantId)();
      return probe(clientOf(tenantId), clock);
    },
    read: (tenantId, question) =>
      read(question, {
        client: clientOf(tenantId),
        pace: paceOf(tenantId),
        own: new Set(question.ownDomains.map((domain) => domain.toLowerCase())),
        mailbox: question.mailbox?.trim().toLowerCase(),
        now: clock.now().getTime(),
        budget: { pages: mostPages },
      }),
  };
}

const absences: ReadonlyMap<number, 'no-permission' | 'not-in-cloud'> = new Map([
  [401, 'no-permission'],
  [403, 'no-permission'],
  [404, 'not-in-cloud'],
]);

/** 401: the tracing app has no service principal in the tenant, or has it since a few hours only. */
async function probe(client: GraphClient, clock: Clock): Promise<SourcePresence> {
  const to = clock.now().getTime();
  const path = tracePath(spanOf({ from: to - minuteMs, to }), undefined, 1);
  try {
    await client.listUpTo(1, path, traceRow, withRecalled);
    return { kind: 'present' };
  } catch (error) {
    const why = error instanceof ServiceError ? absences.get(error.answer.status) : undefined;
    if (!(error instanceof ServiceError) || why === undefined) throw error;
    return { kind: 'absent', why, serviceCode: error.answer.serviceCode };
  }
}

async function* read(
  { span }: MailQuestion,
  reading: TraceReading,
): AsyncGenerator<MailPart, void, undefined> {
  const { now } = reading;
  const oldest = now - traceDaysBack * dayMs + slackMs;
  const asked = windowOf(span);
  const { within, before } = reachOf(asked, { oldest, newest: now, ignored: 2 * slackMs });
  if (before !== undefined) yield limit('too-far-back', before);
  if (within === undefined) return;
  const late = reachOf(within, { oldest: now - lagMs, newest: now }).within;
  if (late !== undefined) yield limit('lag', late);
  try {
    yield* readAll(within, reading);
  } catch (error) {
    if (!isSpreading(error)) throw error;
    yield limit('not-ready', within);
  }
}

/** Mail that had not arrived is held back, because it may have by the time that the other statuses are read. */
async function* readAll(
  within: TimeWindow,
  reading: TraceReading,
): AsyncGenerator<MailPart, void, undefined> {
  const open = new Map<string, MailRow>();
  for await (const { rows, cut } of pagesOf(openStatuses, within, reading)) {
    const room = Math.max(0, mostOpen - open.size);
    for (const row of rows.slice(0, room)) open.set(copyKey(row), row);
    yield { kind: 'rows', rows: rows.slice(room) };
    if (cut) yield limit('rows', within);
  }
  yield* readEnded(within, reading, open);
  yield { kind: 'rows', rows: [...open.values()] };
}

async function* readEnded(
  within: TimeWindow,
  reading: TraceReading,
  open: Map<string, MailRow>,
): AsyncGenerator<MailPart, void, undefined> {
  for await (const { rows, cut } of pagesOf(mindedStatuses, within, reading)) {
    yield arrived(rows, open);
    if (cut) return yield limit('rows', within);
  }
  // By days and the newest first, so that what can't be read is the oldest.
  for (const window of windowsOf(within, dayMs).toReversed()) {
    const unread = limit('rows', { ...within, to: window.to });
    if (reading.budget.pages <= 0) return yield unread;
    for await (const { rows, cut } of tracedPages(window, 'delivered', reading)) {
      yield arrived(rows, open);
      if (cut) return yield unread;
    }
  }
}

async function* pagesOf(
  statuses: readonly TraceStatus[],
  within: TimeWindow,
  reading: TraceReading,
): AsyncGenerator<TracedPage, void, undefined> {
  for (const window of windowsOf(within, traceWindowDays * dayMs)) {
    for (const status of statuses) yield* tracedPages(window, status, reading);
  }
}

function arrived(rows: readonly MailRow[], open: Map<string, MailRow>): MailPart {
  for (const row of rows) open.delete(copyKey(row));
  return { kind: 'rows', rows };
}

function copyKey(row: MailRow): string {
  const { networkMessageId = '', recipient = '', sender = '', at } = row;
  return [networkMessageId, recipient, sender, at].join('|');
}

function limit(kind: MailLimit['kind'], window: TimeWindow): MailPart {
  return { kind: 'limit', limit: { kind, span: spanOf(window) } };
}
