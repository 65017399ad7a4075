import assert from 'node:assert/strict';
import { exposureOf, minutesAtMost, zapTimeOf } from '../../../src/zap/exposure.js';
import { after, received } from './fixture.js';

const receivedAt = received;

describe('the time of the purge', () => {
  it('is exact where a source logs it, whatever was changed later', () => {
    const time = zapTimeOf({ receivedAt, exact: [after(47)], lastChanges: [after(30)] });
    assert.deepEqual(time, { kind: 'exact', at: after(47) });
  });
  it('is an upper bound where only the last change of the item is known', () => {
    const time = zapTimeOf({ receivedAt, exact: [], lastChanges: [after(90)] });
    assert.deepEqual(time, { kind: 'at-most', at: after(90) });
  });
  it('does not grow when the item is changed again after it was first seen', () => {
    const known = { kind: 'at-most', at: after(90) } as const;
    const time = zapTimeOf({ receivedAt, exact: [], lastChanges: [after(600)], known });
    assert.deepEqual(time, known);
  });
  it('gets tighter when an earlier bound is seen', () => {
    const known = { kind: 'at-most', at: after(90) } as const;
    const time = zapTimeOf({ receivedAt, exact: [], lastChanges: [after(20)], known });
    assert.deepEqual(time, { kind: 'at-most', at: after(20) });
  });
  it('tells nothing but "within 48 hours" when the last change is later than ZAP can act', () => {
    const nineDays = after(9 * 24 * 60);
    const time = zapTimeOf({ receivedAt, exact: [], lastChanges: [nineDays] });
    assert.deepEqual(time, { kind: 'within-48h' });
    assert.deepEqual(zapTimeOf({ receivedAt, exact: [], lastChanges: [], known: time }), time);
  });
  it('takes a bound at 48 hours to the second, and none a second later', () => {
    const at = after(48 * 60);
    assert.equal(zapTimeOf({ receivedAt, exact: [], lastChanges: [at] }).kind, 'at-most');
    const late = new Date(Date.parse(at) + 1000).toISOString();
    assert.equal(zapTimeOf({ receivedAt, exact: [], lastChanges: [late] }).kind, 'within-48h');
  });
  it('keeps what was logged once when only a bound is seen later', () => {
    const known = { kind: 'exact', at: after(47) } as const;
    assert.deepEqual(zapTimeOf({ receivedAt, exact: [], lastChanges: [after(5)], known }), known);
  });
  it('is none when nobody tells', () => {
    assert.deepEqual(zapTimeOf({ receivedAt, exact: [], lastChanges: [] }), { kind: 'none' });
  });
});

describe('the exposure', () => {
  it('is exact in whole minutes for a logged purge', () => {
    const exposure = exposureOf('zapped', received, { kind: 'exact', at: after(47.4) });
    assert.deepEqual(exposure, { kind: 'exact', minutes: 47 });
  });
  it('is "at most" for a bound', () => {
    const exposure = exposureOf('zapped', received, { kind: 'at-most', at: after(90) });
    assert.deepEqual(exposure, { kind: 'at-most', minutes: 90 });
  });
  it('is 0 and flagged when the clocks say that it was taken before it came', () => {
    const exposure = exposureOf('zapped', received, { kind: 'exact', at: after(-3) });
    assert.deepEqual(exposure, { kind: 'exact', minutes: 0, skewed: true });
  });
  it('is 0 and not flagged when it was taken at once', () => {
    const exposure = exposureOf('zapped', received, { kind: 'exact', at: received });
    assert.deepEqual(exposure, { kind: 'exact', minutes: 0 });
  });
  it('is unknown when the delivery is, and when nothing was taken away', () => {
    const exact = { kind: 'exact', at: after(1) } as const;
    assert.deepEqual(exposureOf('zapped', undefined, exact), { kind: 'unknown' });
    assert.deepEqual(exposureOf('failed', received, exact), { kind: 'unknown' });
    assert.deepEqual(exposureOf('user-triaged', received, exact), { kind: 'unknown' });
  });
  it('counts as 48 hours at most when no more than that is known', () => {
    assert.equal(minutesAtMost({ kind: 'within-48h' }), 2880);
    assert.equal(minutesAtMost({ kind: 'unknown' }), undefined);
  });
});
