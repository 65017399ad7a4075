import assert from 'node:assert/strict';
import type { Alert } from '../../../src/alerts/alert.js';
import type { Approval } from '../../../src/alerts/approval.js';
import { judge, type Judgement } from '../../../src/alerts/judge.js';
import type { AlertState } from '../../../src/alerts/lifecycle.js';
import { alertOf } from '../../support/arbitraries.js';
import { contoso, forward } from '../../support/sample-findings.js';

const now = new Date('2026-01-05T12:00:00.000Z');
const minute = 60_000;
const day = 86_400_000;

function ago(ms: number): string {
  return new Date(now.getTime() - ms).toISOString();
}

function existing(state: AlertState, change: Partial<Alert> = {}): Alert {
  return alertOf(contoso.id, 'ada', {
    state,
    fingerprint: 'to:x.example',
    nonceHashes: ['a'.repeat(64)],
    lastSeenAt: ago(minute),
    changedAt: ago(10 * minute),
    ...change,
  });
}

function approval(change: Partial<Approval> = {}): Approval {
  const by = { tenantId: 't', objectId: 'o', name: 'n' };
  return {
    tenantId: contoso.id,
    alertId: alertOf(contoso.id, 'ada').id,
    fingerprint: 'to:x.example',
    reason: 'agreed',
    by,
    at: ago(day),
    ...change,
  };
}

type Evidence = Parameters<typeof judge>[0];

function judged(change: Partial<Evidence>): Judgement {
  return judge({
    finding: forward('ada', 'x.example'),
    tenantName: 'Contoso',
    existing: undefined,
    approval: undefined,
    now,
    settlingMs: minute,
    ...change,
  });
}

/** 'kind' or 'kind:event:state', and '!' when people are told. */
function said(judgement: Judgement): string {
  return judgement.kind === 'advance'
    ? `${judgement.event} → ${judgement.alert.state}${judgement.notify ? '!' : ''}`
    : judgement.kind;
}

const same = forward('ada', 'x.example');
const other = forward('ada', 'y.example');

