import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  ChannelRate,
  earliestSlot,
  readWindows,
  sendWindows,
  tenantWindows,
  type RateKey,
  type RateWindow,
} from '../../../src/adapters/teams/channel-rate.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const send = (thread: string, tenantId = 't1'): RateKey => ({ use: 'send', tenantId, thread });

/** The largest number of calls in any half-open span of the window's length. */
function busiest(times: readonly number[], ms: number): number {
  return Math.max(
    0,
    ...times.map((from) => times.filter((t) => t >= from && t < from + ms).length),
  );
}

function assertWithin(times: readonly number[], windows: readonly RateWindow[]): void {
  for (const { calls, ms } of windows) {
    assert.ok(busiest(times, ms) <= calls, `${busiest(times, ms)} calls in ${ms} ms`);
  }
}

describe('channel rate', () => {
  it('finds slots that keep every window, wherever they are asked for', () => {
    const asks = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 90 });
    fc.assert(
      fc.property(
        asks,
        fc.constantFrom(sendWindows, readWindows, tenantWindows),
        (froms, windows) => {
          const booked: number[] = [];
          for (const from of froms) {
            const slot = earliestSlot(booked, windows, from);
            assert.ok(slot >= from);
            booked.push(slot);
            booked.sort((a, b) => a - b);
          }
          assertWithin(booked, windows);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('sends seven at once and the eighth after a second', () => {
    const seven = Array.from({ length: 7 }, () => 0);
    assert.equal(earliestSlot(seven.slice(1), sendWindows, 0), 0);
    assert.equal(earliestSlot(seven, sendWindows, 0), 1_000);
    assert.equal(earliestSlot([...seven, 1_000], sendWindows, 1_000), 2_000);
  });

  it('keeps the limits of threads and tenant together', async () => {
    const clock = new VirtualClock({ skipping: true });
    const rate = new ChannelRate(clock, 60_000);
    const made: { readonly thread: string; readonly at: number }[] = [];
    const call = async (thread: string): Promise<void> => {
      const permission = await rate.permit(send(thread));
      if (permission.kind === 'granted') made.push({ thread, at: clock.monotonicMs() });
    };
    const threads = ['a', 'b', 'c', 'd', 'e', 'f'];
    await Promise.all(Array.from({ length: 120 }, (_, i) => call(threads[i % 6] ?? 'a')));
    assert.equal(made.length, 120);
    assertWithin(
      made.map(({ at }) => at),
      tenantWindows,
    );
    for (const name of threads) {
      assertWithin(
        made.filter(({ thread }) => thread === name).map(({ at }) => at),
        sendWindows,
      );
    }
  });

  it('refuses what would wait longer than it may, without using up a slot', async () => {
    const clock = new VirtualClock();
    const rate = new ChannelRate(clock, 500);
    for (let i = 0; i < 7; i++) assert.equal((await rate.permit(send('a'))).kind, 'granted');
    for (let i = 0; i < 5; i++) {
      assert.deepEqual(await rate.permit(send('a')), { kind: 'refused', retryAfterMs: 1_000 });
    }
    assert.equal((await rate.permit(send('b'))).kind, 'granted');
    await clock.advance(1_000);
    assert.equal((await rate.permit(send('a'))).kind, 'granted');
  });

  it('sends nothing to a thread before the time that Teams named, and does not stop the others', async () => {
    const clock = new VirtualClock();
    const rate = new ChannelRate(clock);
    rate.close(send('a'), 30_000);
    rate.close(send('a'), 1_000);
    assert.deepEqual(await rate.permit(send('a')), { kind: 'refused', retryAfterMs: 30_000 });
    assert.equal((await rate.permit(send('b'))).kind, 'granted');
    assert.equal((await rate.permit({ ...send('a'), use: 'read' })).kind, 'granted');
    await clock.advance(30_000);
    assert.equal((await rate.permit(send('a'))).kind, 'granted');
  });

  it('stops a call that was waiting for its slot when Teams says to stay away', async () => {
    const clock = new VirtualClock();
    const rate = new ChannelRate(clock);
    for (let i = 0; i < 7; i++) await rate.permit(send('a'));
    const waiting = rate.permit(send('a'));
    rate.close(send('a'), 10_000);
    await clock.advance(1_000);
    assert.deepEqual(await waiting, { kind: 'refused', retryAfterMs: 9_000 });
  });
});
