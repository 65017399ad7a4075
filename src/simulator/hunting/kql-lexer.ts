import { syntaxError } from './kql-error.js';
import { isNameStart, readString } from './kql-string.js';
import type { Cell, ScalarType } from './kql-value.js';

export type Token = { readonly at: number } & (
  | { readonly kind: 'name' | 'symbol'; readonly text: string }
  | { readonly kind: 'literal'; readonly type: ScalarType; readonly value: Cell }
  | { readonly kind: 'end' }
);

/** Assumption: the service has a limit of this order; none is documented for the API. */
export const MAX_QUERY_LENGTH = 100_000;

const UNITS: Readonly<Record<string, number>> = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
};
const NUMBER = /\d{1,40}(?:\.(?!\.)\d{1,40})?/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
/** Operators that are spelled with letters and a sign. */
const WORD_SYMBOL = /in~|!(?:in~|in|has|contains|startswith|endswith|between)(?![A-Za-z0-9_])/y;
const SYMBOL = /==|!=|=~|!~|<=|>=|\.\.|[|;,()[\].<>=+\-*/%]/y;
/** No datetime literal is longer. */
const MAX_DATE_LENGTH = 60;
const DATE_TEXT =
  /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;
const SPACE = /(?:\s|\/\/[^\n]*)*/y;
const MAX_LONG = 2n ** 63n - 1n;

/** The tokens of a query and an `end`. Linear in its length. @throws KqlError */
export function readTokens(query: string): readonly Token[] {
  if (query.length > MAX_QUERY_LENGTH) throw syntaxError('The query is too long', MAX_QUERY_LENGTH);
  const tokens: Token[] = [];
  let position = skipSpace(query, 0);
  while (position < query.length) {
    const [token, next] = readOne(query, position);
    tokens.push(token);
    position = skipSpace(query, next);
  }
  tokens.push({ kind: 'end', at: position });
  return tokens;
}

type Read = readonly [Token, number];

function readOne(query: string, at: number): Read {
  const first = query.charAt(at);
  if (first === '"' || first === "'" || first === '@') {
    const { value, next } = readString(query, at);
    return [{ kind: 'literal', type: 'string', value, at }, next];
  }
  if (first >= '0' && first <= '9') return readNumber(query, at);
  const word = match(WORD_SYMBOL, query, at)?.[0];
  if (word !== undefined) return [{ kind: 'symbol', text: word, at }, at + word.length];
  if (isNameStart(first)) return readName(query, at);
  const symbol = match(SYMBOL, query, at)?.[0];
  if (symbol === undefined) throw syntaxError('Unexpected character', at);
  return [{ kind: 'symbol', text: symbol, at }, at + symbol.length];
}

const CONSTANTS: Readonly<Record<string, boolean>> = { true: true, false: false };

function readName(query: string, at: number): Read {
  const text = match(NAME, query, at)?.[0] ?? '';
  const next = at + text.length;
  if (text === 'datetime' && query.charAt(next) === '(') return readDate(query, at, next + 1);
  const constant = Object.hasOwn(CONSTANTS, text) ? CONSTANTS[text] : undefined;
  if (constant === undefined) return [{ kind: 'name', text, at }, next];
  return [{ kind: 'literal', type: 'bool', value: constant, at }, next];
}

/** A number, or with a unit right behind it a timespan. */
function readNumber(query: string, at: number): Read {
  const digits = match(NUMBER, query, at)?.[0] ?? '';
  const next = at + digits.length;
  const unit = match(NAME, query, next)?.[0];
  if (unit !== undefined) {
    const factor = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
    if (factor === undefined) throw syntaxError('A number has an unknown unit', at);
    const value = Number(digits) * factor;
    return [{ kind: 'literal', type: 'timespan', value, at }, next + unit.length];
  }
  if (/\d/.test(query.charAt(next))) throw syntaxError('A number is too long', at);
  if (digits.includes('.')) {
    return [{ kind: 'literal', type: 'real', value: Number(digits), at }, next];
  }
  const value = BigInt(digits);
  if (value > MAX_LONG) throw syntaxError('A number does not fit 64 bits', at);
  return [{ kind: 'literal', type: 'long', value, at }, next];
}

/** The text from `from` up to the closing parenthesis, which isn't sought for further than a date can be long. */
function readDate(query: string, at: number, from: number): Read {
  const length = query.slice(from, from + MAX_DATE_LENGTH).indexOf(')');
  const text = query.slice(from, from + Math.max(0, length)).trim();
  const value = text === 'null' ? null : parseDate(text);
  if (value === undefined) throw syntaxError('A datetime literal cannot be read', at);
  return [{ kind: 'literal', type: 'datetime', value, at }, from + length + 1];
}

/** Milliseconds of an ISO 8601 date with or without time, UTC unless it names an offset; undefined for other text. */
export function parseDate(text: string): number | undefined {
  if (!DATE_TEXT.test(text)) return undefined;
  const spaced = text.replace(' ', 'T');
  const zoned =
    spaced.length > 10 && !/(?:Z|[+-]\d{2}:\d{2})$/.test(spaced) ? `${spaced}Z` : spaced;
  const ms = Date.parse(zoned);
  return Number.isNaN(ms) ? undefined : ms;
}

function skipSpace(query: string, from: number): number {
  return from + (match(SPACE, query, from)?.[0].length ?? 0);
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
