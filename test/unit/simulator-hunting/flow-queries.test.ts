import assert from 'node:assert/strict';
import fc from 'fast-check';
import { huntingTables } from '../../../src/simulator/hunting/hunting-tables.js';
import { neededColumns } from '../../../src/simulator/hunting/kql-needs.js';
import { parseKql } from '../../../src/simulator/hunting/kql-parser.js';
import { runKql } from '../../../src/simulator/hunting/kql-run.js';
import type { Tables } from '../../../src/simulator/hunting/kql-run.js';
import { flowScenario, mailIn, NOW as FLOW_NOW } from '../simulator-mail/flow-world.js';
import { ask, problemOf, value } from './ask.js';
import { copy, hoursAgo, mailOf, message, NOW } from './sample-mail.js';

const stretch = { from: NOW - 30 * 86_400_000, to: NOW };

describe('KQL for a flow of mail', () => {
  it('chooses with case, the first condition that holds', () => {
    assert.equal(value('case(1 == 2, "a", 1 == 1, "b", "c")'), 'b');
    assert.equal(value('case(false, "a", "c")'), 'c');
    assert.equal(value('case(isnull(tolong("x")) , 1, 2.5)'), 1);
    assert.equal(problemOf('EmailEvents | extend A = case(true, "a", false, "b")'), 'semantic');
    assert.equal(problemOf('EmailEvents | extend A = case("x", "a", "b")'), 'semantic');
  });

  it('compares with between, both ends included, and has_all', () => {
    for (const text of [
      '1 between (1 .. 3)',
      '3 between (1 .. 3)',
      '2.5 between (1..3)',
      '4 !between (1 .. 3)',
    ]) {
      assert.equal(value(text), true, text);
    }
    assert.equal(value('0 between (1 .. 3)'), false);
    assert.equal(value('Timestamp between (ago(11h) .. now())'), true);
    assert.equal(value('"Phish, Spam" has_all ("spam", "phish")'), true);
    assert.equal(value('"Phish" has_all ("spam", "phish")'), false);
    assert.equal(problemOf('EmailEvents | where UrlCount between (1, 2)'), 'syntax');
    assert.equal(problemOf('EmailEvents | where Subject between (1 .. 2)'), 'semantic');
  });

  it('groups by bins of time, which keep the name of their column, counted from the year 1', () => {
    const at = (hours: number, id: string) =>
      message({ networkMessageId: id, receivedAt: hoursAgo(hours), copies: [copy()] });
    const mail = mailOf([at(1.2, 'a'), at(1.4, 'b'), at(3, 'c')]);
    const rows = ask(
      'EmailEvents | summarize Mails = count(), First = min(Timestamp) by bin(Timestamp, 1h), EmailDirection | order by Timestamp asc',
      mail,
    );
    assert.deepEqual(
      rows.map(({ Timestamp, Mails }) => [Timestamp, Mails]),
      [
        ['2026-11-21T09:00:00Z', 1],
        ['2026-11-21T10:00:00Z', 2],
      ],
    );
    assert.equal(value('bin(datetime(2026-11-21T13:59:00Z), 1d)'), '2026-11-21T00:00:00Z');
    // The year 1 began on a Monday, the year 1970 on a Thursday.
    assert.equal(value('bin(datetime(2026-11-21), 7d)'), '2026-11-16T00:00:00Z');
    assert.equal(value('bin(17, 5)'), 15);
    assert.equal(value('bin(-1, 5)'), -5);
    assert.equal(problemOf('EmailEvents | summarize count() by tolower(Subject)'), 'syntax');
  });

  it('knows the parts of a time', () => {
    const time = 'datetime(2026-11-21T13:45:10Z)';
    assert.equal(value(`startofday(${time})`), '2026-11-21T00:00:00Z');
    assert.equal(value(`startofhour(${time})`), '2026-11-21T13:00:00Z');
    assert.equal(value(`hourofday(${time})`), 13);
    assert.equal(value(`dayofmonth(${time})`), 21);
    assert.equal(value(`dayofweek(${time})`), '6.00:00:00');
  });

  it('takes texts apart and puts them together', () => {
    assert.equal(value('split("ida@contoso.example", "@")[1]'), 'contoso.example');
    assert.equal(value('substring("abcdef", 2, 3)'), 'cde');
    assert.equal(value('strlen("a😀")'), 2);
    assert.equal(value('replace_string("a.b.c", ".", "$&")'), 'a$&b$&c');
    assert.equal(value('strcat_array(split("a,b", ","), "+")'), 'a+b');
    assert.equal(value('toint("12") + 1'), 13);
    assert.equal(value('7 % 4'), 3);
    assert.equal(value('hash("x", 8) < 8'), true);
    assert.equal(problemOf('EmailEvents | extend A = hash(Subject, 0)'), 'semantic');
  });

  it('counts under a condition', () => {
    const copies = ['a', 'b', 'a'].map((name) => copy({ recipient: `${name}@contoso.example` }));
    const [row] = ask(
      `EmailEvents | extend IsA = RecipientEmailAddress startswith "a"
       | summarize Both = dcount(RecipientEmailAddress), A = dcountif(RecipientEmailAddress, IsA), Urls = sumif(UrlCount, IsA), Mean = avg(UrlCount), Any = take_any(EmailDirection)`,
      mailOf([message({ copies })]),
    );
    assert.deepEqual(row, { Both: 2, A: 1, Urls: 2, Mean: 1, Any: 'Inbound' });
  });

  it('reads only the columns that a query names, and answers the same as with all', () => {
    const mail = mailIn(flowScenario({ perDay: 60, days: 3 }));
    const tables = huntingTables(mail, stretch);
    const whole: Tables = { ...tables, read: (name) => tables.read(name, () => true) };
    const columns = [
      'Timestamp',
      'Subject',
      'SenderFromDomain',
      'UrlCount',
      'ThreatTypes',
      'ReportId',
    ];
    const operators = fc.constantFrom(
      'where UrlCount > 0',
      'extend Twice = UrlCount * 2, Who = tolower(SenderFromAddress)',
      'project-away Subject, UrlCount',
      'project-rename Moment = Timestamp',
      'summarize arg_max(Timestamp, *) by NetworkMessageId, RecipientEmailAddress',
      'summarize arg_min(Timestamp, Subject) by EmailDirection',
      'summarize Mails = count(), Last = max(Timestamp) by SenderFromDomain',
      'join kind=inner (EmailUrlInfo | project NetworkMessageId, Url, Timestamp) on NetworkMessageId',
      'join kind=leftouter (EmailUrlInfo) on NetworkMessageId',
      'project NetworkMessageId, Timestamp, Timestamp1',
      'project NetworkMessageId, Subject, UrlCount, Timestamp, SenderFromAddress',
      'extend There = column_ifexists("ThreatTypes", "none") | project There',
      'distinct EmailDirection',
      'top 5 by Timestamp',
      'count',
    );
    const run = (query: string, from: Tables) => {
      try {
        return runKql(query, from, FLOW_NOW.getTime());
      } catch (error) {
        return String(error);
      }
    };
    const answers: string[] = [];
    fc.assert(
      fc.property(
        fc.array(operators, { maxLength: 5 }),
        fc.constantFrom(...columns),
        (steps, last) => {
          const query = ['EmailEvents', ...steps, `project ${last}`].join('\n| ');
          const open = ['let base = EmailEvents', ...steps].join('\n| ');
          for (const text of [query, `${open}; base`]) {
            const answer = run(text, tables);
            assert.deepEqual(answer, run(text, whole), text);
            if (typeof answer !== 'string') answers.push(text);
          }
        },
      ),
      { numRuns: 60 },
    );
    assert.ok(answers.length > 30);
  });

  it('needs every column of a query that shows them all', () => {
    const needs = (query: string) =>
      neededColumns(parseKql(query, (name) => name === 'EmailEvents'));
    assert.equal(needs('EmailEvents | where UrlCount > 1')('Subject'), true);
    assert.equal(
      needs('EmailEvents | summarize arg_max(Timestamp, *) by UrlCount')('Subject'),
      true,
    );
    assert.equal(needs('EmailEvents | project UrlCount')('Subject'), false);
    const closed = 'let b = EmailEvents | summarize arg_max(Timestamp, *) by UrlCount; b | count';
    assert.deepEqual(['Subject', 'UrlCount'].map(needs(closed)), [false, true]);
    assert.equal(
      needs('EmailEvents | count | join kind=inner (EmailEvents) on Count')('Subject'),
      true,
    );
  });

  it('needs the column behind a name with a number', () => {
    const query =
      'EmailEvents | join kind=inner (EmailEvents) on NetworkMessageId | project Subject1';
    assert.deepEqual(ask(query), [{ Subject1: 'Your parcel' }]);
  });

  it('answers over a hundred thousand messages of two weeks in a moment', function () {
    this.timeout(120_000);
    const scenario = flowScenario({ perDay: 9700 }, { tenants: 1, mailboxesPerTenant: 500 });
    const mail = mailIn(scenario);
    assert.ok(mail.messages().length > 100_000);
    const whole = { from: FLOW_NOW.getTime() - 30 * 86_400_000, to: FLOW_NOW.getTime() };
    const query = `EmailEvents
      | where OrgLevelPolicy !in ("Phishing simulation", "SecOps Mailbox")
      | extend Verdict = case(ThreatTypes has "Malware", "malware", ThreatTypes has "Phish", "phish", ThreatTypes has "Spam", "spam", "clean")
      | summarize Mails = count(), People = dcount(RecipientEmailAddress) by bin(Timestamp, 1h), Verdict, EmailDirection`;
    const before = process.cpuUsage();
    const { rows } = runKql(query, huntingTables(mail, whole), FLOW_NOW.getTime());
    const { user, system } = process.cpuUsage(before);
    assert.ok(rows.length > 1000);
    assert.ok((user + system) / 1e6 < 6, `${(user + system) / 1e6} s of processor time`);
  });
});
