import assert from 'node:assert/strict';
import fc from 'fast-check';
import { huntingTables } from '../../../src/simulator/hunting/hunting-tables.js';
import { KqlError } from '../../../src/simulator/hunting/kql-error.js';
import { MAX_QUERY_LENGTH } from '../../../src/simulator/hunting/kql-lexer.js';
import { parseKql } from '../../../src/simulator/hunting/kql-parser.js';
import { runKql } from '../../../src/simulator/hunting/kql-run.js';
import { problemOf } from './ask.js';
import { mailOf, message, NOW, zappedCopy } from './sample-mail.js';

const tables = huntingTables(mailOf([message({ copies: [zappedCopy()] })]), { from: 0, to: NOW });

/** True when the query runs or ends with its own error; anything else is thrown on. */
function endsWell(query: string): boolean {
  try {
    runKql(query, tables, NOW);
    return true;
  } catch (error) {
    if (error instanceof KqlError) return true;
    throw error;
  }
}

describe('KQL of the simulator, being strict,', () => {
  it('refuses what is outside its subset as syntax', () => {
    const outside = [
      '',
      '| take 1',
      'EmailEvents |',
      'EmailEvents | evaluate bag_unpack(x)',
      'EmailEvents | project-keep Subject',
      'EmailEvents | where Subject matches regex "a"',
      'EmailEvents | where Subject hasprefix "a"',
      'EmailEvents | where Subject like "a"',
      'EmailEvents | join (EmailUrlInfo) on NetworkMessageId',
      'EmailEvents | join kind=fullouter EmailUrlInfo on NetworkMessageId',
      'EmailEvents | join kind=inner EmailUrlInfo on $left.A == $right.B',
      'EmailEvents | extend tolower(Subject)',
      'EmailEvents | extend A = unknown_function(Subject)',
      'EmailEvents | extend A = dynamic({"a":1})',
      'EmailEvents | take -1',
      'EmailEvents | take 1.5',
      'EmailEvents | where Timestamp > ago(14x)',
      'EmailEvents | where Timestamp > datetime(yesterday)',
      'EmailEvents | extend A = 9223372036854775808',
      'EmailEvents | where Subject == "a\nb"',
      'EmailEvents | where Subject == "open',
      String.raw`EmailEvents | where Subject == "\q"`,
      String.raw`EmailEvents | where Subject == "\u12"`,
      'EmailEvents | where Subject == @"open""',
      'EmailEvents | take 1; EmailEvents',
      'let a = 1; let a = 2; EmailEvents',
      'let a = 1 EmailEvents',
      'union EmailEvents, EmailUrlInfo',
      'EmailEvents | summarize x = arg_max(Timestamp, *) by Subject',
      'EmailEvents | where not Subject == "a"',
    ];
    for (const query of outside) assert.equal(problemOf(query), 'syntax', query);
  });

  it('refuses names and types that do not fit as semantic', () => {
    const wrong = [
      'NoSuchTable | take 1',
      'EmailEvents | where NoSuchColumn == 1',
      'EmailEvents | where subject == "a"',
      'EmailEvents | where Timestamp > "2026-11-01"',
      'EmailEvents | where Subject == 1',
      'UrlClickEvents | where IsClickedThrough != "0"',
      'EmailEvents | where Subject',
      'EmailEvents | where Subject < "b"',
      'EmailEvents | where UrlCount has "1"',
      'EmailEvents | where tolower(UrlCount) == "1"',
      'EmailEvents | where AuthenticationDetails.SPF == "pass"',
      'EmailEvents | extend A = Subject + 1',
      'EmailEvents | extend A = tolower("a", "b")',
      'EmailEvents | project A = Subject, A = UrlCount',
      'EmailEvents | project-away Nothing',
      'EmailEvents | summarize arg_max(Timestamp, Subject) by Timestamp',
      'EmailEvents | join kind=inner (UrlClickEvents | project Subject = Timestamp) on Subject',
      'EmailEvents | summarize a = make_set(Subject, 0)',
    ];
    for (const query of wrong) assert.equal(problemOf(query), 'semantic', query);
  });

  it('never repeats the query in its message', () => {
    for (const query of ['EmailEvents | where secretword', 'secretword(', '"secretword']) {
      assert.throws(
        () => runKql(query, tables, NOW),
        (error) => error instanceof KqlError && !error.message.includes('secretword'),
      );
    }
  });

  it('refuses a join that would fill the memory', () => {
    const many = Array.from({ length: 501 }, () => message());
    const query = 'EmailEvents | join kind=inner EmailEvents on Subject | count';
    assert.equal(problemOf(query, mailOf(many)), 'too-large');
  });

  it('ends well with any text', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), endsWell));
  });

  it('ends well with any row of its own words', () => {
    const words = [
      ...['EmailEvents', 'UrlClickEvents', '|', 'where', 'extend', 'project', '-', 'away', 'take'],
      ...['summarize', 'by', 'join', 'kind', '=', 'inner', 'on', '(', ')', '[', ']', '.', ',', ';'],
      ...['let', 'a', 'Subject', 'Timestamp', 'UrlCount', 'ThreatTypes', '==', '!=', '<', 'has'],
      ...['in', '!in~', 'and', 'or', 'not', 'ago', '14d', '"x"', "'y'", '@"z"', '1', '2.5', '*'],
      ...['dynamic', 'parse_json', 'count', 'arg_max', 'min', 'order', 'top', 'distinct', '/', '+'],
      ...['tolower', 'datetime(2026-11-01)', 'now', 'make_set', 'dcount', 'bin', 'round', '1h'],
    ];
    const text = fc.array(fc.constantFrom(...words), { maxLength: 25 });
    fc.assert(
      fc.property(text, fc.boolean(), (tokens, begun) =>
        endsWell(`${begun ? 'EmailEvents | ' : ''}${tokens.join(' ')}`),
      ),
      { numRuns: 3000 },
    );
  });

  it('ends well when it is nested or chained without end', () => {
    const times = 20_000;
    const wild = [
      `EmailEvents | where ${'('.repeat(times)}`,
      `EmailEvents | where ${'not('.repeat(times)}1==1${')'.repeat(times)}`,
      `EmailEvents | where 1${'+1'.repeat(times)} == 1`,
      `EmailEvents | extend a = ${'-'.repeat(times)}1`,
      `EmailEvents | extend a = parse_json("")${'.a'.repeat(times)}`,
      `EmailEvents | where 1==1${' or 1==1'.repeat(10_000)}`,
      `EmailEvents${' | take 1'.repeat(10_000)}`,
      `let a = ${'('.repeat(times)}EmailEvents`,
      '"'.repeat(99_999),
      '@"'.repeat(49_999),
      '"\\'.repeat(49_999),
      '/'.repeat(99_999),
      ' '.repeat(99_999),
      '1'.repeat(99_999),
      `datetime(${' '.repeat(90_000)}`,
      'a'.repeat(MAX_QUERY_LENGTH + 1),
    ];
    for (const query of wild) assert.ok(endsWell(query));
  });

  it('parses without a table of its own', () => {
    assert.throws(() => parseKql('let a = T | take 1; a', () => false), KqlError);
    assert.equal(parseKql('let a = T | take 1; a', (name) => name === 'T').lets.length, 1);
  });
});
