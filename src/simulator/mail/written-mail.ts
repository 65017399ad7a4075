import { createHash } from 'node:crypto';
import { seededGuid } from '../scenario/seeded-guid.js';
import type { MessageKind, ScenarioMessage, ScenarioRecipient } from '../scenario/mail-schema.js';
import { BULK_THRESHOLD, quarantineTypeOf } from './filter-verdict.js';
import { clickLink, moveCopy, putInQuarantine, readCopy, zapCopy } from './mail-flow.js';
import type { ZapThreatKind } from './mail-flow.js';
import { MAIL_KINDS, USUAL_REPLY_TO } from './mail-kinds.js';
import type { MailCopy, MailFile, MailPlace, MailRecord } from './mail-record.js';
import type { MailSettings } from './tenant-mail.js';

/** Whose address it is. Undefined: nobody's here. */
export type FindOwner = (address: string) => MailboxOwner | undefined;

export interface MailboxOwner {
  readonly objectId: string;
  readonly userPrincipalName: string;
}

/** What a message can be told apart by, beside what it says. */
export interface NewMessage extends Partial<Omit<MailRecord, 'authentication' | 'files'>> {
  readonly kind: MessageKind;
  /** From which the ids follow. */
  readonly seed: string;
  readonly receivedAt: string;
  readonly authentication?: Partial<MailRecord['authentication']> | undefined;
  readonly files?: readonly MailFile[];
}

/** A whole message of a kind; what is given wins over the kind. */
export function completeMessage(given: NewMessage): MailRecord {
  const { kind, seed, authentication, ...own } = given;
  const usual = MAIL_KINDS[kind];
  const sender = own.senderAddress ?? usual.senderAddress;
  const replyTo = own.senderAddress === undefined ? USUAL_REPLY_TO[kind] : undefined;
  return {
    ...usual,
    kind,
    networkMessageId: seededGuid(`${seed} network`),
    internetMessageId: `<${seededGuid(`${seed} internet`)}@${sender.split('@')[1] ?? ''}>`,
    clusterId: clusterOf(`${own.subject ?? usual.subject} ${sender}`),
    files: usual.files.map(fileOf),
    copies: [],
    mailFrom: own.senderAddress ?? usual.mailFrom,
    ...(replyTo === undefined ? {} : { replyTo }),
    ...bulkVerdict(own.bcl),
    ...own,
    authentication: { ...usual.authentication, ...authentication },
  };
}

function bulkVerdict(bcl = 0): Pick<MailRecord, 'filtered'> {
  return bcl < BULK_THRESHOLD ? {} : { filtered: { threat: 'Bulk', technology: 'Bulk' } };
}

/** Messages that are alike are one cluster: below 2^63, as hunting's `long` is. */
function clusterOf(text: string): string {
  const digest = createHash('sha256').update(text).digest();
  return BigInt.asUintN(63, digest.readBigUInt64BE()).toString();
}

function fileOf(file: { name: string; contentType: string; text: string }): MailFile {
  const bytes = Buffer.from(file.text);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { name: file.name, contentType: file.contentType, sha256, bytes };
}

/** Where a message can end: a place, or nowhere. */
export type Destination = MailPlace | NonNullable<MailCopy['rejected']>;

/** Takes the two apart. */
export function placeOf(
  destination: Destination,
): Pick<MailCopy, 'deliveredTo' | 'place' | 'rejected'> {
  if (destination !== 'edge' && destination !== 'failed' && destination !== 'dropped') {
    return { deliveredTo: destination, place: destination };
  }
  return { deliveredTo: 'purged', place: 'purged', rejected: destination };
}

/** A copy as it arrives. */
export function newCopy(
  message: Pick<MailRecord, 'networkMessageId' | 'receivedAt' | 'filtered'>,
  address: string,
  owner: MailboxOwner | undefined,
  destination: Destination = 'inbox',
): MailCopy {
  const recipient = address.toLowerCase();
  const key = `${message.networkMessageId} ${recipient}`;
  const copy: MailCopy = {
    recipient,
    ...(owner === undefined
      ? {}
      : { mailboxObjectId: owner.objectId, upn: owner.userPrincipalName.toLowerCase() }),
    immutableId: itemId('AAkALg', key),
    ...placeOf(destination),
    isRead: false,
    lastModifiedAt: message.receivedAt,
    postDelivery: [],
    clicks: [],
    // A client fetches what arrives, which is no reading.
    ...(owner === undefined || destination !== 'inbox'
      ? {}
      : { accesses: [{ at: message.receivedAt, how: 'folder' as const }] }),
  };
  if (destination === 'quarantine') {
    putInQuarantine(copy, quarantineTypeOf(message.filtered), message.receivedAt);
  }
  return copy;
}

