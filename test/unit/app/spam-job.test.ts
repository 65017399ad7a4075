import assert from 'node:assert/strict';
import type { SpamLook } from '../../../src/spam/look.js';
import type { SpamDay } from '../../../src/spam/day.js';
import { readMailFlow, scheduledReading, spamCoverages } from '../../../src/app/spam-job.js';
import type { Tenant } from '../../../src/tenants/tenant.js';
import { contoso } from '../../support/sample-findings.js';
import { serviceError } from '../zap-detect/fake-sources.js';
import { fabrikam } from './commands-desk.js';
import { SpamBench } from './spam-bench.js';

describe('A reading of the mail flow of one tenant', () => {
  let bench: SpamBench;
  beforeEach(async () => {
    bench = new SpamBench();
    await bench.desk.ready;
  });

  const zone = 'UTC';
  const read = (options: object = scheduledReading, tenant: Tenant = contoso): Promise<SpamLook> =>
    bench.desk.done(
      readMailFlow(bench.jobServices.spam, tenant, { ...scheduledReading, zone, ...options }),
    );
  const days = async (): Promise<readonly SpamDay[]> => {
    const stored: SpamDay[] = [];
    for await (const day of bench.jobServices.spam.days.list(contoso.id)) stored.push(day);
    return stored;
  };
  const states = async (): Promise<string[]> =>
    (await bench.desk.alerts()).map(({ kind, state }) => `${kind} ${state}`);
  /** Phish from one of our own people to many outside. */
  const sendPhish = (): void => {
    bench.of(contoso).rows.push(
      ...Array.from({ length: 40 }, (_, n) =>
        bench.row({
          direction: 'outbound',
          outcome: 'delivered',
          sender: 'ida@contoso.example',
          recipient: `victim${n}@elsewhere${n}.example`,
          at: bench.ago(60 - n / 10),
        }),
      ),
    );
  };

  it('stores each of the last three days, with the figures that the source told', async () => {
    bench
      .of(contoso)
      .rows.push(bench.row(), bench.row({ at: bench.ago(26 * 60), verdict: 'spam' }));
    const { coverage } = await read();
    assert.equal(coverage.complete, true);
    const stored = await days();
    assert.equal(stored.length, 3);
    assert.ok(stored.every(({ complete }) => complete));
    const counts = stored.map(({ cells }) =>
      cells.map(({ verdict, count }) => `${verdict} ${count}`),
    );
    assert.deepEqual(counts.flat(), ['spam 1', 'phish 1']);
  });

  it('replaces a day that is read again, and counts nothing twice', async () => {
    bench.of(contoso).rows.push(bench.row());
    await read();
    bench.of(contoso).rows.push(bench.row({ recipient: 'jonas@contoso.example' }));
    await bench.desk.clock.advance(60_000);
    await read();
    await read();
    const stored = await days();
    assert.equal(stored.length, 3);
    assert.deepEqual(
      stored.flatMap(({ cells }) => cells.map(({ count }) => count)),
      [2],
    );
  });

  it('raises one alert for an own user who sends phish, however often it is read', async () => {
    sendPhish();
    await read();
    await read();
    await read({ days: 14, compare: true });
    assert.deepEqual(await states(), ['spam open']);
  });

  it('raises none for mail that comes from outside', async () => {
    bench
      .of(contoso)
      .rows.push(
        ...Array.from({ length: 200 }, (_, n) => bench.row({ recipient: `p${n}@contoso.example` })),
      );
    await read();
    assert.deepEqual(await states(), []);
  });

  it('ends no alert by not seeing its mail any more', async () => {
    sendPhish();
    await read();
    bench.of(contoso).rows = [];
    await read();
    assert.deepEqual(await states(), ['spam open']);
  });

  it('loses no alert when it stops between the alert and the memory of the event', async () => {
    sendPhish();
    const { spam } = bench.jobServices;
    const broken = new Error('the worker died');
    const dying = { ...spam, days: { ...spam.days, write: () => Promise.reject(broken) } };
    const dies = readMailFlow(dying, contoso, { ...scheduledReading, zone });
    await assert.rejects(bench.desk.done(dies), broken);
    await read();
    assert.deepEqual(await states(), ['spam open']);
    assert.equal((await days()).length, 3);
  });

  it('of one mailbox stores no day, raises nothing and keeps no coverage', async () => {
    sendPhish();
    const { report } = await read({ days: 7, mailbox: 'ida@contoso.example' });
    assert.equal(report.mailbox, 'ida@contoso.example');
    assert.deepEqual([await days(), await states()], [[], []]);
    assert.equal(await bench.documents.read(spamCoverages, contoso.id), undefined);
  });

  it('keeps what was read of the tenant, with its time', async () => {
    await read();
    const kept = (await bench.documents.read(spamCoverages, contoso.id))?.value;
    const { complete, readAt } = kept as { complete: boolean; readAt: string };
    assert.deepEqual([complete, readAt.slice(0, 16)], [true, bench.ago(0).slice(0, 16)]);
  });

  it('is not complete when the source breaks off, keeps that, and leaves the fuller days', async () => {
    bench.of(contoso).rows.push(bench.row());
    await read();
    const before = await days();
    bench.of(contoso).fails = serviceError(503);
    bench.of(contoso).rows = [];
    const { coverage } = await read();
    assert.equal(coverage.complete, false);
    assert.notDeepEqual(coverage.notRead, []);
    assert.deepEqual(await days(), before);
    const kept = (await bench.documents.read(spamCoverages, contoso.id))?.value;
    assert.equal((kept as { complete: boolean }).complete, false);
  });

  it('never guesses which way mail went in a tenant whose domains are not known', async () => {
    bench.of(contoso).domains = serviceError(403);
    bench.of(contoso).rows.push(bench.row());
    const { coverage } = await read();
    assert.equal(coverage.complete, false);
    assert.match(coverage.notRead.join(' '), /domain/i);
    assert.ok((await days()).every(({ complete }) => !complete));
  });

  it('says of a tenant without any source that nothing was read', async () => {
    bench.of(contoso).presence = { kind: 'absent', why: 'no-licence' };
    const { coverage, report } = await read();
    assert.equal(coverage.complete, false);
    assert.equal(report.source, undefined);
  });

  it('keeps tenants apart', async () => {
    sendPhish();
    await read();
    await read({}, fabrikam);
    const alerts = await bench.desk.alerts();
    assert.deepEqual(
      alerts.map(({ tenantId }) => tenantId),
      [contoso.id],
    );
  });

  it('rejects for a bug, and keeps the earlier reading', async () => {
    await read();
    const before = await bench.documents.read(spamCoverages, contoso.id);
    bench.of(contoso).fails = new TypeError('a bug');
    await assert.rejects(read(), TypeError);
    assert.deepEqual(await bench.documents.read(spamCoverages, contoso.id), before);
  });
});
