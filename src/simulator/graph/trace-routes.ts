import { MESSAGE_TRACE_RATE } from '../call-rates.js';
import { violate } from '../context.js';
import { copyFor } from '../mail/mail-flow.js';
import type { MailRecord } from '../mail/mail-record.js';
import { rowsOf } from '../scenario/tenant-source.js';
import { QUOTED, unquoted } from './filter-clauses.js';
import { refuse } from './route.js';
import type { GraphRoute, Refusal, RouteCall, RouteResult } from './route.js';
import { readTraceFilter } from './trace-filter.js';
import { tracedCopies, traceRow, traceStatusOf } from './trace-row.js';

const ROLES = ['ExchangeMessageTrace.Read.All'];
/** Shared with the cmdlet: the limit is the tenant's. */
const RATE = 'message-trace';
const RECIPIENT = new RegExp(`^recipientAddress=${QUOTED}$`);

/** Microsoft Learn: "List messageTraces", "exchangeMessageTrace: getDetailsByRecipient". */
export const TRACE_ROUTES: readonly GraphRoute[] = [
  {
    pattern: /^\/admin\/exchange\/tracing\/messageTraces$/,
    roles: ROLES,
    options: ['$filter', '$top', '$skiptoken'],
    defaultTop: 1000,
    maxTop: 5000,
    run: (call) => refuseTrace(call) ?? listTraces(call),
  },
  {
    pattern: /^\/admin\/exchange\/tracing\/messageTraces\/([^/]+)\/getDetailsByRecipient\((.+)\)$/,
    roles: ROLES,
    options: [],
    defaultTop: 1000,
    maxTop: 1000,
    run: (call) => refuseTrace(call) ?? listDetails(call),
  },
];

/** Without its service principal, and for hours after it was made, the tenant answers 401. */
function refuseTrace(call: RouteCall): Refusal | undefined {
  const { context, caller } = call;
  const { mail } = caller.tenant;
  if (mail.licence.messageTrace !== 'ready') {
    return refuse(401, 'Unauthorized', 'The service principal of message trace is not known here.');
  }
  const now = context.clock().getTime();
  const place = { service: 'message trace', request: call.entry };
  const inside = mail.traceWindows.check(place, now);
  if (inside?.early === true) {
    violate(context, call.entry, 'early-retry', `message trace, ${inside.seconds} s too early`);
  }
  const wait = inside?.seconds ?? caller.tenant.rates.take(RATE, MESSAGE_TRACE_RATE, now);
  if (wait === undefined) return undefined;
  if (inside === undefined) mail.traceWindows.open(place, now, wait);
  return refuse(429, 'TooManyRequests', 'Too many requests of message trace in this tenant.', {
    headers: { 'Retry-After': String(wait) },
  });
}

function listTraces({ context, caller, query }: RouteCall): RouteResult {
  const fits = readTraceFilter(query.get('$filter'), context.clock());
  if (typeof fits !== 'function') return fits;
  const rows = tracedCopies(caller.tenant.mail)
    .toReversed()
    .map(({ message, copy }) => traceRow(message, copy))
    .filter(fits)
    .map(({ shown, size }) => ({ ...shown, size }));
  return { kind: 'list', rows: rowsOf(rows), context: 'admin/exchange/tracing/messageTraces' };
}

function listDetails({ caller, parts: [id = '', argument = ''] }: RouteCall): RouteResult {
  const quoted = RECIPIENT.exec(argument)?.[1];
  if (quoted === undefined) {
    return refuse(400, 'BadRequest', 'recipientAddress is expected.', {
      rule: 'malformed-function',
    });
  }
  const message = caller.tenant.mail.message(id);
  const copy = message === undefined ? undefined : copyFor(message, unquoted(quoted));
  const rows =
    message === undefined || copy === undefined ? [] : detailsOf(message, traceStatusOf(copy));
  const context = 'Collection(microsoft.graph.exchangeMessageTraceDetail)';
  return { kind: 'list', rows: rowsOf(rows), context };
}

const ENDS: Readonly<
  Record<ReturnType<typeof traceStatusOf>, readonly [event: string, description: string]>
> = {
  delivered: ['Deliver', 'The message was successfully delivered.'],
  filteredAsSpam: ['Deliver', 'The message was delivered to the Junk Email folder.'],
  quarantined: ['Fail', 'The message was sent to the quarantine.'],
  failed: ['Fail', 'The message was rejected.'],
};

function detailsOf(
  message: MailRecord,
  status: ReturnType<typeof traceStatusOf>,
): readonly object[] {
  const id = message.networkMessageId;
  const messageId = message.internetMessageId;
  const [event, description] = ENDS[status];
  const later = new Date(Date.parse(message.receivedAt) + 2000).toISOString();
  const rest = { id, messageId, action: '', data: '<root></root>' };
  const description0 = 'Message received by: AM5EUR01FT020.mail.protection.outlook.com';
  return [
    { ...rest, dateTime: seconds(message.receivedAt), event: 'Receive', description: description0 },
    { ...rest, dateTime: seconds(later), event, description },
  ];
}

function seconds(at: string): string {
  return `${at.slice(0, 19)}Z`;
}
