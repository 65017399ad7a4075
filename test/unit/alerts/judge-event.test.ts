import assert from 'node:assert/strict';
import type { Alert } from '../../../src/alerts/alert.js';
import type { Approval } from '../../../src/alerts/approval.js';
import { judge, type Judgement } from '../../../src/alerts/judge.js';
import { alertStates, type AlertState } from '../../../src/alerts/lifecycle.js';
import { alertOf } from '../../support/arbitraries.js';
import { contoso, forward, idOf } from '../../support/sample-findings.js';

const now = new Date('2026-01-05T12:00:00.000Z');
const day = 86_400_000;
const by = { tenantId: 't', objectId: 'o', name: 'Mia' };

function ago(ms: number): string {
  return new Date(now.getTime() - ms).toISOString();
}

const same = forward('ada', 'x', { kind: 'zap', scopes: { sender: 'a@b.c' } });
const other = { ...same, fingerprint: 'to:y' };

function existing(state: AlertState, change: Partial<Alert> = {}): Alert {
  return alertOf(contoso.id, 'ada', {
    id: idOf('ada', 'zap'),
    kind: 'zap',
    state,
    fingerprint: same.fingerprint,
    lastSeenAt: ago(30 * day),
    changedAt: ago(day),
    ...change,
  });
}

function own(change: Partial<Approval> = {}): Approval {
  const { fingerprint } = same;
  const alertId = idOf('ada', 'zap');
  return { tenantId: contoso.id, alertId, fingerprint, reason: 'r', by, at: ago(day), ...change };
}

/** Given on another alert, for everything of the sender. */
function ofSender(change: Partial<Approval> = {}): Approval {
  const scope = { kind: 'zap', name: 'sender', value: 'a@b.c' } as const;
  return own({ alertId: idOf('bob', 'zap'), fingerprint: 'to:z', scope, ...change });
}

function judged(change: Partial<Parameters<typeof judge>[0]>): Judgement {
  return judge({
    finding: same,
    tenantName: 'Contoso',
    existing: undefined,
    approval: undefined,
    lasts: 'event',
    now,
    settlingMs: 60_000,
    ...change,
  });
}

function said(judgement: Judgement): string {
  return judgement.kind === 'advance'
    ? `${judgement.event} → ${judgement.alert.state}${judgement.notify ? '!' : ''}`
    : judgement.kind;
}

describe('The judgement of an event', () => {
  it('has nothing to write for the same event, however often and long after it is read', () => {
    for (const state of alertStates) {
      const approval = state === 'approved' ? own() : undefined;
      const alert = existing(state, { missingSince: ago(day) });
      assert.equal(said(judged({ existing: alert, approval })), 'nothing', state);
    }
  });

  for (const [state, seenOther] of [
    ['open', 'changed → open!'],
    ['approved', 'changed → open!'],
    ['removing', 'nothing'],
    ['restoring', 'nothing'],
    ['removed', 'returned → open!'],
    ['resolved', 'returned → open!'],
    ['failed', 'changed → open!'],
  ] as const) {
    it(`says of ${state} when the event is another now: ${seenOther}`, () => {
      assert.equal(said(judged({ existing: existing(state), finding: other })), seenOther);
    });
  }

  it('takes a difference that rests on a failed look-up for no news', () => {
    for (const state of ['open', 'resolved', 'removed', 'approved'] as const) {
      const alert = existing(state);
      assert.equal(said(judged({ existing: alert, finding: other, uncertain: true })), 'nothing');
    }
  });

  it('leaves what was judged alone when the approval only expires, and reopens it when it is taken back', () => {
    const alert = existing('approved');
    const expired = own({ expiresAt: ago(1) });
    assert.equal(said(judged({ existing: alert, approval: expired })), 'nothing');
    const revoked = own({ revoked: { by, at: ago(1) } });
    assert.equal(said(judged({ existing: alert, approval: revoked })), 'expire → open!');
    const scopeRevoked = ofSender({ revoked: { by, at: ago(1) } });
    assert.equal(said(judged({ existing: alert, approval: scopeRevoked })), 'expire → open!');
    assert.equal(said(judged({ existing: alert })), 'expire → open!');
  });
});

describe('An approval of a wider scope', () => {
  it('lets a new finding be raised as approved, and the alert say by whose word', () => {
    const judgement = judged({ approval: ofSender({ expiresAt: ago(-day) }) });
    assert.equal(judgement.kind, 'raise');
    assert.deepEqual([judgement.approved, judgement.cover?.alertId], [true, idOf('bob', 'zap')]);
    const { event, reason, expiresAt, note } = judgement.alert.outcome ?? {};
    assert.deepEqual([event, reason, expiresAt], ['approve', 'r', ago(-day)]);
    assert.match(note ?? '', new RegExp(idOf('bob', 'zap')));
  });

  it('does not cover another sender, nor anything when it is over', () => {
    const stranger = { ...same, scopes: { sender: 'x@b.c' } };
    for (const change of [
      { finding: stranger, approval: ofSender() },
      { approval: ofSender({ expiresAt: ago(0) }) },
      { approval: ofSender({ revoked: { by, at: ago(1) } }) },
    ]) {
      const judgement = judged(change);
      assert.ok(judgement.kind === 'raise');
      assert.deepEqual(
        [judgement.approved, judgement.cover, judgement.alert.outcome],
        [false, undefined, undefined],
      );
    }
  });

  it('takes a change of what it covers without a word, and keeps its facts up to date', () => {
    const judgement = judged({
      existing: existing('approved'),
      finding: other,
      approval: ofSender(),
    });
    assert.equal(said(judgement), 'changed-approved → approved');
    assert.ok(judgement.kind === 'advance');
    assert.equal(judgement.alert.fingerprint, other.fingerprint);
    assert.equal(judgement.cover?.alertId, idOf('bob', 'zap'));
  });

  it('does not decide what a person was asked, but takes the next return as approved', () => {
    const approval = ofSender();
    assert.equal(said(judged({ existing: existing('open'), approval })), 'nothing');
    assert.equal(
      said(judged({ existing: existing('open'), finding: other, approval })),
      'changed → open!',
    );
    assert.equal(
      said(judged({ existing: existing('removed'), finding: other, approval })),
      'returned-approved → approved',
    );
  });

  it('ends for a condition as soon as its time is over', () => {
    const approval = ofSender({ expiresAt: ago(1) });
    const judgement = judged({ existing: existing('approved'), approval, lasts: 'condition' });
    assert.equal(said(judgement), 'expire → open!');
  });
});
