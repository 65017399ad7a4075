import type { Cursor } from './kql-cursor.js';
import { syntaxError } from './kql-error.js';
import type { Expression } from './kql-syntax.js';
import { dynamicOf, isDynamic } from './kql-value.js';
import type { Cell } from './kql-value.js';

const COMPARISONS: ReadonlySet<string> = new Set([
  ...['==', '!=', '=~', '!~', '<', '<=', '>', '>='],
  ...['!has', '!contains', '!startswith', '!endswith'],
]);
const WORD_COMPARISONS: ReadonlySet<string> = new Set([
  ...['has', 'contains', 'startswith', 'endswith'],
]);
const LIST_TESTS: ReadonlySet<string> = new Set([
  ...['in', 'in~', '!in', '!in~', 'has_any', 'has_all'],
]);
/** Chains such as `a + b + …` grow to the left, and each link is one step deeper to evaluate. */
const MAX_CHAIN = 100;

/** A scalar expression from the weakest operator, `or`, down. @throws KqlError */
export function parseExpression(cursor: Cursor): Expression {
  return cursor.nested(() => logical(cursor, 'or', 'some', () => conjunction(cursor)));
}

function conjunction(cursor: Cursor): Expression {
  return logical(cursor, 'and', 'every', () => comparison(cursor));
}

function logical(
  cursor: Cursor,
  word: string,
  kind: 'every' | 'some',
  read: () => Expression,
): Expression {
  const first = read();
  if (!cursor.isWord(word)) return first;
  const terms = [first];
  while (cursor.takeWord(word)) terms.push(read());
  return { kind, terms, at: first.at };
}

function comparison(cursor: Cursor): Expression {
  const left = additive(cursor);
  const token = cursor.peek();
  if (token.kind !== 'symbol' && token.kind !== 'name') return left;
  if (LIST_TESTS.has(token.text)) {
    cursor.take();
    cursor.needSymbol('(');
    const items = cursor.list(() => parseExpression(cursor));
    cursor.needSymbol(')');
    return { kind: 'among', operator: token.text, left, items, at: left.at };
  }
  if (token.text === 'between' || token.text === '!between') return range(cursor, left);
  const table = token.kind === 'symbol' ? COMPARISONS : WORD_COMPARISONS;
  if (!table.has(token.text)) return left;
  cursor.take();
  return { kind: 'binary', operator: token.text, left, right: additive(cursor), at: left.at };
}

/** `x between (low .. high)`, both ends included. */
function range(cursor: Cursor, left: Expression): Expression {
  const { at } = left;
  const isNegated = cursor.take().kind === 'symbol';
  cursor.needSymbol('(');
  const low = additive(cursor);
  cursor.needSymbol('..');
  const high = additive(cursor);
  cursor.needSymbol(')');
  const inside: Expression = {
    kind: 'every',
    terms: [
      { kind: 'binary', operator: '>=', left, right: low, at },
      { kind: 'binary', operator: '<=', left, right: high, at },
    ],
    at,
  };
  return isNegated ? { kind: 'call', name: 'not', args: [inside], at } : inside;
}

function additive(cursor: Cursor): Expression {
  return chain(cursor, ['+', '-'], () => chain(cursor, ['*', '/', '%'], () => unary(cursor)));
}

function chain(cursor: Cursor, operators: readonly string[], read: () => Expression): Expression {
  let left = read();
  for (let length = 0; ; length += 1) {
    const operator = operators.find((symbol) => cursor.isSymbol(symbol));
    if (operator === undefined) return left;
    if (length >= MAX_CHAIN) throw syntaxError('The expression is too long', cursor.at);
    cursor.take();
    left = { kind: 'binary', operator, left, right: read(), at: left.at };
  }
}

function unary(cursor: Cursor): Expression {
  const { at } = cursor;
  if (!cursor.takeSymbol('-')) return postfix(cursor);
  return { kind: 'call', name: '-', args: [cursor.nested(() => unary(cursor))], at };
}

/** `x.Field`, `x["Field"]`, `x[0]`. */
function postfix(cursor: Cursor): Expression {
  let of = primary(cursor);
  for (let length = 0; ; length += 1) {
    if (length >= MAX_CHAIN) throw syntaxError('The expression is too long', cursor.at);
    if (cursor.takeSymbol('.')) {
      of = { kind: 'path', of, key: cursor.needName(), at: of.at };
    } else if (cursor.takeSymbol('[')) {
      of = { kind: 'path', of, key: indexKey(cursor), at: of.at };
      cursor.needSymbol(']');
    } else {
      return of;
    }
  }
}

function indexKey(cursor: Cursor): string | number {
  const token = cursor.peek();
  if (token.kind === 'literal' && typeof token.value === 'string') {
    cursor.take();
    return token.value;
  }
  return cursor.needCount();
}

function primary(cursor: Cursor): Expression {
  const token = cursor.take();
  if (token.kind === 'literal') return token;
  if (token.kind === 'symbol' && token.text === '(') {
    const inner = parseExpression(cursor);
    cursor.needSymbol(')');
    return inner;
  }
  if (token.kind !== 'name') throw syntaxError('An expression is expected', token.at);
  if (!cursor.takeSymbol('(')) return { kind: 'name', name: token.text, at: token.at };
  if (token.text === 'dynamic') return dynamicLiteral(cursor, token.at);
  const args = cursor.isSymbol(')') ? [] : cursor.list(() => parseExpression(cursor));
  cursor.needSymbol(')');
  return { kind: 'call', name: token.text, args, at: token.at };
}

/** `dynamic([…])` of strings, whole numbers, booleans; the opening parenthesis is taken. */
function dynamicLiteral(cursor: Cursor, at: number): Expression {
  cursor.needSymbol('[');
  const items = cursor.isSymbol(']') ? [] : cursor.list(() => jsonOf(cursor));
  cursor.needSymbol(']');
  cursor.needSymbol(')');
  return { kind: 'literal', type: 'dynamic', value: dynamicOf(items), at };
}

function jsonOf(cursor: Cursor): unknown {
  const token = cursor.take();
  if (token.kind !== 'literal') throw syntaxError('A literal is expected', token.at);
  return plain(token.value);
}

function plain(value: Cell): unknown {
  if (typeof value === 'bigint') return Number(value);
  return isDynamic(value) ? value.json : value;
}
