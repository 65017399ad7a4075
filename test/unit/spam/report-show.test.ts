import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { CardRenderer } from '../../../src/adapters/teams/card-renderer.js';
import { csvCell, type CsvRow } from '../../../src/lib/csv.js';
import { unwantedTotal } from '../../../src/spam/cell.js';
import { spamDayColumns, spamDayRows } from '../../../src/spam/day-rows.js';
import type { SpamLook } from '../../../src/spam/look.js';
import type { MailRow } from '../../../src/spam/mail-row.js';
import { spamReportCard } from '../../../src/spam/report-card.js';
import { spamReportCoverage } from '../../../src/spam/report-coverage.js';
import { spamReportFile, spamReportFileSchema } from '../../../src/spam/report-json.js';
import { spamViewColumns, spamViewRows } from '../../../src/spam/rows.js';
import { scanSpam, type SpamScan } from '../../../src/spam/scan.js';
import { spamViewCard } from '../../../src/spam/view-card.js';
import { spamViews } from '../../../src/spam/view.js';
import { cardProblems } from '../../../src/simulator/channel/card-checks.js';
import { texts } from '../../support/hostile-mail.js';
import {
  ana,
  FakeFlow,
  hoursAgo,
  mail,
  now,
  servicesOf,
  tenant,
  toMany,
  zone,
} from './fake-flow.js';

const runId = '7a3c1d52-0000-4000-8000-000000000042';

interface Scanned {
  readonly look: SpamLook;
  readonly days: SpamScan['days'];
}

async function scanned(rows: readonly MailRow[], name = tenant.name): Promise<Scanned> {
  const services = servicesOf([new FakeFlow('hunting', rows)], { blocked: [{ address: ana }] });
  const scan = await scanSpam({ ...tenant, name }, services, { days: 7, zone });
  const { coverage, report, days } = scan;
  return { look: { coverage: spamReportCoverage(coverage), report }, days };
}

async function lookOf(rows: readonly MailRow[], name?: string): Promise<SpamLook> {
  return (await scanned(rows, name)).look;
}

/** Something in every list. */
const everything: readonly MailRow[] = [
  mail({ count: 7 }),
  mail({ outcome: 'junked', verdict: 'bulk', count: 5 }),
  ...toMany(40, { verdict: 'clean', outcome: 'delivered', count: 30 }, 'contoso.example'),
  ...toMany(40, { verdict: 'phish', sender: 'a@wide.example' }, 'contoso.example'),
  ...Array.from({ length: 6 }, (_, i) =>
    mail({ verdict: 'phish', sender: `a@evil${i}.example`, clusterId: `c${i}` }),
  ),
  mail({
    sender: 'boss@contoso.example',
    compauth: 'fail',
    verdict: 'spoof',
    outcome: 'delivered',
  }),
  ...toMany(60, { direction: 'outbound', outcome: 'delivered', sender: 'bo@contoso.example' }),
  ...toMany(50, { at: hoursAgo(24 * 8), sender: 'old@before.example' }, 'contoso.example'),
];

function hostileRows(text: string): MailRow[] {
  return [
    ...everything.map((one) => ({
      ...one,
      sender:
        one.direction === 'outbound' ? `${text}@contoso.example` : `${text}${one.sender ?? ''}`,
      recipient: `${text}@contoso.example`,
    })),
    mail({ sender: text, recipient: text }),
    mail({ sender: '', recipient: '' }),
  ];
}

