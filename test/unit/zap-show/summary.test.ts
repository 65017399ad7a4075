import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CardRenderer } from '../../../src/adapters/teams/card-renderer.js';
import { cardProblems } from '../../../src/simulator/channel/card-checks.js';
import type { CsvValue } from '../../../src/lib/csv.js';
import type { ReportCoverage } from '../../../src/zap/report-coverage.js';
import { zapReportCard } from '../../../src/zap/report-card.js';
import { rowsOf, zapColumns } from '../../../src/zap/report.js';
import { summarise } from '../../../src/zap/summary.js';
import { records } from './arbitrary-records.js';
import { hostileTexts, recipient, recordOf, tenantId } from './fixture.js';

type Cells = Readonly<Record<(typeof zapColumns)[number], CsvValue>>;

function cells(list: Parameters<typeof summarise>[0]): readonly Cells[] {
  const rows = list.flatMap((record) => [...rowsOf({ tenantName: 'Contoso', record })]);
  return rows.map(
    (row) => Object.fromEntries(zapColumns.map((name, i) => [name, row[i] ?? ''])) as Cells,
  );
}

/** The nearest rank, counted out the slow way. */
function rank(values: readonly number[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.find((_, i) => (i + 1) / sorted.length >= share - 1e-9);
}

describe('the figures of a report', () => {
  it('are what the rows count', () => {
    fc.assert(
      fc.property(records, (list) => {
        const rows = cells(list);
        const figures = summarise(list);
        const many = (is: (row: Cells) => boolean): number => rows.filter(is).length;
        assert.equal(figures.recipients, rows.length);
        for (const [threat, count] of Object.entries(figures.byThreat)) {
          assert.equal(count, many((row) => row.Threat === threat)); // prettier-ignore
        }
        for (const [outcome, count] of Object.entries(figures.byOutcome)) {
          assert.equal(count, many((row) => row.Outcome === outcome)); // prettier-ignore
        }
        const { clicked, read, unread, unknown } = figures.evidence;
        assert.equal(clicked + read, many((row) => row.Read === 'True')); // prettier-ignore
        assert.equal(unread, many((row) => row.Read === 'False')); // prettier-ignore
        assert.equal(unknown, many((row) => row.Read === '')); // prettier-ignore
        assert.equal(figures.readAfterZap, many((row) => row.ReadEvidence === 'read-after-zap')); // prettier-ignore
        assert.deepEqual(figures.seen, { count: clicked + read, of: clicked + read + unread });
        for (const [kind, spread] of [
          ['exact', figures.exposure.exact],
          ['at-most', figures.exposure.atMost],
        ] as const) {
          const minutes = rows
            .filter((row) => row.Outcome === 'zapped' && row.ExposureKnown === kind)
            .map((row) => Number(row.ExposureMinutes));
          assert.deepEqual(spread, {
            count: minutes.length,
            median: rank(minutes, 0.5),
            p90: rank(minutes, 0.9),
          });
        }
        for (const person of figures.people) {
          const theirs = rows.filter((row) => row.Recipient === person.address);
          assert.equal(person.messages, theirs.length);
          assert.equal(person.clicked, theirs.filter((row) => row.ReadEvidence === 'clicked').length); // prettier-ignore
        }
      }),
      { numRuns: 200 },
    );
  });

  it('are the same for records in any order', () => {
    fc.assert(
      fc.property(records, (list) => {
        assert.deepEqual(summarise([...list].reverse()), summarise(list));
      }),
    );
  });

  it('never count 255.255.255.255, nor anything that only one message has', () => {
    fc.assert(
      fc.property(records, (list) => {
        for (const { value, messages } of summarise(list).repeated) {
          assert.ok(!value.startsWith('255.255.255'));
          assert.ok(messages > 1 && value !== '');
        }
      }),
    );
    const two = [recordOf({ key: 'a' }), recordOf({ key: 'b', senderIp: '203.0.113.77' })];
    assert.deepEqual(
      summarise(two).repeated.map(({ kind, value }) => `${kind} ${value}`),
      [
        'link-host login.evil.example',
        'network 203.0.113.0/24',
        'ptr mail.evil.example',
        'sender-domain evil.example',
      ],
    );
  });

  it('take a missing click for nothing where nobody logs clicks', () => {
    const seenByMailbox = recipient({ evidence: { value: 'unread', from: 'mailbox-now' }, sources: ['mailbox'] }); // prettier-ignore
    assert.deepEqual(summarise([recordOf({ recipients: [seenByMailbox] })]).clicked, {
      count: 0,
      of: 0,
    });
  });
});

describe('the card of a report', () => {
  const whole: ReportCoverage = {
    tenantId,
    tenantName: 'Contoso',
    complete: true,
    read: ['Advanced hunting: 2 sightings.'],
    notRead: [],
    limits: ['Whether a message was opened can not be seen.'],
  };
  const part: ReportCoverage = {
    ...whole,
    tenantName: 'Fabrikam',
    complete: false,
    notRead: ['Advanced hunting could not be read: Microsoft 365 is throttling this tenant.'],
  };
  const renderer = new CardRenderer();
  const draw = (
    list: Parameters<typeof summarise>[0],
    coverage: readonly ReportCoverage[],
  ): ReturnType<typeof zapReportCard> =>
    zapReportCard({ summary: summarise(list), coverage, scope: '', days: 7 });

  it('says that nothing was seen only when everything was read', () => {
    assert.equal(draw([], [whole]).data['title'], 'ZAP: no message seen in 7 days');
    for (const coverage of [[], [part], [whole, part]]) {
      assert.equal(
        draw([], coverage).data['title'],
        'ZAP: nothing seen in 7 days, but not everything was read',
      );
    }
    assert.equal(draw([], []).data['coverage'], 'Nothing was read.');
  });

  it('puts what was not read before the figures', () => {
    const drawn = JSON.stringify(renderer.render(draw([recordOf()], [whole, part])).content);
    const order = ['Read completely: 1 of 2', 'Fabrikam: ', '1 message, 2 recipients'];
    const places = order.map((text) => drawn.indexOf(text));
    assert.ok(places.every((place, i) => place > (places[i - 1] ?? 0)), String(places)); // prettier-ignore
  });

  it('keeps exact figures and bounds apart', () => {
    const list = [
      recordOf({
        recipients: [
          recipient(),
          recipient({ address: 'b@contoso.example', exposure: { kind: 'at-most', minutes: 130 } }),
          recipient({ address: 'c@contoso.example', exposure: { kind: 'within-48h' } }),
        ],
      }),
    ];
    const { data } = draw(list, [whole]);
    assert.match(String(data['exact']), /exact \(1 recipient\): median 47 min/);
    assert.match(String(data['atMost']), /at most \(1 recipient\): median 2 h 10 min/);
    assert.equal(
      data['noFigure'],
      'Exposure without a figure: 1 up to 48 h, exact time unknown.',
    ); // prettier-ignore
    assert.match(String(data['clickedLine']), /^Clicked: 3 of 3 whose clicks are logged \(100 %\)/);
  });

  it('has charts whose fallback shows the same figures, and passes the checks of a channel', () => {
    const { content } = renderer.render(draw([recordOf()], [whole]));
    assert.deepEqual(cardProblems(content), []);
    const drawn = JSON.stringify(content);
    assert.match(drawn, /"Chart.Donut"/);
    assert.match(drawn, /\{"x":"Clicked","y":1\}/);
    assert.match(drawn, /"legend":"Phishing","value":2/);
    assert.doesNotMatch(drawn, /"legend":"Malware"/);
  });

  it('stays small and inert with hostile names', () => {
    for (const text of hostileTexts) {
      const list = ['a', 'b'].map((key) =>
        recordOf({ key, senderDomain: text.slice(0, 500), linkHosts: [text.slice(0, 500)], ptr: text.slice(0, 500) }),
      ); // prettier-ignore
      const bad = { ...part, tenantName: text };
      const { content } = renderer.render(draw(list, [bad, bad, bad]));
      const drawn = JSON.stringify(content);
      assert.ok(
        !drawn.includes('too large') && !drawn.includes('${') && !drawn.includes('https://'),
      );
    }
  });
});
