import type { Cursor } from './kql-cursor.js';
import { syntaxError } from './kql-error.js';
import { parseExpression } from './kql-expression-parser.js';
import type { Aggregate } from './kql-syntax.js';

/** Aggregates, each with or without a name. @throws KqlError */
export function parseAggregates(cursor: Cursor): readonly Aggregate[] {
  return cursor.list(() => parseAggregate(cursor));
}

function parseAggregate(cursor: Cursor): Aggregate {
  const { at } = cursor;
  const hasName = cursor.isSymbol('=', 1);
  const name = hasName ? cursor.needName() : undefined;
  if (hasName) cursor.needSymbol('=');
  const call = cursor.needName();
  cursor.needSymbol('(');
  if (call === 'arg_max' || call === 'arg_min') {
    if (name !== undefined) throw syntaxError('arg_max and arg_min take no name', at);
    return { at, name, call, ...fetchArguments(cursor) };
  }
  const args = cursor.isSymbol(')') ? [] : cursor.list(() => parseExpression(cursor));
  cursor.needSymbol(')');
  return { at, name, call, args, fetch: undefined };
}

/** `Key, *)` or `Key, A, B)`. */
function fetchArguments(cursor: Cursor): Pick<Aggregate, 'args' | 'fetch'> {
  const key = parseExpression(cursor);
  cursor.needSymbol(',');
  const fetch = cursor.takeSymbol('*') ? ('*' as const) : cursor.list(() => cursor.needName());
  cursor.needSymbol(')');
  return { args: [key], fetch };
}
