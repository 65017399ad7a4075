import type { MailCopy, MailPlace, MailRecord, PostDelivery } from '../mail/mail-record.js';
import { USUAL_QUIRKS } from '../mail/mail-quirks.js';
import type { Cmdlet, CmdletCall, CmdletResult } from './cmdlet.js';
import { badParameter } from './failures.js';
import type { PropertyTypes } from './output.js';
import { reportRows } from './report-keys.js';
import { DAY_MS, pageOf, reportWindow } from './report-window.js';
import { zapDetection } from './zap-detections.js';

const RULES = {
  names: ['StartDate', 'EndDate'],
  usualMs: 3 * DAY_MS,
  widestMs: 10 * DAY_MS,
  farthestMs: 10 * DAY_MS,
} as const;
const PAGES = { usual: 1000, most: 5000 };
const PARAMETERS = {
  StartDate: 'date',
  EndDate: 'date',
  PageSize: 'whole',
  Page: 'whole',
} as const;

const DETAIL: PropertyTypes = {
  Subject: 'String',
  ReceivedTime: 'DateTime',
  Sender: 'String',
  Recipient: 'String',
  ZapTime: 'DateTime',
  OriginalThreat: 'String',
  OriginalLocation: 'String',
  UpdatedThreat: 'String',
  UpdatedDeliveryLocation: 'String',
  DeliveryStatus: 'String',
  DetectionTechnology: 'String',
};
const AGGREGATE: PropertyTypes = { Date: 'DateTime', EventType: 'String', ZapActionCount: 'Int32' };

/**
 * Microsoft Learn: "Get-DetailZapReport". One row per message and recipient that ZAP acted on, newest first. There is no
 * message id in it.
 *
 * Assumptions, which one call in a tenant of each licence would settle: the JSON names are those of the page without
 * spaces (a quirk puts them back); the dates are those of the ZAP action; without Defender for Office 365 the list is
 * empty (a quirk makes it an error).
 */
export const getDetailZapReport: Cmdlet = {
  parameters: PARAMETERS,
  limitsItself: true,
  properties: DETAIL,
  entity: 'DetailZapReport',
  run: (call) => report(call, DETAIL, (actions) => actions.map((action) => detailRow(action))),
};

/** Microsoft Learn: "Get-AggregateZapReport". How many actions by day and kind; days are UTC. */
export const getAggregateZapReport: Cmdlet = {
  parameters: PARAMETERS,
  limitsItself: true,
  properties: AGGREGATE,
  entity: 'AggregateZapReport',
  run: (call) => report(call, AGGREGATE, aggregateRows),
};

interface ZapAction {
  readonly message: MailRecord;
  readonly copy: MailCopy;
  readonly event: PostDelivery;
}

function report(
  { context, tenant, parameters }: CmdletCall,
  properties: PropertyTypes,
  shape: (actions: readonly ZapAction[]) => readonly object[],
): CmdletResult {
  const window = reportWindow(parameters, RULES, context.clock().getTime());
  const { licence, quirks = USUAL_QUIRKS } = tenant.mail;
  const isLicensed = licence.defender !== 'none';
  if (!isLicensed && quirks.zapReportUnlicensed === 'error') {
    throw badParameter('The report needs Defender for Office 365.');
  }
  const actions = isLicensed ? zapActions(tenant.mail.messages()) : [];
  const inside = actions.filter(({ event }) => {
    const at = Date.parse(event.at);
    return at >= window.from && at <= window.to;
  });
  const page = pageOf(shape(inside), parameters, PAGES);
  return reportRows(tenant.mail, page, properties);
}

function zapActions(messages: readonly MailRecord[]): readonly ZapAction[] {
  const actions = messages.flatMap((message) =>
    message.copies.flatMap((copy) =>
      copy.postDelivery
        .filter((event) => zapDetection(event) !== undefined)
        .map((event) => ({ message, copy, event })),
    ),
  );
  return actions.sort((left, right) => (left.event.at < right.event.at ? 1 : -1));
}

const PLACES: Readonly<Record<MailPlace, string>> = {
  inbox: 'Inbox',
  junkemail: 'Junk folder',
  deleteditems: 'Deleted items',
  recoverableitemsdeletions: 'Deleted items',
  purged: 'Deleted items',
  quarantine: 'Quarantine',
};
function detailRow({ message, copy, event }: ZapAction): object {
  const found = zapDetection(event);
  return {
    Subject: message.subject,
    ReceivedTime: message.receivedAt,
    Sender: message.senderAddress,
    Recipient: copy.recipient,
    ZapTime: event.at,
    OriginalThreat: 'No threat',
    OriginalLocation: PLACES[event.from],
    UpdatedThreat: found?.threat ?? '',
    UpdatedDeliveryLocation: PLACES[event.result === 'Success' ? event.to : event.from],
    DeliveryStatus: event.result,
    DetectionTechnology: found?.technology ?? '',
  };
}

function aggregateRows(actions: readonly ZapAction[]): readonly object[] {
  const counts = new Map<string, number>();
  for (const { event } of actions) {
    const key = `${event.at.slice(0, 10)}T00:00:00Z ${zapDetection(event)?.threat ?? ''}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, ZapActionCount]) => {
    const [Date = '', EventType = ''] = key.split(' ');
    return { Date, EventType, ZapActionCount };
  });
}
