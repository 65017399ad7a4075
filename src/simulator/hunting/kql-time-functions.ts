import { constant, needType, stringIn, typeError } from './kql-evaluator.js';
import type { Evaluator, KqlFunction } from './kql-evaluator.js';
import { parseDate } from './kql-lexer.js';
import type { Cell } from './kql-value.js';

type Arguments = Parameters<KqlFunction['make']>[0];

/** The functions on times, by name. */
export const TIME_FUNCTIONS: Readonly<Record<string, KqlFunction>> = {
  now: { takes: [0, 0], make: (_args, now) => constant('datetime', now) },
  ago: {
    takes: [1, 1],
    make: ([span], now) => {
      const { read } = needType(span, 'ago', 'timespan');
      return { type: 'datetime', read: (row) => minus(now, read(row)) };
    },
  },
  todatetime: {
    takes: [1, 1],
    make: ([argument]) => {
      const given = needType(argument, 'todatetime', 'string', 'datetime');
      return { type: 'datetime', read: (row) => toDate(given.read(row)) };
    },
  },
  datetime_diff: { takes: [3, 3], make: dateDifference },
  bin: { takes: [2, 2], make: bin },
  startofhour: startOf('startofhour', 3_600_000),
  startofday: startOf('startofday', 86_400_000),
  hourofday: partOf('hourofday', (date) => date.getUTCHours()),
  dayofmonth: partOf('dayofmonth', (date) => date.getUTCDate()),
  dayofweek: {
    takes: [1, 1],
    make: ([argument]) => {
      const { read } = needType(argument, 'dayofweek', 'datetime');
      return {
        type: 'timespan',
        read: (row) => ofDate(read(row), (date) => date.getUTCDay() * 86_400_000),
      };
    },
  },
};

/** Kusto counts from the year 1: bins of weeks begin on another day than those counted from 1970. */
const YEAR_ONE = Date.parse('0001-01-01T00:00:00Z');

function floorTo(time: number, size: number): number {
  return Math.floor((time - YEAR_ONE) / size) * size + YEAR_ONE;
}

function startOf(name: string, size: number): KqlFunction {
  return {
    takes: [1, 1],
    make: ([argument]) => {
      const { read } = needType(argument, name, 'datetime');
      return {
        type: 'datetime',
        read: (row) => {
          const cell = read(row);
          return typeof cell === 'number' ? floorTo(cell, size) : null;
        },
      };
    },
  };
}

function partOf(name: string, part: (date: Date) => number): KqlFunction {
  return {
    takes: [1, 1],
    make: ([argument]) => {
      const { read } = needType(argument, name, 'datetime');
      return {
        type: 'long',
        read: (row) => {
          const value = ofDate(read(row), part);
          return typeof value === 'number' ? BigInt(value) : null;
        },
      };
    },
  };
}

function ofDate(cell: Cell, part: (date: Date) => number): Cell {
  const value = typeof cell === 'number' ? part(new Date(cell)) : NaN;
  return Number.isNaN(value) ? null : value;
}

function minus(now: number, span: Cell): Cell {
  return typeof span === 'number' ? now - span : null;
}

function toDate(cell: Cell): Cell {
  return typeof cell === 'string' ? (parseDate(cell) ?? null) : cell;
}

const PARTS: Readonly<Record<string, number>> = {
  day: 86_400_000,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
  millisecond: 1,
};

/** Counts the boundaries of the part between two times, not the whole parts that have passed. */
function dateDifference(args: Arguments): Evaluator {
  const [part, later, earlier] = args;
  const name = stringIn(needType(part, 'datetime_diff', 'string').read([])) ?? '';
  const size = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
  if (size === undefined) throw typeError('datetime_diff');
  const first = needType(later, 'datetime_diff', 'datetime');
  const second = needType(earlier, 'datetime_diff', 'datetime');
  return {
    type: 'long',
    read: (row) => {
      const [from, to] = [second.read(row), first.read(row)];
      if (typeof from !== 'number' || typeof to !== 'number') return null;
      return BigInt(Math.floor(to / size) - Math.floor(from / size));
    },
  };
}

function bin(args: Arguments): Evaluator {
  const [value, step] = args;
  const of = needType(value, 'bin', 'datetime', 'timespan', 'long', 'int');
  if (of.type === 'long' || of.type === 'int') return wholeBin(of, step);
  const size = needType(step, 'bin', 'timespan').read([]);
  if (typeof size !== 'number' || size <= 0) throw typeError('bin');
  return {
    type: of.type,
    read: (row) => {
      const cell = of.read(row);
      if (typeof cell !== 'number') return null;
      return of.type === 'datetime' ? floorTo(cell, size) : Math.floor(cell / size) * size;
    },
  };
}

function wholeBin(of: Evaluator, step: Evaluator | undefined): Evaluator {
  const size = needType(step, 'bin', 'long', 'int').read([]);
  if (typeof size !== 'bigint' || size <= 0n) throw typeError('bin');
  return {
    type: 'long',
    read: (row) => {
      const cell = of.read(row);
      if (typeof cell !== 'bigint') return null;
      const rest = ((cell % size) + size) % size;
      return cell - rest;
    },
  };
}
