import assert from 'node:assert/strict';
import { z } from 'zod';
import { connectQueue, type StorageQueue } from '../../src/adapters/queues/storage-queue.js';
import { systemClock } from '../../src/lib/clock.js';
import { ServiceError } from '../../src/lib/errors.js';
import { connectionStringFor } from '../support/azurite.js';
import { sharedAzurite } from '../support/shared-azurite.js';
import { freshName } from './backends.js';
import { once, startLossyProxy, type LossyProxy, type SeenRequest } from './lossy-proxy.js';

const policy = { tries: 3, attemptMs: 400, totalMs: 5_000, backoffMs: 10, longestBackoffMs: 20 };
const isA =
  (method: string) =>
  (seen: SeenRequest): boolean =>
    seen.method === method;

describe('The storage queue, when the service fails', () => {
  let proxy: LossyProxy;
  let queue: StorageQueue<string>;

  beforeEach(async () => {
    const azurite = await sharedAzurite();
    proxy = await startLossyProxy(azurite.queuePort);
    queue = await connectQueue({
      storage: connectionStringFor(azurite.tablePort, proxy.port),
      prefix: freshName(),
      schema: z.string(),
      clock: systemClock,
      policy,
    });
  });
  afterEach(() => proxy.stop());

  it('sends again what was refused for the moment', async () => {
    proxy.decide(once(isA('POST'), { kind: 'answer', status: 503 }));
    await queue.send('a');
    assert.equal(await queue.depth(), 1);
  });

  it('loses no item whose answer was lost', async () => {
    proxy.decide(once(isA('POST'), { kind: 'lose-answer' }));
    await queue.send('a');
    const items = (await queue.receive(10, 60_000)).map(({ item }) => item);
    assert.deepEqual(items, ['a', 'a'], 'twice is allowed, never is not');
  });

  it('is quiet when the answer to "done" was lost', async () => {
    await queue.send('a');
    const [lease] = await queue.receive(1, 60_000);
    proxy.decide(once(isA('DELETE'), { kind: 'lose-answer' }));
    await lease?.done();
    assert.equal(await queue.depth(), 0);
  });

  it('keeps an item on the queue until it is safe among the dead letters', async () => {
    await queue.send('a');
    const [lease] = await queue.receive(1, 60_000);
    proxy.decide(() => ({ kind: 'answer', status: 503 }));
    await assert.rejects(async () => lease?.bury('x'), ServiceError);
    proxy.decide(() => ({ kind: 'pass' }));
    assert.equal(await queue.depth(), 1);
  });

  it('gives up after the tries, and asks once only when the answer is a plain no', async () => {
    const attempts = async (status: number): Promise<number> => {
      proxy.decide(() => ({ kind: 'answer', status }));
      const before = proxy.seen.length;
      await assert.rejects(queue.receive(1, 1_000), ServiceError);
      return proxy.seen.length - before;
    };
    assert.equal(await attempts(500), policy.tries);
    assert.equal(await attempts(403), 1);
  });
});
