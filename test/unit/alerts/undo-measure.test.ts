import assert from 'node:assert/strict';
import { mortal } from '../../support/crash.js';
import { blake, type Desk } from '../../support/desk.js';
import type { ChangeScript } from '../../support/fake-target.js';
import { ended, ordered } from '../../support/ordered-measure.js';

const block = 'block-sign-in';

async function orderedBack(): Promise<Desk> {
  const desk = await ordered();
  await desk.deliverAll();
  await desk.measure('measure.undo', await desk.alert('ada'), block, { actor: blake });
  return desk;
}

describe('A measure that is to be undone', () => {
  it('is undone once, and can be ordered again', async () => {
    const desk = await orderedBack();
    const { state, by, undoable } = await ended(desk);
    assert.deepEqual([state, by?.objectId, undoable], ['undone', blake.objectId, undefined]);
    assert.equal(desk.accounts.isBlocked('ada'), false);
    const whats = (await desk.audit(/^measure/)).map(({ what }) => what);
    assert.deepEqual(whats.slice(3), ['measure.undo-ordered', 'measure.acting', 'measure.undone']);
    await desk.measure('measure.order', await desk.alert('ada'), block);
    assert.equal((await ended(desk)).state, 'done');
  });

  it('is undone also when the alert names the account no more', async () => {
    const desk = await ordered();
    await desk.deliverAll();
    desk.accounts.forgotten.add('ada');
    await desk.measure('measure.undo', await desk.alert('ada'), block);
    assert.equal((await ended(desk)).state, 'undone');
  });

  it('stays done, and can be tried again, when that fails', async () => {
    const desk = await orderedBack();
    desk.accounts.script.push('refused');
    const { state, note, undoable } = await ended(desk);
    assert.deepEqual([state, note, undoable], ['done', 'It was not undone. No.', true]);
    assert.equal((await desk.audit(/measure\.undo-failed/)).length, 1);
    await desk.measure('measure.undo', await desk.alert('ada'), block);
    assert.equal((await ended(desk)).state, 'undone');
  });

  it('never was possible for what can not be undone', async () => {
    const desk = await ordered('revoke-sessions');
    await desk.deliverAll();
    await desk.measure('measure.undo', await desk.alert('ada'), 'revoke-sessions');
    assert.deepEqual(await desk.outbox('measure'), []);
  });
});

describe('A worker that dies while it takes a measure', () => {
  for (const when of ['before', 'after'] as const) {
    for (const how of ['sent', 'lost', 'swallowed'] as const satisfies ChangeScript[]) {
      it(`${when} an operation, with a change that is ${how}: one change at most, and an end`, async () => {
        for (let at = 1; ; at++) {
          const desk = await ordered();
          desk.accounts.script.push(how);
          const doomed = mortal(desk.services, { at, when });
          await desk.deliver(doomed.services).catch(() => undefined);
          if (!doomed.isDead()) break;
          const { state } = await ended(desk);
          const place = `operation ${at}: ${String(state)}`;
          assert.ok(desk.accounts.changes('block').length <= 1, place);
          assert.ok(state === 'done' || state === 'failed', place);
          assert.equal(state === 'done', desk.accounts.isBlocked('ada'), place);
          const acting = await desk.audit(/measure\.acting/);
          assert.ok(acting.length > 0 || desk.accounts.ledger.length === 0, place);
        }
      });
    }
  }

  it('is taken over also when it was undoing', async () => {
    for (let at = 1; ; at++) {
      const desk = await orderedBack();
      const doomed = mortal(desk.services, { at, when: 'after' });
      await desk.deliver(doomed.services).catch(() => undefined);
      if (!doomed.isDead()) break;
      assert.equal((await ended(desk)).state, 'undone', `operation ${at}`);
      assert.equal(desk.accounts.changes('unblock').length, 1, `operation ${at}`);
    }
  });
});
