import { createHash } from 'node:crypto';
import PostalMime, { type Attachment, type Email } from 'postal-mime';
import type { MailAttachment, MailHeader } from '../sighting.js';
import type { MailBody, MailParts } from './input.js';

/** Exchange Online takes no larger message (Microsoft Learn: Exchange Online limits). */
const largestMessage = 150 * 1024 * 1024;
const largestHeaders = 2 * 1024 * 1024;
/** Read of a message whose rest is refused. */
const mostHeadersAlone = 256 * 1024;
const longestBody = 4_000_000;
const longestName = 1_000;
const mostAttachments = 1_000;
/** How deep messages within messages are followed. */
const deepest = 4;
/** Messages within the message that are read at all. */
const mostNested = 20;

interface Intake {
  attachments: MailAttachment[];
  nested: MailBody[];
  incomplete: boolean;
}

/**
 * Takes a message apart: raw headers in order, bodies, attachments with their hashes, and the bodies of messages that it
 * carries. Never rejects: what is too large or nested too deep is left out, and `incomplete` says so. A text without any
 * body, as pasted from a mail program, gives its headers alone.
 */
export async function partsOfMime(mime: Uint8Array | string): Promise<MailParts> {
  const intake: Intake = { attachments: [], nested: [], incomplete: false };
  const bytes = typeof mime === 'string' ? Buffer.from(mime, 'utf8') : mime;
  const whole = bytes.length <= largestMessage;
  if (!whole) intake.incomplete = true;
  const { headers, body } = await readMessage(
    whole ? bytes : bytes.subarray(0, largestHeaders),
    intake,
    0,
  );
  const { attachments, nested, incomplete } = intake;
  return { headers, ...body, attachments, nested, incomplete };
}

interface ReadMessage {
  readonly headers: readonly MailHeader[];
  readonly body: MailBody;
}

async function readMessage(bytes: Uint8Array, intake: Intake, depth: number): Promise<ReadMessage> {
  const email = await parse(bytes);
  if ('refused' in email) {
    intake.incomplete = true;
    return { headers: await headersAlone(bytes), body: {} };
  }
  for (const attachment of email.attachments) await take(attachment, intake, depth);
  return {
    headers: headersOf(email),
    body: { html: bounded(email.html, intake), text: bounded(email.text, intake) },
  };
}

/** The parser refuses a message beyond its limits of nesting and header size; the reason has no code to go by. */
async function parse(bytes: Uint8Array): Promise<Email | { readonly refused: unknown }> {
  try {
    return await PostalMime.parse(bytes, {
      forceRfc822Attachments: true,
      maxHeadersSize: largestHeaders,
    });
  } catch (refused) {
    return { refused };
  }
}

/** The headers at the top, for a message whose rest is refused. */
async function headersAlone(bytes: Uint8Array): Promise<readonly MailHeader[]> {
  const top = Buffer.from(bytes.subarray(0, mostHeadersAlone));
  const ends = [top.indexOf('\r\n\r\n'), top.indexOf('\n\n')].filter((at) => at !== -1);
  const email = await parse(top.subarray(0, Math.min(top.length, ...ends)));
  return 'refused' in email ? [] : headersOf(email);
}

function headersOf({ headers }: Email): readonly MailHeader[] {
  return headers.map(({ originalKey: name, value }) => ({ name, value }));
}

async function take(attachment: Attachment, intake: Intake, depth: number): Promise<void> {
  const content = bytesOf(attachment.content);
  const name = (attachment.filename ?? '').slice(0, longestName);
  if (intake.attachments.length >= mostAttachments) {
    intake.incomplete = true;
    return;
  }
  intake.attachments.push({
    name,
    contentType: attachment.mimeType.slice(0, longestName),
    size: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  });
  const isMessage = attachment.mimeType === 'message/rfc822' || /\.eml$/i.test(name);
  if (isMessage) await open(content, intake, depth + 1);
}

/** A message within the message: its bodies are kept, its attachments join the list. */
async function open(content: Uint8Array, intake: Intake, depth: number): Promise<void> {
  if (depth > deepest || intake.nested.length >= mostNested) {
    intake.incomplete = true;
    return;
  }
  const { body } = await readMessage(content, intake, depth);
  intake.nested.push(body);
}

function bytesOf(content: Attachment['content']): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content, 'utf8') : new Uint8Array(content);
}

function bounded(text: string | undefined, intake: Intake): string | undefined {
  if (text === undefined || text.length <= longestBody) return text;
  intake.incomplete = true;
  return text.slice(0, longestBody);
}
