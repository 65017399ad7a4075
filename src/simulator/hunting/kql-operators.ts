import { columnIndex, columnNamed, compile } from './kql-compile.js';
import { KqlError } from './kql-error.js';
import type { Evaluator, Scope } from './kql-evaluator.js';
import { join } from './kql-join.js';
import { refuseSameNames, summarize } from './kql-summarize.js';
import type { Named, Operator, Query, SortKey } from './kql-syntax.js';
import { compareCells, rowKey } from './kql-value.js';
import type { Cell, Row, Table } from './kql-value.js';

/** What an operator needs besides the table it is applied to. */
export interface Stage {
  readonly scope: Omit<Scope, 'columns'>;
  /** Runs the right side of a join. @throws KqlError */
  run(query: Query): Table;
}

type Of<K extends Operator['kind']> = Extract<Operator, { kind: K }>;
type Appliers = {
  readonly [K in Operator['kind']]: (table: Table, operator: Of<K>, stage: Stage) => Table;
};

const APPLY: Appliers = {
  where: (table, { condition }, stage) => {
    const { type, read } = compile(condition, scopeOf(table, stage));
    if (type !== 'bool') throw new KqlError('semantic', 'A condition must be bool');
    return { ...table, rows: table.rows.filter((row) => read(row) === true) };
  },
  extend: (table, { columns }, stage) => extend(table, columns, stage),
  project: (table, { columns }, stage) => {
    const made = columns.map(({ name, expression }) => ({
      name,
      ...compile(expression, scopeOf(table, stage)),
    }));
    const shown = made.map(({ name, type }) => ({ name, type }));
    refuseSameNames(shown);
    return { columns: shown, rows: table.rows.map((row) => made.map(({ read }) => read(row))) };
  },
  'project-rename': (table, { pairs }, stage) => {
    const names = new Map(pairs.map(({ to, from }) => [from, to]));
    for (const { from } of pairs) columnIndex(from, scopeOf(table, stage));
    const columns = table.columns.map(({ name, type }) => ({
      name: names.get(name) ?? name,
      type,
    }));
    refuseSameNames(columns);
    return { columns, rows: table.rows };
  },
  'project-away': (table, { names }, stage) => {
    const gone = new Set(names.map((name) => columnIndex(name, scopeOf(table, stage))));
    return {
      columns: table.columns.filter((_, index) => !gone.has(index)),
      rows: table.rows.map((row) => row.filter((_, index) => !gone.has(index))),
    };
  },
  distinct: (table, { names }, stage) => {
    const kept = names.map((name) => columnNamed(name, scopeOf(table, stage)));
    const rows = new Map<string, Row>();
    for (const row of table.rows) {
      const cells: readonly Cell[] = kept.map(({ index }) => row[index] ?? null);
      const key = rowKey(cells);
      if (!rows.has(key)) rows.set(key, cells);
    }
    return { columns: kept.map(({ column }) => column), rows: [...rows.values()] };
  },
  summarize: (table, operator, stage) => summarize(table.rows, operator, scopeOf(table, stage)),
  join: (table, { right, how, on }, stage) =>
    join(table, stage.run(right), how, on, stage.scope.absent),
  sort: (table, { keys }, stage) => sort(table, keys, stage),
  take: (table, { count }) => ({ ...table, rows: table.rows.slice(0, count) }),
  top: (table, { count, key }, stage) => {
    const sorted = sort(table, [key], stage);
    return { ...sorted, rows: sorted.rows.slice(0, count) };
  },
  count: (table) => ({
    columns: [{ name: 'Count', type: 'long' }],
    rows: [[BigInt(table.rows.length)]],
  }),
};

/** The table that the operator makes of this one. @throws KqlError */
export function applyOperator<K extends Operator['kind']>(
  table: Table,
  operator: Of<K>,
  stage: Stage,
): Table {
  return APPLY[operator.kind](table, operator, stage);
}

function scopeOf(table: Table, stage: Stage): Scope {
  return { ...stage.scope, columns: table.columns };
}

/** Adds each column, or replaces the one of the same name where it stands. A later one sees those before it. */
function extend(table: Table, added: readonly Named[], stage: Stage): Table {
  const columns = [...table.columns];
  const steps = added.map(({ name, expression }) => {
    const { type, read } = compile(expression, { ...stage.scope, columns: [...columns] });
    const found = columns.findIndex((column) => column.name === name);
    const at = found === -1 ? columns.length : found;
    columns[at] = { name, type };
    return { at, read };
  });
  const rows = table.rows.map((row) => {
    const cells = [...row];
    for (const { at, read } of steps) cells[at] = read(cells);
    return cells;
  });
  return { columns, rows };
}

function sort(table: Table, keys: readonly SortKey[], stage: Stage): Table {
  const read = keys.map((key) => ({ ...key, ...compile(key.expression, scopeOf(table, stage)) }));
  const rows = [...table.rows].sort((left, right) => {
    for (const key of read) {
      const order = compareBy(key, left, right);
      if (order !== 0) return order;
    }
    return 0;
  });
  return { ...table, rows };
}

function compareBy(key: SortKey & Evaluator, left: Row, right: Row): number {
  const [first, second] = [key.read(left), key.read(right)];
  if (first === null || second === null) {
    if (first === second) return 0;
    return (first === null) === key.nullsFirst ? -1 : 1;
  }
  const order = compareCells(first, second);
  return key.ascending ? order : -order;
}
