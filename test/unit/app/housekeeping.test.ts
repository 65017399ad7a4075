import assert from 'node:assert/strict';
import { MemoryClaimStore } from '../../../src/adapters/memory/memory-claim-store.js';
import { MemoryDocumentStore } from '../../../src/adapters/memory/memory-document-store.js';
import { tidyUp } from '../../../src/app/housekeeping.js';
import { readRun, startRun } from '../../../src/app/scan-run.js';
import { contoso } from '../../support/sample-findings.js';
import { quiet } from '../../support/quiet-log.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const week = 7 * 86_400_000;
const place = { serviceUrl: 'https://x', tenantId: 't', conversationId: 'c', activityId: 'a' };

describe('Housekeeping', () => {
  it('removes claims and scans older than a week, and nothing younger', async () => {
    const clock = new VirtualClock();
    const claims = new MemoryClaimStore(clock);
    const documents = new MemoryDocumentStore();
    await claims.claim('message|1');
    const run = await startRun(documents, [contoso], place, clock.now());
    await clock.advance(week);
    await tidyUp({ claims, documents }, clock, quiet);
    assert.equal(await claims.claim('message|1'), false);
    assert.ok(await readRun(documents, run.id));
    await clock.advance(1);
    await tidyUp({ claims, documents }, clock, quiet);
    assert.equal(await claims.claim('message|1'), true);
    assert.equal(await readRun(documents, run.id), undefined);
  });

  it('leaves every other document alone', async () => {
    const clock = new VirtualClock();
    const documents = new MemoryDocumentStore();
    await documents.write('schedule', 'scan-forwards', { slot: 0 }, undefined);
    await clock.advance(week * 10);
    await tidyUp({ claims: new MemoryClaimStore(clock), documents }, clock, quiet);
    assert.ok(await documents.read('schedule', 'scan-forwards'));
  });
});
