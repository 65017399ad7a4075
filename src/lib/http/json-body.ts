import { ContractError } from '../errors.js';
import type { HttpResponse, ResponseBody } from './message.js';

const deepest = 64;

/** What the bytes of a body are, whoever labelled them. */
export type DecodedBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'empty' }
  /** Not JSON, but text. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Never throws: garbage is a value, so that an error answer with a garbled body is still an error answer. */
export function decodeBody(body: ResponseBody): DecodedBody {
  if (body.kind === 'unreadable') return body;
  if (body.bytes.byteLength === 0) return { kind: 'empty' };
  const text = decodeUtf8(body.bytes);
  if (text === undefined || text.includes('\0')) return { kind: 'unreadable', reason: 'not-text' };
  if (text.trim() === '') return { kind: 'empty' };
  if (isTooDeep(text)) return { kind: 'unreadable', reason: 'too-deep' };
  const parsed = parseJson(text);
  return parsed === undefined ? { kind: 'text', text } : { kind: 'json', value: parsed.value };
}

/** The JSON of a successful answer. Throws ContractError for anything else. */
export function jsonOf(response: HttpResponse, service: string): unknown {
  const decoded = decodeBody(response.body);
  if (decoded.kind === 'json') return decoded.value;
  const reason = decoded.kind === 'unreadable' ? decoded.reason : decoded.kind;
  throw new ContractError(`${service} answered with a body that is not JSON (${reason}).`, {
    service,
    path: '$',
  });
}

function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const quote = 0x22;
const backslash = 0x5c;

/** Counts brackets outside strings before anything is built from them. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (inString) {
      if (unit === backslash) i++;
      else if (unit === quote) inString = false;
    } else if (unit === quote) inString = true;
    else depth += nesting(unit);
    if (depth > deepest) return true;
  }
  return false;
}

function nesting(unit: number): number {
  if (unit === 0x5b || unit === 0x7b) return 1;
  return unit === 0x5d || unit === 0x7d ? -1 : 0;
}
