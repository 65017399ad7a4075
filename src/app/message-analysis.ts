import { analyse } from '../zap/analysis/analyse.js';
import { analysisJson, analysisText } from '../zap/analysis-text.js';
import { headersOfText } from '../zap/analysis/headers/headers-of-text.js';
import type { MailParts } from '../zap/analysis/input.js';
import { partsOfMime } from '../zap/analysis/mime.js';
import type { MessageAnalysis } from '../zap/analysis/report.js';

export type Analysed =
  | { readonly kind: 'analysis'; readonly analysis: MessageAnalysis }
  | { readonly kind: 'no-headers' }
  /** An Outlook item: a compound file, no MIME. */
  | { readonly kind: 'outlook' };

/** First bytes of a compound file ([MS-CFB] section 2.2). */
const compoundFile = Buffer.from('d0cf11e0a1b11ae1', 'hex');

/** Explains a message that somebody pasted or sent: a whole message, or the headers alone. Nothing of it is kept. */
export async function analyseText(
  message: string | Uint8Array,
  ownDomains: readonly string[],
): Promise<Analysed> {
  if (typeof message !== 'string' && isCompoundFile(message)) return { kind: 'outlook' };
  const parts = await partsOf(message);
  if (parts.headers.length === 0) return { kind: 'no-headers' };
  return { kind: 'analysis', analysis: analyse(parts, { domains: ownDomains, people: [] }) };
}

/** An analysis for a terminal and for a file: texts of the message show hidden characters and are defanged. */
export function writtenAnalysis(analysis: MessageAnalysis): {
  readonly lines: readonly string[];
  readonly json: object;
} {
  return { lines: analysisText(analysis), json: analysisJson(analysis) };
}

/**
 * A message has a body below an empty line and says of what type it is; everything else is headers as they were copied. So
 * is what has more headers than the message that it would be: with blank lines between them, or below a title.
 */
async function partsOf(message: string | Uint8Array): Promise<MailParts> {
  const text = (typeof message === 'string' ? message : decoded(message)).trimStart();
  const { headers } = headersOfText(text);
  const isMime = /^(?:mime-version|content-type):/im.test(text) && /\n\r?\n/.test(text);
  if (!isMime) return { headers, attachments: [] };
  const isText = typeof message === 'string' || isUtf16(message);
  const parts = await partsOfMime(isText ? text : message);
  return parts.headers.length < headers.length ? { headers, attachments: [] } : parts;
}

/** Notepad saves "Unicode" as UTF-16. */
function decoded(bytes: Uint8Array): string {
  return new TextDecoder(isUtf16(bytes) ? 'utf-16le' : 'utf-8').decode(bytes);
}

function isUtf16(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xfe;
}

function isCompoundFile(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, compoundFile.length)).equals(compoundFile);
}
