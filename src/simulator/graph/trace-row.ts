import type { MailCopy, MailRecord } from '../mail/mail-record.js';

/** One message and one recipient in message trace. */
export interface TraceRow {
  /** When it was received, in ms since the epoch. */
  readonly at: number;
  /** The text properties, as they are sent. */
  readonly shown: Readonly<Record<string, string>>;
  readonly size: number;
}

/** Trace knows where a message was delivered, nothing of what came after. */
const STATUSES: Readonly<Partial<Record<MailCopy['deliveredTo'], string>>> = {
  junkemail: 'filteredAsSpam',
  quarantine: 'quarantined',
};

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
      status: STATUSES[copy.deliveredTo] ?? 'delivered',
    },
    size: sizeOf(message),
  };
}

/** About as many bytes as the message has on its way. */
export function sizeOf({ html, text, files }: MailRecord): number {
  const attached = files.reduce((sum, file) => sum + file.bytes.length, 0);
  return 4096 + Math.ceil((Buffer.byteLength(html) + Buffer.byteLength(text) + attached) * 1.37);
}
