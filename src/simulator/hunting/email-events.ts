import { seededGuid } from '../scenario/seeded-guid.js';
import type { MailCopy, MailRecord, PostDelivery } from '../mail/mail-record.js';
import {
  DELIVERY_ACTIONS,
  deliveryVerdict,
  domainOf,
  LOCATIONS,
  methodsText,
  zapVerdict,
} from './email-words.js';
import type { Verdict } from './email-words.js';
import { columnsOf, timeCell } from './table-definition.js';
import type { NamedCells, TableDefinition } from './table-definition.js';

/**
 * Microsoft Learn: "EmailEvents". One row per message and recipient, and another with a later Timestamp whenever the copy
 * was moved after its delivery: only the latest tells where it is, only the earliest when it came.
 */
export const EMAIL_EVENTS: TableDefinition = {
  columns: {
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
  },
  rows: ({ messages }) =>
    messages.flatMap((message) => message.copies.flatMap((copy) => rowsOfCopy(message, copy))),
};

function rowsOfCopy(message: MailRecord, copy: MailCopy): readonly NamedCells[] {
  const common = { ...ofMessage(message), ...ofRecipient(message, copy) };
  const delivered = deliveryVerdict(message, copy);
  const place = copy.deliveredTo;
  const first = {
    ...common,
    ...ofVerdict(delivered),
    Timestamp: timeCell(message.receivedAt),
    LatestDeliveryLocation: whereabouts(copy, LOCATIONS[place]),
    LatestDeliveryAction: DELIVERY_ACTIONS[place],
    ReportId: seededGuid(`${copy.immutableId} delivery`),
  };
  const moved = copy.postDelivery.filter(({ result }) => result === 'Success');
  return [first, ...moved.map((event, index) => again(common, copy, { event, index }))];
}

function again(
  common: NamedCells,
  copy: MailCopy,
  { event, index }: { event: PostDelivery; index: number },
): NamedCells {
  return {
    ...common,
    ...ofVerdict(zapVerdict(event)),
    Timestamp: timeCell(event.at),
    LatestDeliveryLocation: LOCATIONS[event.to],
    LatestDeliveryAction: DELIVERY_ACTIONS[event.to],
    ReportId: seededGuid(`${copy.immutableId} again ${index}`),
  };
}

function ofMessage(message: MailRecord): NamedCells {
  const { authentication, senderIp } = message;
  const isVersion6 = senderIp.includes(':');
  return {
    NetworkMessageId: message.networkMessageId,
    InternetMessageId: message.internetMessageId,
    SenderMailFromAddress: message.mailFrom,
    SenderFromAddress: message.senderAddress,
    SenderDisplayName: message.senderName,
    SenderMailFromDomain: domainOf(message.mailFrom),
    SenderFromDomain: domainOf(message.senderAddress),
    SenderIPv4: isVersion6 ? '' : senderIp,
    SenderIPv6: isVersion6 ? senderIp : '',
    Subject: message.subject,
    EmailClusterId: BigInt(message.clusterId),
    EmailDirection: message.direction,
    BulkComplaintLevel: 1n,
    AuthenticationDetails: JSON.stringify({
      SPF: authentication.spf,
      DKIM: authentication.dkim,
      DMARC: authentication.dmarc,
      CompAuth: authentication.compauth,
    }),
    AttachmentCount: BigInt(message.files.length),
    UrlCount: BigInt(message.urls.length),
    EmailLanguage: 'en',
    OrgLevelPolicy: message.orgLevelPolicy ?? '',
    OrgLevelAction: message.orgLevelPolicy === undefined ? '' : 'Allow',
  };
}

function ofRecipient(message: MailRecord, copy: MailCopy): NamedCells {
  return {
    RecipientEmailAddress: copy.recipient,
    RecipientObjectId: copy.mailboxObjectId ?? '',
    DeliveryAction: DELIVERY_ACTIONS[copy.deliveredTo],
    DeliveryLocation: whereabouts(copy, LOCATIONS[copy.deliveredTo]),
    EmailAction: message.direction === 'Outbound' ? '' : 'No action taken',
  };
}

/** An address that is no mailbox here belongs to somebody else. */
function whereabouts(copy: MailCopy, location: string): string {
  return copy.mailboxObjectId === undefined ? 'On-premises/External' : location;
}

/** For spam the confidence is the SCL, for phish a word. */
function ofVerdict(verdict: Verdict): NamedCells {
  const confidence = {
    ...(verdict.threats.includes('Phish') ? { Phish: 'High' } : {}),
    ...(verdict.threats.includes('Spam') ? { Spam: '5' } : {}),
  };
  return {
    ThreatTypes: verdict.threats,
    DetectionMethods: methodsText(verdict),
    ConfidenceLevel: Object.keys(confidence).length === 0 ? '' : JSON.stringify(confidence),
  };
}
