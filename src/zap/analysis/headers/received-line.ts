import { isAddress } from './address-text.js';
import { mailDate } from './mail-date.js';
import { splitStructured, wordsOf, type Token } from './structured-text.js';

/** One Received header. Raw texts; the time is UTC ISO 8601. */
export interface ReceivedLine {
  /** What the sending server called itself. */
  readonly from?: string | undefined;
  /** The server that wrote the line. */
  readonly by?: string | undefined;
  readonly protocol?: string | undefined;
  /** The address that the mail came from, IPv4 or IPv6. */
  readonly address?: string | undefined;
  readonly at?: string | undefined;
}

const clauseNames = new Set(['from', 'by', 'with', 'via', 'id', 'for']);
/** No server writes more about the one that it was connected to. */
const maxTokens = 30;
/** A server that writes the time without a semicolon writes it last. */
const tail = 120;

/**
 * Reads a Received value as far as it goes (RFC 5321, 4.4; servers differ in everything but the words from, by, with and
 * the time at the end). Never throws; linear.
 */
export function parseReceived(value: string): ReceivedLine {
  const clauses = splitStructured(value);
  const tokens = clauses.slice(0, Math.max(1, clauses.length - 1)).flat();
  const parts = namedParts(tokens);
  const from = parts.get('from');
  const at = mailDate(wordsOf(clauses.at(-1) ?? []).slice(-tail));
  return {
    from: firstWord(from),
    by: firstWord(parts.get('by')),
    protocol: firstWord(parts.get('with')),
    address: from === undefined ? undefined : addressIn(from.slice(0, maxTokens)),
    at,
  };
}

/** The tokens after each of the words from, by, with …; of several of the same name the first. */
function namedParts(tokens: readonly Token[]): ReadonlyMap<string, readonly Token[]> {
  const parts = new Map<string, Token[]>();
  let current: Token[] = [];
  for (const token of tokens) {
    const name = token.kind === 'word' ? token.text.toLowerCase() : '';
    if (clauseNames.has(name) && !parts.has(name)) {
      current = [];
      parts.set(name, current);
    } else current.push(token);
  }
  return parts;
}

function firstWord(part: readonly Token[] | undefined): string | undefined {
  return part?.find(({ kind }) => kind === 'word')?.text;
}

/**
 * The address of the sending server: servers put it into a comment, most in brackets. What stands before the comment is the
 * sender's own word and counts only when there is nothing else.
 */
function addressIn(part: readonly Token[]): string | undefined {
  const comments = part
    .filter(({ kind }) => kind === 'comment')
    .map(({ text }) => text.replace(/\bhelo=\S+/gi, ''));
  const words = part.filter(({ kind }) => kind === 'word').map(({ text }) => text);
  return (
    firstAddress(comments.flatMap(bracketed)) ??
    firstAddress(comments.flatMap((text) => text.split(/[\s@=]/, maxTokens))) ??
    firstAddress(words.flatMap((text) => [...bracketed(text), text]))
  );
}

function bracketed(text: string): readonly string[] {
  return [...text.slice(0, 1000).matchAll(/\[([^[\]]{2,60})\]/g)].map((match) => match[1] ?? '');
}

function firstAddress(candidates: readonly string[]): string | undefined {
  return candidates
    .map((one) => one.replace(/^ipv6:/i, '').replace(/^([\d.]{7,15}):\d{1,5}$/, '$1'))
    .find(isAddress);
}
