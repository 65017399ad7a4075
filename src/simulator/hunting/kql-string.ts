import { syntaxError } from './kql-error.js';

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '\\': '\\',
  n: '\n',
  r: '\r',
  t: '\t',
};

export interface StringRead {
  readonly value: string;
  /** Position behind the closing quote. */
  readonly next: number;
}

/**
 * A string literal that begins at `at`: "…" and '…' with backslash escapes on one line, @"…" and @'…' verbatim with the
 * quote doubled. Microsoft Learn: "The string data type" (Kusto).
 *
 * @throws KqlError for one that doesn't end or has an escape that the language doesn't know.
 */
export function readString(query: string, at: number): StringRead {
  return query.charAt(at) === '@' ? readVerbatim(query, at) : readEscaped(query, at);
}

export function isNameStart(character: string): boolean {
  return /[A-Za-z_]/.test(character);
}

function readVerbatim(query: string, at: number): StringRead {
  const quote = query.charAt(at + 1);
  if (quote !== '"' && quote !== "'") throw syntaxError('Unexpected character', at);
  const parts: string[] = [];
  for (let from = at + 2; ;) {
    const end = query.indexOf(quote, from);
    if (end === -1) throw syntaxError('A string does not end', at);
    parts.push(query.slice(from, end));
    if (query.charAt(end + 1) !== quote) return { value: parts.join(''), next: end + 1 };
    parts.push(quote);
    from = end + 2;
  }
}

function readEscaped(query: string, at: number): StringRead {
  const quote = query.charAt(at);
  const parts: string[] = [];
  let from = at + 1;
  for (let position = from; position < query.length;) {
    const character = query.charAt(position);
    if (character === quote) {
      parts.push(query.slice(from, position));
      return { value: parts.join(''), next: position + 1 };
    }
    if (character === '\n' || character === '\r') break;
    if (character === '\\') {
      parts.push(query.slice(from, position));
      const escape = readEscape(query, position);
      parts.push(escape.value);
      from = escape.next;
      position = from;
    } else {
      position += 1;
    }
  }
  throw syntaxError('A string does not end', at);
}

function readEscape(query: string, at: number): StringRead {
  const letter = query.charAt(at + 1);
  if (letter === 'u') {
    const digits = query.slice(at + 2, at + 6);
    if (!/^[0-9A-Fa-f]{4}$/.test(digits)) throw syntaxError('A string has a bad escape', at);
    return { value: String.fromCharCode(Number.parseInt(digits, 16)), next: at + 6 };
  }
  const value = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
  if (value === undefined) throw syntaxError('A string has a bad escape', at);
  return { value, next: at + 2 };
}
