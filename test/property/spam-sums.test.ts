import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cellsTotal, unwantedTotal, type SpamCell } from '../../src/spam/cell.js';
import { sumSpamDays } from '../../src/spam/day-sum.js';
import { DistinctCount } from '../../src/spam/distinct-count.js';
import { HeavyHitters } from '../../src/spam/heavy-hitters.js';
import { directions, outcomes, verdicts, type MailRow } from '../../src/spam/mail-row.js';
import { scanSpam, type SpamScan } from '../../src/spam/scan.js';
import { FakeFlow, hoursAgo, mail, servicesOf, tenant, zone } from '../unit/spam/fake-flow.js';

const address = (domain: string): fc.Arbitrary<string | undefined> =>
  fc.option(
    fc.integer({ min: 0, max: 30 }).map((n) => `p${n}@${domain}`),
    { nil: undefined },
  );

const row: fc.Arbitrary<MailRow> = fc
  .record({
    hours: fc.integer({ min: 0, max: 150 }),
    count: fc.integer({ min: 1, max: 50 }),
    direction: fc.constantFrom(...directions),
    verdict: fc.constantFrom(...verdicts),
    outcome: fc.constantFrom(...outcomes),
    sender: fc.oneof(address('evil.example'), address('contoso.example')),
    recipient: address('contoso.example'),
  })
  .map(({ hours, ...rest }) => mail({ ...rest, at: hoursAgo(hours) }));

function scan(rows: readonly MailRow[], mostListed: number): Promise<SpamScan> {
  const services = servicesOf([new FakeFlow('hunting', rows)]);
  return scanSpam(tenant, services, { days: 7, zone, mostListed });
}

const isOwn = ({ direction }: SpamCell): boolean =>
  direction === 'outbound' || direction === 'intra-org';

interface List {
  readonly listed: readonly { readonly count: number }[];
  readonly leftOut: number;
}

function assertSums(cells: readonly SpamCell[], parts: Readonly<Record<string, List>>): void {
  const outside = unwantedTotal(cells.filter((cell) => !isOwn(cell)));
  const own = unwantedTotal(cells.filter(isOwn));
  for (const [name, list] of Object.entries(parts)) {
    assert.ok(list.leftOut >= 0);
    assert.equal(cellsTotal(list.listed) + list.leftOut, name === 'internal' ? own : outside, name);
  }
}

describe('Figures of mail flow', () => {
  it('add up: what is listed and left out is the whole, on each day and in the report', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 120 }),
        fc.integer({ min: 1, max: 20 }),
        async (rows, most) => {
          const { report, days } = await scan(rows, most);
          assert.equal(cellsTotal(report.cells), cellsTotal(rows));
          const { senders, domains, receivers, internal } = report;
          assertSums(report.cells, { senders, domains, receivers, internal });
          for (const day of days) {
            const { senders: s, receivers: r, internal: i } = day;
            assertSums(day.cells, { senders: s, receivers: r, internal: i });
          }
          const sum = sumSpamDays(days);
          assert.deepEqual(sum.cells, report.cells);
          assertSums(sum.cells, {
            ...{ senders: sum.senders, receivers: sum.receivers, internal: sum.internal },
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('are the same for rows in any order', async () => {
    const rows = fc.array(row, { maxLength: 60 });
    const both = rows.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    await fc.assert(
      fc.asyncProperty(both, async ([list, shuffled]) => {
        const [a, b] = [await scan(list, 200), await scan(shuffled, 200)];
        assert.deepEqual([b.report, b.days], [a.report, a.days]);
      }),
      { numRuns: 25 },
    );
  });

  it('add up when more addresses attack than can be followed, and keep every heavy one', async () => {
    const crowd = Array.from({ length: 20_000 }, (_, i) => mail({ sender: `s${i}@d${i}.example` }));
    const heavy = Array.from({ length: 40 }, () => mail({ sender: 'heavy@big.example', count: 5 }));
    const rows = crowd.flatMap((one, i) => (i % 500 === 0 ? [one, ...heavy.slice(0, 1)] : [one]));
    const { report, days } = await scan(rows, 100);
    const { senders, domains } = report;
    assertSums(report.cells, { senders, domains });
    assert.equal(senders.bounded, true);
    const [first] = senders.listed;
    assert.deepEqual([first?.address, first?.count], ['heavy@big.example', 200]);
    assert.ok(days.some((day) => day.senders.bounded));
  });
});

describe('The heaviest of many', () => {
  it('are kept when they weigh more than their part, and no weight is too low', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 9 })), {
          maxLength: 400,
        }),
        fc.integer({ min: 1, max: 12 }),
        (adds, capacity) => {
          const hitters = new HeavyHitters(capacity, () => ({ sum: 0 }));
          const truth = new Map<string, number>();
          let all = 0;
          for (const [key, weight] of adds) {
            hitters.add(String(key), weight).sum += weight;
            truth.set(String(key), (truth.get(String(key)) ?? 0) + weight);
            all += weight;
          }
          assert.ok(hitters.size <= capacity);
          for (const [key, weight] of truth) {
            const one = hitters.get(key);
            if (weight > all / capacity) assert.ok(one !== undefined, `${key} is lost`);
            if (one === undefined) continue;
            assert.ok(one.weight >= weight && one.weight - one.inherited <= weight);
            assert.ok(one.data.sum <= weight);
            if (one.inherited === 0) assert.equal(one.data.sum, weight);
          }
          assert.equal(hitters.bounded, truth.size > capacity);
        },
      ),
    );
  });
});

describe('A count of different keys', () => {
  it('is exact up to 64, and off by less than a quarter up to 100,000', () => {
    for (const size of [0, 1, 64, 65, 500, 3_000, 100_000]) {
      const count = new DistinctCount();
      for (let i = 0; i < size; i += 1) {
        count.add(`p${i}@contoso.example`);
        if (i % 3 === 0) count.add(`p${i}@contoso.example`);
      }
      const { count: value, exact } = count.value;
      assert.equal(exact, size <= 64);
      assert.ok(
        size <= 64 ? value === size : Math.abs(value - size) < size / 4,
        `${value} of ${size}`,
      );
    }
  });

  it('is the same as of both together when one includes the other', () => {
    const [a, b, both] = [new DistinctCount(), new DistinctCount(), new DistinctCount()];
    for (let i = 0; i < 900; i += 1) {
      (i < 500 ? a : b).add(`k${i}`);
      both.add(`k${i}`);
    }
    a.include(b);
    assert.deepEqual(a.value, both.value);
  });
});
