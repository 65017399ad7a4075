import assert from 'node:assert/strict';
import { claim, whileClaimed, type Claim } from '../../../src/alerts/claim.js';
import type { AlertServices } from '../../../src/alerts/services.js';
import { StoreConflictError, TransportError } from '../../../src/lib/errors.js';
import { Desk } from '../../support/desk.js';
import { contoso, forward } from '../../support/sample-findings.js';

const leaseMs = 60_000;

async function owing(): Promise<{ desk: Desk; id: string }> {
  const desk = new Desk({ leaseMs });
  await desk.settle([forward('ada', 'x')]);
  const [entry] = await desk.outbox();
  assert.ok(entry);
  return { desk, id: entry.id };
}

async function held(desk: Desk, id: string): Promise<Claim> {
  const got = await claim(desk.services, contoso.id, id);
  assert.ok(got);
  return got;
}

describe('A claim on an outbox entry', () => {
  it('is given to one of many who ask at once, and raises the fence', async () => {
    const { desk, id } = await owing();
    const claims = await Promise.all(
      Array.from({ length: 10 }, () => claim(desk.services, contoso.id, id)),
    );
    const [got, ...more] = claims.filter((one) => one !== undefined);
    assert.equal(more.length, 0);
    assert.deepEqual([got?.entry.fence, got?.entry.attempts], [1, 1]);
  });

  it('is not given before the entry is due, and not for what is done', async () => {
    const { desk, id } = await owing();
    const first = await held(desk, id);
    const notBefore = new Date(desk.clock.now().getTime() + 1_000).toISOString();
    await first.change({ state: 'pending', notBefore });
    assert.equal(await claim(desk.services, contoso.id, id), undefined);
    await desk.clock.advance(1_000);
    const second = await held(desk, id);
    await second.change({ state: 'done' });
    await desk.clock.advance(leaseMs * 2);
    assert.equal(await claim(desk.services, contoso.id, id), undefined);
    assert.equal(await claim(desk.services, contoso.id, 'no-such-entry'), undefined);
  });

  it('is taken over when its lease is over, and not a millisecond before', async () => {
    const { desk, id } = await owing();
    await held(desk, id);
    await desk.clock.advance(leaseMs - 1);
    assert.equal(await claim(desk.services, contoso.id, id), undefined);
    await desk.clock.advance(1);
    assert.equal((await held(desk, id)).entry.fence, 2);
  });

  it('that was lost can not write any more', async () => {
    const { desk, id } = await owing();
    const lost = await held(desk, id);
    await desk.clock.advance(leaseMs);
    const taken = await held(desk, id);
    await assert.rejects(lost.change({ state: 'done' }), StoreConflictError);
    await assert.rejects(lost.renew(), StoreConflictError);
    await taken.change({ failure: 'x' });
    const [entry] = await desk.outbox();
    assert.deepEqual([entry?.state, entry?.failure, entry?.fence], ['claimed', 'x', 2]);
  });

  it('makes its changes one after the other, though nobody waits', async () => {
    const { desk, id } = await owing();
    const mine = await held(desk, id);
    await Promise.all([mine.change({ failure: 'a' }), mine.renew(), mine.change({ failure: 'b' })]);
    assert.equal((await desk.outbox())[0]?.failure, 'b');
  });

  it('is kept alive while the work lasts', async () => {
    const { desk, id } = await owing();
    const mine = await held(desk, id);
    const work = whileClaimed(desk.services, mine, () => desk.clock.sleep(leaseMs * 5));
    for (let i = 0; i < 9; i++) {
      await desk.clock.advance(leaseMs / 2);
      assert.equal(await claim(desk.services, contoso.id, id), undefined);
    }
    await desk.done(work);
    assert.equal(desk.clock.sleeping, 0);
  });

  it('is kept alive when storage does not answer one renewal', async () => {
    const { desk, id } = await owing();
    const mine = await claim(failingOnce(desk.services, 2), contoso.id, id);
    assert.ok(mine);
    const work = whileClaimed(desk.services, mine, () => desk.clock.sleep(leaseMs * 3));
    await desk.clock.advance(leaseMs * 2);
    assert.equal(await claim(desk.services, contoso.id, id), undefined);
    await desk.done(work);
  });

  it('is not renewed after it was lost', async () => {
    const { desk, id } = await owing();
    const mine = await held(desk, id);
    const current = await desk.store.outboxEntry(contoso.id, id);
    assert.ok(current);
    const value = { ...current.row, fence: 9 };
    await desk.store.commit(contoso.id, [{ type: 'outbox', value, etag: current.etag }]);
    const work = whileClaimed(desk.services, mine, () => desk.clock.sleep(leaseMs * 2));
    await desk.clock.advance(leaseMs);
    assert.equal(desk.clock.sleeping, 1);
    await desk.done(work);
    assert.equal((await desk.outbox())[0]?.fence, 9);
  });
});

/** The n-th commit gets no answer and has no effect. */
function failingOnce(services: AlertServices, at: number): AlertServices {
  let count = 0;
  const { store } = services;
  const commit: typeof store.commit = (...writes) => {
    count += 1;
    if (count !== at) return store.commit(...writes);
    const options = { service: 'tables', reason: 'timeout', mayHaveArrived: true };
    return Promise.reject(new TransportError('No answer.', options));
  };
  return {
    ...services,
    store: {
      ...services.store,
      outboxEntry: (...a) => store.outboxEntry(...a),
      commit,
    },
  };
}
