import { z } from 'zod';
import { ContractError } from '../../lib/errors.js';
import { expectShape } from '../../lib/http/answer.js';
import type { TimeSpan } from '../../lib/time-span.js';
import { service } from './graph-answer.js';
import type { GraphClient } from './graph-client.js';
import { utcTime } from './utc-time.js';

/** One row, its columns by their names in lower case. */
export type HuntingRow = ReadonlyMap<string, unknown>;

const path = 'security/runHuntingQuery';

const cell = z.record(z.string(), z.unknown());
const answer = cell.transform(lowerKeys).pipe(
  z.object({
    schema: z.array(cell.transform(lowerKeys).pipe(z.object({ name: z.string() }))),
    results: z.array(cell),
  }),
);

/**
 * POST /security/runHuntingQuery; least permission ThreatHunting.Read.All. The documentation writes the keys in both
 * cases, so case does not count. `columns` must all be there, or it rejects with ContractError: a column that is missing
 * is not an empty one. A tenant without the table answers 400 (assumption: the text is not documented).
 */
export async function runHunting(
  client: GraphClient,
  query: string,
  span: TimeSpan,
  columns: readonly string[],
): Promise<readonly HuntingRow[]> {
  const { schema, results } = await client.post(
    path,
    { Query: query, Timespan: `${span.from}/${span.to}` },
    answer,
    { expect: [200], idempotent: true },
  );
  const known = new Set(schema.map(({ name }) => name.toLowerCase()));
  const missing = columns.find((name) => !known.has(name.toLowerCase()));
  if (missing !== undefined) {
    throw new ContractError(`graph left the column ${missing} out of a hunting answer.`, {
      service,
      path: `${path}.schema.${missing}`,
    });
  }
  return results.map((row) => new Map(Object.entries(lowerKeys(row))));
}

function lowerKeys(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key.toLowerCase(), value]));
}

/** The text of a column; undefined when it is empty. Numbers and truth values become text. */
export function textOf(row: HuntingRow, column: string): string | undefined {
  const value = row.get(column.toLowerCase());
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** As `textOf`, in lower case: ids, addresses and domains. */
export function lowerOf(row: HuntingRow, column: string): string | undefined {
  return textOf(row, column)?.trim().toLowerCase();
}

/** A column that must hold a time. */
export function timeOf(row: HuntingRow, column: string): string {
  return expectColumn(utcTime(textOf(row, column)), column);
}

/** A column that must hold text; in lower case. */
export function keyOf(row: HuntingRow, column: string): string {
  return expectColumn(lowerOf(row, column), column);
}

/** A column that must hold a whole number, 0 or more. */
export function numberOf(row: HuntingRow, column: string): number {
  const text = textOf(row, column)?.trim() ?? '';
  return Number(expectColumn(/^\d{1,15}$/.test(text) ? text : undefined, column));
}

function expectColumn(value: string | undefined, column: string): string {
  return expectShape(z.string(), value, { service, path: `${path}.results.${column}` });
}
