import assert from 'node:assert/strict';
import { MemoryQueue } from '../../../src/adapters/memory/memory-queue.js';
import { runWorker, type WorkerOptions } from '../../../src/lib/worker.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const leaseMs = 30_000;

class Bench {
  readonly clock = new VirtualClock();
  readonly queue = new MemoryQueue<string>(this.clock);
  readonly handled: string[] = [];
  readonly buried: string[] = [];
  readonly logged: string[] = [];
  readonly stop = new AbortController();

  /** Starts a worker; it ends with `finish`. */
  start(
    handle: (item: string) => Promise<void> = () => Promise.resolve(),
    change: Partial<WorkerOptions<string>> = {},
  ): Promise<void> {
    const note = (_fields: unknown, message: string): void => void this.logged.push(message);
    return runWorker(
      {
        queue: this.queue,
        handle: (item) => {
          this.handled.push(item);
          return handle(item);
        },
        clock: this.clock,
        log: { debug: note, info: note, warn: note, error: note },
        concurrency: 2,
        leaseMs,
        pollMs: 500,
        attempts: 3,
        onBuried: (item, code) => Promise.resolve(void this.buried.push(`${item} ${code}`)),
        ...change,
      },
      this.stop.signal,
    );
  }

  async finish(worker: Promise<void>): Promise<void> {
    this.stop.abort(new Error('stop'));
    await this.clock.advance(0);
    await worker;
  }
}

describe('A worker', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench();
  });

  it('does every item once, and looks again when the queue was empty', async () => {
    await bench.queue.send('a');
    const worker = bench.start();
    await bench.clock.advance(10);
    await bench.queue.send('b');
    await bench.queue.send('c', { delayMs: 5_000 });
    await bench.clock.advance(600);
    assert.deepEqual(bench.handled, ['a', 'b']);
    await bench.clock.advance(5_000);
    assert.deepEqual(bench.handled, ['a', 'b', 'c']);
    assert.equal(await bench.queue.depth(), 0);
    await bench.finish(worker);
  });

  it('works on no more items at once than it was told', async () => {
    for (const item of ['a', 'b', 'c', 'd', 'e']) await bench.queue.send(item);
    let busy = 0;
    let most = 0;
    const worker = bench.start(async () => {
      most = Math.max(most, (busy += 1));
      await bench.clock.sleep(1_000);
      busy -= 1;
    });
    await bench.clock.advance(10_000);
    assert.deepEqual([bench.handled.length, most], [5, 2]);
    await bench.finish(worker);
  });

  it('renews its leases while it works, so that nobody else gets the item', async () => {
    await bench.queue.send('slow');
    const worker = bench.start(() => bench.clock.sleep(leaseMs * 10));
    await bench.clock.advance(leaseMs * 9);
    assert.deepEqual(await bench.queue.receive(10, leaseMs), []);
    await bench.clock.advance(leaseMs * 2);
    assert.deepEqual([bench.handled.length, await bench.queue.depth()], [1, 0]);
    await bench.finish(worker);
    assert.equal(bench.clock.sleeping, 0);
  });

  it('gives an item that failed back, and buries it after the attempts allowed', async () => {
    await bench.queue.send('bad');
    const worker = bench.start(() =>
      Promise.reject(Object.assign(new Error('x'), { code: 'x.y' })),
    );
    await bench.clock.advance(120_000);
    assert.equal(bench.handled.length, 3);
    assert.deepEqual(bench.buried, ['bad x.y']);
    assert.deepEqual(
      bench.queue.buried.map(({ item, reasonCode }) => [item, reasonCode]),
      [['bad', 'x.y']],
    );
    assert.equal(await bench.queue.depth(), 0);
    await bench.finish(worker);
  });

  it('is not stopped by one bad item', async () => {
    for (const item of ['bad', 'a', 'b']) await bench.queue.send(item);
    const worker = bench.start((item) =>
      item === 'bad' ? Promise.reject(new Error('x')) : Promise.resolve(),
    );
    await bench.clock.advance(60_000);
    assert.equal(await bench.queue.depth(), 0);
    assert.ok(bench.handled.includes('a') && bench.handled.includes('b'));
    await bench.finish(worker);
  });

  it('takes nothing new when it is stopped, and ends when what it holds is done', async () => {
    for (const item of ['a', 'b', 'c']) await bench.queue.send(item);
    let ended = false;
    const worker = bench.start(() => bench.clock.sleep(5_000)).then(() => (ended = true));
    await bench.clock.advance(1_000);
    bench.stop.abort(new Error('stop'));
    await bench.clock.advance(1_000);
    assert.equal(ended, false);
    await bench.clock.advance(5_000);
    assert.equal(ended, true);
    assert.deepEqual(bench.handled, ['a', 'b']);
    assert.equal(await bench.queue.depth(), 1);
    await worker;
  });

  it('goes on after the queue could not be read, and asks rarely while it can not', async () => {
    let broken = true;
    let asked = 0;
    const receive = bench.queue.receive.bind(bench.queue);
    bench.queue.receive = (...a) => {
      asked += 1;
      return broken ? Promise.reject(new Error('down')) : receive(...a);
    };
    await bench.queue.send('a');
    const worker = bench.start();
    await bench.clock.advance(300_000);
    assert.ok(asked >= 10 && asked <= 20, String(asked));
    broken = false;
    await bench.clock.advance(30_000);
    assert.deepEqual(bench.handled, ['a']);
    await bench.finish(worker);
  });

  it('keeps an item that it could not give back for whoever comes after the lease', async () => {
    await bench.queue.send('a');
    const receive = bench.queue.receive.bind(bench.queue);
    bench.queue.receive = async (...request) =>
      (await receive(...request)).map((leased) => ({
        ...leased,
        release: () => Promise.reject(new Error('down')),
      }));
    let fails = 1;
    const worker = bench.start(() =>
      fails-- > 0 ? Promise.reject(new Error('x')) : Promise.resolve(),
    );
    await bench.clock.advance(leaseMs - 1_000);
    assert.equal(bench.handled.length, 1);
    await bench.clock.advance(2_000);
    assert.equal(bench.handled.length, 2);
    assert.equal(await bench.queue.depth(), 0);
    await bench.finish(worker);
  });

  it('does an item again whose end could not be written down', async () => {
    await bench.queue.send('a');
    const receive = bench.queue.receive.bind(bench.queue);
    let lost = true;
    bench.queue.receive = async (...request) =>
      (await receive(...request)).map((leased) => {
        const fails = lost;
        lost = false;
        const done = (): Promise<void> =>
          fails ? Promise.reject(new Error('down')) : leased.done();
        return { ...leased, done };
      });
    const worker = bench.start();
    await bench.clock.advance(60_000);
    assert.deepEqual(bench.handled, ['a', 'a']);
    assert.equal(await bench.queue.depth(), 0);
    await bench.finish(worker);
  });
});
