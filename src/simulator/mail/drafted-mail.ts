import type { MessageKind } from '../scenario/mail-schema.js';
import { quarantineTypeOf } from './filter-verdict.js';
import { MAIL_KINDS } from './mail-kinds.js';
import { putInQuarantine } from './mail-flow.js';
import type { MailCopy, MailFile, MailRecord } from './mail-record.js';
import type { SeededNumbers } from './seeded-numbers.js';
import { placeOf } from './written-mail.js';
import type { Destination, MailboxOwner } from './written-mail.js';

/** Who sends, as the receiving server sees it. */
export interface Sender {
  readonly address: string;
  readonly name: string;
  readonly ip: string;
  /** MAIL FROM; the address, unless said. */
  readonly mailFrom?: string | undefined;
  readonly country?: string | undefined;
  readonly objectId?: string | undefined;
  /** What is left out is that of the kind. */
  readonly authentication?: MailRecord['authentication'] | undefined;
}

export interface Addressee {
  readonly address: string;
  /** Undefined for an address outside. */
  readonly owner?: MailboxOwner | undefined;
  readonly destination: Destination;
}

/** A message with what makes it different from others of its kind. */
export interface Draft extends Pick<MailRecord, 'direction' | 'subject'> {
  readonly kind: MessageKind;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly from: Sender;
  readonly to: readonly Addressee[];
  readonly clusterId?: string | undefined;
  readonly filtered?: MailRecord['filtered'] | undefined;
  readonly bcl?: number | undefined;
  readonly forged?: MailRecord['forged'] | undefined;
  readonly edgeBlocked?: boolean | undefined;
  readonly url?: string | undefined;
  readonly files?: readonly MailFile[] | undefined;
}

const NO_FILES: readonly MailFile[] = [];
const NO_URLS: readonly string[] = [];

/** The message of a draft. Made for many thousands: its ids are numbers of the seed, not hashes. */
export function messageOf(draft: Draft, numbers: SeededNumbers): MailRecord {
  const { kind, from } = draft;
  const usual = MAIL_KINDS[kind];
  const receivedAt = new Date(draft.at).toISOString();
  const host = `mail.${domainOf(from.mailFrom ?? from.address)}`;
  return {
    kind,
    networkMessageId: numbers.guid(),
    internetMessageId: `<${numbers.guid()}@${domainOf(from.address)}>`,
    subject: draft.subject,
    senderName: from.name,
    senderAddress: from.address,
    mailFrom: from.mailFrom ?? from.address,
    senderIp: from.ip,
    helo: host,
    ptr: host,
    country: from.country ?? usual.country,
    receivedAt,
    direction: draft.direction,
    authentication: from.authentication ?? usual.authentication,
    html: usual.html,
    text: usual.text,
    urls: draft.url === undefined ? NO_URLS : [draft.url],
    files: draft.files ?? NO_FILES,
    clusterId: draft.clusterId ?? numbers.cluster(),
    ...special(draft),
    copies: draft.to.map((addressee) => copyOf(addressee, receivedAt, draft, numbers)),
  };
}

/** What most messages are without. */
function special({ filtered, bcl, forged, edgeBlocked, from }: Draft): Partial<MailRecord> {
  return {
    ...(filtered === undefined ? {} : { filtered }),
    ...(bcl === undefined ? {} : { bcl }),
    ...(forged === undefined ? {} : { forged }),
    ...(edgeBlocked === true ? { edgeBlocked } : {}),
    ...(from.objectId === undefined ? {} : { senderObjectId: from.objectId }),
  };
}

function copyOf(
  { address, owner, destination }: Addressee,
  receivedAt: string,
  { filtered }: Draft,
  numbers: SeededNumbers,
): MailCopy {
  const copy: MailCopy = {
    recipient: address,
    ...(owner === undefined
      ? {}
      : { mailboxObjectId: owner.objectId, upn: owner.userPrincipalName.toLowerCase() }),
    immutableId: numbers.itemId(),
    ...placeOf(destination),
    isRead: destination === 'inbox' && numbers.isWithin(0.8),
    lastModifiedAt: receivedAt,
    postDelivery: [],
    clicks: [],
  };
  if (destination === 'quarantine') putInQuarantine(copy, quarantineTypeOf(filtered), receivedAt);
  return copy;
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
