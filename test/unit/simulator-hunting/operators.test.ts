import assert from 'node:assert/strict';
import { ask } from './ask.js';
import { copy, hoursAgo, mailOf, message } from './sample-mail.js';

const id = (digit: string) => `${digit.repeat(8)}-1111-4111-8111-111111111111`;
const three = mailOf([
  message({ networkMessageId: id('a'), subject: 'b', receivedAt: hoursAgo(3), senderIp: '::1' }),
  message({ networkMessageId: id('b'), subject: 'a', receivedAt: hoursAgo(2), urls: [] }),
  message({
    networkMessageId: id('c'),
    subject: 'a',
    receivedAt: hoursAgo(1),
    copies: [copy(), copy({ recipient: 'bo@contoso.example' })],
  }),
]);
const asked = (query: string) => ask(query, three);
const column = (query: string, name: string) => asked(query).map((row) => row[name]);

describe('KQL operators of the simulator', () => {
  it('shape columns: extend, project, project-rename, project-away', () => {
    const [row] = asked(
      'EmailEvents | extend Low = tolower(Subject), UrlCount = 7 | project Low, N = UrlCount, Subject | project-rename Title = Subject | project-away N | take 1',
    );
    assert.deepEqual(Object.keys(row ?? {}), ['Low', 'Title']);
  });

  it('sort descending unless told otherwise, by several keys', () => {
    const times = 'datetime_diff("hour", now(), Timestamp)';
    const query = `EmailEvents | distinct Subject, Timestamp | extend H = ${times}`;
    assert.deepEqual(column(`${query} | order by Timestamp`, 'H'), [1, 2, 3]);
    assert.deepEqual(column(`${query} | sort by Subject asc, Timestamp asc`, 'H'), [2, 1, 3]);
    assert.deepEqual(column(`${query} | top 1 by Timestamp asc`, 'H'), [3]);
    assert.equal(asked(`${query} | limit 2`).length, 2);
  });

  it('put nulls last when descending and first when ascending, unless told otherwise', () => {
    const query =
      'EmailEvents | distinct Subject | extend T = iff(Subject == "a", datetime(null), now())';
    assert.deepEqual(column(`${query} | order by T desc`, 'Subject'), ['b', 'a']);
    assert.deepEqual(column(`${query} | order by T asc`, 'Subject'), ['a', 'b']);
    assert.deepEqual(column(`${query} | order by T asc nulls last`, 'Subject'), ['b', 'a']);
  });

  it('count, all at once and by groups', () => {
    assert.deepEqual(asked('EmailEvents | count'), [{ Count: 4 }]);
    assert.deepEqual(
      asked(
        'EmailEvents | summarize n = count(), linked = countif(UrlCount > 0), dcount(NetworkMessageId), People = make_set(RecipientEmailAddress, 1), min(UrlCount), sum(UrlCount) by Key = toupper(Subject) | order by Key asc',
      ),
      [
        {
          Key: 'A',
          n: 3,
          linked: 2,
          dcount_NetworkMessageId: 2,
          People: ['ida@contoso.example'],
          min_UrlCount: 0,
          sum_UrlCount: 2,
        },
        {
          Key: 'B',
          n: 1,
          linked: 1,
          dcount_NetworkMessageId: 1,
          People: ['ida@contoso.example'],
          min_UrlCount: 1,
          sum_UrlCount: 1,
        },
      ],
    );
  });

  it('answer one row for a summary of nothing, and none when it is by groups', () => {
    const nothing = 'EmailEvents | where Subject == "x" | summarize n = count(), max(Timestamp)';
    assert.deepEqual(asked(nothing), [{ n: 0, max_Timestamp: null }]);
    assert.deepEqual(asked(`${nothing} by Subject`), []);
  });

  it('fetch the row of the greatest or least value with arg_max and arg_min', () => {
    const [last] = asked(
      'EmailEvents | summarize arg_max(Timestamp, *) by Subject | where Subject == "a"',
    );
    assert.equal(last?.['NetworkMessageId'], id('c'));
    assert.equal(Object.keys(last)[0], 'Subject');
    assert.deepEqual(
      asked('EmailEvents | summarize Received = min(Timestamp), arg_min(Timestamp, UrlCount)'),
      [{ Received: '2026-11-21T09:00:00Z', Timestamp: '2026-11-21T09:00:00Z', UrlCount: 1 }],
    );
  });

  it('join inner and leftouter, and number the names that meet', () => {
    const links = 'EmailUrlInfo | project NetworkMessageId, Url';
    const inner = asked(
      `EmailEvents | project NetworkMessageId, Subject | join kind=inner (${links}) on NetworkMessageId`,
    );
    assert.equal(inner.length, 3);
    assert.deepEqual(Object.keys(inner[0] ?? {}), [
      'NetworkMessageId',
      'Subject',
      'NetworkMessageId1',
      'Url',
    ]);
    const outer = asked(
      `let links = ${links}; EmailEvents | project NetworkMessageId | join kind=leftouter links on NetworkMessageId | join kind=leftouter links on NetworkMessageId | where isempty(Url)`,
    );
    assert.deepEqual(outer, [
      {
        NetworkMessageId: id('b'),
        NetworkMessageId1: '',
        Url: '',
        NetworkMessageId2: '',
        Url1: '',
      },
    ]);
  });

  it('bind scalars and queries with let, and pass over comments', () => {
    const query = `
      // the last hours
      let win = 90m; let names = dynamic(["a", "x"]);
      let recent = (EmailEvents | where Timestamp > ago(win + 1m)); // one message
      recent | where Subject in (names) | count;`;
    assert.deepEqual(asked(query), [{ Count: 2 }]);
  });
});
