import assert from 'node:assert/strict';
import { ServiceError, TransportError } from '../../../src/lib/errors.js';
import { unwantedTotal } from '../../../src/spam/cell.js';
import { sayNothingUnwanted } from '../../../src/spam/coverage.js';
import { spamReportCoverage } from '../../../src/spam/report-coverage.js';
import { parseSpamReport, storedSpamReport } from '../../../src/spam/report.js';
import { scanSpam, type SpamScan } from '../../../src/spam/scan.js';
import {
  ana,
  FakeFlow,
  hoursAgo,
  mail,
  now,
  servicesOf,
  tenant,
  zone,
  toMany,
} from './fake-flow.js';

const options = { days: 7, zone };

function scan(...sources: readonly FakeFlow[]): Promise<SpamScan> {
  return scanSpam(tenant, servicesOf(sources), options);
}

const broken = new TransportError('No answer.', {
  service: 'graph',
  reason: 'reset',
  mayHaveArrived: true,
});

describe('A look at mail flow', () => {
  it('counts quarantined, junked, rejected and delivered mail apart, and none is left out', async () => {
    const outcomes = ['delivered', 'junked', 'quarantined', 'rejected', 'unknown'] as const;
    const rows = outcomes.map((outcome, i) => mail({ outcome, count: i + 1 }));
    const { report } = await scan(new FakeFlow('hunting', rows));
    assert.deepEqual(
      report.cells.map(({ outcome, count }) => [outcome, count]),
      outcomes.map((outcome, i) => [outcome, i + 1]),
    );
    assert.equal(unwantedTotal(report.cells), 15);
    assert.deepEqual(report.senders.listed[0]?.byOutcome, {
      ...{ delivered: 1, junked: 2, quarantined: 3, rejected: 4, unknown: 5 },
    });
  });

  it('says nothing was there only after a complete reading', async () => {
    const whole = await scan(new FakeFlow('hunting'));
    assert.deepEqual(whole.coverage.outcome, { kind: 'clean' });
    assert.match(sayNothingUnwanted(whole.coverage) ?? '', /^No mail/);
    const cut = new FakeFlow('hunting');
    cut.parts = [
      { kind: 'limit', limit: { kind: 'rows', span: { from: hoursAgo(30), to: hoursAgo(20) } } },
    ];
    const absent = new FakeFlow('hunting');
    absent.presence = { kind: 'absent', why: 'no-licence' };
    const failing = new FakeFlow('hunting');
    failing.failure = broken;
    for (const source of [cut, absent, failing]) {
      const { coverage, report, days } = await scan(source);
      assert.equal(coverage.outcome.kind, 'unknown');
      assert.equal(coverage.complete || report.complete, false);
      assert.equal(sayNothingUnwanted(coverage), undefined);
      assert.ok(spamReportCoverage(coverage).notRead.length > 0);
      assert.ok(days.some(({ complete }) => !complete));
      assert.equal(days.length, 7);
    }
    const none = await scan();
    assert.equal(none.coverage.outcome.kind, 'unknown');
  });

  it('reads the next source after one that failed, stopped or reaches not far enough, and never adds them up', async () => {
    const failing = new FakeFlow('hunting', [mail(), mail()]);
    failing.failure = broken;
    const short = new FakeFlow('hunting', [mail(), mail()]);
    short.daysBack = 3;
    const cut = new FakeFlow('hunting', [mail(), mail()]);
    cut.parts.push({
      kind: 'limit',
      limit: { kind: 'rows', span: { from: hoursAgo(5), to: hoursAgo(4) }, told: 2, of: 9 },
    });
    for (const first of [failing, short, cut]) {
      const trace = new FakeFlow('message-trace', [mail({ verdict: 'unknown' })]);
      const { coverage, report } = await scan(trace, first);
      assert.equal(coverage.source, 'message-trace');
      assert.equal(coverage.complete, true);
      assert.equal(unwantedTotal(report.cells), 1);
      assert.match(report.countingRule.join(' '), /does not say what for/);
    }
  });

  it('reads no worse source after a complete one, and none that is absent', async () => {
    const hunting = new FakeFlow('hunting', [mail()]);
    const trace = new FakeFlow('message-trace', [mail()]);
    await scan(trace, hunting);
    assert.equal(trace.questions.length, 0);
    hunting.presence = { kind: 'absent', why: 'no-licence' };
    const { coverage } = await scan(hunting, trace);
    assert.deepEqual(coverage.absent, [{ source: 'hunting', why: 'no-licence' }]);
    assert.equal(hunting.questions.length, 1);
  });

  it('shows what a source told that broke off, and says that it is not all', async () => {
    const source = new FakeFlow('hunting', [mail()]);
    source.failure = broken;
    const { coverage, report, days } = await scan(source);
    assert.deepEqual(coverage.outcome, { kind: 'found', count: 1 });
    assert.equal(coverage.complete, false);
    assert.match(spamReportCoverage(coverage).notRead.join(' '), /broke off/);
    assert.equal(unwantedTotal(report.cells), 1);
    assert.ok(days.every(({ complete }) => !complete));
  });

  it('asks a source that refuses whether it is still there, and rethrows what is a bug', async () => {
    const source = new FakeFlow('hunting');
    source.failure = new ServiceError(
      'No.',
      { service: 'graph', status: 403 },
      { retryable: false },
    );
    const services = servicesOf([source]);
    await scanSpam(tenant, services, options);
    source.presence = { kind: 'absent', why: 'no-licence' };
    const { coverage } = await scanSpam(tenant, services, options);
    assert.deepEqual(coverage.absent, [{ source: 'hunting', why: 'no-licence' }]);
    source.presence = { kind: 'present' };
    source.failure = new RangeError('a bug');
    await assert.rejects(scan(source), RangeError);
  });

  it('counts each local day by itself, and today only up to what the source is said to know', async () => {
    const source = new FakeFlow('hunting', [
      mail({ at: '2026-11-26T22:59:59.000Z', count: 3 }),
      mail({ at: '2026-11-26T23:00:00.000Z', count: 5 }),
    ]);
    source.parts.push({
      kind: 'limit',
      limit: { kind: 'lag', span: { from: hoursAgo(1), to: now.toISOString() } },
    });
    const { days, coverage } = await scanSpam(tenant, servicesOf([source]), {
      ...{ days: 3, zone: 'Europe/Berlin' },
    });
    assert.deepEqual(
      days.map(({ day, cells, complete, over }) => [day, unwantedTotal(cells), complete, over]),
      [
        ['2026-11-25', 0, true, true],
        ['2026-11-26', 3, true, true],
        ['2026-11-27', 5, true, false],
      ],
    );
    assert.equal(days[2]?.to, hoursAgo(1));
    assert.equal(coverage.complete, true);
    assert.match(spamReportCoverage(coverage).limits.join(' '), /late/);
  });

  it('puts the blame of a gap on the days that it touches', async () => {
    const source = new FakeFlow('hunting', [mail()]);
    source.parts.push({
      kind: 'limit',
      limit: {
        kind: 'rows',
        span: { from: '2026-11-25T10:00:00.000Z', to: '2026-11-25T11:00:00.000Z' },
      },
    });
    const { days, coverage } = await scan(source);
    assert.equal(coverage.complete, false);
    assert.deepEqual(
      days.filter(({ complete }) => !complete).map(({ day }) => day),
      ['2026-11-25'],
    );
  });

  it('is not complete without knowing which domains are the own ones', async () => {
    const services = servicesOf(
      [new FakeFlow('hunting', [mail()])],
      {},
      {
        ownDomains: () => Promise.reject(broken),
      },
    );
    const { coverage, days } = await scanSpam(tenant, services, options);
    assert.equal(coverage.complete, false);
    assert.ok(days.every(({ complete }) => !complete));
    assert.match(spamReportCoverage(coverage).notRead[0] ?? '', /own domains could not be read/);
  });

  it('looks at one mailbox only when asked, and gives no days and remembers nothing of it', async () => {
    const source = new FakeFlow('hunting', [mail(), ...toMany(5, {}, 'contoso.example')]);
    const { report, days, findings } = await scanSpam(tenant, servicesOf([source]), {
      ...options,
      mailbox: ` ${ana.toUpperCase()} `,
    });
    assert.equal(unwantedTotal(report.cells), 1);
    assert.deepEqual([days, findings, report.mailbox], [[], [], ana]);
    assert.equal(source.questions[0]?.mailbox, ana);
  });

  it('gives a report that is the same after storing, with every delivery still counted in shorter lists', async () => {
    const rows = Array.from({ length: 80 }, (_, i) =>
      mail({ sender: `s${i}@d${i}.example`, recipient: `r${i}@contoso.example`, count: i + 1 }),
    );
    const { report } = await scan(new FakeFlow('hunting', rows));
    const back = parseSpamReport(JSON.parse(JSON.stringify(storedSpamReport(report, 10))));
    for (const list of [back.senders, back.domains, back.receivers]) {
      assert.equal(list.listed.length, 10);
      assert.equal(
        list.listed.reduce((sum, { count }) => sum + count, list.leftOut),
        unwantedTotal(report.cells),
      );
    }
    assert.deepEqual(
      parseSpamReport(JSON.parse(JSON.stringify(report))),
      JSON.parse(JSON.stringify(report)),
    );
  });

  it('gives the share of a person only where the source lists wanted mail', async () => {
    const rows = [
      mail(),
      mail({ verdict: 'clean', outcome: 'delivered', count: 9, sender: undefined }),
    ];
    const hunting = await scan(new FakeFlow('hunting', rows));
    assert.equal(hunting.report.receivers.listed[0]?.total, 10);
    const reports = await scan(new FakeFlow('mail-reports', rows));
    assert.equal(reports.report.receivers.listed[0]?.total, undefined);
  });
});
