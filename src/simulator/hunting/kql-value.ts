import { KqlError } from './kql-error.js';

export type ScalarType =
  'string' | 'long' | 'int' | 'real' | 'bool' | 'datetime' | 'timespan' | 'dynamic';

/** A dynamic value in a wrapper, so that its strings and numbers aren't taken for plain ones. */
export interface Dynamic {
  readonly json: unknown;
}

/**
 * long and int are bigint, since 64 bits don't fit a double; datetime is milliseconds since the epoch, timespan
 * milliseconds. Strings are never null: they are empty.
 */
export type Cell = string | bigint | number | boolean | Dynamic | null;
export type Row = readonly Cell[];

export interface Column {
  readonly name: string;
  readonly type: ScalarType;
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

const NUMERIC: ReadonlySet<ScalarType> = new Set(['long', 'int', 'real']);
/** A join may make no more rows than this: it could make them out of nothing. */
export const MOST_JOINED_ROWS = 250_000;
/** No query may hold more rows than this at any step. */
const MOST_ROWS = 2_000_000;

export function isNumeric(type: ScalarType): boolean {
  return NUMERIC.has(type);
}

export function isDynamic(cell: Cell): cell is Dynamic {
  return typeof cell === 'object' && cell !== null;
}

/** What stands in a column for which there is no value. */
export function emptyOf(type: ScalarType): Cell {
  return type === 'string' ? '' : null;
}

export function dynamicOf(json: unknown): Dynamic | null {
  return json === null || json === undefined ? null : { json };
}

/** Equal for equal values: a key for grouping, joining and sets. Real and long of one value are the same. */
export function keyOf(cell: Cell): string {
  if (cell === null) return 'null';
  if (isDynamic(cell)) return `dynamic ${JSON.stringify(cell.json)}`;
  return typeof cell === 'string' ? `"${cell}` : `${typeof cell === 'boolean' ? 'b' : ''}${cell}`;
}

export function rowKey(cells: readonly Cell[]): string {
  let text = '';
  for (const cell of cells) {
    const key = keyOf(cell);
    // The length keeps two cells from being taken for two others that begin and end elsewhere.
    text += `${key.length},${key}`;
  }
  return text;
}

/** Negative, zero or positive; nulls first. */
export function compareCells(left: Cell, right: Cell): number {
  if (left === null || right === null) {
    return left === right ? 0 : left === null ? -1 : 1;
  }
  if (isDynamic(left) || isDynamic(right)) {
    const [first, second] = [keyOf(left), keyOf(right)];
    return first < second ? -1 : first > second ? 1 : 0;
  }
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The text of a value as `tostring` has it. */
export function cellText(cell: Cell, type: ScalarType): string {
  if (cell === null) return '';
  if (isDynamic(cell)) return typeof cell.json === 'string' ? cell.json : JSON.stringify(cell.json);
  if (type === 'datetime' && typeof cell === 'number') return isoText(cell);
  if (type === 'timespan' && typeof cell === 'number') return timespanText(cell);
  return String(cell);
}

/** ISO 8601 in UTC; without a fraction when the second is whole, as the service writes it. */
function isoText(ms: number): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) throw new KqlError('semantic', 'A date is out of range');
  return date.toISOString().replace('.000Z', 'Z');
}

function timespanText(ms: number): string {
  const size = Math.abs(ms);
  const days = Math.floor(size / 86_400_000);
  const clock = isoText(size % 86_400_000).slice(11, -1);
  return `${ms < 0 ? '-' : ''}${days > 0 ? `${days}.` : ''}${clock}`;
}

/** @throws KqlError when a step has more rows than a query may hold. */
export function refuseTooMany(count: number, most = MOST_ROWS): void {
  if (count > most) {
    throw new KqlError('too-large', 'Query execution has exceeded the allowed limits');
  }
}
