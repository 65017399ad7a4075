import assert from 'node:assert/strict';
import type { Actor } from '../../../src/alerts/actor.js';
import type { Alert } from '../../../src/alerts/alert.js';
import { alertStates, type AlertState } from '../../../src/alerts/lifecycle.js';
import { press, revoke, type PressAnswer } from '../../../src/alerts/press.js';
import { refusals, type ActVerb, type Press } from '../../../src/alerts/press-plan.js';
import { sha256Hex } from '../../../src/lib/digest.js';
import { alertOf } from '../../support/arbitraries.js';
import { avery, blake, channelRef, Desk, guest, mallory, person } from '../../support/desk.js';
import { contoso, forward, idOf } from '../../support/sample-findings.js';

type DecidingVerb = 'alert.remove' | 'alert.approve' | 'alert.undo' | 'alert.revoke';
const verbs: readonly DecidingVerb[] = [
  'alert.remove',
  'alert.approve',
  'alert.undo',
  'alert.revoke',
];
const here = `${channelRef.channelId};messageid=m1`;
const goodNonce = 'good';

/** What an approver's good press comes to: the next state. Everything not named here changes nothing. */
const allowed: Readonly<Record<DecidingVerb, Partial<Record<AlertState, AlertState>>>> = {
  'alert.remove': { open: 'removing', approved: 'removing', failed: 'removing' },
  'alert.approve': { open: 'approved', failed: 'approved' },
  'alert.undo': { removed: 'restoring' },
  'alert.revoke': { approved: 'open' },
};

/** Writes an alert in any state straight into the store, with one card and one good nonce. */
async function place(desk: Desk, state: AlertState, change: Partial<Alert> = {}): Promise<Alert> {
  const alert = alertOf(contoso.id, 'ada', {
    state,
    fingerprint: 'to:x',
    facts: { mailbox: 'ada', destination: 'x' },
    nonceHashes: [sha256Hex(goodNonce)],
    messages: [{ conversationId: here, activityId: 'm1' }],
    undo: { until: '2026-02-01T00:00:00.000Z', facts: { destination: 'x' } },
    ...change,
  });
  await desk.store.commit(contoso.id, [{ type: 'alert', value: alert, etag: undefined }]);
  return alert;
}

function goodPress(verb: ActVerb, change: Partial<Press> = {}): Press {
  return {
    verb,
    alertId: idOf('ada'),
    nonce: goodNonce,
    inputs: { reason: 'Agreed with the owner', expires: '90' },
    actor: avery,
    conversationId: here,
    messageId: 'm1',
    ...change,
  };
}

function told(answer: PressAnswer): string {
  return answer.kind === 'message' ? answer.text : 'card';
}

/** Everything that a press may leave behind, but for the record and the nonces. */
async function trace(desk: Desk): Promise<unknown> {
  const alert = await desk.alert('ada');
  return [alert.state, alert.revision, alert.messages, (await desk.outbox()).length];
}

interface Someone {
  readonly who: string;
  readonly actor: Actor;
  readonly answer: 'approver' | 'not-approver' | 'guest' | 'unverified';
}

const people: readonly Someone[] = [
  { who: 'an approver', actor: avery, answer: 'approver' },
  { who: 'an analyst', actor: mallory, answer: 'not-approver' },
  { who: 'a guest', actor: guest, answer: 'guest' },
  { who: 'somebody who can not be looked up', actor: blake, answer: 'unverified' },
];

