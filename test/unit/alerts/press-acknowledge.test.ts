import assert from 'node:assert/strict';
import { alertStates } from '../../../src/alerts/lifecycle.js';
import { press } from '../../../src/alerts/press.js';
import { refusals, type Press } from '../../../src/alerts/press-plan.js';
import { avery, Desk, guest, mallory } from '../../support/desk.js';
import { goodPress, place, told } from '../../support/placed-alert.js';

async function pressed(desk: Desk, change: Partial<Press> = {}): Promise<string> {
  const request = goodPress('alert.acknowledge', 'zap', change);
  return told(await desk.done(press(desk.services, request)));
}

describe('Acknowledging', () => {
  it('closes what waits for a decision, in the name of a person, and nothing else', async () => {
    for (const state of alertStates) {
      const desk = new Desk();
      await place(desk, 'zap', state);
      await pressed(desk, { inputs: { reason: ' told the user ' } });
      const alert = await desk.alert('ada', 'zap');
      const waits = state === 'open' || state === 'failed';
      assert.equal(alert.state, waits ? 'resolved' : state);
      if (!waits) continue;
      const { event, by, reason } = alert.outcome ?? {};
      assert.deepEqual(
        [event, by?.objectId, reason],
        ['acknowledge', avery.objectId, 'told the user'],
      );
      const [line] = await desk.audit(/^alert\.acknowledge$/);
      assert.deepEqual(
        [line?.actor?.objectId, line?.detail['reason']],
        [avery.objectId, 'told the user'],
      );
    }
  });

  it('needs no reason, and takes none that is too long', async () => {
    const desk = new Desk();
    await place(desk, 'zap', 'open');
    assert.equal(
      await pressed(desk, { inputs: { reason: 'x'.repeat(301) } }),
      refusals['long-reason'],
    );
    assert.equal((await desk.alert('ada', 'zap')).state, 'open');
    assert.equal(await pressed(desk, { inputs: { reason: ' ' } }), 'card');
    const { state, outcome } = await desk.alert('ada', 'zap');
    assert.deepEqual([state, outcome?.reason], ['resolved', undefined]);
  });

  it('is for approvers only, on the card of now', async () => {
    for (const change of [
      { actor: mallory },
      { actor: guest },
      { conversationId: '19:elsewhere@thread.tacv2' },
      { nonce: 'stale' },
    ]) {
      const desk = new Desk();
      await place(desk, 'zap', 'open');
      await pressed(desk, change);
      assert.equal((await desk.alert('ada', 'zap')).state, 'open');
    }
  });

  it('is refused for a kind that waits for a decision', async () => {
    for (const kind of ['forward', 'unreadable'] as const) {
      const desk = new Desk();
      await place(desk, kind, 'open');
      const request = goodPress('alert.acknowledge', kind);
      const answer = told(await desk.done(press(desk.services, request)));
      assert.equal(answer, refusals['not-acknowledgeable']);
      assert.equal((await desk.alert('ada', kind)).state, 'open');
    }
  });

  it('asks what it turned out to be where the kind has causes, and takes none but those', async () => {
    const answer = async (desk: Desk, inputs: Press['inputs']): Promise<string> =>
      told(
        await desk.done(press(desk.services, goodPress('alert.acknowledge', 'spam', { inputs }))),
      );
    for (const cause of [undefined, '', 'constructor', 'infected-client', 'Bulk mail']) {
      const desk = new Desk();
      await place(desk, 'spam', 'open');
      assert.equal(await answer(desk, cause === undefined ? {} : { cause }), refusals.cause);
      assert.equal((await desk.alert('ada', 'spam')).state, 'open');
    }
    const desk = new Desk();
    await place(desk, 'spam', 'open');
    assert.equal(await answer(desk, { cause: 'bulk-mail', reason: 'the newsletter' }), 'card');
    const { state, outcome } = await desk.alert('ada', 'spam');
    assert.deepEqual(
      [state, outcome?.cause, outcome?.reason],
      ['resolved', 'bulk-mail', 'the newsletter'],
    );
    const [line] = await desk.audit(/^alert\.acknowledge$/);
    assert.equal(line?.detail['cause'], 'bulk-mail');
  });

  it('takes no cause for a kind that has none', async () => {
    const desk = new Desk();
    await place(desk, 'zap', 'open');
    await pressed(desk, { inputs: { cause: 'bulk-mail' } });
    assert.equal((await desk.alert('ada', 'zap')).outcome?.cause, undefined);
    const [line] = await desk.audit(/^alert\.acknowledge$/);
    assert.ok(line !== undefined && !Object.hasOwn(line.detail, 'cause'));
  });
});
