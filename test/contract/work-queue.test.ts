import assert from 'node:assert/strict';
import { QueueClient } from '@azure/storage-queue';
import { z } from 'zod';
import { MemoryQueue } from '../../src/adapters/memory/memory-queue.js';
import { connectQueue } from '../../src/adapters/queues/storage-queue.js';
import { systemClock } from '../../src/lib/clock.js';
import { largestItemBytes, type Leased, type WorkQueue } from '../../src/lib/work-queue.js';
import { hostileTexts } from '../support/arbitraries.js';
import { sharedAzurite } from '../support/shared-azurite.js';
import { VirtualClock } from '../support/virtual-clock.js';
import { freshName } from './backends.js';

const schema = z.strictObject({ text: z.string() });
type Item = z.infer<typeof schema>;

interface QueueUnderTest {
  readonly queue: WorkQueue<Item>;
  readonly pass: (ms: number) => Promise<void>;
  /** What lies in the dead-letter queue. */
  readonly buried: () => Promise<readonly unknown[]>;
}

const backends: readonly { name: string; open: () => Promise<QueueUnderTest> }[] = [
  {
    name: 'in memory',
    open: () => {
      const clock = new VirtualClock();
      const queue = new MemoryQueue<Item>(clock);
      return Promise.resolve({
        queue,
        pass: (ms) => clock.advance(ms),
        buried: () => Promise.resolve(queue.buried),
      });
    },
  },
  {
    name: 'on Azurite',
    open: async () => {
      const { connectionString: storage } = await sharedAzurite();
      const prefix = freshName();
      const queue = await connectQueue({ storage, prefix, schema, clock: systemClock });
      return {
        queue,
        pass: (ms) => systemClock.sleep(ms + 100),
        buried: async () => (await poisonTexts(storage, prefix)).map((text) => decoded(text)),
      };
    },
  },
];

async function poisonTexts(storage: string, prefix: string): Promise<string[]> {
  const poison = new QueueClient(storage, `${prefix}-work-poison`);
  const { peekedMessageItems } = await poison.peekMessages({ numberOfMessages: 32 });
  return peekedMessageItems.map(({ messageText }) => messageText);
}

function decoded(text: string): unknown {
  return JSON.parse(Buffer.from(text, 'base64').toString('utf8'));
}

async function receiveOne(queue: WorkQueue<Item>, leaseMs = 60_000): Promise<Leased<Item>> {
  const [lease] = await queue.receive(1, leaseMs);
  assert.ok(lease);
  return lease;
}

