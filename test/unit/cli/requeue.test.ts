import assert from 'node:assert/strict';
import { MemoryAlertStore } from '../../../src/adapters/memory/memory-alert-store.js';
import { MemoryQueue } from '../../../src/adapters/memory/memory-queue.js';
import type { Job } from '../../../src/app/job.js';
import { takeUpAgain } from '../../../src/app/requeue.js';
import { requeueText } from '../../../src/cli/requeue.js';
import type { TenantId } from '../../../src/tenants/tenant.js';
import { outboxOf } from '../../support/arbitraries.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const contoso = '11111111-1111-4111-8111-111111111111' as TenantId;

describe('taking up again what was given up', () => {
  it('revives dead outbox entries and buried work, writes it down, and wakes the worker', async () => {
    const clock = new VirtualClock({ start: '2026-03-01T00:00:00.000Z' });
    const queue = new MemoryQueue<Job>(clock);
    const alerts = new MemoryAlertStore();
    const acting = '2026-01-05T08:01:00.000Z';
    await alerts.commit(contoso, [
      {
        type: 'outbox',
        value: outboxOf(contoso, 'o1', { state: 'dead', failure: 'gone', actingSince: acting }),
        etag: undefined,
      },
      { type: 'outbox', value: outboxOf(contoso, 'o2', { state: 'claimed' }), etag: undefined },
    ]);
    await queue.send({ kind: 'scan', tenantId: contoso });
    for (const lease of await queue.receive(1, 60_000)) await lease.bury('graph.403');

    const taken = await takeUpAgain({ alerts, queue }, clock);

    assert.deepEqual(taken, { queue: { moved: 1, unreadable: 0 }, outbox: 1 });
    const revived = (await alerts.outboxEntry(contoso, 'o1'))?.row;
    assert.equal(revived?.state, 'pending');
    assert.equal(revived.notBefore, '2026-03-01T00:00:00.000Z');
    assert.equal(revived.actingSince, acting, 'an earlier attempt may have had an effect');
    assert.equal((await alerts.outboxEntry(contoso, 'o2'))?.row.state, 'claimed');
    const kinds = (await queue.receive(10, 60_000)).map(({ item }) => item.kind);
    assert.deepEqual(kinds.sort(), ['deliver', 'scan']);
    const record = [];
    for await (const line of alerts.audit(contoso)) record.push(line.what);
    assert.deepEqual(record, ['outbox.requeued']);
  });

  it('says what stays behind', () => {
    const lines = requeueText({ queue: { moved: 2, unreadable: 1 }, outbox: 0 });
    assert.match(lines.join('\n'), /2 taken back[^]*1 stay there: they can't be read/);
  });
});
