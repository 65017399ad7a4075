import { comparable, constant, sameValue, stringIn, typeError } from './kql-evaluator.js';
import type { Evaluator } from './kql-evaluator.js';
import { TEXT_TESTS } from './kql-text-match.js';
import { compareCells, dynamicOf, isDynamic, isNumeric } from './kql-value.js';
import type { Cell, ScalarType } from './kql-value.js';

type Compare = (order: number) => boolean;

const ORDERINGS: Readonly<Record<string, Compare>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** A comparison of two values, or undefined when the operator is none. @throws KqlError for types that don't fit. */
export function compileComparison(
  operator: string,
  left: Evaluator,
  right: Evaluator,
): Evaluator | undefined {
  if (operator === '==' || operator === '!=') return equality(operator === '!=', left, right);
  const ordering = ORDERINGS[operator];
  if (ordering !== undefined) return ordered(operator, ordering, left, right);
  const negated = operator.startsWith('!');
  const name = operator === '!~' ? '=~' : negated ? operator.slice(1) : operator;
  const test = Object.hasOwn(TEXT_TESTS, name) ? TEXT_TESTS[name] : undefined;
  if (test === undefined) return undefined;
  if (!isText(left.type) || !isText(right.type)) throw typeError(operator);
  return truth((row) => {
    const [text, wanted] = [stringIn(left.read(row)) ?? '', stringIn(right.read(row)) ?? ''];
    return test(text, wanted) !== negated;
  });
}

function truth(read: (row: readonly Cell[]) => boolean | null): Evaluator {
  return { type: 'bool', read };
}

function isText(type: ScalarType): boolean {
  return type === 'string' || type === 'dynamic';
}

/**
 * A null never equals a value: == is false and != is true; between two nulls both are null. Microsoft Learn: "Null
 * values" (Kusto).
 */
function equality(negated: boolean, left: Evaluator, right: Evaluator): Evaluator {
  if (!comparable(left.type, right.type)) throw typeError(negated ? '!=' : '==');
  return truth((row) => {
    const [first, second] = [left.read(row), right.read(row)];
    if (first === null && second === null) return null;
    if (first === null || second === null) return negated;
    return sameValue(first, second) !== negated;
  });
}

function ordered(operator: string, holds: Compare, left: Evaluator, right: Evaluator): Evaluator {
  const sameTime =
    left.type === right.type && (left.type === 'datetime' || left.type === 'timespan');
  if (!sameTime && !(isNumeric(left.type) && isNumeric(right.type))) throw typeError(operator);
  return truth((row) => {
    const [first, second] = [left.read(row), right.read(row)];
    return first === null || second === null ? null : holds(compareCells(first, second));
  });
}

/** `in`, `in~`, their negations, `has_any` and `has_all`. A dynamic list among the items counts as its elements. */
export function compileAmong(
  operator: string,
  left: Evaluator,
  items: readonly Evaluator[],
): Evaluator {
  const negated = operator.startsWith('!');
  const name = negated ? operator.slice(1) : operator;
  const matches = name === 'in' ? equalTo : textual(name, left, items);
  for (const item of items) {
    if (!comparable(left.type, item.type)) throw typeError(operator);
  }
  const isFound =
    name === 'has_all'
      ? (value: Cell, all: readonly Cell[]) => all.every((element) => matches(value, element))
      : (value: Cell, all: readonly Cell[]) => all.some((element) => matches(value, element));
  return truth((row) => {
    const wanted = items.flatMap((item) => elements(item.read(row)));
    return isFound(left.read(row), wanted) !== negated;
  });
}

type Matches = (value: Cell, element: Cell) => boolean;

function equalTo(value: Cell, element: Cell): boolean {
  return value !== null && element !== null && sameValue(value, element);
}

function textual(name: string, left: Evaluator, items: readonly Evaluator[]): Matches {
  const test = TEXT_TESTS[name.startsWith('has') ? 'has' : '=~'];
  if (test === undefined || ![left, ...items].every(({ type }) => isText(type))) {
    throw typeError(name);
  }
  return (value, element) => {
    const wanted = stringIn(element);
    return wanted !== undefined && test(stringIn(value) ?? '', wanted);
  };
}

function elements(cell: Cell): readonly Cell[] {
  if (!isDynamic(cell) || !Array.isArray(cell.json)) return [cell];
  const list: readonly unknown[] = cell.json;
  return list.map(dynamicOf);
}

/** `and` and `or` of conditions, with three values: null is neither true nor false. */
export function compileLogical(kind: 'every' | 'some', terms: readonly Evaluator[]): Evaluator {
  if (terms.some(({ type }) => type !== 'bool')) throw typeError(kind === 'every' ? 'and' : 'or');
  const decisive = kind === 'some';
  if (terms.length === 0) return constant('bool', !decisive);
  return truth((row) => {
    let unknown = false;
    for (const term of terms) {
      const value = term.read(row);
      if (value === decisive) return decisive;
      if (value === null) unknown = true;
    }
    return unknown ? null : !decisive;
  });
}
