import assert from 'node:assert/strict';
import fc from 'fast-check';
import { retryAfterMs } from '../../../src/lib/http/retry-after.js';

const now = new Date('2026-03-01T12:00:00.000Z');
const read = (headers: Record<string, string>) => retryAfterMs(new Headers(headers), now);

describe('retryAfterMs', () => {
  it('reads seconds, fractions of seconds and zero', () => {
    assert.equal(read({ 'retry-after': '7' }), 7_000);
    assert.equal(read({ 'retry-after': ' 1.5 ' }), 1_500);
    assert.equal(read({ 'retry-after': '0' }), 0);
  });

  it('reads an HTTP date', () => {
    assert.equal(read({ 'retry-after': 'Sun, 01 Mar 2026 12:00:30 GMT' }), 30_000);
  });

  it('reads the Azure headers, in milliseconds', () => {
    assert.equal(read({ 'retry-after-ms': '250' }), 250);
    assert.equal(read({ 'x-ms-retry-after-ms': '300' }), 300);
  });

  it('takes the longest of several', () => {
    assert.equal(read({ 'retry-after': '1', 'x-ms-retry-after-ms': '4000' }), 4_000);
    assert.equal(read({ 'retry-after': '9', 'retry-after-ms': '10' }), 9_000);
  });

  for (const garbage of ['-5', 'soon', '', '1e9', '0x10', 'NaN', '2026-03-01', '5 s', '12, 13']) {
    it(`says nothing for ${JSON.stringify(garbage)}`, () => {
      assert.equal(read({ 'retry-after': garbage }), undefined);
      assert.equal(read({ 'retry-after-ms': garbage }), undefined);
    });
  }

  it('says nothing for a date in the past', () => {
    assert.equal(read({ 'retry-after': 'Sun, 01 Mar 2026 11:59:59 GMT' }), undefined);
  });

  it('keeps a huge value as a number', () => {
    assert.equal(read({ 'retry-after': '2592000' }), 2_592_000_000);
    const absurd = read({ 'retry-after': '9'.repeat(400) });
    assert.ok(absurd !== undefined && Number.isFinite(absurd) && absurd > 1e15);
  });

  it('never gives a negative or infinite wait, whatever the header says', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const wait = retryAfterMs({ get: () => text }, now);
        assert.ok(wait === undefined || (wait >= 0 && Number.isFinite(wait)));
      }),
    );
  });
});