for (const backend of backends) {
  describe(`The work queue ${backend.name}`, () => {
    let under: QueueUnderTest;
    let queue: WorkQueue<Item>;
    beforeEach(async () => {
      under = await backend.open();
      ({ queue } = under);
    });

    it('is empty at first, and does not wait for work', async () => {
      assert.deepEqual(await queue.receive(10, 60_000), []);
      assert.equal(await queue.depth(), 0);
    });

    it('hands out each item once while its lease lasts', async () => {
      for (const text of ['a', 'b', 'c']) await queue.send({ text });
      assert.equal(await queue.depth(), 3);
      const first = await queue.receive(2, 60_000);
      const second = await queue.receive(10, 60_000);
      assert.deepEqual([first.length, second.length], [2, 1]);
      const texts = [...first, ...second].map(({ item }) => item.text);
      assert.deepEqual(texts.sort(), ['a', 'b', 'c']);
      assert.deepEqual(await queue.receive(10, 60_000), []);
    });

    it('hands out at most 32 items at once', async () => {
      await Promise.all(Array.from({ length: 33 }, (_, i) => queue.send({ text: String(i) })));
      assert.equal((await queue.receive(100, 60_000)).length, 32);
      assert.equal((await queue.receive(100, 60_000)).length, 1);
    });

    it('forgets an item that is done', async () => {
      await queue.send({ text: 'a' });
      await (await receiveOne(queue, 1_000)).done();
      assert.equal(await queue.depth(), 0);
      await under.pass(1_000);
      assert.deepEqual(await queue.receive(1, 60_000), []);
    });

    it('hands out again what was not done in time, counts, and leaves the late worker without effect', async () => {
      await queue.send({ text: 'a' });
      const late = await receiveOne(queue, 1_000);
      await under.pass(1_000);
      const next = await receiveOne(queue);
      assert.deepEqual([late.attempts, next.attempts], [1, 2]);
      await late.done();
      await late.release(0);
      assert.equal(await late.renew(60_000), false);
      assert.equal(await queue.depth(), 1);
      assert.equal(await next.renew(60_000), true);
    });

    it('keeps an item whose lease is renewed, also for finishing it', async () => {
      await queue.send({ text: 'a' });
      const lease = await receiveOne(queue, 1_000);
      assert.equal(await lease.renew(60_000), true);
      await under.pass(1_000);
      assert.deepEqual(await queue.receive(1, 60_000), []);
      await lease.done();
      assert.equal(await queue.depth(), 0);
    });

    it('hands out a released item at once, or after the delay', async () => {
      await queue.send({ text: 'a' });
      await (await receiveOne(queue)).release(0);
      const again = await receiveOne(queue);
      assert.deepEqual([again.attempts, again.item.text], [2, 'a']);
      await again.release(1_000);
      assert.deepEqual(await queue.receive(1, 60_000), []);
      await under.pass(1_000);
      assert.equal((await receiveOne(queue)).attempts, 3);
    });

    it('holds an item back for its delay', async () => {
      await queue.send({ text: 'later' }, { delayMs: 1_000 });
      await queue.send({ text: 'now' });
      assert.equal((await receiveOne(queue)).item.text, 'now');
      assert.deepEqual(await queue.receive(1, 60_000), []);
      await under.pass(1_000);
      assert.equal((await receiveOne(queue)).item.text, 'later');
    });

    it('takes delays and leases beyond seven days for seven days', async () => {
      const year = 365 * 86_400_000;
      await queue.send({ text: 'a' }, { delayMs: year });
      await queue.send({ text: 'b' });
      const lease = await receiveOne(queue, year);
      assert.equal(lease.item.text, 'b');
      assert.equal(await lease.renew(year), true);
      await lease.release(year);
      assert.equal(await queue.depth(), 2);
    });

    it('moves a buried item to the dead letters, with what went wrong', async () => {
      await queue.send({ text: 'bad' });
      await (await receiveOne(queue)).bury('graph.403');
      assert.equal(await queue.depth(), 0);
      assert.deepEqual(await under.buried(), [
        { reasonCode: 'graph.403', attempts: 1, item: { text: 'bad' } },
      ]);
    });

    it('takes buried items back as if they were new', async () => {
      for (const text of ['a', 'b']) await queue.send({ text });
      for (const lease of await queue.receive(2, 60_000)) await lease.bury('graph.403');
      assert.deepEqual(await queue.requeueBuried(), { moved: 2, unreadable: 0 });
      assert.deepEqual(await under.buried(), []);
      const again = await queue.receive(10, 60_000);
      assert.deepEqual(again.map(({ item, attempts }) => [item.text, attempts]).sort(), [
        ['a', 1],
        ['b', 1],
      ]);
      assert.deepEqual(await queue.requeueBuried(), { moved: 0, unreadable: 0 });
    });

    it('carries hostile text unchanged', async () => {
      for (const text of hostileTexts) {
        await queue.send({ text });
        const lease = await receiveOne(queue);
        assert.equal(lease.item.text, text);
        await lease.done();
      }
    });

    it('refuses an item that is too large, and takes the largest', async () => {
      const frame = JSON.stringify({ text: '' }).length;
      const text = 'x'.repeat(largestItemBytes - frame);
      await assert.rejects(queue.send({ text: `${text}x` }), RangeError);
      await queue.send({ text });
      const lease = await receiveOne(queue);
      assert.equal(lease.item.text, text);
      await lease.bury('too.large');
      assert.equal((await under.buried()).length, 1);
    });
  });
}

describe('The storage queue', () => {
  it('buries what it can not read as it came, tells so, and hands out the rest', async () => {
    const { connectionString: storage } = await sharedAzurite();
    const prefix = freshName();
    const unreadable: string[] = [];
    const queue = await connectQueue({
      storage,
      prefix,
      schema,
      clock: systemClock,
      onUnreadable: (id) => unreadable.push(id),
    });
    const raw = new QueueClient(storage, `${prefix}-work`);
    const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
    const bad = [
      'not base64 & not JSON',
      base64('{"text":'),
      base64('{"other":1}'),
      base64('null'),
    ];
    for (const text of bad) await raw.sendMessage(text);
    await queue.send({ text: 'good' });
    const leases = await queue.receive(10, 60_000);
    assert.deepEqual(
      leases.map(({ item }) => item),
      [{ text: 'good' }],
    );
    assert.equal(unreadable.length, bad.length);
    assert.deepEqual((await poisonTexts(storage, prefix)).sort(), [...bad].sort());
    assert.equal(await queue.depth(), 1);
    assert.deepEqual(await queue.requeueBuried(), { moved: 0, unreadable: bad.length });
    assert.equal(await queue.depth(), 1);
  });

  it('can be connected to twice', async () => {
    const { connectionString: storage } = await sharedAzurite();
    const prefix = freshName();
    const first = await connectQueue({ storage, prefix, schema, clock: systemClock });
    const second = await connectQueue({ storage, prefix, schema, clock: systemClock });
    await first.send({ text: 'a' });
    assert.equal((await receiveOne(second)).item.text, 'a');
  });
});
