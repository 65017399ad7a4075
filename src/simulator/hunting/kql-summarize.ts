import { compileAggregate } from './kql-aggregates.js';
import type { Aggregation } from './kql-aggregates.js';
import { compile } from './kql-compile.js';
import { KqlError } from './kql-error.js';
import type { Scope } from './kql-evaluator.js';
import type { Aggregate, Named } from './kql-syntax.js';
import { rowKey } from './kql-value.js';
import type { Cell, Column, Row, Table } from './kql-value.js';

/**
 * One row per group: the columns of `by`, then those of the aggregates. Without `by` there is exactly one row, also when
 * there is nothing to count. Groups come in the order of their first row.
 *
 * @throws KqlError, also when two columns would have one name
 */
export function summarize(
  rows: readonly Row[],
  { aggregates, by }: { aggregates: readonly Aggregate[]; by: readonly Named[] },
  scope: Scope,
): Table {
  const keys = by.map(({ name, expression }) => ({ name, ...compile(expression, scope) }));
  const grouped = by.flatMap(({ expression }) =>
    expression.kind === 'name' ? [expression.name] : [],
  );
  const aggregations = aggregates.map((aggregate) =>
    without(compileAggregate(aggregate, scope), aggregate.fetch === '*' ? grouped : []),
  );
  const columns = [
    ...keys.map(({ name, type }): Column => ({ name, type })),
    ...aggregations.flatMap((aggregation) => aggregation.columns),
  ];
  refuseSameNames(columns);
  const groups = groupRows(rows, (row) => keys.map((key) => key.read(row)));
  if (groups.length === 0 && by.length === 0) groups.push({ key: [], rows: [] });
  return {
    columns,
    rows: groups.map((group) => [
      ...group.key,
      ...aggregations.flatMap((aggregation) => aggregation.over(group.rows)),
    ]),
  };
}

/** '*' leaves out the columns that the groups are made of. */
function without(aggregation: Aggregation, names: readonly string[]): Aggregation {
  const kept = aggregation.columns.map(({ name }) => !names.includes(name));
  if (kept.every(Boolean)) return aggregation;
  return {
    columns: aggregation.columns.filter((_, index) => kept[index]),
    over: (rows) => aggregation.over(rows).filter((_, index) => kept[index]),
  };
}

interface Group {
  readonly key: readonly Cell[];
  readonly rows: Row[];
}

function groupRows(rows: readonly Row[], keyOfRow: (row: Row) => readonly Cell[]): Group[] {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const key = keyOfRow(row);
    const text = rowKey(key);
    const group = groups.get(text);
    if (group === undefined) groups.set(text, { key, rows: [row] });
    else group.rows.push(row);
  }
  return [...groups.values()];
}

export function refuseSameNames(columns: readonly Column[]): void {
  if (new Set(columns.map(({ name }) => name)).size < columns.length) {
    throw new KqlError('semantic', 'Two columns have one name');
  }
}
