import { compileNegation } from './kql-arithmetic.js';
import { KqlError } from './kql-error.js';
import { constant, needType, sameValue, stringIn, typeError } from './kql-evaluator.js';
import type { Evaluator, KqlFunction } from './kql-evaluator.js';
import { TEXT_FUNCTIONS } from './kql-text-functions.js';
import { TIME_FUNCTIONS } from './kql-time-functions.js';
import { cellText, compareCells, dynamicOf, isDynamic, isNumeric } from './kql-value.js';
import type { Cell, ScalarType } from './kql-value.js';

type Make = KqlFunction['make'];

const MANY = 64;
const TEXTS: readonly ScalarType[] = ['string', 'dynamic'];

function one(make: (argument: Evaluator) => Evaluator): KqlFunction {
  return { takes: [1, 1], make: ([argument]) => make(argument ?? constant('string', '')) };
}

function ofText(name: string, change: (text: string) => string): KqlFunction {
  return one((argument) => {
    needType(argument, name, ...TEXTS);
    return { type: 'string', read: (row) => change(stringIn(argument.read(row)) ?? '') };
  });
}

function test(holds: (cell: Cell) => boolean): KqlFunction {
  return one((argument) => ({ type: 'bool', read: (row) => holds(argument.read(row)) }));
}

const isEmpty = (cell: Cell) =>
  cell === null || cell === '' || (isDynamic(cell) && cell.json === '');

/** The scalar functions of the subset, by name. Microsoft Learn: "Scalar functions" (Kusto). */
export const FUNCTIONS: Readonly<Record<string, KqlFunction>> = {
  '-': one(compileNegation),
  tolower: ofText('tolower', (text) => text.toLowerCase()),
  toupper: ofText('toupper', (text) => text.toUpperCase()),
  tostring: one(({ type, read }) => ({ type: 'string', read: (row) => cellText(read(row), type) })),
  tolong: one(({ type, read }) => ({ type: 'long', read: (row) => toLong(read(row), type) })),
  toint: one(({ type, read }) => ({ type: 'int', read: (row) => toInt(toLong(read(row), type)) })),
  isempty: test(isEmpty),
  isnotempty: test((cell) => !isEmpty(cell)),
  isnull: test((cell) => cell === null),
  isnotnull: test((cell) => cell !== null),
  parse_json: one(parseJson),
  todynamic: one(parseJson),
  not: one((argument) => {
    needType(argument, 'not', 'bool');
    return {
      type: 'bool',
      read: (row) => {
        const value = argument.read(row);
        return typeof value === 'boolean' ? !value : null;
      },
    };
  }),
  iff: { takes: [3, 3], make: choose },
  iif: { takes: [3, 3], make: choose },
  case: { takes: [3, MANY], make: chooseCase },
  coalesce: {
    takes: [2, MANY],
    make: (args) => ({
      type: commonType('coalesce', args),
      read: (row) => firstOf(args, row, (cell) => !isEmpty(cell)),
    }),
  },
  strcat: {
    takes: [1, MANY],
    make: (args) => ({
      type: 'string',
      read: (row) => args.map(({ type, read }) => cellText(read(row), type)).join(''),
    }),
  },
  min_of: { takes: [2, MANY], make: extreme('min_of', -1) },
  max_of: { takes: [2, MANY], make: extreme('max_of', 1) },
  ...TIME_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  round: { takes: [1, 2], make: round },
  set_has_element: {
    takes: [2, 2],
    make: ([list, wanted]) => {
      const [set, element] = [needType(list, 'set_has_element', 'dynamic'), wanted];
      if (element === undefined) throw typeError('set_has_element');
      return {
        type: 'bool',
        read: (row) => {
          const value = element.read(row);
          return (
            value !== null && listIn(set.read(row)).some((item) => sameValue({ json: item }, value))
          );
        },
      };
    },
  },
  array_length: one((argument) => {
    needType(argument, 'array_length', 'dynamic');
    return {
      type: 'long',
      read: (row) => {
        const cell = argument.read(row);
        return isDynamic(cell) && Array.isArray(cell.json) ? BigInt(cell.json.length) : null;
      },
    };
  }),
};

