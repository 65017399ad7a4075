import { typeError } from './kql-evaluator.js';
import type { Evaluator } from './kql-evaluator.js';
import { isNumeric } from './kql-value.js';
import type { Cell, ScalarType } from './kql-value.js';

/** What an operator makes of two types of time; the values are milliseconds. */
const TIMES: Readonly<Record<string, ScalarType>> = {
  'datetime - datetime': 'timespan',
  'datetime - timespan': 'datetime',
  'datetime + timespan': 'datetime',
  'timespan + datetime': 'datetime',
  'timespan + timespan': 'timespan',
  'timespan - timespan': 'timespan',
  'timespan / timespan': 'real',
};

const REAL: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left - right * Math.floor(left / right),
};

/** Whole numbers stay whole and wrap at 64 bits; division cuts off, and by zero gives null. */
const WHOLE: Readonly<Record<string, (left: bigint, right: bigint) => bigint | null>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => (right === 0n ? null : left / right),
  // The result has the sign of the divisor.
  '%': (left, right) => (right === 0n ? null : ((left % right) + right) % right),
};

/** +, -, *, / and % on numbers and times; undefined when the operator is none of them. @throws KqlError */
export function compileArithmetic(
  operator: string,
  left: Evaluator,
  right: Evaluator,
): Evaluator | undefined {
  const [real, whole] = [REAL[operator], WHOLE[operator]];
  if (real === undefined || whole === undefined) return undefined;
  const type = resultType(operator, left.type, right.type);
  return {
    type,
    read: (row) => {
      const [first, second] = [left.read(row), right.read(row)];
      if (type === 'long') {
        const isWhole = typeof first === 'bigint' && typeof second === 'bigint';
        const result = isWhole ? whole(first, second) : null;
        return result === null ? null : BigInt.asIntN(64, result);
      }
      return calculated(real, first, second);
    },
  };
}

function calculated(
  operation: (left: number, right: number) => number,
  first: Cell,
  second: Cell,
): Cell {
  if (first === null || second === null) return null;
  const result = operation(Number(first), Number(second));
  return Number.isFinite(result) ? result : null;
}

function resultType(operator: string, left: ScalarType, right: ScalarType): ScalarType {
  if (isNumeric(left) && isNumeric(right)) {
    return left === 'real' || right === 'real' ? 'real' : 'long';
  }
  const type = TIMES[`${left} ${operator} ${right}`];
  if (type === undefined) throw typeError(operator);
  return type;
}

/** Unary minus. @throws KqlError */
export function compileNegation(inner: Evaluator): Evaluator {
  const type = inner.type === 'int' ? 'long' : inner.type;
  if (type !== 'long' && type !== 'real' && type !== 'timespan') throw typeError('-');
  return {
    type,
    read: (row) => {
      const value = inner.read(row);
      return typeof value === 'bigint' || typeof value === 'number' ? -value : null;
    },
  };
}
