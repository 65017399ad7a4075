import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  concerns,
  expiryOf,
  holds,
  isApprovalPeriod,
  scopeValue,
  type Approval,
} from '../../../src/alerts/approval.js';
import type { Finding } from '../../../src/alerts/finding.js';
import { anyText } from '../../support/arbitraries.js';
import { contoso, forward, idOf } from '../../support/sample-findings.js';

const by = { tenantId: 't', objectId: 'o', name: 'n' };
const at = new Date('2026-01-05T08:00:00.000Z');
const approval: Approval = {
  tenantId: contoso.id,
  alertId: idOf('ada'),
  fingerprint: 'f1',
  reason: 'agreed',
  by,
  at: at.toISOString(),
};

function shown(fingerprint: string, scopes?: Finding['scopes']): Finding {
  return { ...forward('ada', 'x'), kind: 'zap', fingerprint, scopes };
}

describe('An approval', () => {
  it('holds for the fingerprint that was shown, and for no other', () => {
    assert.equal(holds(approval, shown('f1'), at), true);
    fc.assert(fc.property(anyText, (text) => text === 'f1' || !holds(approval, shown(text), at)));
  });

  it('ends in the very millisecond in which it expires', () => {
    const expiresAt = '2026-02-04T08:00:00.000Z';
    const until = (time: string): boolean =>
      holds({ ...approval, expiresAt }, shown('f1'), new Date(time));
    assert.equal(until('2026-02-04T07:59:59.999Z'), true);
    assert.equal(until(expiresAt), false);
  });

  it('ends when it is revoked, also one that never expires', () => {
    const revoked = { by, at: at.toISOString() };
    assert.equal(holds({ ...approval, revoked }, shown('f1'), at), false);
  });

  it('of a wider scope holds for all of the kind that have its value, whatever they are', () => {
    const scoped = { ...approval, scope: { kind: 'zap' as const, name: 'sender', value: 'a@b.c' } };
    assert.equal(holds(scoped, shown('another', { sender: 'a@b.c' }), at), true);
    assert.equal(holds(scoped, shown('f1', { sender: 'x@b.c' }), at), false, 'not even this one');
    assert.equal(holds(scoped, shown('f1', { domain: 'a@b.c' }), at), false);
    assert.equal(holds(scoped, shown('f1'), at), false);
    const forwarded = { ...shown('f1', { sender: 'a@b.c' }), kind: 'forward' as const };
    assert.equal(holds(scoped, forwarded, at), false, 'another kind');
  });

  it('of a scope takes no inherited property for a scope', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      assert.equal(scopeValue({ sender: 'a' }, name), undefined);
      assert.equal(scopeValue(undefined, name), undefined);
    }
    assert.equal(scopeValue(JSON.parse('{"__proto__":"own"}') as never, '__proto__'), 'own');
  });

  it('concerns what it was given for also when its time is over, but not when it was revoked', () => {
    const over = { ...approval, expiresAt: at.toISOString() };
    assert.deepEqual([concerns(over, shown('f1')), holds(over, shown('f1'), at)], [true, false]);
    const revoked = { by, at: at.toISOString() };
    assert.equal(concerns({ ...approval, revoked }, shown('f1')), false);
  });

  it('lasts for the period chosen, in days of 24 hours', () => {
    assert.equal(expiryOf('30', at), '2026-02-04T08:00:00.000Z');
    assert.equal(expiryOf('90', at), '2026-04-05T08:00:00.000Z');
    assert.equal(expiryOf('365', at), '2027-01-05T08:00:00.000Z');
    assert.equal(expiryOf('never', at), undefined);
  });

  it('has no period but those that the card offers', () => {
    for (const text of ['', '31', '030', ' 30', 'Never', '__proto__', 'toString', 'constructor']) {
      assert.equal(isApprovalPeriod(text), false, text);
    }
  });
});
