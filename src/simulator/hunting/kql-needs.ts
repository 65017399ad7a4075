import type { Aggregate, Expression, Named, Operator, Program, Query } from './kql-syntax.js';

/**
 * Which columns of the tables a query can need: those that it names anywhere, unless it shows all that there are. A table of
 * a hundred thousand rows and forty columns is read in a second only when most of them are left alone.
 */
export function neededColumns(program: Program): (column: string) => boolean {
  const queries = new Map<string, Query>();
  for (const { name, value } of program.lets) {
    if (value.kind === 'query') queries.set(name, value.query);
  }
  if (showsAll(program.query, queries)) return () => true;
  const names = new Set<string>();
  for (const { value } of program.lets) {
    if (value.kind === 'query') namesOfQuery(value.query, names);
    else namesOf(value.expression, names);
  }
  namesOfQuery(program.query, names);
  return (column) => names.has(column);
}

/** True when columns of a table that the query doesn't name can be in its answer. */
function showsAll(query: Query, queries: ReadonlyMap<string, Query>): boolean {
  const source = queries.get(query.source);
  const from = source === undefined || showsAll(source, queries);
  return query.operators.reduce((all, operator) => {
    if (operator.kind === 'join') return all || showsAll(operator.right, queries);
    return closes(operator) ? false : all;
  }, from);
}

/** True when all columns behind the operator have names that stand in the query. */
function closes(operator: Operator): boolean {
  switch (operator.kind) {
    case 'project':
    case 'distinct':
    case 'count':
      return true;
    case 'summarize':
      return operator.aggregates.every(({ fetch }) => fetch !== '*');
    default:
      return false;
  }
}

function namesOfQuery({ operators }: Query, names: Set<string>): void {
  for (const operator of operators) namesOfOperator(operator, names);
}

type Of<K extends Operator['kind']> = Extract<Operator, { kind: K }>;
type OperatorNames = {
  readonly [K in Operator['kind']]: (operator: Of<K>, names: Set<string>) => void;
};

const nothing = () => undefined;
const ofColumns = ({ columns }: { readonly columns: readonly Named[] }, names: Set<string>) => {
  namesOfAll(columns, names);
};
const ofNames = (operator: { readonly names: readonly string[] }, names: Set<string>) => {
  addAll(operator.names, names);
};

const OPERATOR_NAMES: OperatorNames = {
  where: ({ condition }, names) => {
    namesOf(condition, names);
  },
  extend: ofColumns,
  project: ofColumns,
  'project-rename': ({ pairs }, names) => {
    for (const { to, from } of pairs) addAll([to, from], names);
  },
  'project-away': ofNames,
  distinct: ofNames,
  summarize: ({ by, aggregates }, names) => {
    namesOfAll(by, names);
    for (const aggregate of aggregates) namesOfAggregate(aggregate, names);
  },
  join: ({ on, right }, names) => {
    addAll(on, names);
    namesOfQuery(right, names);
  },
  sort: ({ keys }, names) => {
    for (const { expression } of keys) namesOf(expression, names);
  },
  top: ({ key }, names) => {
    namesOf(key.expression, names);
  },
  take: nothing,
  count: nothing,
};

function namesOfOperator<K extends Operator['kind']>(operator: Of<K>, names: Set<string>): void {
  OPERATOR_NAMES[operator.kind](operator, names);
}

function namesOfAll(columns: readonly Named[], names: Set<string>): void {
  for (const { name, expression } of columns) {
    addAll([name], names);
    namesOf(expression, names);
  }
}

function namesOfAggregate({ name, args, fetch }: Aggregate, names: Set<string>): void {
  if (name !== undefined) addAll([name], names);
  for (const argument of args) namesOf(argument, names);
  if (fetch !== undefined && fetch !== '*') addAll(fetch, names);
}

function namesOf(expression: Expression, names: Set<string>): void {
  // The column of column_ifexists stands in a string.
  if (expression.kind === 'literal') {
    if (typeof expression.value === 'string') addAll([expression.value], names);
  } else if (expression.kind === 'name') addAll([expression.name], names);
  else for (const part of partsOf(expression)) namesOf(part, names);
}

function partsOf(
  expression: Exclude<Expression, { kind: 'literal' | 'name' }>,
): readonly Expression[] {
  switch (expression.kind) {
    case 'call':
      return expression.args;
    case 'path':
      return [expression.of];
    case 'every':
    case 'some':
      return expression.terms;
    case 'binary':
      return [expression.left, expression.right];
    case 'among':
      return [expression.left, ...expression.items];
  }
}

/** Behind a join or a star, the second column of a name has a number: `Timestamp1`. */
function addAll(found: readonly string[], names: Set<string>): void {
  for (const name of found) {
    names.add(name);
    names.add(name.replace(/\d+$/, ''));
  }
}
