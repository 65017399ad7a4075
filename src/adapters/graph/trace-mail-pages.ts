import { ContractError } from '../../lib/errors.js';
import { holds } from '../../lib/time-windows.js';
import type { TimeWindow } from '../../lib/time-windows.js';
import type { MailRow } from '../../spam/mail-row.js';
import type { Pace } from './call-pace.js';
import { service } from './graph-answer.js';
import type { GraphClient } from './graph-client.js';
import { odataString } from './odata.js';
import { tracePath, traceRow, withRecalled } from './trace-row.js';
import type { TraceRow } from './trace-row.js';
import { copyOf, hasStatus, receivedMs, senderOf, tracedMail } from './traced-mail.js';
import type { TraceStatus } from './traced-mail.js';

export interface TraceReading {
  readonly client: GraphClient;
  readonly pace: Pace;
  readonly own: ReadonlySet<string>;
  /** Lower case. */
  readonly mailbox: string | undefined;
  /** No request may end later. */
  readonly now: number;
  /** Pages that may still be read; counted down. */
  readonly budget: { pages: number };
}

export interface TracedPage {
  readonly rows: readonly MailRow[];
  /** There is more, and no page left to read it. */
  readonly cut: boolean;
}

/** One request's question, and what of its answer was really asked for. */
interface Search {
  readonly filter: string;
  readonly matches: (row: TraceRow) => boolean;
}

/**
 * The rows of one status in one window. The service keeps one value per property and leaves out an `or` without a word, so
 * there is one request per value, and every row is compared here again. A page brings rows of the one before it again when
 * the list grows meanwhile.
 */
export async function* tracedPages(
  window: TimeWindow,
  status: TraceStatus,
  reading: TraceReading,
): AsyncGenerator<TracedPage, void, undefined> {
  const { client, pace, own, budget } = reading;
  const span = boundsOf(window, reading.now);
  for (const { filter, matches } of searchesOf(status, reading.mailbox)) {
    let before: ReadonlySet<string> = new Set();
    const beforeEach = async (): Promise<void> => {
      budget.pages -= 1;
      await pace();
    };
    const pages = client.pages(tracePath(span, filter), traceRow, {
      headers: withRecalled,
      beforeEach,
    });
    for await (const { items, truncated } of pages) {
      const copies = new Set(items.map(copyOf));
      const rows = items.flatMap((row) => {
        const at = timeIn(row);
        const isNew = !before.has(copyOf(row)) && hasStatus(row, status) && matches(row);
        return isNew && holds(window, at) ? [tracedMail(row, { at, status, own })] : [];
      });
      before = copies;
      const cut = truncated && budget.pages <= 0;
      yield { rows, cut };
      if (cut) return;
    }
  }
}

/** Rows carry whole seconds. Both ends are included, so rows at the end are left to the next window. */
function boundsOf({ from, to }: TimeWindow, now: number): { from: string; to: string } {
  const floor = Math.floor(from / 1000) * 1000;
  return {
    from: new Date(floor).toISOString(),
    to: new Date(Math.min(to, now)).toISOString(),
  };
}

/** Of a mailbox there are two questions; its mail to itself answers the first. */
function searchesOf(status: TraceStatus, mailbox: string | undefined): readonly Search[] {
  const filter = `status eq ${odataString(status)}`;
  if (mailbox === undefined) return [{ filter, matches: () => true }];
  const address = odataString(mailbox.toWellFormed());
  const isTo = (row: TraceRow): boolean => row.recipientAddress === mailbox;
  return [
    { filter: `${filter} and recipientAddress eq ${address}`, matches: isTo },
    {
      filter: `${filter} and senderAddress eq ${address}`,
      matches: (row) => senderOf(row) === mailbox && !isTo(row),
    },
  ];
}

function timeIn(row: TraceRow): number {
  const at = receivedMs(row);
  if (at !== undefined) return at;
  throw new ContractError('graph gave a traced message without a time.', {
    service,
    path: 'admin/exchange/tracing/messageTraces.receivedDateTime',
  });
}
