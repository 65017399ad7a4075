import type { SignInRecord } from '../mail/mail-record.js';
import { QUOTED, splitClauses, unquoted } from './filter-clauses.js';

type Test = (record: SignInRecord) => boolean;

const USER = new RegExp(`^userId eq ${QUOTED}$`);
const CREATED = /^createdDateTime (ge|le|eq) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?Z)$/;

const TIME_TESTS: Readonly<Record<string, (at: number, bound: number) => boolean>> = {
  ge: (at, bound) => at >= bound,
  le: (at, bound) => at <= bound,
  eq: (at, bound) => at === bound,
};

/**
 * The `$filter` of the sign-ins, as far as the simulator has it: `userId` by `eq`, `createdDateTime` by `ge`, `le` and `eq`,
 * joined by `and`. Microsoft Learn: "signIn resource type". An id is compared as it is written: they are lower case.
 * Undefined: another filter.
 */
export function readSignInFilter(filter: string | null): Test | undefined {
  if (filter === null) return () => true;
  const tests: Test[] = [];
  for (const clause of splitClauses(filter, ['and'])) {
    const test = testOf(clause);
    if (test === undefined) return undefined;
    tests.push(test);
  }
  return (record) => tests.every((test) => test(record));
}

function testOf(clause: string): Test | undefined {
  const [, user] = USER.exec(clause) ?? [];
  if (user !== undefined) return ({ objectId }) => objectId === unquoted(user);
  const [, operator = '', time = ''] = CREATED.exec(clause) ?? [];
  const compare = TIME_TESTS[operator];
  const bound = Date.parse(time);
  if (compare === undefined || Number.isNaN(bound)) return undefined;
  return ({ at }) => compare(Date.parse(at), bound);
}
