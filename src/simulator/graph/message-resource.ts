import { deliveryHeaders } from '../mail/mail-headers.js';
import type { MailCopy, MailPlace } from '../mail/mail-record.js';
import { safeHtml } from '../mail/safe-html.js';
import type { CopyInMailbox } from '../mail/tenant-mail.js';
import { itemId } from '../mail/written-mail.js';
import type { MessagePreferences } from './message-preferences.js';

/** Folders by their well-known names; the other places of a message can't be seen in the mailbox. */
export const MAIL_FOLDERS = [
  'inbox',
  'junkemail',
  'deleteditems',
  'recoverableitemsdeletions',
] as const satisfies readonly MailPlace[];
export type MailFolder = (typeof MAIL_FOLDERS)[number];

/** Sent when nothing is selected. */
export const MESSAGE_SHOWN = [
  ...['id', 'createdDateTime', 'lastModifiedDateTime', 'changeKey', 'categories'],
  ...['receivedDateTime', 'sentDateTime', 'hasAttachments', 'internetMessageId', 'subject'],
  ...['bodyPreview', 'importance', 'parentFolderId', 'conversationId', 'isRead', 'isDraft'],
  ...['isDeliveryReceiptRequested', 'isReadReceiptRequested', 'webLink', 'body', 'sender'],
  ...['from', 'toRecipients', 'ccRecipients', 'bccRecipients', 'replyTo', 'flag'],
  'inferenceClassification',
];

/** Microsoft Learn: "message resource type". */
export const MESSAGE_PROPERTIES = [...MESSAGE_SHOWN, 'internetMessageHeaders'];

/** The id by which this call knows the copy. Ordinary ids are other ones after every move. */
export function idOf(copy: MailCopy, immutable: boolean): string {
  if (immutable) return copy.immutableId;
  return itemId('AAMkAG', `${copy.immutableId} ${copy.place} ${copy.moves ?? 0}`);
}

export function isInFolder(copy: MailCopy, folder?: MailFolder): boolean {
  if (folder !== undefined) return copy.place === folder;
  return MAIL_FOLDERS.some((name) => name === copy.place);
}

export function folderId(mailbox: string, folder: string): string {
  return itemId('AQMkAG', `${mailbox} ${folder}`);
}

/** A message as Graph shows it. */
export function messageResource(
  { message, copy }: CopyInMailbox,
  preferences: MessagePreferences,
): Readonly<Record<string, unknown>> {
  const id = idOf(copy, preferences.immutableIds);
  const sender = { emailAddress: { name: message.senderName, address: message.senderAddress } };
  const received = wholeSeconds(message.receivedAt);
  const changeKey = itemId('CQAAAB', `${id} ${copy.lastModifiedAt}`).slice(0, 40);
  return {
    '@odata.etag': `W/"${changeKey}"`,
    id,
    createdDateTime: received,
    lastModifiedDateTime: wholeSeconds(copy.lastModifiedAt),
    changeKey,
    categories: [],
    receivedDateTime: received,
    sentDateTime: received,
    hasAttachments: message.files.length > 0,
    internetMessageId: message.internetMessageId,
    subject: message.subject,
    bodyPreview: message.text.slice(0, 255),
    importance: 'normal',
    parentFolderId: folderId(copy.mailboxObjectId ?? '', copy.place),
    conversationId: itemId('AAQkAG', message.networkMessageId),
    isDeliveryReceiptRequested: null,
    isReadReceiptRequested: false,
    isRead: copy.isRead,
    isDraft: false,
    webLink: `https://outlook.office365.com/owa/?ItemID=${encodeURIComponent(id)}`,
    inferenceClassification: 'focused',
    body: bodyOf(message, preferences),
    sender,
    from: sender,
    toRecipients: [{ emailAddress: { name: copy.recipient, address: copy.recipient } }],
    ccRecipients: [],
    bccRecipients: [],
    replyTo: message.replyTo === undefined ? [] : [{ emailAddress: { address: message.replyTo } }],
    flag: { flagStatus: 'notFlagged' },
    internetMessageHeaders: deliveryHeaders(message, copy).map(({ name, value }) => ({
      name,
      value: value.replaceAll('\r\n', ''),
    })),
  };
}

function bodyOf(
  message: CopyInMailbox['message'],
  { unsafeHtml, bodyType }: MessagePreferences,
): object {
  if (bodyType === 'text') return { contentType: 'text', content: message.text };
  const content = unsafeHtml ? message.html : safeHtml(message.html);
  return { contentType: 'html', content: `<html><head>\r\n</head><body>${content}</body></html>` };
}

function wholeSeconds(at: string): string {
  return `${at.slice(0, 19)}Z`;
}
