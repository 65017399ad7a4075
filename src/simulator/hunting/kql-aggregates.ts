import { columnNamed, compile } from './kql-compile.js';
import { KqlError, syntaxError } from './kql-error.js';
import { needType, typeError } from './kql-evaluator.js';
import type { Evaluator, Scope } from './kql-evaluator.js';
import type { Aggregate } from './kql-syntax.js';
import { compareCells, dynamicOf, emptyOf, isDynamic, keyOf } from './kql-value.js';
import type { Cell, Column, Row, ScalarType } from './kql-value.js';

/** What one aggregate adds to the columns, and its values for one group of rows, at least one unless there is no `by`. */
export interface Aggregation {
  readonly columns: readonly Column[];
  over(rows: readonly Row[]): readonly Cell[];
}

interface Kind {
  readonly takes: readonly [number, number];
  /** Name of the column unless the query gives one; `of` is the column that the argument names. */
  readonly named: (of: string) => string;
  make(args: readonly Evaluator[]): { type: ScalarType; over: (rows: readonly Row[]) => Cell };
}

const AGGREGATES: Readonly<Record<string, Kind>> = {
  count: {
    takes: [0, 0],
    named: () => 'count_',
    make: () => ({ type: 'long', over: (rows) => BigInt(rows.length) }),
  },
  countif: {
    takes: [1, 1],
    named: () => 'countif_',
    make: ([condition]) => {
      const { read } = needType(condition, 'countif', 'bool');
      const over = (rows: readonly Row[]) =>
        BigInt(rows.filter((row) => read(row) === true).length);
      return { type: 'long', over };
    },
  },
  dcountif: {
    takes: [2, 2],
    named: (of) => `dcountif_${of}`,
    make: ([argument, condition]) => {
      const { read } = needType(condition, 'dcountif', 'bool');
      const over = (rows: readonly Row[]) =>
        BigInt(
          distinct(
            argument,
            rows.filter((row) => read(row) === true),
          ).length,
        );
      return { type: 'long', over };
    },
  },
  sumif: {
    takes: [2, 2],
    named: (of) => `sumif_${of}`,
    make: ([argument, condition]) => {
      const { read } = needType(condition, 'sumif', 'bool');
      const { type, over } = sum(argument, 'sumif');
      return { type, over: (rows) => over(rows.filter((row) => read(row) === true)) };
    },
  },
  avg: {
    takes: [1, 1],
    named: (of) => `avg_${of}`,
    make: ([argument]) => {
      const { read } = needType(argument, 'avg', 'long', 'int', 'real');
      return {
        type: 'real',
        over: (rows) => {
          const cells = rows.map(read).filter((cell) => cell !== null);
          const total = cells.reduce<number>((so, cell) => so + Number(cell), 0);
          return cells.length === 0 ? null : total / cells.length;
        },
      };
    },
  },
  take_any: {
    takes: [1, 1],
    named: (of) => of,
    make: ([argument]) => {
      if (argument === undefined) throw typeError('take_any');
      const over = (rows: readonly Row[]) => {
        const [row] = rows;
        return row === undefined ? emptyOf(argument.type) : argument.read(row);
      };
      return { type: argument.type, over };
    },
  },
  dcount: {
    takes: [1, 1],
    named: (of) => `dcount_${of}`,
    make: ([argument]) => ({
      type: 'long',
      over: (rows) => BigInt(distinct(argument, rows).length),
    }),
  },
  sum: {
    takes: [1, 1],
    named: (of) => `sum_${of}`,
    make: ([argument]) => sum(argument, 'sum'),
  },
  min: extreme('min', -1),
  max: extreme('max', 1),
  make_set: collection('make_set', 'set', distinct),
  make_list: collection('make_list', 'list', (argument, rows) =>
    rows.map((row) => argument?.read(row) ?? null).filter((cell) => cell !== null),
  ),
};

function sum(argument: Evaluator | undefined, name: string): ReturnType<Kind['make']> {
  const { type, read } = needType(argument, name, 'long', 'int', 'real');
  if (type !== 'real') return { type: 'long', over: (rows) => wholeSum(rows.map(read)) };
  const over = (rows: readonly Row[]) =>
    rows.reduce((total, row) => total + Number(read(row) ?? 0), 0);
  return { type, over };
}

