import assert from 'node:assert/strict';
import { MemoryDocumentStore } from '../../../src/adapters/memory/memory-document-store.js';
import { runSchedule, type ScheduledTask } from '../../../src/app/schedule.js';
import type { Clock } from '../../../src/lib/clock.js';
import type { SharedRowStore } from '../../../src/lib/document-store.js';
import { quiet } from '../../support/quiet-log.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const everyMs = 900_000;
const leaseMs = 60_000;

/** Replicas that share storage and time; each can be stopped, or frozen in the middle of its task. */
class Replicas {
  readonly clock = new VirtualClock();
  readonly documents: SharedRowStore = new MemoryDocumentStore();
  readonly ran: { readonly by: number; readonly atMs: number }[] = [];
  readonly #stops: AbortController[] = [];
  readonly #loops: Promise<void>[] = [];

  start(
    by: number,
    run: () => Promise<void> = () => Promise.resolve(),
    clock: Clock = this.clock,
  ): void {
    const stop = new AbortController();
    const task: ScheduledTask = {
      name: 'scan',
      everyMs,
      run: () => {
        this.ran.push({ by, atMs: this.clock.monotonicMs() });
        return run();
      },
    };
    const services = { documents: this.documents, clock, log: quiet, leaseMs };
    this.#stops.push(stop);
    this.#loops.push(runSchedule(services, [task], stop.signal));
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops) stop.abort(new Error('stop'));
    await this.clock.advance(0);
    await Promise.all(this.#loops);
  }

  /** How many runs there were in each slot. */
  slots(): number[] {
    const counts = new Map<number, number>();
    const start = Date.parse('2026-01-05T08:00:00.000Z');
    for (const { atMs } of this.ran) {
      const slot = Math.floor((start + atMs) / everyMs);
      counts.set(slot, (counts.get(slot) ?? 0) + 1);
    }
    return [...counts.values()];
  }
}

describe('The schedule', () => {
  it('runs a task exactly once a slot, whatever the number of replicas', async () => {
    const replicas = new Replicas();
    for (const by of [1, 2, 3]) replicas.start(by);
    await replicas.clock.advance(everyMs * 10 - 1);
    await replicas.stop();
    assert.deepEqual(replicas.slots(), Array(10).fill(1));
  });

  it('runs once a slot also when a replica comes and goes', async () => {
    const replicas = new Replicas();
    replicas.start(1);
    await replicas.clock.advance(everyMs * 2.5);
    replicas.start(2);
    await replicas.clock.advance(everyMs * 2.5 - 1);
    await replicas.stop();
    assert.deepEqual(replicas.slots(), Array(5).fill(1));
  });

  it('runs once a slot though the clocks of the replicas differ by a minute', async () => {
    const replicas = new Replicas();
    const late: Clock = {
      now: () => new Date(replicas.clock.now().getTime() - 60_000),
      monotonicMs: () => replicas.clock.monotonicMs(),
      sleep: (...a) => replicas.clock.sleep(...a),
    };
    replicas.start(1);
    replicas.start(2, undefined, late);
    await replicas.clock.advance(everyMs * 6 - 1);
    await replicas.stop();
    assert.equal(replicas.ran.length, 6);
  });

  it('is taken over in the same slot after the lease, when a replica dies in the middle', async () => {
    const replicas = new Replicas();
    replicas.start(1, () => new Promise(() => undefined));
    await replicas.clock.advance(10_000);
    replicas.start(2);
    await replicas.clock.advance(leaseMs - 11_000);
    assert.deepEqual(
      replicas.ran.map(({ by }) => by),
      [1],
    );
    await replicas.clock.advance(10_000);
    assert.deepEqual(
      replicas.ran.map(({ by }) => by),
      [1, 2],
    );
    await replicas.clock.advance(everyMs - leaseMs - 10_000);
    assert.deepEqual(
      replicas.ran.map(({ by }) => by),
      [1, 2],
    );
  });

  it('tries a task that failed again in the same slot, and goes on with the next', async () => {
    const replicas = new Replicas();
    let failures = 2;
    replicas.start(1, () => (failures-- > 0 ? Promise.reject(new Error('no')) : Promise.resolve()));
    await replicas.clock.advance(everyMs - 1);
    assert.deepEqual(replicas.slots(), [3]);
    await replicas.clock.advance(everyMs);
    await replicas.stop();
    assert.deepEqual(replicas.slots(), [3, 1]);
  });

  it('does not run a slot again because a run before it took longer than the slot', async () => {
    const replicas = new Replicas();
    let first = true;
    const slow = (): Promise<void> => {
      if (!first) return Promise.resolve();
      first = false;
      return replicas.clock.sleep(everyMs * 1.5);
    };
    replicas.start(1, slow);
    await replicas.clock.advance(10_000);
    replicas.start(2);
    await replicas.clock.advance(everyMs * 3 - 10_001);
    await replicas.stop();
    // The slow run was taken over in its own slot; every later slot is run once.
    assert.deepEqual(replicas.slots(), [2, 1, 1]);
  });

  it('waits out storage that does not answer', async () => {
    const replicas = new Replicas();
    let broken = true;
    const { documents } = replicas;
    const read = documents.read.bind(documents);
    documents.read = (...a) => (broken ? Promise.reject(new Error('down')) : read(...a));
    replicas.start(1);
    await replicas.clock.advance(60_000);
    assert.equal(replicas.ran.length, 0);
    broken = false;
    await replicas.clock.advance(10_000);
    await replicas.stop();
    assert.equal(replicas.ran.length, 1);
  });

  it('keeps one document a task', async () => {
    const replicas = new Replicas();
    replicas.start(1);
    await replicas.clock.advance(everyMs * 20);
    await replicas.stop();
    const keys: string[] = [];
    for await (const { key } of replicas.documents.list('schedule')) keys.push(key);
    assert.deepEqual(keys, ['scan']);
  });
});
