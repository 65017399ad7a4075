import { parseAggregates } from './kql-aggregate-parser.js';
import { Cursor } from './kql-cursor.js';
import { syntaxError } from './kql-error.js';
import { parseExpression } from './kql-expression-parser.js';
import type { Named, Operator, Program, Query, SortKey, Statement } from './kql-syntax.js';

/**
 * Parses `let` statements and one query of the subset of KQL that the simulator has. In time linear in the length.
 * Microsoft Learn: "Kusto Query Language (KQL) overview".
 *
 * @throws KqlError with the problem 'syntax' for everything else
 */
export function parseKql(text: string, isTable: (name: string) => boolean): Program {
  const cursor = new Cursor(text);
  const lets: Statement[] = [];
  const tabular = new Set<string>();
  while (cursor.takeWord('let')) {
    const statement = parseLet(cursor, (name) => tabular.has(name) || isTable(name));
    if (lets.some(({ name }) => name === statement.name)) {
      throw syntaxError('A name is bound twice', cursor.at);
    }
    if (statement.value.kind === 'query') tabular.add(statement.name);
    lets.push(statement);
  }
  const query = parseQuery(cursor);
  cursor.takeSymbol(';');
  if (cursor.peek().kind !== 'end') throw cursor.expected('the end of the query');
  return { lets, query };
}

function parseLet(cursor: Cursor, isTabular: (name: string) => boolean): Statement {
  const name = cursor.needName();
  cursor.needSymbol('=');
  const value = startsTable(cursor, isTabular)
    ? ({ kind: 'query', query: parseQuery(cursor) } as const)
    : ({ kind: 'scalar', expression: parseExpression(cursor) } as const);
  cursor.needSymbol(';');
  return { name, value };
}

function startsTable(cursor: Cursor, isTabular: (name: string) => boolean): boolean {
  let ahead = 0;
  while (cursor.isSymbol('(', ahead)) ahead += 1;
  const token = cursor.peek(ahead);
  return token.kind === 'name' && isTabular(token.text);
}

/** A table or let name, or a query in parentheses, and its operators. */
function parseQuery(cursor: Cursor): Query {
  return cursor.nested(() => {
    const { at } = cursor;
    const inner = cursor.isSymbol('(') ? parenthesized(cursor) : undefined;
    const source = inner?.source ?? cursor.needName();
    const operators = [...(inner?.operators ?? [])];
    while (cursor.takeSymbol('|')) operators.push(parseOperator(cursor));
    return { source, operators, at };
  });
}

function parenthesized(cursor: Cursor): Query {
  cursor.needSymbol('(');
  const query = parseQuery(cursor);
  cursor.needSymbol(')');
  return query;
}

type OperatorParser = (cursor: Cursor, at: number) => Operator;

const OPERATORS: Readonly<Record<string, OperatorParser>> = {
  where: (cursor, at) => ({ kind: 'where', condition: parseExpression(cursor), at }),
  extend: (cursor, at) => ({ kind: 'extend', columns: cursor.list(() => named(cursor)), at }),
  project: (cursor, at) => parseProject(cursor, at),
  distinct: (cursor, at) => ({ kind: 'distinct', names: names(cursor), at }),
  summarize: (cursor, at) => parseSummarize(cursor, at),
  join: (cursor, at) => parseJoin(cursor, at),
  order: (cursor, at) => parseSort(cursor, at),
  sort: (cursor, at) => parseSort(cursor, at),
  take: (cursor, at) => ({ kind: 'take', count: cursor.needCount(), at }),
  limit: (cursor, at) => ({ kind: 'take', count: cursor.needCount(), at }),
  top: (cursor, at) => {
    const count = cursor.needCount();
    cursor.needWord('by');
    return { kind: 'top', count, key: sortKey(cursor), at };
  },
  count: (_cursor, at) => ({ kind: 'count', at }),
};

function parseOperator(cursor: Cursor): Operator {
  const { at } = cursor;
  const word = cursor.needName();
  const parse = Object.hasOwn(OPERATORS, word) ? OPERATORS[word] : undefined;
  if (parse === undefined) throw syntaxError('The operator is not supported', at);
  return parse(cursor, at);
}

function parseProject(cursor: Cursor, at: number): Operator {
  if (!cursor.takeSymbol('-')) {
    return { kind: 'project', columns: cursor.list(() => named(cursor)), at };
  }
  const variant = cursor.needName();
  if (variant === 'away') return { kind: 'project-away', names: names(cursor), at };
  if (variant !== 'rename') throw syntaxError('The operator is not supported', at);
  const pairs = cursor.list(() => {
    const to = cursor.needName();
    cursor.needSymbol('=');
    return { to, from: cursor.needName() };
  });
  return { kind: 'project-rename', pairs, at };
}

function names(cursor: Cursor): readonly string[] {
  return cursor.list(() => cursor.needName());
}

/** `Name = expression`, or a column by its own name. An expression without a name would get one from the service. */
function named(cursor: Cursor): Named {
  const { at } = cursor;
  if (cursor.peek().kind === 'name' && cursor.isSymbol('=', 1)) {
    const name = cursor.needName();
    cursor.needSymbol('=');
    return { name, expression: parseExpression(cursor) };
  }
  const expression = parseExpression(cursor);
  if (expression.kind !== 'name') throw syntaxError('An expression needs a name', at);
  return { name: expression.name, expression };
}

function parseSummarize(cursor: Cursor, at: number): Operator {
  const aggregates = cursor.isWord('by') ? [] : parseAggregates(cursor);
  const by = cursor.takeWord('by') ? cursor.list(() => groupedBy(cursor)) : [];
  return { kind: 'summarize', aggregates, by, at };
}

/** `bin(Timestamp, 1h)` without a name has the name of its column. Microsoft Learn: "summarize operator" (Kusto). */
function groupedBy(cursor: Cursor): Named {
  if (!cursor.isWord('bin') || !cursor.isSymbol('(', 1)) return named(cursor);
  const { at } = cursor;
  const expression = parseExpression(cursor);
  const [column] = expression.kind === 'call' ? expression.args : [];
  if (column?.kind !== 'name') throw syntaxError('An expression needs a name', at);
  return { name: column.name, expression };
}

function parseJoin(cursor: Cursor, at: number): Operator {
  cursor.needWord('kind');
  cursor.needSymbol('=');
  const how = cursor.needName();
  if (how !== 'inner' && how !== 'leftouter') {
    throw syntaxError('The kind of join is not supported', at);
  }
  const right = cursor.isSymbol('(') ? parenthesized(cursor) : bareTable(cursor);
  cursor.needWord('on');
  return { kind: 'join', how, right, on: names(cursor), at };
}

function bareTable(cursor: Cursor): Query {
  const { at } = cursor;
  return { source: cursor.needName(), operators: [], at };
}

function parseSort(cursor: Cursor, at: number): Operator {
  cursor.needWord('by');
  return { kind: 'sort', keys: cursor.list(() => sortKey(cursor)), at };
}

/** Descending unless it says otherwise; nulls last when descending, first when ascending. */
function sortKey(cursor: Cursor): SortKey {
  const expression = parseExpression(cursor);
  const ascending = cursor.takeWord('asc');
  if (!ascending) cursor.takeWord('desc');
  if (!cursor.takeWord('nulls')) return { expression, ascending, nullsFirst: ascending };
  const nullsFirst = cursor.takeWord('first');
  if (!nullsFirst) cursor.needWord('last');
  return { expression, ascending, nullsFirst };
}
