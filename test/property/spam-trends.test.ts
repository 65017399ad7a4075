import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changeProbability, upperTail } from '../../src/spam/binomial.js';
import type { MailRow } from '../../src/spam/mail-row.js';
import { scanSpam } from '../../src/spam/scan.js';
import type { Trends } from '../../src/spam/trend.js';
import { trendRule } from '../../src/spam/trends.js';
import { FakeFlow, mail, now, servicesOf, tenant, zone } from '../unit/spam/fake-flow.js';

const dayMs = 86_400_000;

/** The rows of the period and the same number of days before. */
async function compared(
  present: readonly MailRow[],
  past: readonly MailRow[],
  change: (source: FakeFlow) => void = () => undefined,
): Promise<Trends> {
  const earlier = past.map((row) => ({
    ...row,
    at: new Date(Date.parse(row.at) - 7 * dayMs).toISOString(),
  }));
  const source = new FakeFlow('hunting', [...present, ...earlier]);
  change(source);
  const { report } = await scanSpam(tenant, servicesOf([source]), { days: 7, zone });
  return report.trends;
}

/** So many a day, spread over the period, so that no day stands out. */
function evenly(count: number, change: Partial<MailRow> = {}): MailRow[] {
  return Array.from({ length: count }, (_, i) =>
    mail({ at: new Date(now.getTime() - (i % 6) * dayMs - 3_600_000).toISOString(), ...change }),
  );
}

describe('Trends', () => {
  it('are none between identical periods, whatever they hold', async () => {
    const row = fc.record({
      sender: fc.integer({ min: 0, max: 5 }).map((n) => `x@d${n}.example`),
      verdict: fc.constantFrom('spam' as const, 'phish' as const, 'bulk' as const),
      count: fc.integer({ min: 1, max: 500 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 40 }), async (rows) => {
        const present = rows.map((one) => mail(one));
        const { found } = await compared(present, present);
        assert.deepEqual(
          found.filter(({ about }) => about !== 'day'),
          [],
        );
      }),
      { numRuns: 25 },
    );
  });

  it('are named for a tenfold rise of 50, for the kind, the sender and the receiver', async () => {
    const { found, previous, why } = await compared(evenly(500), evenly(50));
    assert.deepEqual(
      found.map(({ about, change, before, now: after }) => [about, change, before, after]),
      [
        ['receiver', 'rise', 50, 500],
        ['sender-domain', 'rise', 50, 500],
        ['total', 'rise', 50, 500],
      ],
    );
    assert.ok(previous !== undefined && why === '');
  });

  it('are not made of a handful, however many times it is the other', async () => {
    for (const [before, after] of [
      [1, 3],
      [0, 4],
      [3, 0],
      [1, trendRule.floor - 1],
    ] as const) {
      assert.deepEqual((await compared(evenly(after), evenly(before))).found, []);
    }
  });

  it('are not made of a certain but small change', async () => {
    assert.deepEqual((await compared([...evenly(1900)], [...evenly(1000)])).found, []);
  });

  it('name what is new and what is gone', async () => {
    const { found } = await compared(
      evenly(60, { sender: 'a@new.example' }),
      evenly(60, { sender: 'a@old.example' }),
    );
    assert.deepEqual(
      found.map(({ about, key, change }) => [about, key, change]),
      [
        ['sender-domain', 'new.example', 'new'],
        ['sender-domain', 'old.example', 'gone'],
      ],
    );
  });

  it('name a day that stands out', async () => {
    const flood = Array.from({ length: 200 }, () => mail({ at: '2026-11-25T10:00:00.000Z' }));
    const calm = evenly(30);
    const { found } = await compared([...calm, ...flood], [...calm, ...flood]);
    assert.deepEqual(
      found.map(({ about, key }) => [about, key]),
      [['day', '2026-11-25']],
    );
  });

  it('are not looked for between periods of different coverage, and say why', async () => {
    const gap = (from: string, to: string) => (source: FakeFlow) => {
      source.parts.push({ kind: 'limit', limit: { kind: 'rows', span: { from, to } } });
    };
    const before = await compared(
      evenly(500),
      evenly(50),
      gap('2026-11-18T00:00:00.000Z', '2026-11-18T02:00:00.000Z'),
    );
    assert.match(before.why, /period before was not read completely/);
    const present = await compared(
      evenly(500),
      evenly(50),
      gap('2026-11-26T00:00:00.000Z', '2026-11-26T02:00:00.000Z'),
    );
    assert.match(present.why, /This period was not read completely/);
    const short = await compared(evenly(500), evenly(50), (source) => {
      source.daysBack = 10;
    });
    assert.match(short.why, /can't look back/);
    for (const { found, previous } of [before, present, short]) {
      assert.deepEqual([found.filter(({ about }) => about !== 'day'), previous], [[], undefined]);
    }
  });

  it('are rarer than the probability promises when nothing changes', () => {
    // Every split of 40 with equal shares: those called a change weigh less than the bound.
    const total = 40;
    let weight = 0;
    for (let now_ = 0; now_ <= total; now_ += 1) {
      const p = upperTail(now_, total, 0.5) - upperTail(now_ + 1, total, 0.5);
      if (changeProbability(now_, total - now_, 0.5) < 0.01) weight += p;
    }
    assert.ok(weight < 0.01 && weight > 0.001);
  });

  it('rest on tails that add up, are monotonic, and agree with exact sums', () => {
    const exact = (k: number, n: number, p: number): number => {
      let sum = 0;
      let term = (1 - p) ** n;
      for (let i = 0; i <= n; i += 1) {
        if (i >= k) sum += term;
        term *= ((n - i) / (i + 1)) * (p / (1 - p));
      }
      return sum;
    };
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 0, max: 200 }),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        (n, k, p) => {
          const value = upperTail(k, n, p);
          assert.ok(Math.abs(value - (k > n ? 0 : exact(k, n, p))) < 1e-9);
          assert.ok(upperTail(k + 1, n, p) <= value + 1e-12);
        },
      ),
    );
    const many = changeProbability(500_500, 499_500, 0.5);
    assert.ok(many > 0.2 && many < 0.4, String(many));
  });
});
