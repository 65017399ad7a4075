import { deliverySclOf } from '../mail/mail-headers.js';
import type { MailCopy, MailPlace, MailRecord, PostDelivery } from '../mail/mail-record.js';
import { seededGuid } from '../scenario/seeded-guid.js';
import { sizeOf } from './trace-row.js';

const LOCATIONS: Readonly<Record<MailPlace, string>> = {
  inbox: 'inbox_folder',
  junkemail: 'junkFolder',
  deleteditems: 'deletedFolder',
  recoverableitemsdeletions: 'others',
  purged: 'others',
  quarantine: 'quarantine',
};
const ACTIONS: Readonly<Partial<Record<MailPlace, string>>> = {
  junkemail: 'deliveredToJunk',
  quarantine: 'blocked',
};
const THREATS: Readonly<Partial<Record<PostDelivery['actionType'], string>>> = {
  'Phish ZAP': 'phish',
  'Malware ZAP': 'malware',
  'Spam ZAP': 'spam',
};
const DIRECTIONS = { Inbound: 'inbound', Outbound: 'outbound', 'Intra-org': 'intraOrg' } as const;
const TYPE = '#microsoft.graph.security';

/**
 * One message and one recipient. Microsoft Learn: "analyzedEmail resource type" (v1.0). Its page on the sender calls the
 * envelope sender `fromAddress` and the From header `mailFromAddress`.
 */
export function analyzedEmail(message: MailRecord, copy: MailCopy): object {
  const threats = threatsOf(copy);
  const { authentication, orgLevelPolicy } = message;
  return {
    '@odata.type': `${TYPE}.analyzedEmail`,
    id: seededGuid(`${message.networkMessageId} ${copy.recipient}`),
    loggedDateTime: message.receivedAt,
    networkMessageId: message.networkMessageId,
    internetMessageId: message.internetMessageId,
    senderDetail: senderOf(message),
    recipientEmailAddress: copy.recipient,
    distributionList: '',
    subject: message.subject,
    returnPath: message.mailFrom,
    directionality: DIRECTIONS[message.direction],
    originalDelivery: delivery(copy.deliveredTo, [], threats),
    latestDelivery: delivery(copy.place, [], threats),
    attachments: message.files.map((file) => attachmentOf(file, threats)),
    urls: message.urls.map((url) => urlOf(url, threats)),
    language: 'en',
    sizeInBytes: sizeOf(message),
    alertIds: [],
    exchangeTransportRules: [],
    overrideSources: orgLevelPolicy === undefined ? [] : [orgLevelPolicy],
    threatTypes: threats.length === 0 ? ['none'] : threats,
    detectionMethods: threats.length === 0 ? [] : ['Advanced filter'],
    contexts: [],
    authenticationDetails: {
      '@odata.type': `${TYPE}.analyzedEmailAuthenticationDetail`,
      senderPolicyFramework: authentication.spf,
      dkim: authentication.dkim,
      dmarc: authentication.dmarc,
      compositeAuthentication: authentication.compauth,
    },
    phishConfidenceLevel: threats.includes('phish') ? 'High' : '',
    spamConfidenceLevel: String(deliverySclOf(copy, message)),
    bulkComplaintLevel: String(message.bcl ?? 0),
    emailClusterId: message.clusterId,
    policyAction: '',
    policy: '',
    timelineEvents: timelineOf(message, copy),
    threatDetectionDetails: [],
    primaryOverrideSource: orgLevelPolicy ?? '',
    inboundConnectorFormattedName: '',
    policyType: '',
    clientType: '',
    dlpRules: [],
    forwardingDetail: '',
    recipientDetail: { '@odata.type': `${TYPE}.analyzedEmailRecipientDetail` },
  };
}

function senderOf(message: MailRecord): object {
  return {
    '@odata.type': `${TYPE}.analyzedEmailSenderDetail`,
    fromAddress: message.mailFrom,
    mailFromAddress: message.senderAddress,
    ipv4: message.senderIp,
    displayName: message.senderName,
    domainName: domainOf(message.senderAddress),
    domainOwner: '',
    mailFromDomainName: domainOf(message.mailFrom),
    location: message.country,
  };
}

function attachmentOf(file: MailRecord['files'][number], threats: readonly string[]): object {
  const extension = /\.([^.]+)$/.exec(file.name)?.[1] ?? '';
  return {
    '@odata.type': `${TYPE}.analyzedEmailAttachment`,
    fileName: file.name,
    fileType: extension,
    fileExtension: extension,
    fileSize: file.bytes.length,
    sha256: file.sha256,
    threatType: threats.includes('malware') ? 'malware' : 'none',
    malwareFamily: '',
  };
}

function urlOf(url: string, threats: readonly string[]): object {
  const threatType = threats.includes('phish') ? 'phishing' : 'none';
  return { '@odata.type': `${TYPE}.analyzedEmailUrl`, url, threatType, detectionMethod: '' };
}

function delivery(
  place: MailPlace,
  original: readonly string[],
  latest: readonly string[],
): object {
  return {
    '@odata.type': `${TYPE}.analyzedEmailDeliveryDetail`,
    action: ACTIONS[place] ?? 'delivered',
    location: LOCATIONS[place],
    originalThreats: original.join(', '),
    latestThreats: latest.join(', '),
  };
}

function threatsOf(copy: MailCopy): readonly string[] {
  const found = copy.postDelivery.flatMap(({ actionType }) => THREATS[actionType] ?? []);
  return [...new Set(found)];
}

const RESULTS: Readonly<Partial<Record<MailPlace, string>>> = {
  inbox: 'Moved to inbox',
  junkemail: 'Moved to junk folder',
  deleteditems: 'Moved to deleted items',
  recoverableitemsdeletions: 'Soft delete',
  purged: 'Hard delete',
  quarantine: 'Moved to quarantine',
};

interface TimelineEvent {
  readonly eventDateTime: string;
  readonly [property: string]: unknown;
}

function timelineOf(message: MailRecord, copy: MailCopy): readonly TimelineEvent[] {
  const first = {
    '@odata.type': `${TYPE}.timelineEvent`,
    eventDateTime: message.receivedAt,
    eventSource: 'system',
    eventType: 'originalDelivery',
    eventResult: LOCATIONS[copy.deliveredTo],
    eventThreats: [],
    eventDetails: '',
  };
  const clicks = copy.clicks.map((click) => ({
    ...first,
    eventDateTime: click.at,
    eventSource: 'user',
    eventType: 'userUrlClick',
    eventResult: click.isClickedThrough ? `${click.actionType}, clicked through` : click.actionType,
    eventDetails: click.url,
  }));
  const later = copy.postDelivery.map((event) => ({ ...first, ...laterEvent(event) }));
  return [first, ...clicks, ...later].sort((left, right) =>
    left.eventDateTime < right.eventDateTime ? -1 : 1,
  );
}

function laterEvent({ at, actionType, result, to }: PostDelivery): TimelineEvent {
  const threat = THREATS[actionType];
  return {
    eventDateTime: at,
    eventSource: threat === undefined ? 'admin' : 'system',
    eventType: threat === undefined ? otherType(actionType) : 'zap',
    eventResult: result === 'Success' ? (RESULTS[to] ?? '') : result,
    eventThreats: threat === undefined ? [] : [threat],
    eventDetails: actionType,
  };
}

function otherType(actionType: PostDelivery['actionType']): string {
  return actionType === 'Redelivery' ? 'quarantineRelease' : 'air';
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
