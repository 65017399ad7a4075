import { outcomeOf } from '../mail/filter-verdict.js';
import { USUAL_QUIRKS } from '../mail/mail-quirks.js';
import type { MailCopy, MailRecord, TenantMail } from '../mail/mail-record.js';

/** One message and one recipient in message trace. */
export interface TraceRow {
  /** When it was received, in ms since the epoch. */
  readonly at: number;
  /** The text properties, as they are sent. */
  readonly shown: Readonly<Record<string, string>>;
  readonly size: number;
}

/** Trace knows where a message was delivered, nothing of what came after, and not why. */
const STATUSES = {
  delivered: 'delivered',
  junked: 'filteredAsSpam',
  quarantined: 'quarantined',
  rejected: 'failed',
} as const;

export function traceStatusOf(copy: MailCopy): (typeof STATUSES)[keyof typeof STATUSES] {
  return STATUSES[outcomeOf(copy)];
}

/** What trace lists, oldest first: mail in every direction. Whether it lists what the edge refused differs. */
export function tracedCopies(
  mail: TenantMail,
): readonly { readonly message: MailRecord; readonly copy: MailCopy }[] {
  const { traceEdgeBlocks } = mail.quirks ?? USUAL_QUIRKS;
  return mail
    .messages()
    .filter(({ edgeBlocked }) => traceEdgeBlocks || edgeBlocked !== true)
    .flatMap((message) => message.copies.map((copy) => ({ message, copy })));
}

/** Microsoft Learn: "exchangeMessageTrace resource type". The id is the network message id. */
export function traceRow(message: MailRecord, copy: MailCopy): TraceRow {
  return {
    at: Math.floor(Date.parse(message.receivedAt) / 1000) * 1000,
    shown: {
      id: message.networkMessageId,
      senderAddress: message.senderAddress,
      recipientAddress: copy.recipient,
      messageId: message.internetMessageId,
      receivedDateTime: `${message.receivedAt.slice(0, 19)}Z`,
      subject: message.subject,
      fromIP: message.senderIp,
      toIP: '',
      status: traceStatusOf(copy),
    },
    size: sizeOf(message),
  };
}

/** About as many bytes as the message has on its way. */
export function sizeOf({ html, text, files }: MailRecord): number {
  const attached = files.reduce((sum, file) => sum + file.bytes.length, 0);
  return 4096 + Math.ceil((Buffer.byteLength(html) + Buffer.byteLength(text) + attached) * 1.37);
}
