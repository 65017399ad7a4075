import assert from 'node:assert/strict';
import fc from 'fast-check';
import { holds, reachOf, spanOf, windowOf, windowsOf } from '../../../src/lib/time-windows.js';

const time = fc.integer({ min: 0, max: 4_102_444_800_000 });
const stretch = fc.tuple(time, fc.integer({ min: 0, max: 400_000_000 }));

describe('Windows of time', () => {
  it('hold what the span holds, both its ends', () => {
    const span = { from: '2026-11-18T00:00:00.000Z', to: '2026-11-18T23:59:59.999Z' };
    const window = windowOf(span);
    assert.equal(window.to - window.from, 86_400_000);
    assert.deepEqual(spanOf(window), span);
    assert.ok(holds(window, Date.parse(span.to)) && !holds(window, Date.parse(span.to) + 1));
    assert.throws(() => windowOf({ from: 'yesterday', to: span.to }), RangeError);
  });

  it('put every time into exactly one of their parts', () => {
    fc.assert(
      fc.property(stretch, fc.integer({ min: 1_000, max: 90_000_000 }), ([from, length], size) => {
        const window = { from, to: from + length };
        const parts = windowsOf(window, size);
        for (const at of [from, from + Math.floor(length / 3), window.to - 1, window.to]) {
          const holding = parts.filter((part) => holds(part, at));
          assert.equal(holding.length, holds(window, at) ? 1 : 0);
        }
        assert.ok(parts.every((part) => part.to - part.from <= size && part.to > part.from));
      }),
    );
  });

  it('are cut to what can be reached, and the rest is told', () => {
    fc.assert(
      fc.property(stretch, time, time, ([from, length], oldest, newest) => {
        const window = { from, to: from + length };
        const { within, before } = reachOf(window, { oldest, newest });
        for (const at of [from, from + Math.floor(length / 2), window.to - 1]) {
          const reached = holds(window, at) && at >= oldest && at < newest;
          assert.equal(within !== undefined && holds(within, at), reached);
          assert.equal(before !== undefined && holds(before, at), holds(window, at) && at < oldest);
        }
      }),
    );
    const moment = { from: 100, to: 500 };
    assert.equal(reachOf(moment, { oldest: 110, newest: 500, ignored: 10 }).before, undefined);
    assert.deepEqual(reachOf(moment, { oldest: 111, newest: 500, ignored: 10 }).before, {
      from: 100,
      to: 111,
    });
  });
});
