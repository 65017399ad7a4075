import assert from 'node:assert/strict';
import fc from 'fast-check';
import { expiryOf, holds, isApprovalPeriod, type Approval } from '../../../src/alerts/approval.js';
import { anyText } from '../../support/arbitraries.js';
import { contoso, idOf } from '../../support/sample-findings.js';

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

describe('An approval', () => {
  it('holds for the fingerprint that was shown, and for no other', () => {
    assert.equal(holds(approval, 'f1', at), true);
    fc.assert(fc.property(anyText, (text) => text === 'f1' || !holds(approval, text, at)));
  });

  it('ends in the very millisecond in which it expires', () => {
    const expiresAt = '2026-02-04T08:00:00.000Z';
    const until = (time: string): boolean =>
      holds({ ...approval, expiresAt }, 'f1', new Date(time));
    assert.equal(until('2026-02-04T07:59:59.999Z'), true);
    assert.equal(until(expiresAt), false);
  });

  it('ends when it is revoked, also one that never expires', () => {
    assert.equal(holds({ ...approval, revoked: { by, at: at.toISOString() } }, 'f1', at), false);
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
