import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mailDate } from '../../../src/zap/analysis/headers/mail-date.js';

describe('a mail date', () => {
  const eight = '2026-10-05T08:00:05.000Z';
  const forms: readonly (readonly [string, string])[] = [
    ['Mon, 5 Oct 2026 08:00:05 +0000', eight],
    ['Mon,  5 Oct 2026 08:00:05 +0000', eight],
    ['5 Oct 2026 08:00:05 -0000', eight],
    ['Monday, 05 October 2026 08:00:05 GMT', eight],
    ['MON, 05 OCT 2026 08:00:05 UT', eight],
    ['Mon, 05 Oct 26 08:00:05 Z', eight],
    ['Mon, 5 Oct 2026 10:00:05 +0200', eight],
    ['Mon, 5 Oct 2026 10:00:05 +02:00', eight],
    ['Mon, 5 Oct 2026 10:00:05 CEST', eight],
    ['Mon, 5 Oct 2026 05:00:05 -03', 'none'],
    ['Mon, 5 Oct 2026 01:00:05 PDT', eight],
    ['Mon, 5 Oct 2026 13:30:05 +0530', eight],
    ['Mon, 05 Oct 2026 08:00:05.608 +0000', eight],
    ['2026-10-05 08:00:05.928333532 +0000 UTC m=+6810983.819096959', eight],
    ['2026-10-05T08:00:05Z', eight],
    ['05-Oct-2026 08:00:05 +0000', eight],
    ['with HTTP id abc Mon, 05 Oct 2026 08:00:05.1 +0000', eight],
    ['Mon, 5 Oct 2026 08:00 +0000', '2026-10-05T08:00:00.000Z'],
    ['Thu, 31 Dec 2026 23:59:60 +0000', '2026-12-31T23:59:59.000Z'],
    ['Thu, 1 Jan 98 00:00:00 +0000', '1998-01-01T00:00:00.000Z'],
  ];
  for (const [text, expected] of forms) {
    it(`is read: ${text}`, () => {
      assert.equal(mailDate(text) ?? 'none', expected);
    });
  }

  for (const text of [
    '',
    'yesterday',
    'Mon, 5 Oct 2026 08:00:05',
    'Mon, 5 Oct 2026 08:00:05 XYZ',
    'Mon, 5 Oct 2026 08:00:05 constructor',
    'Mon, 5 Oct 2026 08:00:05 GMT+0200',
    'Mon, 5 Oct 2026 08:00:05 +9900',
    'Mon, 32 Oct 2026 08:00:05 +0000',
    'Mon, 30 Feb 2026 08:00:05 +0000',
    'Mon, 5 Foo 2026 08:00:05 +0000',
    'Mon, 5 Oct 2026 25:00:05 +0000',
    'Mon, 5 Oct 0000 08:00:05 +0000',
    '2026-13-05 08:00:05 +0000',
  ]) {
    it(`is not guessed: '${text}'`, () => {
      assert.equal(mailDate(text), undefined);
    });
  }

  it('that was written in any zone names the same moment', () => {
    const moment = fc.date({
      min: new Date('1990-01-01'),
      max: new Date('2049-12-30'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moment, fc.integer({ min: -14 * 60, max: 14 * 60 }), (date, offset) => {
        const whole = Math.floor(date.getTime() / 1000) * 1000;
        const local = new Date(whole + offset * 60_000).toUTCString().replace(' GMT', '');
        const size = Math.abs(offset);
        const [hours, minutes] = [Math.floor(size / 60), size % 60];
        const zone = `${offset < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}${String(minutes).padStart(2, '0')}`;
        assert.equal(mailDate(`${local} ${zone}`), new Date(whole).toISOString());
      }),
    );
  });
});
