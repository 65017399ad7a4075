import assert from 'node:assert/strict';
import { AttemptTimeoutError, persist, type Verdict } from '../../../src/lib/retry-loop.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const policy = {
  tries: 5,
  attemptMs: 30_000,
  totalMs: 60_000,
  backoffMs: 100,
  longestBackoffMs: 1_000,
};

function judged(again: Verdict['again'], waitAtLeastMs = 0): (error: unknown) => Verdict {
  return (error) => ({ error: error as Error, again, waitAtLeastMs });
}

/** Fails `failures` times and then answers; counts the attempts. */
function flaky(failures: number): {
  readonly run: () => Promise<string>;
  readonly count: () => number;
} {
  let count = 0;
  return {
    run: () => {
      count += 1;
      return count <= failures
        ? Promise.reject(new Error(`fault ${count}`))
        : Promise.resolve('ok');
    },
    count: () => count,
  };
}

/** The waits between attempts, without the limits of the attempts themselves. */
function waitsBetween(clock: VirtualClock): number[] {
  return clock.waits.filter((ms) => ms !== policy.attemptMs);
}

describe('The retry loop', () => {
  it('tries until it succeeds, waiting at most twice as long each time', async () => {
    const clock = new VirtualClock({ skipping: true });
    const { run, count } = flaky(4);
    assert.equal(await persist(run, { clock, policy, judge: judged('while-tries-last') }), 'ok');
    assert.equal(count(), 5);
    const waits = waitsBetween(clock);
    assert.equal(waits.length, 4);
    waits.forEach((ms, i) => {
      assert.ok(ms >= 0 && ms <= 100 * 2 ** i);
    });
  });

  it('gives the last error when the tries are used up', async () => {
    const clock = new VirtualClock({ skipping: true });
    const { run, count } = flaky(9);
    await assert.rejects(
      persist(run, { clock, policy, judge: judged('while-tries-last') }),
      /fault 5/,
    );
    assert.equal(count(), 5);
  });

  it('tries twice for what nobody has classed, and once for a plain no', async () => {
    const clock = new VirtualClock({ skipping: true });
    const [unclassed, refused] = [flaky(9), flaky(9)];
    await assert.rejects(persist(unclassed.run, { clock, policy, judge: judged('once') }));
    await assert.rejects(persist(refused.run, { clock, policy, judge: judged('never') }));
    assert.deepEqual([unclassed.count(), refused.count()], [2, 1]);
  });

  it('never waits less than it was asked to', async () => {
    const clock = new VirtualClock({ skipping: true });
    await persist(flaky(2).run, { clock, policy, judge: judged('while-tries-last', 7_000) });
    assert.deepEqual(waitsBetween(clock), [7_000, 7_000]);
  });

  it('gives up at once when the wait would be longer than the time that is left', async () => {
    const clock = new VirtualClock({ skipping: true });
    const { run, count } = flaky(9);
    await assert.rejects(
      persist(run, { clock, policy, judge: judged('while-tries-last', 25_000) }),
      /fault 3/,
    );
    assert.equal(count(), 3);
    assert.deepEqual(waitsBetween(clock), [25_000, 25_000]);
  });

  it('aborts an attempt that takes too long, also one that does not listen', async () => {
    const clock = new VirtualClock();
    const signals: AbortSignal[] = [];
    const result = persist<string>(
      ({ number, signal }) => {
        signals.push(signal);
        return number === 1 ? new Promise(() => undefined) : Promise.resolve('ok');
      },
      {
        clock,
        policy,
        judge: (error) => {
          assert.ok(error instanceof AttemptTimeoutError);
          return { error, again: 'while-tries-last', waitAtLeastMs: 0 };
        },
      },
    );
    await clock.advance(31_000);
    assert.equal(await result, 'ok');
    assert.deepEqual(
      signals.map(({ aborted }) => aborted),
      [true, false],
    );
    assert.equal(clock.sleeping, 0, 'no timer is left behind');
  });
});
