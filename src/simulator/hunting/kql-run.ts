import { evaluateScalar } from './kql-compile.js';
import { neededColumns } from './kql-needs.js';
import { KqlError } from './kql-error.js';
import type { Scalar, Scope } from './kql-evaluator.js';
import { applyOperator } from './kql-operators.js';
import { parseKql } from './kql-parser.js';
import type { Query } from './kql-syntax.js';
import { refuseTooMany } from './kql-value.js';
import type { Table } from './kql-value.js';

/** The tables that a query can name. */
export interface Tables {
  has(name: string): boolean;
  /** Columns that may stand in one of the tables, but not here. */
  readonly absentColumns: ReadonlySet<string>;
  /**
   * With those of its columns alone that the query needs.
   * @throws KqlError with 'missing-table' when the tenant doesn't have it
   */
  read(name: string, needs: (column: string) => boolean): Table;
}

/**
 * The answer to a query at the moment `now`, in milliseconds since the epoch. A let is evaluated once, whether it is used
 * or not.
 *
 * @throws KqlError and nothing else, whatever the text
 */
export function runKql(text: string, tables: Tables, now: number): Table {
  const program = parseKql(text, (name) => tables.has(name));
  const needs = neededColumns(program);
  const scalars = new Map<string, Scalar>();
  const bound = new Map<string, Table>();
  const scope: Omit<Scope, 'columns'> = { scalars, absent: tables.absentColumns, now };
  const run = (query: Query): Table => {
    let table = bound.get(query.source) ?? readTable(query.source, tables, needs);
    for (const operator of query.operators) {
      table = applyOperator(table, operator, { scope, run });
      refuseTooMany(table.rows.length);
    }
    return table;
  };
  for (const { name, value } of program.lets) {
    if (value.kind === 'query') bound.set(name, run(value.query));
    else scalars.set(name, evaluateScalar(value.expression, scope));
  }
  return run(program.query);
}

function readTable(name: string, tables: Tables, needs: (column: string) => boolean): Table {
  if (tables.has(name)) return tables.read(name, needs);
  throw new KqlError('semantic', 'Failed to resolve table expression');
}
