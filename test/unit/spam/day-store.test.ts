import assert from 'node:assert/strict';
import { MemoryDocumentStore } from '../../../src/adapters/memory/memory-document-store.js';
import { ContractError } from '../../../src/lib/errors.js';
import type { SpamDay } from '../../../src/spam/day.js';
import { DocumentSpamDayStore } from '../../../src/spam/day-store.js';
import { scanSpam } from '../../../src/spam/scan.js';
import { FakeFlow, mail, now, servicesOf, tenant, zone } from './fake-flow.js';

async function today(): Promise<SpamDay> {
  const source = new FakeFlow('hunting', [mail({ sender: '=cmd|\u202e${x}@evil.example' })]);
  const { days } = await scanSpam(tenant, servicesOf([source]), { days: 1, zone });
  const [day] = days;
  assert.ok(day);
  return day;
}

async function listed(store: DocumentSpamDayStore, ...range: string[]): Promise<string[]> {
  const days: string[] = [];
  for await (const { day } of store.list(tenant.id, ...range)) days.push(day);
  return days;
}

describe('Stored days of mail', () => {
  it('read back equal, whatever an attacker wrote', async () => {
    const store = new DocumentSpamDayStore(new MemoryDocumentStore());
    const day = await today();
    assert.equal(await store.write(day), 'written');
    assert.deepEqual(await store.read(tenant.id, day.day), JSON.parse(JSON.stringify(day)));
  });

  it('give way to a later reading, but not to a less complete one', async () => {
    const store = new DocumentSpamDayStore(new MemoryDocumentStore());
    const day = await today();
    const later = { ...day, readAt: new Date(now.getTime() + 1000).toISOString() };
    await store.write(day);
    assert.equal(await store.write({ ...later, complete: false }), 'kept');
    assert.equal(await store.write(later), 'written');
    assert.equal(await store.write(day), 'kept');
    const broken = { ...day, day: '2026-11-20', complete: false };
    await store.write(broken);
    assert.equal(await store.write({ ...broken, complete: true, readAt: day.readAt }), 'written');
  });

  it('give the complete morning up for a whole day of which not all is known, and never for less mail', async () => {
    const store = new DocumentSpamDayStore(new MemoryDocumentStore());
    const day = await today();
    const morning = { ...day, over: false };
    await store.write(morning);
    const [cell] = day.cells;
    assert.ok(cell);
    const more = { ...morning, complete: false, cells: [{ ...cell, count: cell.count + 5 }] };
    assert.equal(await store.write({ ...more, cells: [] }), 'kept');
    assert.equal(await store.write(more), 'written');
    assert.deepEqual((await store.read(tenant.id, day.day))?.cells, more.cells);
    await store.write({ ...day, over: true });
    assert.equal(await store.write({ ...more, over: true }), 'kept');
  });

  it('are listed in order within a range, and forgotten by their day', async () => {
    const store = new DocumentSpamDayStore(new MemoryDocumentStore());
    const day = await today();
    for (const name of ['2026-11-03', '2026-11-01', '2026-11-02'])
      await store.write({ ...day, day: name });
    assert.deepEqual(await listed(store), ['2026-11-01', '2026-11-02', '2026-11-03']);
    assert.deepEqual(await listed(store, '2026-11-02', '2026-11-02'), ['2026-11-02']);
    assert.equal(await store.forget(tenant.id, '2026-11-03'), 2);
    assert.deepEqual(await listed(store), ['2026-11-03']);
  });

  it('are never passed over when they can not be read', async () => {
    const documents = new MemoryDocumentStore();
    await documents.write(`spam-day|${tenant.id}`, '2026-11-01', { day: 'x' }, undefined);
    const store = new DocumentSpamDayStore(documents);
    await assert.rejects(listed(store), ContractError);
    await assert.rejects(store.read(tenant.id, '2026-11-01'), ContractError);
  });
});