/** @throws KqlError */
export function compileAggregate(aggregate: Aggregate, scope: Scope): Aggregation {
  const { call, args, at } = aggregate;
  if (aggregate.fetch !== undefined) return argExtreme(aggregate, scope);
  const kind = Object.hasOwn(AGGREGATES, call) ? AGGREGATES[call] : undefined;
  if (kind === undefined) throw syntaxError('The aggregate is not supported', at);
  const [fewest, most] = kind.takes;
  if (args.length < fewest || args.length > most) {
    throw new KqlError(
      'semantic',
      `An aggregate at position ${at} has a wrong number of arguments`,
    );
  }
  const [first] = args;
  const { type, over } = kind.make(args.map((argument) => compile(argument, scope)));
  const name = aggregate.name ?? kind.named(first?.kind === 'name' ? first.name : '');
  return { columns: [{ name, type }], over: (rows) => [over(rows)] };
}

function extreme(name: string, sign: number): Kind {
  return {
    takes: [1, 1],
    named: (of) => `${name}_${of}`,
    make: ([argument]) => {
      if (argument === undefined || argument.type === 'dynamic') throw typeError(name);
      const over = (rows: readonly Row[]) => {
        const best = rows[bestOf(rows, argument, sign) ?? -1];
        return best === undefined ? emptyOf(argument.type) : argument.read(best);
      };
      return { type: argument.type, over };
    },
  };
}

/** Place of the first row with the greatest (or least) value; nulls count only when there is nothing else. */
function bestOf(rows: readonly Row[], { read }: Evaluator, sign: number): number | undefined {
  let best: number | undefined;
  let value: Cell = null;
  for (const [index, row] of rows.entries()) {
    const cell = read(row);
    if (
      best === undefined ||
      (cell !== null && (value === null || compareCells(cell, value) * sign > 0))
    ) {
      best = index;
      value = cell;
    }
  }
  return best;
}

/** The key column, then the columns to fetch from its row: all others that the groups aren't made of, for '*'. */
function argExtreme({ call, args, fetch, at }: Aggregate, scope: Scope): Aggregation {
  const [key] = args;
  if (key?.kind !== 'name') throw syntaxError('arg_max and arg_min need a column', at);
  const sign = call === 'arg_max' ? 1 : -1;
  const keyColumn = columnNamed(key.name, scope);
  const others =
    fetch === '*' || fetch === undefined
      ? scope.columns
          .map((column, index) => ({ column, index }))
          .filter(({ index }) => index !== keyColumn.index)
      : fetch.map((name) => columnNamed(name, scope));
  const taken = [keyColumn, ...others];
  const by = compile(key, scope);
  return {
    columns: taken.map(({ column }) => column),
    over: (rows) => {
      const best = rows[bestOf(rows, by, sign) ?? -1];
      return taken.map(({ column, index }) => best?.[index] ?? emptyOf(column.type));
    },
  };
}

function distinct(argument: Evaluator | undefined, rows: readonly Row[]): readonly Cell[] {
  const seen = new Map<string, Cell>();
  for (const row of rows) {
    const cell = argument?.read(row) ?? null;
    if (cell !== null && !seen.has(keyOf(cell))) seen.set(keyOf(cell), cell);
  }
  return [...seen.values()];
}

type Collect = (argument: Evaluator | undefined, rows: readonly Row[]) => readonly Cell[];

/** A list of values, of at most as many as the second argument says. */
function collection(name: string, prefix: string, collect: Collect): Kind {
  return {
    takes: [1, 2],
    named: (of) => `${prefix}_${of}`,
    make: ([argument, size]) => {
      if (argument?.type === 'datetime' || argument?.type === 'timespan') throw typeError(name);
      const most = size === undefined ? 1_048_576n : needType(size, name, 'long').read([]);
      if (typeof most !== 'bigint' || most < 1n) throw typeError(name);
      const over = (rows: readonly Row[]) =>
        dynamicOf(collect(argument, rows).slice(0, Number(most)).map(jsonOf));
      return { type: 'dynamic', over };
    },
  };
}

function jsonOf(cell: Cell): unknown {
  return isDynamic(cell) ? cell.json : cell;
}

function wholeSum(cells: readonly Cell[]): bigint {
  const total = cells.reduce<bigint>(
    (sum, cell) => (typeof cell === 'bigint' ? sum + cell : sum),
    0n,
  );
  return BigInt.asIntN(64, total);
}

/** The default name of an aggregate can meet one that is there: then the service numbers it. */
export function uniqueName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  let number = 1;
  while (taken.has(`${name}${number}`)) number += 1;
  return `${name}${number}`;
}
