import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RateLimits, type RateClass } from '../../../src/simulator/channel/rate-limits.js';

const LIMITS = { 1: 7, 2: 8, 30: 60, 3600: 1800 } as const;

describe('the rate limits of a thread', () => {
  it('never let more through than the documented windows, whatever the caller does', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 300 });
    fc.assert(
      fc.property(gaps, (waits) => {
        const limits = new RateLimits();
        const allowed: number[] = [];
        let now = 1_000_000;
        for (const wait of waits) {
          now += wait;
          if (limits.take('send', 'thread', now).allowed) allowed.push(now);
        }
        for (const [seconds, most] of Object.entries(LIMITS)) {
          const span = Number(seconds) * 1000;
          for (const end of allowed) {
            const within = allowed.filter((at) => at <= end && at > end - span);
            assert.ok(within.length <= most);
          }
        }
      }),
    );
  });

  it('accept a caller who waits as long as he was told', () => {
    const limits = new RateLimits();
    let now = 1_000_000;
    let refused = 0;
    for (let n = 0; n < 2000; n += 1) {
      const verdict = limits.take('send', 'thread', now);
      if (verdict.allowed) continue;
      refused += 1;
      now += verdict.retryAfter * 1000;
      assert.deepEqual(limits.take('send', 'thread', now), { allowed: true });
    }
    assert.ok(refused > 0);
  });

  it('count threads and kinds of call apart', () => {
    const limits = new RateLimits();
    const take = (kind: RateClass, thread: string) => limits.take(kind, thread, 0).allowed;
    for (let n = 0; n < 7; n += 1) take('send', 'one');
    assert.deepEqual(
      [take('send', 'one'), take('create', 'one'), take('read', 'one'), take('send', 'two')],
      [false, true, true, true],
    );
  });
});