/** An id as Exchange writes them. */
export function itemId(prefix: string, key: string): string {
  const bytes = [`${key} a`, `${key} b`].map((part) => createHash('sha256').update(part).digest());
  return `${prefix}${Buffer.concat(bytes).toString('base64url')}=`;
}

/** A message that a scenario spells out, with everything that happened to it. */
export function writtenMessage(
  message: ScenarioMessage,
  seed: string,
  settings: MailSettings,
  world: { readonly startedAt: Date; readonly ownerOf: FindOwner },
): MailRecord {
  const { minutesAgo, recipients, files, kind, ...own } = message;
  const ago = (minutes: number) =>
    new Date(world.startedAt.getTime() - minutes * 60_000).toISOString();
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  const complete = completeMessage({
    ...(given as Partial<NewMessage>),
    ...(files === undefined ? {} : { files: files.map(fileOf) }),
    ...ownSender(message, world.ownerOf),
    kind,
    seed,
    receivedAt: ago(minutesAgo),
  });
  const copies = recipients.map((recipient) => {
    const owner = world.ownerOf(recipient.address);
    const destination = message.edgeBlocked === true ? 'edge' : recipient.deliveredTo;
    const copy = newCopy(complete, recipient.address, owner, destination);
    live(copy, { recipient, kind, url: complete.urls[0] ?? '', settings, ago });
    return copy;
  });
  return { ...complete, copies };
}

/** Mail that a tenant sends has a sender whom its directory knows. */
function ownSender(
  { direction = 'Inbound', senderAddress }: ScenarioMessage,
  ownerOf: FindOwner,
): Pick<MailRecord, 'senderObjectId'> {
  if (direction === 'Inbound' || senderAddress === undefined) return {};
  const owner = ownerOf(senderAddress);
  return owner === undefined ? {} : { senderObjectId: owner.objectId };
}

interface Life {
  readonly recipient: ScenarioRecipient;
  readonly kind: MessageKind;
  readonly url: string;
  readonly settings: MailSettings;
  readonly ago: (minutes: number) => string;
}

/** Everything that a scenario says of one copy, in the order of time. */
function live(copy: MailCopy, life: Life): void {
  const events = [...eventsOf(copy, life)];
  events.sort((left, right) => right.minutesAgo - left.minutesAgo);
  for (const { happen } of events) happen();
}

interface LifeEvent {
  readonly minutesAgo: number;
  readonly happen: () => unknown;
}

function* eventsOf(
  copy: MailCopy,
  { recipient, kind, url, settings, ago }: Life,
): Generator<LifeEvent> {
  const { readMinutesAgo, clicks, zap, movedTo } = recipient;
  if (readMinutesAgo !== undefined) {
    const at = ago(readMinutesAgo);
    yield {
      minutesAgo: readMinutesAgo,
      happen: () => {
        readCopy(copy, at);
      },
    };
  }
  for (const { minutesAgo, actionType, clickedThrough: isClickedThrough, ip, ...click } of clicks) {
    const input = { at: ago(minutesAgo), url: click.url ?? url, actionType, isClickedThrough, ip };
    yield { minutesAgo, happen: () => clickLink(copy, input) };
  }
  if (zap !== undefined) {
    const { minutesAgo, threat = threatOf(kind), result, to } = zap;
    const input = { at: ago(minutesAgo), threat, result, to };
    yield { minutesAgo, happen: () => zapCopy(copy, settings, input) };
  }
  if (movedTo !== undefined) {
    const { place, minutesAgo } = movedTo;
    yield {
      minutesAgo,
      happen: () => {
        moveCopy(copy, place, ago(minutesAgo));
      },
    };
  }
}

export function threatOf(kind: MessageKind): ZapThreatKind {
  if (kind === 'bulk') return 'spam';
  return kind === 'clean' || kind === 'spoof' ? 'phish' : kind;
}
