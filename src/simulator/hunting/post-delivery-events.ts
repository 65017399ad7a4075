import { seededGuid } from '../scenario/seeded-guid.js';
import type { MailCopy, MailPlace, MailRecord, PostDelivery } from '../mail/mail-record.js';
import { LOCATIONS, SOURCES, zapVerdict } from './email-words.js';
import { columnsOf, timeCell, wholeRows } from './table-definition.js';
import type { HuntingView, NamedCells, TableDefinition } from './table-definition.js';

const COLUMNS: TableDefinition['columns'] = {
  Timestamp: 'datetime',
  ...columnsOf('string', 'NetworkMessageId', 'InternetMessageId', 'Action', 'ActionType'),
  ...columnsOf('string', 'ActionTrigger', 'ActionResult', 'RecipientEmailAddress'),
  ...columnsOf('string', 'DeliveryLocation', 'ThreatTypes', 'DetectionMethods', 'ReportId'),
  SourceLocation: 'string',
};

/**
 * Microsoft Learn: "EmailPostDeliveryEvents". Assumption: the Action of a move to quarantine; its text is not written
 * anywhere, which is why readers go by DeliveryLocation.
 */
export const EMAIL_POST_DELIVERY_EVENTS: TableDefinition = {
  columns: COLUMNS,
  absent: ({ huntingSourceLocation }) => (huntingSourceLocation ? [] : ['SourceLocation']),
  rows: wholeRows(COLUMNS, (view) =>
    view.messages.flatMap((message) =>
      message.copies.flatMap((copy) =>
        copy.postDelivery.map((event, index) => rowOf(view, { message, copy, event, index })),
      ),
    ),
  ),
};

const ACTIONS: Readonly<Record<MailPlace, string>> = {
  inbox: 'Moved to inbox',
  junkemail: 'Moved to junk folder',
  deleteditems: 'Moved to deleted items',
  recoverableitemsdeletions: 'Soft Delete',
  purged: 'Hard Delete',
  quarantine: 'Moved to quarantine',
};

interface Happened {
  readonly message: MailRecord;
  readonly copy: MailCopy;
  readonly event: PostDelivery;
  readonly index: number;
}

function rowOf({ quirks }: HuntingView, { message, copy, event, index }: Happened): NamedCells {
  const verdict = zapVerdict(event);
  const place = event.result === 'Success' ? event.to : event.from;
  return {
    Timestamp: timeCell(event.at),
    NetworkMessageId: message.networkMessageId,
    InternetMessageId: message.internetMessageId,
    Action: event.actionType === 'Redelivery' ? 'Quarantine release' : ACTIONS[event.to],
    ActionType: event.actionType,
    ActionTrigger: triggerOf(event),
    ActionResult: event.result,
    RecipientEmailAddress: quirks.huntingMixedCase ? capitalised(copy.recipient) : copy.recipient,
    DeliveryLocation: LOCATIONS[place],
    ThreatTypes: verdict.threats,
    DetectionMethods: verdict.methods,
    ReportId: seededGuid(`${copy.immutableId} post delivery ${index}`),
    SourceLocation: SOURCES[event.from],
  };
}

function triggerOf({ actionType }: PostDelivery): string {
  return actionType.endsWith('ZAP') ? 'ZAP' : 'AdminAction';
}

function capitalised(address: string): string {
  return address.replace(/^./, (letter) => letter.toUpperCase());
}
