import { KqlError } from './kql-error.js';
import { isDynamic, isNumeric } from './kql-value.js';
import type { Cell, Column, Row, ScalarType } from './kql-value.js';

/** An expression whose names and types are checked; `read` can't fail on any row of the table it was made for. */
export interface Evaluator {
  readonly type: ScalarType;
  readonly read: (row: Row) => Cell;
}

/** A value that a let has given a name. */
export interface Scalar {
  readonly type: ScalarType;
  readonly value: Cell;
}

/** What the names of an expression may mean. */
export interface Scope {
  readonly columns: readonly Column[];
  readonly scalars: ReadonlyMap<string, Scalar>;
  /** Columns that this tenant doesn't have although the table may have them. */
  readonly absent: ReadonlySet<string>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface KqlFunction {
  /** Fewest and most arguments. */
  readonly takes: readonly [number, number];
  /** @throws KqlError for types that don't fit. */
  make(args: readonly Evaluator[], now: number): Evaluator;
}

export function constant(type: ScalarType, value: Cell): Evaluator {
  return { type, read: () => value };
}

export function typeError(what: string): KqlError {
  return new KqlError('semantic', `${what}: the types do not fit`);
}

/** @throws KqlError */
export function needType(
  argument: Evaluator | undefined,
  what: string,
  ...types: readonly ScalarType[]
): Evaluator {
  if (argument === undefined || !types.includes(argument.type)) throw typeError(what);
  return argument;
}

/** The string in a cell, also in a dynamic one; undefined for anything else. */
export function stringIn(cell: Cell): string | undefined {
  const value: unknown = isDynamic(cell) ? cell.json : cell;
  return typeof value === 'string' ? value : undefined;
}

/** True when values of the two types can be equal; a dynamic one can equal anything but a time. */
export function comparable(left: ScalarType, right: ScalarType): boolean {
  if (left === right) return true;
  if (left === 'dynamic' || right === 'dynamic') {
    const other = left === 'dynamic' ? right : left;
    return other !== 'datetime' && other !== 'timespan';
  }
  return isNumeric(left) && isNumeric(right);
}

/** Equality of two cells that aren't null. */
export function sameValue(left: Cell, right: Cell): boolean {
  const [first, second] = [plainValue(left), plainValue(right)];
  if (typeof first === 'object' && typeof second === 'object') {
    return JSON.stringify(first) === JSON.stringify(second);
  }
  // Loose only between the two kinds of number; different types of anything else never get here as equal.
  const bothNumbers = isNumber(first) && isNumber(second);
  return bothNumbers
    ? Number(first) === Number(second) && !(first < second || first > second)
    : first === second;
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function plainValue(cell: Cell): unknown {
  return isDynamic(cell) ? cell.json : cell;
}
