import { holds, spanOf, windowsOf } from '../../lib/time-windows.js';
import type { TimeWindow } from '../../lib/time-windows.js';
import type { MailLimit, MailPart } from '../../spam/ports.js';
import { numberOf, timeOf } from './hunting-query.js';
import type { HuntingRow } from './hunting-query.js';
import {
  countColumns,
  countQuery,
  sumColumns,
  sumQuery,
  toldColumns,
  toldQuery,
} from './mail-flow-query.js';
import type { FlowQuestion } from './mail-flow-query.js';
import { sumRow, toldRow } from './mail-flow-row.js';

/**
 * Lengths of the parts that a window is counted in, each dividing the one before. Hours first: within one, a sender's
 * recipients are counted together.
 */
const sizes = [3_600_000, 900_000, 60_000, 5_000] as const;
/** Senders and recipients are not spread evenly over the parts of a window. */
const reserve = 1.25;

/** What a part of the window holds, as the service counted it. */
interface Part extends TimeWindow {
  readonly mails: number;
  readonly told: number;
}

/** Parts that meet, to be read together. */
interface Piece {
  readonly parts: readonly [Part, ...Part[]];
  /** Index of their length. */
  readonly size: number;
}

export interface FlowReading {
  readonly question: FlowQuestion;
  /** Where hours and days are counted from. */
  readonly start: number;
  /** Rows of one answer at most. */
  readonly most: number;
  readonly run: (
    query: string,
    window: TimeWindow,
    columns: readonly string[],
  ) => Promise<readonly HuntingRow[]>;
}

/** One of the two kinds of rows that a window is read in. */
interface Kind {
  /** Deliveries that the rows of a part stand for. */
  readonly expected: (part: Part) => number;
  /** Deliveries that one answer can stand for. */
  readonly most: number;
  read(window: TimeWindow): Promise<{ readonly part: MailPart; readonly told: number }>;
}

/**
 * One window, counted first and then read in pieces that fit an answer. Every answer is held against the count, because the
 * service cuts lists off without a word; a piece that was cut is read again in smaller ones, down to seconds.
 */
export async function* readFlow(
  window: TimeWindow,
  reading: FlowReading,
): AsyncGenerator<MailPart, void, undefined> {
  const parts = await countParts(window, 0, reading);
  const told = toldKind(reading);
  for (const piece of packed(parts, 0, told)) yield* readPiece(piece, told, reading);
  const sums = sumKind(reading);
  for (const piece of packed(parts, 0, sums)) yield* readPiece(piece, sums, reading);
}

async function countParts(
  window: TimeWindow,
  size: number,
  { question, run }: FlowReading,
): Promise<readonly Part[]> {
  const length = sizes[size] ?? 1;
  const rows = await run(countQuery(window, length, question), window, countColumns);
  const offset = window.from % length;
  const counted = new Map(
    rows.map((row) => [
      new Date(timeOf(row, 'Part')).getTime() + offset,
      { mails: numberOf(row, 'Mails'), told: numberOf(row, 'ToldMails') },
    ]),
  );
  return windowsOf(window, length).flatMap((part) => {
    const counts = counted.get(part.from);
    return counts === undefined ? [] : [{ ...part, ...counts }];
  });
}

/** Parts one after the other, as many in a piece as are expected to fit. */
function packed(parts: readonly Part[], size: number, { expected, most }: Kind): readonly Piece[] {
  const pieces: Piece[] = [];
  let total = 0;
  for (const part of parts.filter((one) => expected(one) > 0)) {
    const last = pieces.at(-1);
    total += expected(part);
    if (last !== undefined && total <= most) {
      pieces[pieces.length - 1] = { ...last, parts: [...last.parts, part] };
    } else {
      pieces.push({ parts: [part], size });
      total = expected(part);
    }
  }
  return pieces;
}

async function* readPiece(
  piece: Piece,
  kind: Kind,
  reading: FlowReading,
): AsyncGenerator<MailPart, void, undefined> {
  const window = windowOfPiece(piece);
  const expected = expectedOf(piece, kind);
  const isSmallest = piece.parts.length === 1 && piece.size === sizes.length - 1;
  const found = expected > kind.most && !isSmallest ? undefined : await kind.read(window);
  if (found !== undefined && found.told >= expected) {
    yield found.part;
    return;
  }
  if (found !== undefined && isSmallest) {
    yield found.part;
    yield { kind: 'limit', limit: cutOff(window, found.told, expected) };
    return;
  }
  const pieces = await smallerPieces(piece, (found?.told ?? kind.most) / expected, kind, reading);
  for (const smaller of pieces) yield* readPiece(smaller, kind, reading);
  const counted = pieces.reduce((sum, smaller) => sum + expectedOf(smaller, kind), 0);
  if (counted < expected) yield { kind: 'limit', limit: cutOff(window, counted, expected) };
}

function expectedOf({ parts }: Piece, kind: Kind): number {
  return parts.reduce((sum, part) => sum + kind.expected(part), 0);
}

/** At least two pieces, of which each holds about `share` of this one; a single part is counted again in smaller ones. */
async function smallerPieces(
  piece: Piece,
  share: number,
  kind: Kind,
  reading: FlowReading,
): Promise<readonly Piece[]> {
  const [first, ...others] = piece.parts;
  if (others.length === 0) {
    const size = piece.size + 1;
    return packed(await countParts(first, size, reading), size, kind);
  }
  const most = Math.ceil(piece.parts.length / 2);
  const length = Math.min(most, Math.max(1, Math.floor((piece.parts.length * share) / reserve)));
  const pieces: Piece[] = [];
  for (let i = 0; i < piece.parts.length; i += length) {
    const [head, ...rest] = piece.parts.slice(i, i + length);
    if (head !== undefined) pieces.push({ parts: [head, ...rest], size: piece.size });
  }
  return pieces;
}

function windowOfPiece({ parts }: Piece): TimeWindow {
  return { from: parts[0].from, to: (parts.at(-1) ?? parts[0]).to };
}

function cutOff(window: TimeWindow, told: number, of: number): MailLimit {
  return { kind: 'rows', span: spanOf(window), told, of };
}

function toldKind({ question, most, run }: FlowReading): Kind {
  const own = new Set(question.ownDomains);
  return {
    expected: ({ told }) => told,
    most,
    read: async (window) => {
      const answer = await run(toldQuery(window, question, most), window, toldColumns);
      const rows = answer.map((row) => toldRow(row, own)).filter(isWithin(window));
      return { part: { kind: 'rows', rows }, told: rows.length };
    },
  };
}

function sumKind({ question, start, most, run }: FlowReading): Kind {
  return {
    expected: ({ mails, told }) => mails - told,
    most: Infinity,
    read: async (window) => {
      const answer = await run(sumQuery(window, question, { start, most }), window, sumColumns);
      const rows = answer.map(sumRow).filter(isWithin(window));
      const told = rows.reduce((sum, { count }) => sum + count, 0);
      return { part: { kind: 'rows', rows }, told };
    },
  };
}

/** What was not asked for is told by another question, or by none. */
function isWithin(window: TimeWindow): (row: { readonly at: string }) => boolean {
  return ({ at }) => holds(window, new Date(at).getTime());
}