describe('The judgement of a finding', () => {
  it('raises what is not known, as it was found', () => {
    const judgement = judged({});
    assert.equal(judgement.kind, 'raise');
    const { alert, approved } = judgement;
    assert.equal(approved, false);
    assert.deepEqual(
      [alert.fingerprint, alert.state, alert.revision, alert.returns, alert.messages],
      ['to:x.example', 'open', 1, 0, []],
    );
    assert.equal(alert.lastNotifiedAt, now.toISOString());
  });

  it('raises it as approved only under an approval of the very thing', () => {
    const approvedBy = (change: Partial<Approval>): unknown => {
      const judgement = judged({ approval: approval(change) });
      return judgement.kind === 'raise' && judgement.approved;
    };
    assert.equal(approvedBy({}), true);
    assert.equal(approvedBy({ fingerprint: 'to:z.example' }), false);
    assert.equal(approvedBy({ expiresAt: ago(1) }), false);
  });

  for (const [state, seenSame, seenOther] of [
    ['open', 'nothing', 'changed → open!'],
    ['approved', 'expire → open!', 'changed → open!'],
    ['removing', 'nothing', 'nothing'],
    ['restoring', 'nothing', 'nothing'],
    ['removed', 'returned → open!', 'returned → open!'],
    ['resolved', 'returned → open!', 'returned → open!'],
    ['failed', 'nothing', 'changed → open!'],
  ] as const) {
    it(`says of the same thing in ${state}: ${seenSame}; of another: ${seenOther}`, () => {
      assert.equal(said(judged({ existing: existing(state), finding: same })), seenSame);
      assert.equal(said(judged({ existing: existing(state), finding: other })), seenOther);
    });
  }

  it('leaves an approved one alone while its approval holds, and tells when it has ended', () => {
    const alert = existing('approved');
    assert.equal(said(judged({ existing: alert, approval: approval() })), 'nothing');
    const over = approval({ expiresAt: now.toISOString() });
    assert.equal(said(judged({ existing: alert, approval: over })), 'expire → open!');
    const revoked = approval({ revoked: { by: approval().by, at: ago(1) } });
    assert.equal(said(judged({ existing: alert, approval: revoked })), 'expire → open!');
  });

  it('opens an approved one again when it changes, though the approval has not ended', () => {
    const judgement = judged({
      existing: existing('approved'),
      approval: approval(),
      finding: other,
    });
    assert.equal(said(judgement), 'changed → open!');
  });

  it('takes an approved one that is back as approved, and tells nobody', () => {
    for (const state of ['removed', 'resolved'] as const) {
      const judgement = judged({ existing: existing(state), approval: approval() });
      assert.equal(said(judgement), 'returned-approved → approved');
    }
  });

  it('takes nothing for a return that a removal may only not have made invisible yet', () => {
    const settling = { changedAt: ago(minute - 1) };
    assert.equal(said(judged({ existing: existing('removed', settling) })), 'nothing');
    const settled = { changedAt: ago(minute) };
    assert.equal(said(judged({ existing: existing('removed', settled) })), 'returned → open!');
  });

  it('knows another thing as a return at once, and a resolved one too', () => {
    const settling = { changedAt: ago(1) };
    const changed = judged({ existing: existing('removed', settling), finding: other });
    assert.equal(said(changed), 'returned → open!');
    assert.equal(said(judged({ existing: existing('resolved', settling) })), 'returned → open!');
  });

  it('believes no reading that began before the last change', () => {
    for (const state of ['open', 'removed', 'resolved', 'approved', 'failed'] as const) {
      const alert = existing(state, { changedAt: ago(5 * minute) });
      const since = new Date(now.getTime() - 6 * minute);
      assert.equal(said(judged({ existing: alert, finding: other, since })), 'nothing', state);
      const later = new Date(now.getTime() - 4 * minute);
      assert.notEqual(said(judged({ existing: alert, finding: other, since: later })), 'nothing');
    }
  });

  it('takes a difference that rests on a failed look-up for no change', () => {
    const uncertain = { finding: other, uncertain: true };
    assert.equal(said(judged({ existing: existing('open'), ...uncertain })), 'nothing');
    assert.equal(
      said(judged({ existing: existing('approved'), approval: approval(), ...uncertain })),
      'nothing',
    );
    assert.equal(said(judged(uncertain)), 'raise');
  });

  it('writes down once an hour that it was seen, and at once when it had been missing', () => {
    assert.equal(said(judged({ existing: existing('open') })), 'nothing');
    const old = judged({ existing: existing('open', { lastSeenAt: ago(60 * minute) }) });
    assert.equal(old.kind, 'seen');
    assert.equal(old.alert.lastSeenAt, now.toISOString());
    const missing = judged({ existing: existing('open', { missingSince: ago(1) }) });
    assert.equal(missing.kind, 'seen');
    assert.equal(missing.alert.missingSince, undefined);
  });

  it('takes every button of the old card away with a change', () => {
    const judgement = judged({ existing: existing('open'), finding: other });
    assert.equal(judgement.kind, 'advance');
    const { alert } = judgement;
    assert.deepEqual([alert.nonceHashes, alert.revision], [[], 2]);
    assert.deepEqual([alert.fingerprint, alert.facts], [other.fingerprint, other.facts]);
    assert.deepEqual(alert.outcome, { event: 'changed', at: now.toISOString() });
  });

  it('tells of the 1st, 2nd and 5th return at once, and of later ones once a day', () => {
    const told = (returns: number, lastNotified: number): boolean => {
      const alert = existing('resolved', { returns, lastNotifiedAt: ago(lastNotified) });
      return said(judged({ existing: alert })).endsWith('!');
    };
    const recently = Array.from({ length: 8 }, (_, before) => told(before, minute));
    assert.deepEqual(recently, [true, true, false, false, true, false, false, false]);
    assert.ok(told(2, day) && told(7, day));
    assert.equal(told(7, day - 1), false);
  });

  it('counts every return, and remembers when people were told last', () => {
    const quiet = judged({
      existing: existing('resolved', { returns: 2, lastNotifiedAt: ago(1) }),
    });
    assert.equal(quiet.kind, 'advance');
    assert.deepEqual([quiet.alert.returns, quiet.alert.lastNotifiedAt], [3, ago(1)]);
    const loud = judged({ existing: existing('resolved') });
    assert.equal(loud.kind, 'advance');
    assert.deepEqual([loud.alert.returns, loud.alert.lastNotifiedAt], [1, now.toISOString()]);
  });
});
