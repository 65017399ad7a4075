import assert from 'node:assert/strict';
import { scanZapTenant, zapCoverages, type ZapLook } from '../../../src/app/zap-job.js';
import type { ZapScanOptions } from '../../../src/zap/scan.js';
import { contoso } from '../../support/sample-findings.js';
import { serviceError } from '../zap-detect/fake-sources.js';
import { ZapBench } from './zap-bench.js';

describe('A look at what ZAP took in one tenant', () => {
  let bench: ZapBench;
  beforeEach(async () => {
    bench = new ZapBench();
    await bench.desk.ready;
  });

  const look = (options: ZapScanOptions = {}): Promise<ZapLook> =>
    bench.desk.done(scanZapTenant(bench.jobServices.zaps, contoso, options));
  const clicked = () =>
    bench.taken({
      clicks: [{ at: bench.ago(150), account: 'a.smith@corp.contoso.example', reached: true }],
    });
  const states = async (): Promise<string[]> =>
    (await bench.desk.alerts()).map(({ kind, state }) => `${kind} ${state}`);

  it('raises one alert for a message that was clicked, however often it is seen', async () => {
    bench.of(contoso).have('hunting').saw('hunting', clicked());
    await look();
    await look();
    assert.deepEqual(await states(), ['zap open']);
  });

  it('stores a message that nobody opened, and raises no alert for it', async () => {
    bench
      .of(contoso)
      .have('hunting')
      .saw('hunting', bench.taken({ clicks: [] }));
    const { coverage } = await look();
    assert.deepEqual([coverage.complete, await states()], [true, []]);
    const subjects: string[] = [];
    for await (const { record } of bench.records.list(contoso.id)) subjects.push(record.subject);
    assert.deepEqual(subjects, ['Invoice 4711']);
  });

  it('ends no alert by not seeing its message any more', async () => {
    bench.of(contoso).have('hunting').saw('hunting', clicked());
    await look();
    bench.of(contoso).saw('hunting');
    assert.equal((await look()).coverage.complete, true);
    assert.deepEqual(await states(), ['zap open']);
  });

  it('keeps what was read of the whole tenant, with its time, and nothing of one mailbox', async () => {
    bench.of(contoso).have('hunting');
    await look({ mailbox: 'alice@contoso.example' });
    assert.equal(await bench.documents.read(zapCoverages, contoso.id), undefined);
    await look();
    const kept = (await bench.documents.read(zapCoverages, contoso.id))?.value;
    const { complete, readAt } = kept as { complete: boolean; readAt: string };
    assert.deepEqual([complete, readAt], [true, bench.ago(0)]);
  });

  it('says under which address the mailbox asked for stands in records', async () => {
    bench.of(contoso).have('hunting');
    const { mailbox } = await look({ mailbox: 'Alice@alias.contoso.example' });
    assert.equal(mailbox, 'alice@contoso.example');
    assert.equal((await look()).mailbox, undefined);
  });

  it('is not complete when the source refuses, and keeps that', async () => {
    bench.of(contoso).have('hunting').readings.set('hunting', serviceError(503));
    const { coverage } = await look();
    assert.equal(coverage.complete, false);
    assert.match(coverage.notRead.join(), /Advanced hunting could not be read/);
    const kept = (await bench.documents.read(zapCoverages, contoso.id))?.value;
    assert.equal((kept as { complete: boolean }).complete, false);
  });

  it('rejects for a bug, and keeps the earlier look', async () => {
    bench.of(contoso).have('hunting');
    await look();
    const before = await bench.documents.read(zapCoverages, contoso.id);
    bench.of(contoso).readings.set('hunting', new TypeError('a bug'));
    await assert.rejects(look(), TypeError);
    assert.deepEqual(await bench.documents.read(zapCoverages, contoso.id), before);
  });
});
