import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MemoryDocumentStore } from '../../../src/adapters/memory/memory-document-store.js';
import type { ScanRun } from '../../../src/app/scan-run.js';
import {
  keepZapResult,
  readZapResults,
  runCardBefore,
  zapRunCard,
} from '../../../src/app/zap-run.js';
import type { ZapLook } from '../../../src/app/zap-job.js';
import type { Tenant } from '../../../src/tenants/tenant.js';
import { DocumentZapRecordStore } from '../../../src/zap/record-store.js';
import type { ZapRecord } from '../../../src/zap/records.js';
import { contoso } from '../../support/sample-findings.js';
import { recipient, recordOf } from '../zap-show/fixture.js';
import { fabrikam } from './commands-desk.js';
import { wordsOf } from './zap-bench.js';

const startedAt = '2026-11-22T09:00:00.000Z';
const place = { serviceUrl: 'https://x', tenantId: 't', conversationId: 'c', activityId: 'a' };

function runOf(tenants: readonly Tenant[], change: Partial<ScanRun> = {}): ScanRun {
  return { id: 'run', startedAt, tenants: [...tenants], zapDays: 1, place, ...change };
}

function lookOf({ id, name }: Tenant, complete = true): ZapLook {
  const notRead = complete ? [] : ['Advanced hunting could not be read: no answer.'];
  const coverage = { tenantId: id, tenantName: name, complete, read: [], notRead, limits: [] };
  return { coverage };
}

async function cardOf(
  run: ScanRun,
  looks: readonly ZapLook[],
  records: readonly ZapRecord[] = [],
): Promise<string> {
  const store = new DocumentZapRecordStore(new MemoryDocumentStore());
  for (const record of records) await store.write(record, undefined);
  return wordsOf(await zapRunCard(run, looks, store));
}

const mine = { tenantId: contoso.id };
const receivedAt = '2026-11-20T11:00:00.000Z';

describe('The card of a look at what ZAP took', () => {
  it('says how far it is until every tenant has been read', async () => {
    const run = runOf([contoso, fabrikam], { zapDays: 14 });
    assert.match(wordsOf(runCardBefore(run)), /Running: 0 of 2 tenants done\n.*last 14 days/);
    assert.match(await cardOf(run, [lookOf(contoso)]), /Running: 1 of 2 tenants done/);
    assert.match(await cardOf(runOf([contoso]), []), /0 of 1 tenant done\n.*the last day$/m);
  });

  it('says "no message" only when every tenant was read and nothing is stored', async () => {
    const whole = fc.array(fc.boolean(), { minLength: 2, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(whole, fc.boolean(), async ([one = true, two = true], found) => {
        const looks = [lookOf(contoso, one), lookOf(fabrikam, two)];
        const words = await cardOf(
          runOf([contoso, fabrikam]),
          looks,
          found ? [recordOf(mine)] : [],
        );
        assert.equal(words.includes('no message seen'), one && two && !found, words);
        assert.equal(words.includes('not everything was read'), !one || !two, words);
      }),
    );
  });

  it('names the tenant that failed before anything that was found', async () => {
    const run = runOf([contoso, fabrikam]);
    const looks = [lookOf(contoso), lookOf(fabrikam, false)];
    const words = await cardOf(run, looks, [recordOf(mine)]);
    assert.match(words, /ZAP: 1 message in 1 day, but not everything was read/);
    assert.match(words, /Read completely: 1 of 2 customers\./);
    assert.match(words, /unread\nFabrikam: *\n[^]*person\n/);
  });

  it('counts of one mailbox nothing that went to others, under whichever address it was asked for', async () => {
    const run = runOf([contoso], { mailbox: 'Ana@alias.example' });
    const look = { ...lookOf(contoso), mailbox: 'ana.costa@contoso.example' };
    const others = recordOf({ ...mine, key: 'b', recipients: [recipient({ address: 'bo@x' })] });
    const words = await cardOf(run, [look], [recordOf(mine), others]);
    assert.match(words, /ZAP: 1 message in 1 day/);
    assert.match(words, /1 message, 1 recipient:/);
    assert.match(words, /Ana@alias\[\.\]example|Ana@alias\.example|Ana\[@\]alias/);
  });

  it('counts a message whose earliest purge was before the time, when somebody lost it within', async () => {
    const late = recipient({
      receivedAt,
      zapTime: { kind: 'exact', at: '2026-11-21T10:00:00.000Z' },
    });
    const early = recipient({
      address: 'a@x',
      receivedAt,
      zapTime: { kind: 'exact', at: receivedAt },
    });
    const unsure = recipient({ receivedAt, zapTime: { kind: 'within-48h' } });
    const cases: [ZapRecord['recipients'], boolean][] = [
      [[early, late], true],
      [[unsure], true],
      [[early], false],
    ];
    for (const [recipients, counted] of cases) {
      const record = recordOf({ ...mine, at: receivedAt, recipients });
      const words = await cardOf(runOf([contoso]), [lookOf(contoso)], [record]);
      assert.equal(words.includes('ZAP: 1 message'), counted, JSON.stringify(recipients));
    }
  });

  it('counts nothing from before the time, and nothing of another tenant', async () => {
    const records = [
      recordOf({ ...mine, at: '2026-11-01T09:01:00.000Z', recipients: [] }),
      recordOf({ tenantId: fabrikam.id }),
    ];
    assert.match(await cardOf(runOf([contoso]), [lookOf(contoso)], records), /no message seen/);
  });
});

describe('What a tenant of a run came to', () => {
  it('is read back as it was written, the newest of each tenant', async () => {
    const documents = new MemoryDocumentStore();
    await keepZapResult(documents, 'r', lookOf(contoso, false));
    await keepZapResult(documents, 'r', { ...lookOf(contoso), mailbox: 'a@b' });
    await keepZapResult(documents, 'r', lookOf(fabrikam));
    await keepZapResult(documents, 'other', lookOf(fabrikam));
    assert.deepEqual(await readZapResults(documents, 'r'), [
      { ...lookOf(contoso), mailbox: 'a@b' },
      lookOf(fabrikam),
    ]);
  });
});
