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
};

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
  const of = needType(value, 'bin', 'datetime', 'timespan');
  const size = needType(step, 'bin', 'timespan').read([]);
  if (typeof size !== 'number' || size <= 0) throw typeError('bin');
  return {
    type: of.type,
    read: (row) => {
      const cell = of.read(row);
      return typeof cell === 'number' ? Math.floor(cell / size) * size : null;
    },
  };
}
