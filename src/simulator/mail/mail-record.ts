import type { MailQuirks } from './mail-quirks.js';

/** Well-known folders of a mailbox, by their Graph names; `quarantine` is no folder but takes the place of one. */
export const mailPlaces = [
  'inbox',
  'junkemail',
  'deleteditems',
  'recoverableitemsdeletions',
  'purged',
  'quarantine',
] as const;
export type MailPlace = (typeof mailPlaces)[number];

export interface MailFile {
  readonly name: string;
  readonly contentType: string;
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

export type Threat = 'Malware' | 'Phish' | 'Spam' | 'Bulk';

/** What the filter took a message for, and how it knew: a word of EventType and DetectionMethods. */
export interface Detection {
  readonly threat: Threat;
  readonly technology: string;
}

/** The filter's verdict at delivery: the primary threat, and others that only some of the services show. */
export interface FilterVerdict extends Detection {
  readonly also?: readonly Detection[] | undefined;
  /** Of phish; High unless said. */
  readonly confidence?: 'High' | 'Low' | undefined;
  /** Of spam and bulk: the spam confidence level. */
  readonly scl?: number | undefined;
}

/** A message as it came in or went out, the same for all its recipients. */
export interface MailRecord {
  /** What it is really, as the story has it: no service knows this. */
  readonly kind?: 'phish' | 'malware' | 'spam' | 'clean' | 'bulk' | 'spoof';
  /** Said here, or it follows from where each copy was put: see `filter-verdict.ts`. */
  readonly filtered?: FilterVerdict;
  /** Bulk complaint level, 0 to 9. */
  readonly bcl?: number;
  /** Refused before anything looked at it. It has no row among messages; only counts of the mail flow know it. */
  readonly edgeBlocked?: boolean;
  /** From isn't who sent it: a domain of the tenant, or another one. */
  readonly forged?: 'own-domain' | 'other-domain';
  /** Entra object id of a sender of the tenant. */
  readonly senderObjectId?: string;
  /** Lower-case GUID. */
  readonly networkMessageId: string;
  /** With angle brackets. */
  readonly internetMessageId: string;
  readonly subject: string;
  readonly senderName: string;
  readonly senderAddress: string;
  /** MAIL FROM. */
  readonly mailFrom: string;
  readonly replyTo?: string;
  readonly senderIp: string;
  readonly helo: string;
  readonly ptr: string;
  readonly country: string;
  readonly receivedAt: string;
  readonly direction: 'Inbound' | 'Outbound' | 'Intra-org';
  readonly authentication: {
    readonly spf: string;
    readonly dkim: string;
    readonly dmarc: string;
    readonly compauth: string;
    readonly reason: string;
  };
  readonly html: string;
  readonly text: string;
  readonly urls: readonly string[];
  readonly files: readonly MailFile[];
  /** A 64-bit number as decimal digits. */
  readonly clusterId: string;
  /** 'Phishing simulation' and 'SecOps Mailbox' are left out of reports by Microsoft's own queries. */
  readonly orgLevelPolicy?: 'Phishing simulation' | 'SecOps Mailbox';
  readonly copies: readonly MailCopy[];
}

export interface MailClick {
  readonly at: string;
  readonly url: string;
  readonly actionType: 'ClickAllowed' | 'ClickBlocked' | 'UrlErrorPage' | 'UrlScanInProgress';
  readonly isClickedThrough: boolean;
  readonly ip: string;
  readonly reportId: string;
}

/** One access to a copy. `item`: it was opened (Bind); `folder`: a client fetched the whole folder (Sync). */
export interface MailAccess {
  readonly at: string;
  readonly how: 'item' | 'folder';
}

/** What happened to a copy after its delivery, oldest first. */
export interface PostDelivery {
  readonly at: string;
  readonly actionType:
    'Phish ZAP' | 'Malware ZAP' | 'Spam ZAP' | 'Manual remediation' | 'Redelivery';
  readonly result: 'Success' | 'Error' | 'UserTriaged';
  /** Where it came from and where it went. */
  readonly from: MailPlace;
  readonly to: MailPlace;
}

/** One recipient's copy. Mutable: the mail flow changes it. */
export interface MailCopy {
  /** SMTP address of the recipient, lower case. */
  readonly recipient: string;
  /** Entra object id of the mailbox; undefined for an address that is no mailbox here. */
  readonly mailboxObjectId?: string;
  /** UPN of the person: may differ from the address. */
  readonly upn?: string;
  /** Immutable id: stays through moves. The ordinary id is made from it and the place. */
  readonly immutableId: string;
  /** Where it was delivered. */
  readonly deliveredTo: MailPlace;
  /** It reached nobody, and `deliveredTo` is 'purged': refused at the edge, sent back to its sender, thrown away. */
  readonly rejected?: 'edge' | 'failed' | 'dropped';
  place: MailPlace;
  /** How often it was moved: the ordinary id changes with every move. */
  moves?: number;
  isRead: boolean;
  lastModifiedAt: string;
  /** X-Microsoft-Antispam-ZAP-Message-Info stands in the item. */
  zapStamp?: string;
  quarantine?: {
    readonly identity: string;
    readonly type: 'HighConfPhish' | 'Malware' | 'Phish' | 'Spam' | 'Bulk';
    readonly at: string;
    releaseStatus: 'NotReleased' | 'Released' | 'Denied';
  };
  readonly postDelivery: PostDelivery[];
  readonly clicks: MailClick[];
  /** What the mailbox audit log has of it, oldest first. */
  accesses?: MailAccess[];
}

/** One entry of the Tenant Allow/Block List. */
export interface BlockEntry {
  readonly id: string;
  readonly listType: 'Sender' | 'Url' | 'FileHash' | 'IP';
  readonly action: 'Block' | 'Allow';
  readonly value: string;
  readonly expiresAt?: string;
  readonly notes: string;
  readonly createdAt: string;
}

/** A user of the tenant who may not send any more, because of outbound spam. */
export interface BlockedSender {
  /** Lower case. */
  readonly address: string;
  readonly reason: string;
  readonly at: string;
}

/** A sign-in. */
export interface SignInRecord {
  readonly id: string;
  readonly objectId: string;
  readonly userPrincipalName: string;
  readonly at: string;
  /** Two letters. */
  readonly country: string;
  readonly city: string;
  readonly ip: string;
  /** Entra's number of the error; absent: it succeeded. */
  readonly errorCode?: number | undefined;
}

/** What a tenant has of Microsoft's mail security: decides which of the sources answer. */
export interface MailLicence {
  /** 'P2' has hunting, remediation and everything below; 'P1' the ZAP report; 'none' Exchange Online alone. */
  readonly defender: 'P2' | 'P1' | 'none';
  /** Graph message trace needs a service principal per tenant and answers 401 for hours until it has spread. */
  readonly messageTrace: 'ready' | 'spreading' | 'missing';
  /** Entra ID P1 has the log of sign-ins; absent: none. */
  readonly entra?: 'P1' | 'none' | undefined;
}

/** The mail of one tenant as it is now. */
export interface TenantMail {
  readonly licence: MailLicence;
  /** Absent: the usual ones. */
  readonly quirks?: MailQuirks;
  /** Oldest first. */
  messages(): readonly MailRecord[];
  message(networkMessageId: string): MailRecord | undefined;
  /** Copies in one mailbox, by the Entra object id, newest first. */
  copiesOf(mailboxObjectId: string): readonly { message: MailRecord; copy: MailCopy }[];
  /** Takes a message in. Later changes go through its copies. */
  deliver(message: MailRecord): void;
  readonly blocks: BlockEntry[];
  readonly blockedSenders: BlockedSender[];
  /** In no order. */
  readonly signIns: SignInRecord[];
}
