import assert from 'node:assert/strict';
import type { Alert } from '../../../src/alerts/alert.js';
import { drawLive } from '../../../src/alerts/draw.js';
import { alertStates } from '../../../src/alerts/lifecycle.js';
import { targetField } from '../../../src/alerts/measure-card.js';
import type { Measure } from '../../../src/alerts/measure.js';
import { press } from '../../../src/alerts/press.js';
import { refusals, type Press } from '../../../src/alerts/press-plan.js';
import { avery, blake, Desk, guest, mallory } from '../../support/desk.js';
import { goodNonce, goodPress, here, place, told } from '../../support/placed-alert.js';

const target = { target: 'ada' };
const by = { tenantId: 't', objectId: 'o', name: 'Mia' };
const done: Measure = {
  name: 'block-sign-in',
  target: 'ada',
  label: 'ada@x.example',
  state: 'done',
  orderedAt: '2026-01-05T07:00:00.000Z',
  by,
  undoable: true,
};

function order(change: Partial<Press> = {}): Press {
  return goodPress('measure.order', 'forward', {
    measure: 'block-sign-in',
    inputs: target,
    ...change,
  });
}

async function pressed(desk: Desk, request: Press): Promise<string> {
  return told(await desk.done(press(desk.services, request)));
}

/** Everything that a press may leave behind, but for the record and the nonces. */
async function trace(desk: Desk): Promise<unknown> {
  const { state, revision, measures } = await desk.alert('ada');
  return [state, revision, measures, (await desk.outbox()).length];
}

describe('The authorisation table of a measure', () => {
  const people = [
    { who: 'an approver', actor: avery, answer: 'approver' },
    { who: 'an analyst', actor: mallory, answer: 'not-approver' },
    { who: 'a guest', actor: guest, answer: 'guest' },
    { who: 'somebody who can not be looked up', actor: blake, answer: 'unverified' },
  ] as const;
  for (const { who, actor, answer } of people) {
    for (const verb of ['measure.order', 'measure.undo'] as const) {
      it(`${verb} by ${who}: every state, place and nonce`, async () => {
        for (const state of alertStates) {
          for (const conversationId of [here, '19:elsewhere@thread.tacv2', '']) {
            for (const nonce of [goodNonce, 'stale', '']) {
              const desk = new Desk();
              desk.answers.set(actor.objectId, answer);
              const measures = verb === 'measure.undo' ? { measures: [done] } : {};
              await place(desk, 'forward', state, measures);
              const before = await trace(desk);
              const said = await pressed(desk, order({ verb, actor, conversationId, nonce }));
              const good = conversationId === here && nonce === goodNonce && answer === 'approver';
              const at = `${state} ${conversationId} ${nonce}`;
              const alert = await desk.alert('ada');
              assert.equal(alert.state, state, 'the state of the alert never changes');
              if (!good) assert.deepEqual(await trace(desk), before, at);
              else
                assert.equal(
                  alert.measures?.[0]?.state,
                  verb === 'measure.order' ? 'ordered' : 'undoing',
                );
              const refusal =
                conversationId !== here ? 'elsewhere' : answer === 'approver' ? undefined : answer;
              assert.equal(said, refusal === undefined ? 'card' : refusals[refusal], at);
              assert.equal((await desk.audit(/press\.refused/)).length, refusal ? 1 : 0, at);
              assert.deepEqual(desk.accounts.ledger, []);
            }
          }
        }
      });
    }
  }

  it('lets nobody decide about the own mailbox', async () => {
    const desk = new Desk();
    await place(desk, 'forward', 'open', { subjectObjectId: avery.objectId.toUpperCase() });
    assert.equal(await pressed(desk, order()), refusals.own);
    assert.deepEqual(await desk.outbox(), []);
  });

  it('refuses without an actor app, and for a measure that the kind does not have', async () => {
    const reporting = new Desk({ canRemediate: false });
    await place(reporting, 'forward', 'open');
    assert.equal(await pressed(reporting, order()), refusals['report-only']);
    const desk = new Desk();
    await place(desk, 'forward', 'open');
    for (const measure of ['release', 'block-sender', undefined, 'constructor'] as const) {
      const said = await pressed(desk, order({ measure: measure as Press['measure'] }));
      assert.equal(said, refusals['report-only']);
    }
    assert.deepEqual(await desk.outbox(), []);
  });

  it('believes no target but those that the alert names', async () => {
    const desk = new Desk();
    await place(desk, 'forward', 'open');
    const hostile = ['', 'bob', 'ADA', ' ada', '../ada', "' or 1 eq 1", '${x}', 'x'.repeat(320)];
    for (const said of [...hostile, targetField('bob')]) {
      const answer = await pressed(desk, order({ inputs: { target: said } }));
      assert.equal(answer, refusals.target, said);
    }
    assert.equal(await pressed(desk, order({ inputs: {} })), refusals.target);
    assert.deepEqual(await desk.outbox(), []);
    assert.equal((await desk.audit(/press\.refused/)).length, hostile.length + 2);
    const [line] = await desk.audit(/press\.refused/);
    assert.deepEqual(
      [line?.detail['refusal'], line?.detail['measure']],
      ['target', 'block-sign-in'],
    );
  });

  it('takes the target also by the short hash that a card carries', async () => {
    const desk = new Desk();
    await place(desk, 'forward', 'open');
    await pressed(desk, order({ inputs: { target: targetField('ada') } }));
    assert.equal((await desk.alert('ada')).measures?.[0]?.target, 'ada');
  });
});