describe('The cards of the spam report', () => {
  const renderer = new CardRenderer();

  it('stay inert and within the limit, whatever an attacker wrote, in every view', async () => {
    for (const text of texts) {
      const looks = [await lookOf(hostileRows(text), text), await lookOf([])];
      const input = { looks, scope: text, days: 7, runId };
      const cards = [
        spamReportCard(input),
        ...spamViews.map((view) => spamViewCard({ ...input, view })),
      ];
      for (const card of cards) {
        const { content, summary } = renderer.render(card);
        assert.notEqual(content['body'], undefined);
        assert.ok(!JSON.stringify(content).includes('too large for Teams'), card.template);
        assert.deepEqual(cardProblems(content), []);
        const drawn = JSON.stringify(content) + summary;
        assert.ok(!drawn.includes('${') && !drawn.includes('{{') && !/<\/?at>/i.test(drawn), text);
        assert.doesNotMatch(drawn, /[\u202e\u200b\u2066]|https?:\/\/hostile-host/);
      }
    }
  });

  it('say first what was not read, and nothing at all only when all was read', async () => {
    const whole = spamReportCard({ looks: [await lookOf([])], scope: '', days: 7 });
    assert.equal(whole.data['title'], 'Spam: nothing that the filter minded in 7 days');
    const gone = new FakeFlow('hunting');
    gone.presence = { kind: 'absent', why: 'no-licence' };
    const { coverage, report } = await scanSpam(tenant, servicesOf([gone]), { days: 7, zone });
    const look = { coverage: spamReportCoverage(coverage), report };
    const blind = spamReportCard({ looks: [look], scope: '', days: 7 });
    assert.match(
      String(blind.data['title']),
      /nothing seen in 7 days, but not everything was read/,
    );
    assert.equal(blind.rows?.[0]?.['section'], 'unread');
    assert.match(
      String(spamReportCard({ looks: [], scope: '', days: 7 }).data['title']),
      /not everything/,
    );
    for (const view of spamViews) {
      const card = spamViewCard({ looks: [look], view, scope: '', days: 7 });
      assert.match(String(card.data['empty']), /not everything was read/);
    }
  });

  it('print the counting rule under the figures, and the numbers of the chart add up', async () => {
    const look = await lookOf(everything);
    const { data, rows = [] } = spamReportCard({ looks: [look], scope: '', days: 7, runId });
    const rules = rows.filter(({ section }) => section === 'rule').map(({ text }) => String(text));
    assert.match(rules.join(' '), /each message once for each recipient/);
    const totals = Object.entries(data).filter(([name]) => name.endsWith('_total'));
    const parts = Object.entries(data).filter(
      ([name, value]) => typeof value === 'number' && !name.endsWith('_total'),
    );
    const sum = (all: readonly (readonly [string, unknown])[]): number =>
      all.reduce((before, [, value]) => before + Number(value), 0);
    assert.equal(sum(totals), unwantedTotal(look.report.cells));
    assert.equal(sum(parts), sum(totals));
  });

  it('have buttons only when a run is stored, and show each view what it lists', async () => {
    const look = await lookOf(everything);
    const drawn = (run: string | undefined): string =>
      JSON.stringify(
        renderer.render(spamReportCard({ looks: [look], scope: '', days: 7, runId: run })).content,
      );
    assert.ok(drawn(runId).includes('spam.view') && !drawn(undefined).includes('spam.view'));
    const shown = (view: (typeof spamViews)[number]): string =>
      JSON.stringify(spamViewCard({ looks: [look], view, scope: '', days: 7, runId }).rows);
    assert.match(shown('senders'), /a@wide\[\.\]example/);
    assert.match(shown('receivers'), /spear phishing/);
    assert.match(shown('internal'), /Blocked by Microsoft/);
    assert.match(shown('spoofed'), /contoso\[\.\]example/);
    assert.match(shown('trends'), /before\[\.\]example/);
  });
});

describe('The rows of the spam report', () => {
  const counted = (rows: readonly CsvRow[], at: number, lists: readonly string[], list: number) =>
    rows
      .filter((row) => lists.includes(String(row[list])))
      .reduce((sum, row) => sum + Number(row[at]), 0);

  it('have a cell for every column, disarm formulas, and add up to the cells of the report', async () => {
    for (const text of ['x', ...texts, '=cmd|x', '@SUM(A1)', '\ud800']) {
      const look = await lookOf(hostileRows(text), text);
      for (const view of spamViews) {
        const columns = spamViewColumns[view];
        for (const row of spamViewRows(view, { tenantName: text, report: look.report })) {
          assert.equal(row.length, columns.length, view);
          for (const cell of row) assert.doesNotMatch(csvCell(cell), /^[=+@\t\r\n]/);
        }
      }
      const rows = [...spamViewRows('senders', { tenantName: text, report: look.report })];
      const at = spamViewColumns.senders.indexOf('Count');
      const list = spamViewColumns.senders.indexOf('List');
      const outside = look.report.cells.filter(({ direction }) => direction === 'inbound');
      assert.equal(
        counted(rows, at, ['sender', 'all other senders'], list),
        unwantedTotal(outside),
      );
      assert.equal(
        counted(rows, at, ['domain', 'all other domains'], list),
        unwantedTotal(outside),
      );
    }
  });

  it('leave out what is of another direction', async () => {
    const look = await lookOf(everything);
    const one = { tenantName: 'x', report: look.report };
    assert.equal([...spamViewRows('senders', one, 'outbound')].length, 0);
    assert.equal([...spamViewRows('internal', one, 'inbound')].length, 0);
    assert.ok([...spamViewRows('internal', one, 'outbound')].length > 0);
  });

  it('of a stored day count every delivery once, and name a day of which nothing is known', async () => {
    const { days } = await scanned(everything);
    const part = spamDayColumns.indexOf('Part');
    const at = spamDayColumns.indexOf('Count');
    for (const day of days) {
      const rows = [...spamDayRows('=x', day)];
      assert.ok(rows.length > 0 && rows.every((row) => row.length === spamDayColumns.length));
      assert.equal(
        counted(rows, at, ['cells'], part),
        day.cells.reduce((sum, { count }) => sum + count, 0),
      );
      assert.equal(
        counted(rows, at, ['internal', 'internal, all others'], part),
        unwantedTotal(day.cells.filter(({ direction }) => direction === 'outbound')),
      );
    }
  });

  it('as JSON are of the published form, and show what hides', async () => {
    const look = await lookOf(hostileRows('\u202eevil\u200b'), '\u202ename');
    const file = spamReportFile([look], now);
    assert.deepEqual(spamReportFileSchema.parse(JSON.parse(JSON.stringify(file))), file);
    assert.doesNotMatch(JSON.stringify(file), /[\u202e\u200b]/);
    const published = JSON.parse(
      readFileSync(new URL('../../../docs/spam-report.schema.json', import.meta.url), 'utf8'),
    ) as unknown;
    assert.deepEqual(published, z.toJSONSchema(spamReportFileSchema));
  });
});
