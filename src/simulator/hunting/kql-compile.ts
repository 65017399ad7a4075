import { compileArithmetic } from './kql-arithmetic.js';
import { compileAmong, compileComparison, compileLogical } from './kql-comparison.js';
import { KqlError, syntaxError } from './kql-error.js';
import { constant, typeError } from './kql-evaluator.js';
import type { Evaluator, Scalar, Scope } from './kql-evaluator.js';
import { FUNCTIONS } from './kql-functions.js';
import type { Expression } from './kql-syntax.js';
import { dynamicOf, isDynamic } from './kql-value.js';
import type { Cell, Column } from './kql-value.js';

/** Checks names and types, and makes the expression ready for rows. @throws KqlError */
export function compile(expression: Expression, scope: Scope): Evaluator {
  switch (expression.kind) {
    case 'literal':
      return constant(expression.type, expression.value);
    case 'name':
      return resolve(expression.name, scope);
    case 'call':
      return compileCall(expression, scope);
    case 'path':
      return compilePath(compile(expression.of, scope), expression.key);
    case 'every':
    case 'some':
      return compileLogical(
        expression.kind,
        expression.terms.map((term) => compile(term, scope)),
      );
    case 'binary':
      return compileBinary(expression, scope);
    case 'among': {
      const items = expression.items.map((item) => compile(item, scope));
      return compileAmong(expression.operator, compile(expression.left, scope), items);
    }
  }
}

/** Place of a column in its rows. @throws KqlError */
export function columnIndex(name: string, scope: Pick<Scope, 'columns' | 'absent'>): number {
  const index = scope.columns.findIndex((column) => column.name === name);
  if (index !== -1) return index;
  if (scope.absent.has(name)) {
    throw new KqlError('optional-column', 'Failed to resolve a column that this tenant has not');
  }
  throw new KqlError('semantic', 'Failed to resolve column or scalar expression');
}

export function columnNamed(
  name: string,
  scope: Pick<Scope, 'columns' | 'absent'>,
): { readonly column: Column; readonly index: number } {
  const index = columnIndex(name, scope);
  const column = scope.columns[index];
  if (column === undefined) throw new KqlError('semantic', 'Failed to resolve column');
  return { column, index };
}

function resolve(name: string, scope: Scope): Evaluator {
  const isColumn = scope.columns.some((column) => column.name === name);
  const scalar = isColumn ? undefined : scope.scalars.get(name);
  if (scalar !== undefined) return constant(scalar.type, scalar.value);
  const { column, index } = columnNamed(name, scope);
  return { type: column.type, read: (row) => row[index] ?? null };
}

function compileCall(
  { name, args, at }: Extract<Expression, { kind: 'call' }>,
  scope: Scope,
): Evaluator {
  if (name === 'column_ifexists') return columnIfExists(args, scope);
  const found = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (found === undefined) throw syntaxError('The function is not supported', at);
  const [fewest, most] = found.takes;
  if (args.length < fewest || args.length > most) {
    throw new KqlError('semantic', `A function at position ${at} has a wrong number of arguments`);
  }
  return found.make(
    args.map((argument) => compile(argument, scope)),
    scope.now,
  );
}

/** `column_ifexists("Name", default)`. */
function columnIfExists(args: readonly Expression[], scope: Scope): Evaluator {
  const [name, otherwise] = args;
  if (name?.kind !== 'literal' || typeof name.value !== 'string' || otherwise === undefined) {
    throw typeError('column_ifexists');
  }
  const wanted = name.value;
  const exists = scope.columns.some((column) => column.name === wanted);
  return exists ? resolve(wanted, scope) : compile(otherwise, scope);
}

/** A member of an object or an element of a list; null for what isn't there. */
function compilePath(of: Evaluator, key: string | number): Evaluator {
  if (of.type !== 'dynamic') throw typeError('.');
  return { type: 'dynamic', read: (row) => member(of.read(row), key) };
}

function member(cell: Cell, key: string | number): Cell {
  if (!isDynamic(cell) || typeof cell.json !== 'object' || cell.json === null) return null;
  if (Array.isArray(cell.json) !== (typeof key === 'number')) return null;
  const entry: unknown = Object.hasOwn(cell.json, key)
    ? (cell.json as Readonly<Record<string | number, unknown>>)[key]
    : null;
  return dynamicOf(entry);
}

function compileBinary(
  { operator, left, right, at }: Extract<Expression, { kind: 'binary' }>,
  scope: Scope,
): Evaluator {
  const [first, second] = [compile(left, scope), compile(right, scope)];
  const compiled =
    compileComparison(operator, first, second) ?? compileArithmetic(operator, first, second);
  if (compiled === undefined) throw syntaxError('The operator is not supported', at);
  return compiled;
}

/** The value of an expression that names no column. @throws KqlError */
export function evaluateScalar(expression: Expression, scope: Omit<Scope, 'columns'>): Scalar {
  const evaluator = compile(expression, { ...scope, columns: [] });
  return { type: evaluator.type, value: evaluator.read([]) };
}
