import { headerWords } from './header-words.js';
import { deliveryHeaders, headerText } from './mail-headers.js';
import type { MailCopy, MailFile, MailRecord } from './mail-record.js';

/** The whole message as the mailbox has it. Microsoft Learn: "Get MIME content of a message". */
export function mimeOf(message: MailRecord, copy: MailCopy): Buffer {
  const boundary = `----=_Part_${message.networkMessageId}`;
  const alternative = [
    part(`multipart/alternative; boundary="${boundary}_alt"`, [
      bodyPart('text/plain', message.text, `${boundary}_alt`),
      bodyPart('text/html', message.html, `${boundary}_alt`),
      `--${boundary}_alt--`,
    ]),
  ];
  const parts = [...alternative, ...message.files.map(filePart)];
  const body = parts.map((text) => `--${boundary}\r\n${text}`).join('\r\n');
  const top = headerText(message, copy);
  // The stamp of ZAP is the very last header, so those of the body stand before the others.
  const content = `MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="${boundary}"\r\n`;
  const at = endOfReceived(message, copy, top);
  return Buffer.from(
    `${top.slice(0, at)}${content}${top.slice(at)}\r\n${body}\r\n--${boundary}--\r\n`,
  );
}

/** Where the headers that transport put on top end. */
function endOfReceived(message: MailRecord, copy: MailCopy, headers: string): number {
  const first = deliveryHeaders(message, copy).find(({ name }) => name !== 'Received');
  return headers.indexOf(`${first?.name ?? ''}:`);
}

function part(contentType: string, lines: readonly string[]): string {
  return [`Content-Type: ${contentType}`, '', ...lines].join('\r\n');
}

function bodyPart(contentType: string, text: string, boundary: string): string {
  return [
    `--${boundary}`,
    `Content-Type: ${contentType}; charset="utf-8"`,
    'Content-Transfer-Encoding: base64',
    '',
    wrapped(Buffer.from(text)),
  ].join('\r\n');
}

function filePart({ name, contentType, bytes }: MailFile): string {
  const quoted = headerWords(name.replaceAll(/["\\\r\n]/g, '_')).replaceAll('\r\n ', '');
  return [
    `Content-Type: ${contentType}; name="${quoted}"`,
    `Content-Disposition: attachment; filename="${quoted}"`,
    'Content-Transfer-Encoding: base64',
    '',
    wrapped(Buffer.from(bytes)),
  ].join('\r\n');
}

function wrapped(bytes: Buffer): string {
  return (bytes.toString('base64').match(/.{1,76}/g) ?? ['']).join('\r\n');
}