describe('The order of a measure', () => {
  let desk: Desk;
  let alert: Alert;
  beforeEach(async () => {
    desk = new Desk();
    await place(desk, 'forward', 'removed');
    await pressed(desk, order());
    alert = await desk.alert('ada');
  });

  it('writes the measure, the record, and the work that is owed', async () => {
    assert.deepEqual([alert.revision, alert.nonceHashes], [2, []]);
    const [measure] = alert.measures ?? [];
    assert.deepEqual(
      [measure?.name, measure?.target, measure?.label, measure?.state, measure?.by.objectId],
      ['block-sign-in', 'ada', 'ada@x.example', 'ordered', avery.objectId],
    );
    const owed = (await desk.outbox()).map(({ task }) => task);
    assert.deepEqual(owed.map(({ kind }) => kind).sort(), ['measure', 'update-alert']);
    const task = owed.find(({ kind }) => kind === 'measure');
    assert.ok(task?.kind === 'measure');
    assert.deepEqual(
      [task.measure, task.target, task.direction, task.by.objectId],
      ['block-sign-in', 'ada', 'apply', avery.objectId],
    );
    const [line] = await desk.audit(/measure\.ordered/);
    assert.equal(line?.actor?.objectId, avery.objectId);
    assert.deepEqual([line.detail['measure'], line.detail['target']], ['block-sign-in', 'ada']);
  });

  it('is taken once, however many press at the same time', async () => {
    const own = new Desk();
    await place(own, 'forward', 'open');
    await own.done(
      Promise.all(
        [1, 2, 3, 4].map((_, i) => press(own.services, order(i % 2 ? { actor: blake } : {}))),
      ),
    );
    assert.equal((await own.outbox('measure')).length, 1);
    assert.equal((await own.audit(/measure\.ordered/)).length, 1);
  });

  it('is not given again while it is under way, on a card of now', async () => {
    assert.equal(await pressed(desk, order({ nonce: await freshNonce(desk) })), 'card');
    assert.equal((await desk.outbox('measure')).length, 1);
  });

  it('stands beside another measure for the same account', async () => {
    const nonce = await freshNonce(desk);
    await pressed(desk, order({ measure: 'revoke-sessions', nonce }));
    assert.equal((await desk.outbox('measure')).length, 2);
    assert.deepEqual(
      (await desk.alert('ada')).measures?.map(({ name, state }) => [name, state]),
      [
        ['block-sign-in', 'ordered'],
        ['revoke-sessions', 'ordered'],
      ],
    );
  });

  it('does not disturb a removal that is under way, nor is it disturbed', async () => {
    const own = new Desk();
    await own.press('alert.remove', await own.raise('ada', 'x'));
    const { conversationId, activityId: messageId } = own.channel.shown()[0]?.message ?? {};
    const nonce = await freshNonce(own);
    await pressed(own, order({ nonce, messageId, conversationId: conversationId ?? '' }));
    assert.equal((await own.outbox('measure')).length, 1);
    await own.deliverAll();
    const { state, outcome, measures } = await own.alert('ada');
    assert.deepEqual([state, outcome?.event, measures?.[0]?.state], ['removed', 'removed', 'done']);
    assert.deepEqual([own.target.ledger.length, own.accounts.ledger.length], [1, 1]);
  });
});

/** Draws the card anew, so that a press has a nonce of the newest revision. */
async function freshNonce(desk: Desk): Promise<string> {
  const alert = await desk.alert('ada');
  const drawing = await desk.done(drawLive(desk.services, alert.tenantId, alert.id));
  return String(drawing?.card.data['nonce']);
}
