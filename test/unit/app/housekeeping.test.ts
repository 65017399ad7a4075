import assert from 'node:assert/strict';
import { MemoryClaimStore } from '../../../src/adapters/memory/memory-claim-store.js';
import { MemoryDocumentStore } from '../../../src/adapters/memory/memory-document-store.js';
import { tidyUp, type Household } from '../../../src/app/housekeeping.js';
import { looksOf, readRun, startRun } from '../../../src/app/scan-run.js';
import type { LogFields } from '../../../src/lib/log.js';
import { DocumentSpamDayStore } from '../../../src/spam/day-store.js';
import { DocumentZapRecordStore } from '../../../src/zap/record-store.js';
import { contoso } from '../../support/sample-findings.js';
import { quiet } from '../../support/quiet-log.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { recordOf } from '../zap-show/fixture.js';
import { fabrikam } from './commands-desk.js';

const week = 7 * 86_400_000;
const place = { serviceUrl: 'https://x', tenantId: 't', conversationId: 'c', activityId: 'a' };

function household(documents: MemoryDocumentStore, claims: MemoryClaimStore): Household {
  const records = new DocumentZapRecordStore(documents);
  const days = new DocumentSpamDayStore(documents);
  return { documents, claims, records, days, tenants: [contoso.id] };
}

describe('Housekeeping', () => {
  it('removes claims and scans older than a week, and nothing younger', async () => {
    const clock = new VirtualClock();
    const claims = new MemoryClaimStore(clock);
    const documents = new MemoryDocumentStore();
    await claims.claim('message|1');
    const run = await startRun(documents, [contoso], place, clock.now());
    await clock.advance(week);
    await tidyUp(household(documents, claims), clock, quiet);
    assert.equal(await claims.claim('message|1'), false);
    assert.ok(await readRun(documents, run.id));
    await clock.advance(1);
    await tidyUp(household(documents, claims), clock, quiet);
    assert.equal(await claims.claim('message|1'), true);
    assert.equal(await readRun(documents, run.id), undefined);
  });

  it('forgets zapped messages of more than 190 days ago, of the tenants named, and nothing younger', async () => {
    const clock = new VirtualClock({ start: '2026-11-21T08:00:00.000Z' });
    const documents = new MemoryDocumentStore();
    const { records, ...house } = household(documents, new MemoryClaimStore(clock));
    const at = (daysAgo: number, ms: number): string =>
      new Date(clock.now().getTime() - daysAgo * 86_400_000 + ms).toISOString();
    const old = recordOf({ tenantId: contoso.id, key: 'old', at: at(190, -1) });
    const young = recordOf({ tenantId: contoso.id, key: 'young', at: at(190, 0) });
    const others = recordOf({ tenantId: fabrikam.id, key: 'old', at: at(400, 0) });
    for (const record of [old, young, others]) await records.write(record, undefined);
    const said: LogFields[] = [];
    const log = { ...quiet, info: (fields: LogFields) => said.push(fields) };
    await tidyUp({ ...house, records }, clock, log);
    assert.equal(await records.read(contoso.id, 'old'), undefined);
    assert.ok(await records.read(contoso.id, 'young'));
    assert.ok(await records.read(fabrikam.id, 'old'));
    assert.deepEqual(said, [{ claims: 0, runs: 0, exports: 0, records: 1, mailDays: 0 }]);
  });

  it('forgets what runs of mail flow kept beside their marks', async () => {
    const clock = new VirtualClock();
    const documents = new MemoryDocumentStore();
    const run = await startRun(documents, [contoso], place, clock.now(), { spamDays: 2 });
    await documents.write(looksOf(run.id), contoso.id, { kept: true }, undefined);
    await clock.advance(week + 1);
    await tidyUp(household(documents, new MemoryClaimStore(clock)), clock, quiet);
    assert.equal(await documents.read(looksOf(run.id), contoso.id), undefined);
  });

  it('forgets the days of mail of more than thirteen weeks ago, and no younger', async () => {
    const clock = new VirtualClock({ start: '2026-11-21T08:00:00.000Z' });
    const documents = new MemoryDocumentStore();
    const { days, ...house } = household(documents, new MemoryClaimStore(clock));
    const collection = `spam-day|${contoso.id}`;
    for (const day of ['2026-08-20', '2026-08-21', '2026-11-20']) {
      await documents.write(collection, day, { day }, undefined);
    }
    await tidyUp({ ...house, days }, clock, quiet);
    const left: string[] = [];
    for await (const { key } of documents.list(collection)) left.push(key);
    assert.deepEqual(left, ['2026-08-21', '2026-11-20']);
  });

  it('leaves every other document alone', async () => {
    const clock = new VirtualClock();
    const documents = new MemoryDocumentStore();
    await documents.write('schedule', 'scan-forwards', { slot: 0 }, undefined);
    await clock.advance(week * 10);
    await tidyUp(household(documents, new MemoryClaimStore(clock)), clock, quiet);
    assert.ok(await documents.read('schedule', 'scan-forwards'));
  });
});