describe('The authorisation table of a press', () => {
  for (const { who, actor, answer } of people) {
    for (const verb of verbs) {
      it(`${verb} by ${who}: every state, place and nonce`, async () => {
        for (const state of alertStates) {
          for (const conversationId of [here, '19:elsewhere@thread.tacv2', '']) {
            for (const nonce of [goodNonce, 'stale', '']) {
              const desk = new Desk();
              desk.answers.set(actor.objectId, answer);
              await place(desk, state);
              const before = await trace(desk);
              const said = await desk.done(
                press(desk.services, goodPress(verb, { actor, conversationId, nonce })),
              );
              const good = conversationId === here && nonce === goodNonce && answer === 'approver';
              const next = good ? allowed[verb][state] : undefined;
              const at = `${state} ${conversationId} ${nonce}`;
              if (next === undefined) assert.deepEqual(await trace(desk), before, at);
              else assert.equal((await desk.alert('ada')).state, next, at);
              const refusal =
                conversationId !== here ? 'elsewhere' : answer === 'approver' ? undefined : answer;
              assert.equal(told(said), refusal === undefined ? 'card' : refusals[refusal], at);
              assert.equal((await desk.audit(/press\.refused/)).length, refusal ? 1 : 0, at);
              assert.equal(desk.target.ledger.length, 0);
            }
          }
        }
      });
    }
  }

  it('lets nobody decide about the own mailbox, in whatever case the id is written', async () => {
    for (const verb of verbs) {
      const desk = new Desk();
      await place(desk, 'open', { subjectObjectId: avery.objectId.toUpperCase() });
      const before = await trace(desk);
      assert.equal(told(await desk.done(press(desk.services, goodPress(verb)))), refusals.own);
      assert.deepEqual(await trace(desk), before);
    }
  });

  it("lets another approver decide about an approver's mailbox", async () => {
    const desk = new Desk();
    await place(desk, 'open', { subjectObjectId: avery.objectId });
    await desk.done(press(desk.services, goodPress('alert.remove', { actor: blake })));
    assert.equal((await desk.alert('ada')).state, 'removing');
  });

  it('says of an alert that is not there only that it is not known', async () => {
    const desk = new Desk();
    for (const alertId of [idOf('ada'), '', '../x', "' or 1 eq 1", 'x'.repeat(5_000)]) {
      const answer = await desk.done(press(desk.services, goodPress('alert.remove', { alertId })));
      assert.equal(told(answer), refusals.unknown);
    }
  });

  it('writes down who was refused what, where, and why', async () => {
    const desk = new Desk();
    await place(desk, 'open');
    await desk.done(press(desk.services, goodPress('alert.remove', { actor: mallory })));
    const [line] = await desk.audit(/press\.refused/);
    assert.deepEqual(line?.actor, { tenantId: mallory.tenantId, objectId: mallory.objectId });
    assert.deepEqual(line.detail, {
      verb: 'alert.remove',
      refusal: 'not-approver',
      conversationId: here,
      messageId: 'm1',
    });
  });
});

