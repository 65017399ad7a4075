import type { MailCopy, MailRecord, PostDelivery } from '../mail/mail-record.js';
import {
  DELIVERY_ACTIONS,
  deliveryVerdict,
  domainOf,
  LOCATIONS,
  whereabouts,
  zapVerdict,
} from './email-words.js';
import type { Verdict } from './email-words.js';
import { emptyOf } from './kql-value.js';
import type { Cell, Row, ScalarType } from './kql-value.js';
import { columnsOf, isInside, timeCell } from './table-definition.js';
import type { TableDefinition } from './table-definition.js';

const COLUMNS: Readonly<Record<string, ScalarType>> = {
  Timestamp: 'datetime',
  ...columnsOf('string', 'NetworkMessageId', 'InternetMessageId', 'SenderMailFromAddress'),
  ...columnsOf('string', 'SenderFromAddress', 'SenderDisplayName', 'SenderObjectId'),
  ...columnsOf('string', 'SenderMailFromDomain', 'SenderFromDomain', 'SenderIPv4', 'SenderIPv6'),
  ...columnsOf('string', 'RecipientEmailAddress', 'RecipientObjectId', 'Subject'),
  EmailClusterId: 'long',
  ...columnsOf('string', 'EmailDirection', 'DeliveryAction', 'DeliveryLocation', 'ThreatTypes'),
  ...columnsOf('string', 'ThreatNames', 'DetectionMethods', 'ConfidenceLevel'),
  BulkComplaintLevel: 'int',
  ...columnsOf('string', 'EmailAction', 'EmailActionPolicy', 'EmailActionPolicyGuid'),
  AuthenticationDetails: 'string',
  ...columnsOf('int', 'AttachmentCount', 'UrlCount'),
  ...columnsOf('string', 'EmailLanguage', 'Connectors', 'OrgLevelAction', 'OrgLevelPolicy'),
  ...columnsOf('string', 'UserLevelAction', 'UserLevelPolicy', 'ReportId', 'AdditionalFields'),
  ...columnsOf('string', 'LatestDeliveryLocation', 'LatestDeliveryAction'),
};

/**
 * Microsoft Learn: "EmailEvents". One row per message and recipient, and another with a later Timestamp whenever the copy
 * was moved after its delivery: only the latest tells where it is, only the earliest when it came.
 */
export const EMAIL_EVENTS: TableDefinition = {
  columns: COLUMNS,
  rows: ({ messages }, names, stretch) => {
    const readers = names.map(readerOf);
    const rows: Row[] = [];
    for (const entry of entriesIn(messages)) {
      if (isInside(entry.time, stretch)) rows.push(readers.map((read) => read(entry)));
    }
    return rows;
  },
};

/** One row to be: the delivery of a copy, or with `event` what happened to it later. */
interface Entry {
  readonly message: MailRecord;
  readonly copy: MailCopy;
  readonly time: number;
  readonly event?: PostDelivery;
  readonly index?: number;
}

function* entriesIn(messages: readonly MailRecord[]): Generator<Entry> {
  for (const message of messages) {
    const time = timeCell(message.receivedAt);
    for (const copy of message.copies) {
      yield { message, copy, time };
      if (copy.postDelivery.length > 0) yield* movesOf(message, copy);
    }
  }
}

function* movesOf(message: MailRecord, copy: MailCopy): Generator<Entry> {
  for (const [index, event] of copy.postDelivery.entries()) {
    if (event.result !== 'Success') continue;
    yield { message, copy, time: timeCell(event.at), event, index };
  }
}

type Reader = (entry: Entry) => Cell;

const of =
  (property: keyof { [K in keyof MailRecord as MailRecord[K] extends string ? K : never]: K }) =>
  ({ message }: Entry): Cell =>
    message[property];

