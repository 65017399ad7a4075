import { MESSAGE_TRACE_RATE } from '../call-rates.js';
import { violate } from '../context.js';
import { sizeOf, tracedCopies, traceStatusOf } from '../graph/trace-row.js';
import type { MailCopy, MailRecord } from '../mail/mail-record.js';
import { rowsOf } from '../scenario/tenant-source.js';
import { listOf, text } from './cmdlet.js';
import type { Cmdlet, CmdletCall, CmdletResult, Parameters } from './cmdlet.js';
import { badParameter, tooManyCalls } from './failures.js';
import type { PropertyTypes } from './output.js';
import { DAY_MS, reportWindow } from './report-window.js';

const RULES = {
  names: ['StartDate', 'EndDate'],
  usualMs: 2 * DAY_MS,
  widestMs: 10 * DAY_MS,
  farthestMs: 90 * DAY_MS,
} as const;
const MOST_ROWS = 5000;
const MORE_ROWS =
  'There are more results. Get them with EndDate and StartingRecipientAddress set to the Received and RecipientAddress of the last one.';
const STATUSES = [
  ...['Delivered', 'Expanded', 'Failed', 'FilteredAsSpam', 'GettingStatus', 'Pending'],
  'Quarantined',
];

const TRACE: PropertyTypes = {
  MessageTraceId: 'Guid',
  MessageId: 'String',
  Received: 'DateTime',
  SenderAddress: 'String',
  RecipientAddress: 'String',
  Subject: 'String',
  Status: 'String',
  FromIP: 'String',
  ToIP: 'String',
  Size: 'Int32',
};

/**
 * Microsoft Learn: "Get-MessageTraceV2". Newest first, then by recipient. There are no pages: at most ResultSize rows, and
 * the next ones begin behind StartingRecipientAddress at EndDate. MessageTraceId is the network message id. Its 100
 * requests in five minutes are those of Graph's message trace too.
 *
 * Assumption: too many requests are a 429 with Retry-After.
 */
export const getMessageTrace: Cmdlet = {
  parameters: {
    StartDate: 'date',
    EndDate: 'date',
    ResultSize: 'whole',
    StartingRecipientAddress: 'text',
    SenderAddress: 'list',
    RecipientAddress: 'list',
    MessageId: 'text',
    MessageTraceId: 'text',
    FromIP: 'text',
    Status: 'list',
    Subject: 'text',
    SubjectFilterType: 'text',
  },
  limitsItself: true,
  properties: TRACE,
  entity: 'MessageTraceV2',
  run: trace,
};

/** Shared with Graph's message trace: the limit is the tenant's. @throws CmdletFailure */
function refuseTooMany({ context, place, tenant }: CmdletCall, now: number): void {
  const windows = tenant.mail.traceWindows;
  const budget = { service: 'message trace', request: place.request };
  const inside = windows.check(budget, now);
  if (inside?.early === true) {
    const detail = `message trace, ${inside.seconds} s too early`;
    violate(context, place.request, 'early-retry', detail);
  }
  const wait = inside?.seconds ?? tenant.rates.take('message-trace', MESSAGE_TRACE_RATE, now);
  if (wait === undefined) return;
  if (inside === undefined) windows.open(budget, now, wait);
  throw tooManyCalls(wait);
}

interface Traced {
  readonly at: number;
  readonly row: Readonly<Record<string, string | number>>;
}

function trace(call: CmdletCall): CmdletResult {
  const { context, tenant, parameters } = call;
  const now = context.clock().getTime();
  refuseTooMany(call, now);
  const size = Number(parameters['ResultSize'] ?? 1000);
  if (size > MOST_ROWS) throw badParameter(`ResultSize must be from 1 to ${MOST_ROWS}.`);
  const fits = wanted(parameters, now);
  const rows = tracedCopies(tenant.mail)
    .map(({ message, copy }) => tracedRow(message, copy))
    .filter(fits)
    .sort(newestFirst);
  const shown = rows.slice(0, size).map(({ row }) => row);
  const warnings = rows.length > size ? [MORE_ROWS] : [];
  return { kind: 'rows', rows: rowsOf(shown), warnings };
}

function newestFirst(left: Traced, right: Traced): number {
  if (left.at !== right.at) return right.at - left.at;
  return textOf(left, 'RecipientAddress') < textOf(right, 'RecipientAddress') ? -1 : 1;
}

function tracedRow(message: MailRecord, copy: MailCopy): Traced {
  const received = `${message.receivedAt.slice(0, 19)}Z`;
  return {
    at: Date.parse(received),
    row: {
      MessageTraceId: message.networkMessageId,
      MessageId: message.internetMessageId,
      Received: received,
      SenderAddress: message.senderAddress,
      RecipientAddress: copy.recipient,
      Subject: message.subject,
      Status: capital(traceStatusOf(copy)),
      FromIP: message.senderIp,
      ToIP: '',
      Size: sizeOf(message),
    },
  };
}

function capital(status: string): string {
  return status.charAt(0).toUpperCase() + status.slice(1);
}

function textOf({ row }: Traced, name: string): string {
  return String(row[name] ?? '').toLowerCase();
}

/** @throws CmdletFailure */
function wanted(parameters: Parameters, now: number): (traced: Traced) => boolean {
  const window = reportWindow(parameters, RULES, now);
  const after = text(parameters, 'StartingRecipientAddress')?.toLowerCase();
  if (after !== undefined && parameters['EndDate'] === undefined) {
    throw badParameter('StartingRecipientAddress needs EndDate.');
  }
  const lists = ['SenderAddress', 'RecipientAddress', 'Status'].map((name) => ({
    name,
    values: listOf(parameters[name])?.map((item) => item.toLowerCase()),
  }));
  const statuses = STATUSES.map((status) => status.toLowerCase());
  if (lists[2]?.values?.every((status) => statuses.includes(status)) === false) {
    throw badParameter(
      `Cannot convert a value of 'Status'. Possible values: ${STATUSES.join(', ')}.`,
    );
  }
  const single = ['MessageId', 'MessageTraceId', 'FromIP'].map((name) => ({
    name,
    values: parameters[name] === undefined ? undefined : [text(parameters, name)?.toLowerCase()],
  }));
  const subject = subjectTest(parameters);
  return (traced) =>
    traced.at >= window.from &&
    traced.at <= window.to &&
    (after === undefined || traced.at < window.to || textOf(traced, 'RecipientAddress') > after) &&
    [...lists, ...single].every(
      ({ name, values }) => values?.includes(textOf(traced, name)) !== false,
    ) &&
    subject(textOf(traced, 'Subject'));
}

const SUBJECT_TESTS: Readonly<Record<string, (subject: string, part: string) => boolean>> = {
  contains: (subject, part) => subject.includes(part),
  startswith: (subject, part) => subject.startsWith(part),
  endswith: (subject, part) => subject.endsWith(part),
};

function subjectTest(parameters: Parameters): (subject: string) => boolean {
  const part = text(parameters, 'Subject')?.toLowerCase();
  const kind = (text(parameters, 'SubjectFilterType') ?? 'Contains').toLowerCase();
  const test = Object.hasOwn(SUBJECT_TESTS, kind) ? SUBJECT_TESTS[kind] : undefined;
  if (test === undefined) throw badParameter("Cannot convert a value of 'SubjectFilterType'.");
  return (subject) => part === undefined || test(subject, part);
}
