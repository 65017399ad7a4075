import type { Clock } from '../../lib/clock.js';
import type { DeliveriesReading, DeliveryQuery, MailDelivery } from '../../zap/ports.js';
import type { TimeSpan } from '../../lib/time-span.js';
import type { MailLocation } from '../../zap/sighting.js';
import type { GraphClient } from './graph-client.js';
import { odataString } from './odata.js';
import {
  isSpreading,
  traceDaysBack,
  tracePath,
  traceRow,
  traceWindowDays,
  withRecalled,
} from './trace-row.js';
import type { TraceRow } from './trace-row.js';
import { daysBefore, utcTime } from './utc-time.js';

/** Pages are shared with everybody who traces in the tenant: 100 requests in 5 minutes. */
const mostRowsPerWindow = 20_000;

/** Statuses of rows that never came to a mailbox are not deliveries. */
const places: ReadonlyMap<string, MailLocation> = new Map([
  ['delivered', 'inbox'],
  ['quarantined', 'quarantine'],
  ['filteredasspam', 'junk'],
  ['recalled', 'removed'],
]);

const limitTexts = {
  delivered: 'Message trace knows where a message was delivered, not where it is now.',
  spreading:
    'Message trace is not ready in this tenant yet: it can take hours after it was set up.',
  unsupported: 'Message trace can’t be asked for clusters or link hosts.',
  domain: 'Message trace can’t be filtered by domain: all mail of the time was looked through.',
  old: 'Message trace reaches 90 days back.',
  truncated: 'There were more rows than are read at once.',
} as const;

/** What one request asks the service for, and what is checked again here. */
interface Search {
  readonly filter?: string | undefined;
  readonly matches: (row: TraceRow) => boolean;
}

/**
 * GET /admin/exchange/tracing/messageTraces; least permission ExchangeMessageTrace.Read.All, and a service principal of the
 * tracing app in the tenant. The service keeps one value per property and leaves out an `or` without a word, so there is
 * one request per value, and every row is compared here again.
 */
export async function tracedDeliveries(
  client: GraphClient,
  query: DeliveryQuery,
  span: TimeSpan,
  clock: Clock,
): Promise<DeliveriesReading> {
  const search = searchOf(query);
  if (search === undefined) return reading([], [limitTexts.unsupported]);
  const { windows, cut } = windowsOf(span, clock.now().toISOString());
  const limits = new Set<string>([limitTexts.delivered]);
  if (query.by === 'domain') limits.add(limitTexts.domain);
  if (cut) limits.add(limitTexts.old);
  const rows = new Map<string, TraceRow>();
  try {
    for (const window of windows) {
      const part = await client.listUpTo(
        mostRowsPerWindow,
        tracePath(window, search.filter),
        traceRow,
        withRecalled,
      );
      if (part.truncated) limits.add(limitTexts.truncated);
      for (const row of part.items.filter(search.matches)) {
        rows.set(`${row.id}|${row.recipientAddress}`, row);
      }
    }
  } catch (error) {
    if (!isSpreading(error)) throw error;
    return { ...reading([], [limitTexts.spreading]), incomplete: true };
  }
  const found = reading([...rows.values()].flatMap(deliveryOf), [...limits]);
  return limits.has(limitTexts.truncated) ? { ...found, incomplete: true } : found;
}

function reading(
  deliveries: readonly MailDelivery[],
  limits: readonly string[],
): DeliveriesReading {
  return { from: 'message-trace', deliveries, limits };
}

function searchOf(query: DeliveryQuery): Search | undefined {
  switch (query.by) {
    case 'message': {
      const { networkMessageId, internetMessageId } = query.message;
      if (networkMessageId) return equal('id', networkMessageId, ({ id }) => id);
      if (internetMessageId) return equal('messageId', internetMessageId, (row) => row.messageId);
      throw new TypeError('A message is named by an id.');
    }
    case 'sender':
      return equal('senderAddress', query.address, (row) => row.senderAddress);
    case 'ip':
      return equal('fromIP', query.ip, (row) => row.fromIP);
    case 'domain': {
      const domain = query.domain.toLowerCase();
      return { matches: ({ senderAddress }) => isBelow(senderAddress, domain) };
    }
    case 'cluster':
    case 'host':
      return undefined;
  }
}

function equal(
  property: string,
  value: string,
  of: (row: TraceRow) => string | null | undefined,
): Search {
  const wanted = value.toLowerCase();
  return {
    filter: `${property} eq ${odataString(value)}`,
    matches: (row) => of(row)?.toLowerCase() === wanted,
  };
}

function isBelow(address: string | null | undefined, domain: string): boolean {
  const host = address?.toLowerCase().split('@').at(-1) ?? '';
  return host === domain || host.endsWith(`.${domain}`);
}

/** Both bounds are required together, the end never in the future. */
function windowsOf(
  span: TimeSpan,
  now: string,
): { readonly windows: readonly TimeSpan[]; readonly cut: boolean } {
  const oldest = daysBefore(now, traceDaysBack);
  const asked = new Date(span.from).toISOString();
  const first = asked < oldest ? oldest : asked;
  const end = new Date(span.to).toISOString();
  const last = end > now ? now : end;
  const windows: TimeSpan[] = [];
  // Rows carry whole seconds.
  for (let from = `${first.slice(0, 19)}Z`; from < last;) {
    const next = daysBefore(from, -traceWindowDays);
    const to = next < last ? next : last;
    windows.push({ from, to });
    from = to;
  }
  return { windows, cut: asked < oldest };
}

function deliveryOf(row: TraceRow): readonly MailDelivery[] {
  const location = places.get(row.status.toLowerCase());
  const receivedAt = utcTime(row.receivedDateTime);
  if (location === undefined || receivedAt === undefined) return [];
  const senderAddress = row.senderAddress?.toLowerCase();
  return [
    {
      networkMessageId: row.id,
      recipient: row.recipientAddress,
      receivedAt,
      location,
      internetMessageId: row.messageId ?? undefined,
      subject: row.subject ?? undefined,
      senderAddress,
      mailFromDomain: senderAddress?.split('@').at(-1),
      senderIp: row.fromIP ?? undefined,
    },
  ];
}
