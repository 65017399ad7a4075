import { sizeOf } from '../graph/trace-row.js';
import type { MailRecord, TenantMail } from '../mail/mail-record.js';
import type { Cmdlet, CmdletCall, CmdletResult, Parameters } from './cmdlet.js';
import type { TenantState } from '../tenant-state.js';
import type { PropertyTypes } from './output.js';
import { choicesOf, domainsOf, lets, lowerCased } from './report-filters.js';
import { reportRows } from './report-keys.js';
import { DAY_MS, pageOf, reportWindow } from './report-window.js';
import { DIRECTIONS, EVENT_TYPES, MALWARE_NAMES } from './report-words.js';
import type { MalwareName } from './report-words.js';
import { reportedMail } from './reported-mail.js';
import type { ReportedMail } from './reported-mail.js';

const PAGES = { usual: 1000, most: 5000 };
/** The report ends here without a word, whatever Page says. */
const MOST_ROWS = 10_000;

const DETAIL: PropertyTypes = {
  Organization: 'String',
  Date: 'DateTime',
  MessageId: 'String',
  MessageTraceId: 'Guid',
  Domain: 'String',
  Subject: 'String',
  MessageSize: 'Int32',
  Direction: 'String',
  SenderAddress: 'String',
  RecipientAddress: 'String',
  EventType: 'String',
  BulkComplaintLevel: 'Int32',
  VerdictSource: 'String',
  VerdictType: 'String',
  Action: 'String',
  FileName: 'String',
  MalwareName: 'String',
};
/** As the page writes them. */
const PAGE_NAMES = {
  Organization: null,
  BulkComplaintLevel: 'Bulk complaint level',
  VerdictSource: null,
};

/**
 * Microsoft Learn: "Get-MailDetailATPReport". One row per message and recipient in which something was found, newest
 * first: the last 10 days, or 30 with Defender for Office 365, and at most 10,000 rows in all, without a word about the
 * rest. `-Action` and `-VerdictType` are no parameters of it.
 *
 * Assumptions: VerdictSource, which scripts read, and VerdictType, which the page lists, are both Spam, Phish or Malware,
 * bulk being Spam; a row tells the primary threat only; mail that was turned away at the edge isn't in it, though the page
 * has the direction Unknown for it (another page says that only the mail flow status has it); without dates everything
 * that there is; the words of Action are those of the policies.
 */
export const getMailDetailAtpReport: Cmdlet = {
  parameters: {
    StartDate: 'date',
    EndDate: 'date',
    Direction: 'list',
    Domain: 'list',
    EventType: 'list',
    MalwareName: 'list',
    MessageId: 'list',
    MessageTraceId: 'list',
    RecipientAddress: 'list',
    SenderAddress: 'list',
    Page: 'whole',
    PageSize: 'whole',
  },
  limitsItself: true,
  properties: DETAIL,
  entity: 'MailDetailATPReport',
  run: detail,
};

function detail({ context, tenant, parameters }: CmdletCall): CmdletResult {
  const now = context.clock().getTime();
  const { mail } = tenant;
  const window = reportWindow(parameters, rulesOf(mail), now);
  const fits = wanted(tenant, parameters);
  const found = reportedMail(mail, window, now).filter(
    (one) => one.threat !== undefined && fits(one),
  );
  const page = pageOf(found.slice(0, MOST_ROWS), parameters, PAGES);
  const rows = page.map((one) => rowOf(one, tenant.initialDomain));
  return reportRows(mail, rows, DETAIL, PAGE_NAMES);
}

function rulesOf({ licence }: TenantMail) {
  const days = licence.defender === 'none' ? 10 : 30;
  const ms = days * DAY_MS;
  return { names: ['StartDate', 'EndDate'], usualMs: ms, widestMs: ms, farthestMs: ms } as const;
}

/** @throws CmdletFailure for a value that can't be */
function wanted(tenant: TenantState, parameters: Parameters): (one: ReportedMail) => boolean {
  const directions = choicesOf(parameters, 'Direction', DIRECTIONS);
  const events = choicesOf(parameters, 'EventType', EVENT_TYPES);
  const payloads = choicesOf(parameters, 'MalwareName', MALWARE_NAMES);
  const domains = domainsOf(tenant, parameters);
  const senders = lowerCased(parameters, 'SenderAddress');
  const recipients = lowerCased(parameters, 'RecipientAddress');
  const messageIds = lowerCased(parameters, 'MessageId');
  const traceIds = lowerCased(parameters, 'MessageTraceId');
  return (one) =>
    lets(directions, one.direction) &&
    lets(events, one.eventType) &&
    lets(payloads, payloadOf(one)) &&
    lets(domains, one.domain) &&
    lets(senders, one.message.senderAddress) &&
    lets(recipients, one.copy.recipient) &&
    lets(messageIds, one.message.internetMessageId) &&
    lets(traceIds, one.message.networkMessageId);
}

function rowOf(one: ReportedMail, organization: string): object {
  const { message, copy } = one;
  const isMalware = one.threat === 'Malware';
  return {
    Organization: organization,
    Date: message.receivedAt,
    MessageId: message.internetMessageId,
    MessageTraceId: message.networkMessageId,
    Domain: one.domain,
    Subject: message.subject,
    MessageSize: sizeOf(message),
    Direction: one.direction,
    SenderAddress: message.senderAddress,
    RecipientAddress: copy.recipient,
    EventType: one.eventType,
    BulkComplaintLevel: message.bcl ?? 0,
    VerdictSource: one.threat,
    VerdictType: one.threat,
    Action: one.action,
    FileName: isMalware ? message.files.map(({ name }) => name).join(';') : '',
    MalwareName: payloadOf(one),
  };
}

const PAYLOADS: readonly (readonly [RegExp, MalwareName])[] = [
  [/\.xls[a-z]?$/i, 'Excel'],
  [/\.exe$/i, 'EXE'],
  [/\.swf$/i, 'Flash'],
  [/\.pdf$/i, 'PDF'],
  [/\.pp[st][a-z]?$/i, 'PowerPoint'],
];

/** What carried the malware; empty for everything that is none. */
export function payloadOf({ threat, message }: ReportedMail): MalwareName | '' {
  return threat === 'Malware' ? payloadIn(message) : '';
}

function payloadIn({ files, urls }: MailRecord): MalwareName {
  const [file] = files;
  if (file === undefined) return urls.length > 0 ? 'URL' : 'Others';
  return PAYLOADS.find(([pattern]) => pattern.test(file.name))?.[1] ?? 'Others';
}
