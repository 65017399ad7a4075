import { cellText, isDynamic } from './kql-value.js';
import type { Cell, ScalarType, Table } from './kql-value.js';

/** Names of the types in the schema of an answer. Assumption: all but DateTime, String and Int64, which the page shows. */
const TYPE_NAMES: Readonly<Record<ScalarType, string>> = {
  string: 'String',
  long: 'Int64',
  int: 'Int32',
  real: 'Double',
  bool: 'Boolean',
  datetime: 'DateTime',
  timespan: 'TimeSpan',
  dynamic: 'Object',
};

/**
 * An answer as JSON text. Written by hand because a `long` is a JSON number of up to 19 digits, which no JavaScript number
 * holds: EmailClusterId stands there to the last digit.
 */
export function huntingJson(table: Table, schemaKeys: 'lower' | 'upper'): string {
  const [nameKey, typeKey] = schemaKeys === 'lower' ? ['name', 'type'] : ['Name', 'Type'];
  const schema = table.columns.map(({ name, type }) => ({
    [nameKey]: name,
    [typeKey]: TYPE_NAMES[type],
  }));
  const keys = table.columns.map(({ name }) => JSON.stringify(name));
  const rows = table.rows.map((row) => {
    const members = table.columns.map(
      ({ type }, index) => `${keys[index] ?? ''}:${cellJson(row[index] ?? null, type)}`,
    );
    return `{${members.join(',')}}`;
  });
  return `{"schema":${JSON.stringify(schema)},"results":[${rows.join(',')}]}`;
}

function cellJson(cell: Cell, type: ScalarType): string {
  if (cell === null) return 'null';
  if (typeof cell === 'bigint') return cell.toString();
  if (isDynamic(cell)) return JSON.stringify(cell.json);
  const isTime = type === 'datetime' || type === 'timespan';
  return JSON.stringify(isTime ? cellText(cell, type) : cell);
}