function listIn(cell: Cell): readonly unknown[] {
  return isDynamic(cell) && Array.isArray(cell.json) ? (cell.json as readonly unknown[]) : [];
}

function toLong(cell: Cell, type: ScalarType): Cell {
  if (typeof cell === 'boolean') return cell ? 1n : 0n;
  if (type === 'datetime' || type === 'timespan') return null;
  const text = cellText(cell, type).trim();
  return /^-?\d{1,19}$/.test(text) ? BigInt.asIntN(64, BigInt(text)) : null;
}

function toInt(cell: Cell): Cell {
  return typeof cell === 'bigint' && BigInt.asIntN(32, cell) === cell ? cell : null;
}

/** Text that isn't JSON becomes a dynamic string, as in the service. */
function parseJson(argument: Evaluator): Evaluator {
  needType(argument, 'parse_json', ...TEXTS);
  return {
    type: 'dynamic',
    read: (row) => {
      const cell = argument.read(row);
      return typeof cell === 'string' ? dynamicOf(jsonOr(cell)) : cell;
    },
  };
}

function jsonOr(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

/** The one type of all arguments. @throws KqlError */
function commonType(what: string, args: readonly Evaluator[]): ScalarType {
  const types = new Set(args.map(({ type }) => type));
  const [type] = types;
  if (type !== undefined && types.size === 1) return type;
  if (![...types].every(isNumeric)) throw typeError(what);
  return types.has('real') ? 'real' : 'long';
}

function firstOf(args: readonly Evaluator[], row: readonly Cell[], fits: (cell: Cell) => boolean) {
  for (const argument of args) {
    const cell = argument.read(row);
    if (fits(cell)) return cell;
  }
  return null;
}

function choose(args: Parameters<Make>[0]): Evaluator {
  const [condition, yes, no] = args;
  const asked = needType(condition, 'iff', 'bool');
  if (yes === undefined || no === undefined) throw typeError('iff');
  const type = commonType('iff', [yes, no]);
  return { type, read: (row) => (asked.read(row) === true ? yes : no).read(row) };
}

/** Conditions and values in turn, and at the end the value for all else. */
function chooseCase(args: Parameters<Make>[0]): Evaluator {
  if (args.length % 2 === 0)
    throw new KqlError('semantic', 'case: a value for all else is missing');
  const branches: { readonly condition: Evaluator; readonly value: Evaluator }[] = [];
  for (let index = 0; index < args.length - 1; index += 2) {
    const value = args[index + 1];
    if (value === undefined) break;
    branches.push({ condition: needType(args[index], 'case', 'bool'), value });
  }
  const otherwise = args.at(-1) ?? constant('string', '');
  const type = commonType('case', [...branches.map(({ value }) => value), otherwise]);
  return {
    type,
    read: (row) => {
      const branch = branches.find(({ condition }) => condition.read(row) === true);
      return (branch?.value ?? otherwise).read(row);
    },
  };
}

function extreme(what: string, sign: number): Make {
  return (args) => ({
    type: commonType(what, args),
    read: (row) => {
      const cells = args.map(({ read }) => read(row)).filter((cell) => cell !== null);
      return cells.reduce<Cell>(
        (best, cell) => (best === null || compareCells(cell, best) * sign > 0 ? cell : best),
        null,
      );
    },
  });
}

function round(args: Parameters<Make>[0]): Evaluator {
  const [value, digits] = args;
  const of = needType(value, 'round', 'real', 'long', 'int');
  const places = digits === undefined ? 0n : needType(digits, 'round', 'long').read([]);
  const factor = 10 ** Math.min(15, Math.max(0, Number(places)));
  return {
    type: 'real',
    read: (row) => {
      const cell = of.read(row);
      return cell === null ? null : Math.round(Number(cell) * factor) / factor;
    },
  };
}
