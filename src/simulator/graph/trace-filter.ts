import type { TraceRow } from './trace-row.js';
import { QUOTED, splitClauses, unquoted } from './filter-clauses.js';
import { refuse } from './route.js';
import type { Refusal } from './route.js';

const DAY_MS = 24 * 60 * 60_000;
const DEFAULT_MS = 2 * DAY_MS;
const LONGEST_MS = 10 * DAY_MS;
const FURTHEST_MS = 90 * DAY_MS;

const EQUALS = ['id', 'messageId', 'senderAddress', 'recipientAddress', 'fromIP', 'toIP', 'status'];
const EQUAL = new RegExp(`^(${EQUALS.join('|')}) eq ${QUOTED}$`);
const SUBJECT = new RegExp(String.raw`^(contains|startsWith|endsWith)\(subject,\s*${QUOTED}\)$`);
const RECEIVED = /^receivedDateTime (ge|le) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)$/;

type Test = (row: TraceRow) => boolean;

const SUBJECT_TESTS: Readonly<Record<string, (subject: string, text: string) => boolean>> = {
  contains: (subject, text) => subject.includes(text),
  startsWith: (subject, text) => subject.startsWith(text),
  endsWith: (subject, text) => subject.endsWith(text),
};

interface Read {
  /** One test per property: whatever else is said of it is lost, `or` too, without a word. */
  readonly tests: Map<string, Test>;
  readonly bounds: Map<'ge' | 'le', number>;
}

/**
 * The `$filter` of message trace with all its rules about time. Microsoft Learn: "List messageTraces"; that `or` and second
 * values are ignored is known from a user of it.
 */
export function readTraceFilter(filter: string | null, now: Date): Test | Refusal {
  const read: Read = { tests: new Map(), bounds: new Map() };
  const clauses = filter === null ? [] : splitClauses(filter, ['and', 'or']);
  const bad = clauses.find((clause) => !readClause(clause, read));
  if (bad !== undefined) {
    return refuse(400, 'BadRequest', `Invalid filter clause: ${bad}`, {
      rule: 'unsupported-filter',
    });
  }
  const span = spanOf(read.bounds, now.getTime());
  if (typeof span === 'string') return refuse(400, 'BadRequest', span, { rule: 'trace-dates' });
  const tests = [...read.tests.values()];
  return (row) => row.at >= span.from && row.at <= span.to && tests.every((test) => test(row));
}

/** Reads the clause into what was read before; false when there is no such clause. */
function readClause(clause: string, read: Read): boolean {
  return readBound(clause, read) || readEqual(clause, read) || readSubject(clause, read);
}

function readBound(clause: string, { bounds }: Read): boolean {
  const [, bound, time = ''] = RECEIVED.exec(clause) ?? [];
  if (bound !== 'ge' && bound !== 'le') return false;
  if (!bounds.has(bound)) bounds.set(bound, Date.parse(time));
  return true;
}

function readEqual(clause: string, { tests }: Read): boolean {
  const [, property = '', value] = EQUAL.exec(clause) ?? [];
  if (value === undefined) return false;
  const wanted = unquoted(value).toLowerCase();
  keepFirst(tests, property, (row) => row.shown[property]?.toLowerCase() === wanted);
  return true;
}

function readSubject(clause: string, { tests }: Read): boolean {
  const [, name = '', text] = SUBJECT.exec(clause) ?? [];
  const compare = SUBJECT_TESTS[name];
  if (compare === undefined || text === undefined) return false;
  const part = unquoted(text).toLowerCase();
  keepFirst(tests, 'subject', (row) => compare(row.shown['subject']?.toLowerCase() ?? '', part));
  return true;
}

function keepFirst(tests: Map<string, Test>, property: string, test: Test): void {
  if (!tests.has(property)) tests.set(property, test);
}

function spanOf(
  bounds: ReadonlyMap<'ge' | 'le', number>,
  now: number,
): { readonly from: number; readonly to: number } | string {
  const [from, to] = [bounds.get('ge'), bounds.get('le')];
  if (from === undefined && to === undefined) return { from: now - DEFAULT_MS, to: now };
  if (from === undefined || to === undefined) return 'Both bounds of receivedDateTime are needed.';
  if (Number.isNaN(from) || Number.isNaN(to) || from > to) return 'The dates are not valid.';
  if (to - from > LONGEST_MS) return 'The time interval must not exceed 10 days.';
  if (from < now - FURTHEST_MS) return 'The start must not be more than 90 days ago.';
  return to > now ? 'The end must not be in the future.' : { from, to };
}