/** What isn't here is empty in every row. */
const READERS: Readonly<Record<string, Reader>> = {
  Timestamp: ({ time }) => time,
  NetworkMessageId: of('networkMessageId'),
  InternetMessageId: of('internetMessageId'),
  SenderMailFromAddress: of('mailFrom'),
  SenderFromAddress: of('senderAddress'),
  SenderDisplayName: of('senderName'),
  SenderObjectId: ({ message }) => message.senderObjectId ?? '',
  SenderMailFromDomain: ({ message }) => domainOf(message.mailFrom),
  SenderFromDomain: ({ message }) => domainOf(message.senderAddress),
  SenderIPv4: ({ message: { senderIp } }) => (senderIp.includes(':') ? '' : senderIp),
  SenderIPv6: ({ message: { senderIp } }) => (senderIp.includes(':') ? senderIp : ''),
  RecipientEmailAddress: ({ copy }) => copy.recipient,
  RecipientObjectId: ({ copy }) => copy.mailboxObjectId ?? '',
  Subject: of('subject'),
  EmailClusterId: ({ message }) => BigInt(message.clusterId),
  EmailDirection: of('direction'),
  DeliveryAction: ({ copy }) => DELIVERY_ACTIONS[copy.deliveredTo],
  DeliveryLocation: ({ copy }) => whereabouts(copy, copy.deliveredTo),
  ThreatTypes: (entry) => verdict(entry).threats,
  DetectionMethods: (entry) => verdict(entry).methods,
  ConfidenceLevel: (entry) => verdict(entry).confidence,
  BulkComplaintLevel: ({ message: { bcl, direction } }) =>
    bcl === undefined && direction !== 'Inbound' ? null : BigInt(bcl ?? 1),
  EmailAction: ({ message, copy }) => actionOf(message, copy),
  AuthenticationDetails: ({ message }) => authenticationText(message.authentication),
  AttachmentCount: ({ message }) => BigInt(message.files.length),
  UrlCount: ({ message }) => BigInt(message.urls.length),
  EmailLanguage: () => 'en',
  OrgLevelPolicy: ({ message }) => message.orgLevelPolicy ?? '',
  OrgLevelAction: ({ message }) => (message.orgLevelPolicy === undefined ? '' : 'Allow'),
  UserLevelAction: ({ message, copy }) => (isWanted(message, copy) ? 'Allow' : ''),
  UserLevelPolicy: ({ message, copy }) => (isWanted(message, copy) ? 'Safe sender' : ''),
  ReportId: ({ message, copy, index }) =>
    `${message.networkMessageId}-${copy.recipient}-${index === undefined ? 1 : index + 2}`,
  LatestDeliveryLocation: ({ copy, event }) =>
    event === undefined ? whereabouts(copy, copy.deliveredTo) : LOCATIONS[event.to],
  LatestDeliveryAction: ({ copy, event }) => DELIVERY_ACTIONS[event?.to ?? copy.deliveredTo],
};

function readerOf(name: string): Reader {
  const empty = emptyOf(COLUMNS[name] ?? 'string');
  return READERS[name] ?? (() => empty);
}

function verdict({ message, copy, event }: Entry): Verdict {
  return event === undefined ? deliveryVerdict(message, copy) : zapVerdict(event);
}

/** The filter found something, and the recipient has it all the same. */
function isWanted({ filtered, direction }: MailRecord, { deliveredTo }: MailCopy): boolean {
  return filtered !== undefined && direction === 'Inbound' && deliveredTo === 'inbox';
}

function actionOf({ direction }: MailRecord, { deliveredTo }: MailCopy): string {
  if (deliveredTo === 'junkemail') return 'Move message to junk mail folder';
  if (deliveredTo === 'quarantine') return 'Send to quarantine';
  return direction === 'Outbound' ? '' : 'No action taken';
}

const AUTHENTICATION_TEXTS = new WeakMap<MailRecord['authentication'], string>();

/** Many messages share one, so its text is made once. */
function authenticationText(authentication: MailRecord['authentication']): string {
  const known = AUTHENTICATION_TEXTS.get(authentication);
  if (known !== undefined) return known;
  const { spf, dkim, dmarc, compauth } = authentication;
  const text = JSON.stringify({ SPF: spf, DKIM: dkim, DMARC: dmarc, CompAuth: compauth });
  AUTHENTICATION_TEXTS.set(authentication, text);
  return text;
}