describe('A press', () => {
  let desk: Desk;
  beforeEach(() => {
    desk = new Desk();
  });

  it('on remove owes one removal, ordered by the person who pressed, and no change yet', async () => {
    await desk.press('alert.remove', await desk.raise('ada', 'x'));
    const [owed, ...more] = await desk.outbox('remove');
    assert.equal(more.length, 0);
    assert.ok(owed?.task.kind === 'remove');
    assert.deepEqual([owed.task.by.objectId, owed.task.alertId], [avery.objectId, idOf('ada')]);
    assert.equal(desk.target.ledger.length, 0);
  });

  it('answers with a card that can not be pressed', async () => {
    const answer = await desk.press('alert.remove', await desk.raise('ada', 'x'));
    assert.ok(answer.kind === 'card');
    assert.deepEqual([answer.card.data['state'], answer.card.data['nonce']], ['removing', '']);
  });

  it('makes one step of many presses at once, by several people', async () => {
    const alert = await desk.raise('ada', 'x');
    const presses = Array.from({ length: 12 }, (_, i) =>
      desk.pressOf('alert.remove', alert, { actor: i % 2 === 0 ? avery : blake }),
    );
    await desk.done(Promise.all(presses.map((one) => press(desk.services, one))));
    assert.equal((await desk.audit(/^alert\.remove$/)).length, 1);
    await desk.deliverAll();
    assert.equal(desk.target.ledger.length, 1);
    assert.equal(await desk.auditFault(), undefined);
  });

  it('makes one step of two different decisions at once', async () => {
    const alert = await desk.raise('ada', 'x');
    const decisions = [
      desk.pressOf('alert.remove', alert),
      desk.pressOf('alert.approve', alert, { actor: blake }),
    ];
    await desk.done(Promise.all(decisions.map((one) => press(desk.services, one))));
    assert.equal((await desk.audit(/^alert\.(remove|approve)$/)).length, 1);
  });

  it('decides nothing about what came in its place while it was judged', async () => {
    const alert = await desk.raise('ada', 'x');
    for (const verb of ['alert.approve', 'alert.remove'] as const) {
      const request = desk.pressOf(verb, alert);
      const check = desk.services.approvers.check.bind(desk.services.approvers);
      const approvers = {
        check: async (...a: Parameters<typeof check>) => {
          await desk.settle([forward('ada', `${verb} y`)]);
          return check(...a);
        },
      };
      await desk.done(press({ ...desk.services, approvers }, request));
      assert.equal((await desk.alert('ada')).state, 'open', verb);
      assert.equal(await desk.store.approval(contoso.id, alert.id), undefined, verb);
      await desk.deliverAll();
    }
  });

  it('has no effect when it is sent again after its effect', async () => {
    const alert = await desk.raise('ada', 'x');
    const request = desk.pressOf('alert.remove', alert);
    await desk.done(press(desk.services, request));
    await desk.deliverAll();
    desk.target.set('ada', 'x');
    await desk.clock.advance(120_000);
    await desk.settle([forward('ada', 'x')]);
    const answer = await desk.done(press(desk.services, request));
    assert.equal(answer.kind, 'card');
    await desk.deliverAll();
    assert.equal(desk.target.ledger.length, 1);
  });

  it('on a stale card is answered with a card that works', async () => {
    const alert = await desk.raise('ada', 'x');
    const old = desk.pressOf('alert.remove', alert);
    await desk.settle([forward('ada', 'y')]);
    const answer = await desk.done(press(desk.services, old));
    assert.ok(answer.kind === 'card');
    assert.equal((await desk.alert('ada')).state, 'open');
    const nonce = String(answer.card.data['nonce']);
    await desk.done(press(desk.services, { ...old, nonce }));
    assert.equal((await desk.alert('ada')).state, 'removing');
  });

  it('on a stale card is redrawn before its inputs are judged', async () => {
    const alert = await desk.raise('ada', 'x');
    const answer = await desk.press('alert.approve', alert, { nonce: 'old', inputs: {} });
    assert.equal(answer.kind, 'card');
  });

  for (const [what, inputs, refusal] of [
    ['no inputs', {}, 'reason'],
    ['no reason', { expires: '30' }, 'reason'],
    ['a reason of blanks', { reason: '      ', expires: '30' }, 'reason'],
    ['a reason of 2 characters', { reason: ' ab ', expires: '30' }, 'reason'],
    ['a reason of 301 characters', { reason: 'x'.repeat(301), expires: '30' }, 'reason'],
    ['no period', { reason: 'agreed' }, 'period'],
    ['a period that is not offered', { reason: 'agreed', expires: '3650' }, 'period'],
    ['a period named as a property', { reason: 'agreed', expires: 'constructor' }, 'period'],
  ] as const) {
    it(`approves nothing with ${what}, and records the refusal`, async () => {
      const alert = await desk.raise('ada', 'x');
      const answer = await desk.press('alert.approve', alert, { inputs });
      assert.equal(told(answer), refusals[refusal]);
      assert.equal((await desk.alert('ada')).state, 'open');
      assert.equal((await desk.audit(/press\.refused/)).length, 1);
    });
  }

  it('approves exactly what was shown, with reason, person and expiry', async () => {
    const alert = await desk.raise('ada', 'x');
    const reason = `  ${'x'.repeat(300)} `;
    await desk.press('alert.approve', alert, { inputs: { reason, expires: '30' } });
    const stored = (await desk.store.approval(contoso.id, alert.id))?.row;
    const at = desk.clock.now();
    assert.deepEqual(stored, {
      tenantId: contoso.id,
      alertId: alert.id,
      fingerprint: 'to:x',
      reason: 'x'.repeat(300),
      by: { tenantId: avery.tenantId, objectId: avery.objectId, name: 'Avery' },
      at: at.toISOString(),
      expiresAt: new Date(at.getTime() + 30 * 86_400_000).toISOString(),
    });
  });

  it('on revoke takes the approval back, and the alert is open', async () => {
    await desk.press('alert.approve', await desk.raise('ada', 'x'));
    await desk.deliverAll();
    await desk.press('alert.revoke', await desk.alert('ada'), { actor: blake });
    assert.equal((await desk.alert('ada')).state, 'open');
    const stored = (await desk.store.approval(contoso.id, idOf('ada')))?.row;
    assert.equal(stored?.revoked?.by.objectId, blake.objectId);
  });

  it('can approve again what was revoked', async () => {
    await desk.press('alert.approve', await desk.raise('ada', 'x'));
    assert.equal(await desk.done(revoke(desk.services, await desk.alert('ada'), avery)), true);
    assert.equal(await desk.done(revoke(desk.services, await desk.alert('ada'), avery)), false);
    await desk.deliverAll();
    await desk.press('alert.approve', await desk.alert('ada'), { actor: blake });
    const stored = (await desk.store.approval(contoso.id, idOf('ada')))?.row;
    assert.deepEqual([stored?.by.objectId, stored?.revoked], [blake.objectId, undefined]);
  });

  it('is answered while nothing can be remediated: report only', async () => {
    const reporting = new Desk({ remediation: false });
    await reporting.settle([forward('ada', 'x')]);
    await reporting.deliverAll();
    const alert = await reporting.alert('ada');
    for (const verb of ['alert.remove', 'alert.undo'] as const) {
      assert.equal(told(await reporting.press(verb, alert)), refusals['report-only']);
    }
    await reporting.press('alert.approve', alert);
    assert.equal((await reporting.alert('ada')).state, 'approved');
    assert.equal((await reporting.outbox('remove')).length, 0);
  });
});

