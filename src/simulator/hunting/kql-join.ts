import { uniqueName } from './kql-aggregates.js';
import { columnNamed } from './kql-compile.js';
import { typeError } from './kql-evaluator.js';
import type { Scope } from './kql-evaluator.js';
import { emptyOf, MOST_JOINED_ROWS, refuseTooMany, rowKey } from './kql-value.js';
import type { Cell, Column, Row, Table } from './kql-value.js';

/**
 * Every row of the left with every row of the right that has the same keys; `leftouter` keeps those without any. The
 * right's columns follow the left's, keys included, with a number behind a name that is taken. A null equals nothing.
 * Microsoft Learn: "join operator" (Kusto).
 *
 * @throws KqlError
 */
export function join(
  left: Table,
  right: Table,
  how: 'inner' | 'leftouter',
  on: readonly string[],
  absent: Scope['absent'],
): Table {
  const ours = on.map((name) => columnNamed(name, { columns: left.columns, absent }));
  const theirs = on.map((name) => columnNamed(name, { columns: right.columns, absent }));
  if (ours.some(({ column }, place) => column.type !== theirs[place]?.column.type)) {
    throw typeError('join');
  }
  const byKey = index(
    right.rows,
    theirs.map((found) => found.index),
  );
  const nothing = right.columns.map(({ type }) => emptyOf(type));
  const places = ours.map((found) => found.index);
  const pairs = left.rows.map((row) => {
    const key = joinKey(row, places);
    const matches = (key === undefined ? undefined : byKey.get(key)) ?? [];
    return { row, partners: matches.length === 0 && how === 'leftouter' ? [nothing] : matches };
  });
  // Counted before any row is made: the refusal is to spare the memory.
  refuseTooMany(
    pairs.reduce((count, { partners }) => count + partners.length, 0),
    MOST_JOINED_ROWS,
  );
  const rows = pairs.flatMap(({ row, partners }) =>
    partners.map((partner): Row => [...row, ...partner]),
  );
  return { columns: joined(left.columns, right.columns), rows };
}

function index(rows: readonly Row[], places: readonly number[]): ReadonlyMap<string, Row[]> {
  const byKey = new Map<string, Row[]>();
  for (const row of rows) {
    const key = joinKey(row, places);
    if (key === undefined) continue;
    const same = byKey.get(key);
    if (same === undefined) byKey.set(key, [row]);
    else same.push(row);
  }
  return byKey;
}

function joinKey(row: Row, places: readonly number[]): string | undefined {
  const cells: Cell[] = places.map((place) => row[place] ?? null);
  return cells.includes(null) ? undefined : rowKey(cells);
}

function joined(left: readonly Column[], right: readonly Column[]): readonly Column[] {
  const taken = new Set(left.map(({ name }) => name));
  const columns = [...left];
  for (const { name, type } of right) {
    const unique = uniqueName(name, taken);
    taken.add(unique);
    columns.push({ name: unique, type });
  }
  return columns;
}
