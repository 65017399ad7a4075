import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SeededNumbers } from '../../../src/simulator/mail/seeded-numbers.js';
import { ZoneCalendar } from '../../../src/simulator/mail/zone-days.js';

const HOUR = 3_600_000;
const iso = (at: number | undefined) => new Date(at ?? NaN).toISOString();

describe('the calendar of a simulated tenant', () => {
  it('has the days of its zone, from midnight there', () => {
    const from = Date.parse('2026-11-20T23:30:00Z');
    const [first, second, ...rest] = new ZoneCalendar('Europe/Berlin').days(from, from + 24 * HOUR);
    assert.deepEqual([first?.date, second?.date, rest.length], ['2026-11-21', '2026-11-22', 0]);
    assert.equal(iso(first?.hours[0]), '2026-11-20T23:00:00.000Z');
    assert.equal(iso(first?.hours[9]), '2026-11-21T08:00:00.000Z');
    assert.deepEqual([first?.isWeekend, second?.isWeekend], [true, true]);
    const [fiji] = new ZoneCalendar('Pacific/Auckland').days(from, from);
    assert.deepEqual([fiji?.date, iso(fiji?.hours[0])], ['2026-11-21', '2026-11-20T11:00:00.000Z']);
  });

  it('goes through the days on which the clock is changed', () => {
    const calendar = new ZoneCalendar('Europe/Berlin');
    const [spring] = calendar.days(
      Date.parse('2026-03-29T12:00Z'),
      Date.parse('2026-03-29T12:00Z'),
    );
    assert.equal(iso(spring?.hours[1]), '2026-03-29T00:00:00.000Z');
    assert.equal(iso(spring?.hours[3]), '2026-03-29T01:00:00.000Z');
    const [autumn] = calendar.days(
      Date.parse('2026-10-25T12:00Z'),
      Date.parse('2026-10-25T12:00Z'),
    );
    assert.equal(iso(autumn?.hours[4]), '2026-10-25T03:00:00.000Z');
    assert.equal(iso(autumn?.hours[0]), '2026-10-24T22:00:00.000Z');
  });

  it('finds the latest day that fits', () => {
    const saturday = Date.parse('2026-11-21T12:00:00Z');
    const day = new ZoneCalendar('UTC').latest(saturday, ({ isWeekend }) => !isWeekend);
    assert.equal(day?.date, '2026-11-20');
  });
});

describe('seeded numbers', () => {
  it('are the same for the same text and others for another', () => {
    const ten = (seed: string) => {
      const numbers = new SeededNumbers(seed);
      return Array.from({ length: 10 }, () => numbers.word());
    };
    assert.deepEqual(ten('a'), ten('a'));
    assert.notDeepEqual(ten('a'), ten('b'));
  });

  it('stay within what was asked for', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 1000 }), (seed, count) => {
        const numbers = new SeededNumbers(seed);
        const list = Array.from({ length: count }, (_, index) => index);
        assert.ok(numbers.below(count) < count);
        assert.equal(new Set(numbers.some(list, 5)).size, Math.min(5, count));
        assert.match(
          numbers.guid(),
          /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
        );
        assert.ok(BigInt(numbers.cluster()) < 2n ** 63n);
      }),
    );
    assert.throws(() => new SeededNumbers('').pick([]), RangeError);
  });

  it('are spread evenly', () => {
    const numbers = new SeededNumbers('spread');
    const hits = Array<number>(10).fill(0);
    for (let index = 0; index < 10_000; index += 1) {
      const place = numbers.below(10);
      hits[place] = (hits[place] ?? 0) + 1;
    }
    assert.ok(
      hits.every((count) => count > 850 && count < 1150),
      String(hits),
    );
  });
});