describe('Undoing', () => {
  const dayMs = 86_400_000;

  async function removed(): Promise<Desk> {
    const desk = new Desk({ undoDays: 30 });
    await desk.press('alert.remove', await desk.raise('ada', 'x'));
    await desk.deliverAll();
    assert.equal((await desk.alert('ada')).state, 'removed');
    return desk;
  }

  it('puts back what was there, and opens the alert again', async () => {
    const desk = await removed();
    await desk.press('alert.undo', await desk.alert('ada'));
    await desk.deliverAll();
    assert.equal(desk.target.destination('ada'), 'x');
    assert.equal((await desk.alert('ada')).state, 'open');
    assert.deepEqual(
      desk.target.ledger.map(({ word }) => word),
      ['remove', 'restore'],
    );
  });

  it('is offered until its time is over, to the millisecond', async () => {
    const desk = await removed();
    const { undo } = await desk.alert('ada');
    const leftMs = Date.parse(undo?.until ?? '') - desk.clock.now().getTime();
    assert.ok(leftMs > 29 * dayMs && leftMs <= 30 * dayMs);
    await desk.clock.advance(leftMs);
    const late = await desk.press('alert.undo', await desk.alert('ada'));
    assert.equal(told(late), refusals['undo-over']);
    assert.equal((await desk.outbox('restore')).length, 0);
  });

  it('is refused when nothing was changed from here', async () => {
    const desk = new Desk();
    const alert = await desk.raise('ada', 'x');
    desk.target.clear('ada');
    await desk.press('alert.remove', alert);
    await desk.deliverAll();
    assert.equal((await desk.alert('ada')).state, 'removed');
    const answer = await desk.press('alert.undo', await desk.alert('ada'));
    assert.equal(told(answer), refusals['undo-over']);
  });
});

describe('A card whose post was never confirmed', () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = new Desk();
    desk.channel.posts.push('lost');
    await desk.settle([forward('ada', 'x')]);
    await desk.deliver();
    assert.deepEqual((await desk.alert('ada')).messages, []);
  });

  it('is adopted by a press on it, and not posted again', async () => {
    const alert = await desk.alert('ada');
    const answer = await desk.press('alert.approve', alert);
    assert.equal(answer.kind, 'card');
    await desk.deliverAll();
    const { state, messages } = await desk.alert('ada');
    assert.deepEqual([state, messages.length], ['approved', 1]);
    assert.equal(desk.channel.cardsOf(alert.id).length, 1);
    assert.equal(desk.channel.cardsOf(alert.id)[0]?.card.data['state'], 'approved');
  });

  it('is adopted once by people who press at once', async () => {
    const alert = await desk.alert('ada');
    const presses = [mallory, guest, mallory, avery].map((actor) =>
      press(desk.services, desk.pressOf('alert.remove', alert, { actor })),
    );
    await desk.done(Promise.all(presses));
    assert.equal((await desk.alert('ada')).messages.length, 1);
    assert.equal((await desk.audit(/card\.adopted/)).length, 1);
  });

  for (const [what, change] of [
    ['from another conversation', { conversationId: '19:other@thread.tacv2' }],
    ['with a nonce that was never handed out', { nonce: 'made-up' }],
    ['that names no message', { messageId: undefined }],
  ] as const) {
    it(`is not adopted by a press ${what}`, async () => {
      const answer = await desk.press('alert.remove', await desk.alert('ada'), change);
      assert.equal(told(answer), refusals.elsewhere);
      assert.deepEqual((await desk.alert('ada')).messages, []);
    });
  }

  it('gives nobody a right who is not an approver', async () => {
    const answer = await desk.press('alert.remove', await desk.alert('ada'), { actor: mallory });
    assert.equal(told(answer), refusals['not-approver']);
    assert.equal((await desk.alert('ada')).state, 'open');
  });

  it('is pressed before its post is answered without being counted twice', async () => {
    const early = new Desk();
    early.channel.onShown = async (shown) => {
      const nonce = String(shown.card.data['nonce']);
      const { conversationId, activityId } = shown.message;
      const request = goodPress('alert.approve', { nonce, conversationId, messageId: activityId });
      await press(early.services, request);
    };
    await early.settle([forward('ada', 'x')]);
    await early.deliverAll();
    const { state, messages } = await early.alert('ada');
    assert.deepEqual([state, messages.length], ['approved', 1]);
    assert.equal(early.channel.cardsOf(idOf('ada'))[0]?.card.data['state'], 'approved');
  });
});

describe('A name', () => {
  it('is stored in 200 characters at most', async () => {
    const desk = new Desk();
    const long = person('x'.repeat(1_000), avery.objectId);
    await desk.press('alert.approve', await desk.raise('ada', 'x'), { actor: long });
    assert.equal((await desk.alert('ada')).outcome?.by?.name.length, 200);
  });
});
