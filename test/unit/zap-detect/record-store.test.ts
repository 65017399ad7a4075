import assert from 'node:assert/strict';
import { MemoryDocumentStore } from '../../../src/adapters/memory/memory-document-store.js';
import { ContractError } from '../../../src/lib/errors.js';
import { parseTenantId } from '../../../src/tenants/tenant.js';
import { DocumentZapRecordStore } from '../../../src/zap/record-store.js';
import type { ZapRecord } from '../../../src/zap/records.js';
import { after, item, networkId, recordFrom, sighting, tenant } from './fixture.js';

const other = parseTenantId('10000000-0000-4000-8000-000000000002') ?? assert.fail();
const record = recordFrom([sighting()]);
const older = recordFrom([
  sighting({
    networkMessageId: networkId('old'),
    receivedAt: after(-10_000),
    zapAt: { kind: 'exact', at: after(-9_000) },
  }),
]);

async function keys(list: AsyncIterable<{ readonly record: ZapRecord }>): Promise<string[]> {
  const found: string[] = [];
  for await (const one of list) found.push(one.record.key);
  return found;
}

describe('the store of records', () => {
  it('gives back what was written, by tenant and key', async () => {
    const store = new DocumentZapRecordStore(new MemoryDocumentStore());
    assert.equal(await store.write(record, undefined), 'written');
    assert.equal((await store.read(tenant.id, record.key))?.record.subject, 'Invoice 4711');
    assert.equal(await store.read(other, record.key), undefined);
    assert.deepEqual(await keys(store.list(other)), []);
  });
  it('takes every form of key', async () => {
    const store = new DocumentZapRecordStore(new MemoryDocumentStore());
    const named = recordFrom([item({ networkMessageId: undefined })]);
    const lone = recordFrom([item({ networkMessageId: undefined, internetMessageId: undefined })]);
    for (const one of [named, lone]) {
      assert.equal(await store.write(one, undefined), 'written');
      assert.equal((await store.read(tenant.id, one.key))?.record.key, one.key);
    }
  });
  it('lets nobody overwrite what they have not seen', async () => {
    const store = new DocumentZapRecordStore(new MemoryDocumentStore());
    await store.write(record, undefined);
    assert.equal(await store.write(record, undefined), 'conflict');
    const stored = await store.read(tenant.id, record.key);
    assert.equal(await store.write(record, stored?.etag), 'written');
    assert.equal(await store.write(record, stored?.etag), 'conflict');
  });
  it('lists since a time, and forgets before one', async () => {
    const store = new DocumentZapRecordStore(new MemoryDocumentStore());
    await store.write(record, undefined);
    await store.write(older, undefined);
    assert.equal((await keys(store.list(tenant.id))).length, 2);
    assert.deepEqual(await keys(store.list(tenant.id, after(0))), [record.key]);
    assert.equal(await store.forget(tenant.id, after(0)), 1);
    assert.deepEqual(await keys(store.list(tenant.id)), [record.key]);
  });
  it('never passes over a broken record', async () => {
    const documents = new MemoryDocumentStore();
    await documents.write(`zap-record|${tenant.id}`, 'broken', { key: 'broken' }, undefined);
    const store = new DocumentZapRecordStore(documents);
    await assert.rejects(keys(store.list(tenant.id)), ContractError);
  });
});
