import assert from 'node:assert/strict';
import { DateTime } from 'luxon';
import { parseWeek, weekText, type Weekday } from '../../../src/digest/iso-week.js';
import {
  daysOf,
  dueAt,
  follow,
  lastDueWeek,
  periodOf,
  periodUntilToday,
  runningPeriod,
  type DigestTime,
} from '../../../src/digest/period.js';
import { everyZone } from '../../support/time-zones.js';

function at(weekday: Weekday, clock: string, zone: string): DigestTime {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return { weekday, minutes: hour * 60 + minute, zone };
}

function week(text: string): number {
  const number = parseWeek(text);
  assert.ok(number !== undefined, text);
  return number;
}

function due(time: DigestTime, text: string): string {
  return new Date(dueAt(time, week(text))).toISOString();
}

describe('ISO weeks', () => {
  it('are those that luxon counts, on every day of forty years', () => {
    for (let day = Date.UTC(2000, 0, 1); day < Date.UTC(2040, 0, 1); day += 86_400_000) {
      const luxon = DateTime.fromMillis(day, { zone: 'utc' });
      const text = `${luxon.weekYear}-W${String(luxon.weekNumber).padStart(2, '0')}`;
      const number = week(text);
      assert.equal(weekText(number), text);
      assert.equal(lastDueWeek(at(luxon.weekday as Weekday, '00:00', 'UTC'), day), number);
    }
  });

  for (const text of [
    '',
    '2026-W00',
    '2026-W54',
    '2025-W53',
    '2026-W1',
    '26-W01',
    '2026-w01',
    ' 2026-W01',
    '2026-W01\n',
    '２０２６-W01',
  ]) {
    it(`are refused when they are none: ${JSON.stringify(text)}`, () => {
      assert.equal(parseWeek(text), undefined);
    });
  }
});

describe('The due time of a digest', () => {
  it('is the local time of day, in summer and in winter', () => {
    const monday = at(1, '08:00', 'Europe/Berlin');
    assert.equal(due(monday, '2026-W30'), '2026-07-20T06:00:00.000Z');
    assert.equal(due(monday, '2026-W47'), '2026-11-16T07:00:00.000Z');
  });

  const gaps: readonly (readonly [string, DigestTime, string, string])[] = [
    [
      '02:30 in the spring gap is 03:30',
      at(7, '02:30', 'Europe/Berlin'),
      '2026-W13',
      '2026-03-29T01:30:00.000Z',
    ],
    [
      '02:30 in the autumn overlap is the first 02:30',
      at(7, '02:30', 'Europe/Berlin'),
      '2026-W43',
      '2026-10-25T00:30:00.000Z',
    ],
    [
      '01:30 in the overlap of New York is the first 01:30',
      at(7, '01:30', 'America/New_York'),
      '2026-W44',
      '2026-11-01T05:30:00.000Z',
    ],
    [
      '02:15 in the half-hour gap of Lord Howe is 02:45',
      at(7, '02:15', 'Australia/Lord_Howe'),
      '2026-W40',
      '2026-10-03T15:45:00.000Z',
    ],
    [
      '01:45 in the half-hour overlap of Lord Howe is the first',
      at(7, '01:45', 'Australia/Lord_Howe'),
      '2026-W14',
      '2026-04-04T14:45:00.000Z',
    ],
    [
      'a day that Samoa left out is the day after',
      at(5, '08:00', 'Pacific/Apia'),
      '2011-W52',
      '2011-12-30T18:00:00.000Z',
    ],
    [
      '00:00 in the gap of Santiago is 01:00',
      at(7, '00:00', 'America/Santiago'),
      '2026-W36',
      '2026-09-06T04:00:00.000Z',
    ],
  ];
  for (const [title, time, text, instant] of gaps) {
    it(title, () => {
      assert.equal(due(time, text), instant);
    });
  }

  it('is shown by the clocks of every zone, unless they leave it out', () => {
    let left = 0;
    let checked = 0;
    for (const zone of everyZone) {
      for (let n = week('2026-W01'); n <= week('2026-W53'); n += 4) {
        for (const time of [at(1, '08:00', zone), at(7, '02:30', zone)]) {
          const shown = DateTime.fromMillis(dueAt(time, n), { zone });
          checked += 1;
          const isShown = shown.hour * 60 + shown.minute === time.minutes;
          if (isShown) assert.equal(shown.weekday, time.weekday, zone);
          // Clocks are changed at night.
          else assert.equal(time.minutes, 150, zone);
          if (!isShown) left += 1;
          assert.equal(lastDueWeek(time, dueAt(time, n)), n);
          assert.equal(lastDueWeek(time, dueAt(time, n) - 1), n - 1);
        }
      }
    }
    assert.ok(checked > 12_000 && left < checked / 50, `${left} of ${checked}`);
  });
});

describe('The period of a digest', () => {
  it('is the seven whole local days before the due day', () => {
    const period = periodOf(at(1, '08:00', 'Europe/Berlin'), week('2026-W44'));
    assert.deepEqual(period, {
      week: '2026-W44',
      zone: 'Europe/Berlin',
      // The week in which summer time ends has an hour more.
      from: '2026-10-18T22:00:00.000Z',
      to: '2026-10-25T23:00:00.000Z',
      firstDay: '2026-10-19',
      lastDay: '2026-10-25',
    });
    assert.equal(daysOf(period).length, 7);
  });

  it('begins where the one before ended, in every zone', () => {
    for (const zone of everyZone) {
      const time = at(3, '08:00', zone);
      for (let n = week('2026-W01'); n < week('2027-W01'); n += 3) {
        const [first, second] = [periodOf(time, n), periodOf(time, n + 1)];
        assert.equal(first.to, second.from, zone);
        assert.ok(follow(first, second));
        assert.ok(Date.parse(first.to) <= dueAt(time, n));
      }
    }
  });

  it('of one asked for now ends today at midnight, and counts for this week', () => {
    const now = Date.parse('2026-11-18T22:30:00.000Z');
    const period = periodUntilToday('Asia/Tokyo', now);
    assert.equal(period.week, '2026-W47');
    assert.deepEqual([period.firstDay, period.lastDay], ['2026-11-12', '2026-11-18']);
    assert.equal(period.to, '2026-11-18T15:00:00.000Z');
  });

  it('that is running reaches from the last one to now, and not beyond its own end', () => {
    const time = at(1, '08:00', 'UTC');
    const wednesday = runningPeriod(time, Date.parse('2026-11-18T12:00:00.000Z'));
    assert.equal(wednesday.from, '2026-11-16T00:00:00.000Z');
    assert.equal(wednesday.to, '2026-11-18T12:00:00.000Z');
    assert.deepEqual(daysOf(wednesday), ['2026-11-16', '2026-11-17', '2026-11-18']);
    const early = runningPeriod(time, Date.parse('2026-11-23T07:00:00.000Z'));
    assert.equal(early.to, '2026-11-23T00:00:00.000Z');
  });
});
