import assert from 'node:assert/strict';
import { notes } from '../../../src/alerts/remediate-ending.js';
import { measureNotes } from '../../../src/alerts/take-measure.js';
import { avery, type Desk } from '../../support/desk.js';
import { ended, ordered } from '../../support/ordered-measure.js';
import { contoso } from '../../support/sample-findings.js';

const minute = 60_000;
const block = 'block-sign-in';

describe('A measure that was ordered', () => {
  it('is looked at, written down, taken once, and verified', async () => {
    const desk = await ordered();
    let intents = 0;
    desk.accounts.onChange = () => {
      void desk.audit(/measure\.acting/).then((lines) => (intents = lines.length));
    };
    const { state, note, undoable, endedAt } = await ended(desk);
    assert.deepEqual([state, undoable, intents], ['done', true, 1]);
    assert.equal(desk.accounts.changes('block').length, 1);
    assert.equal(desk.accounts.reads.length, 2);
    assert.match(note ?? '', /^Verified by reading it again, right after the change/);
    assert.ok(endedAt);
    const whats = (await desk.audit(/^measure/)).map(({ what }) => what);
    assert.deepEqual(whats, ['measure.ordered', 'measure.acting', 'measure.done']);
    const [, acting] = await desk.audit(/^measure/);
    assert.equal(acting?.actor?.objectId, avery.objectId);
    assert.deepEqual([acting.detail['measure'], acting.detail['target']], [block, 'ada']);
  });

  it('is taken once by many workers at the same time', async () => {
    const desk = await ordered();
    await Promise.all(Array.from({ length: 6 }, () => desk.deliver()));
    assert.equal((await ended(desk)).state, 'done');
    assert.equal(desk.accounts.asked, 1);
  });

  it('changes nothing that is so already, and leaves the undoing to who did it', async () => {
    const desk = await ordered();
    desk.accounts.setBlocked('ada', true);
    const { state, note, undoable } = await ended(desk);
    assert.deepEqual([state, note, undoable], ['done', notes.already, undefined]);
    assert.equal(desk.accounts.asked, 0);
    await desk.measure('measure.undo', await desk.alert('ada'), block);
    assert.deepEqual(await desk.outbox('measure'), []);
  });

  const failures: readonly (readonly [string, (desk: Desk) => void, string])[] = [
    [
      'the person is not an approver any more',
      ({ answers }) => answers.set(avery.objectId, 'not-approver'),
      notes['no-longer-approver'],
    ],
    [
      'the person can not be looked up',
      ({ answers }) => answers.set(avery.objectId, 'unverified'),
      notes['no-longer-approver'],
    ],
    [
      'it can not be read five times',
      ({ accounts }) => accounts.failures.push(...Array<'throttled'>(5).fill('throttled')),
      measureNotes.unread,
    ],
    [
      'the account is gone',
      ({ accounts }) => accounts.failures.push('mailbox-not-found'),
      'It is gone.',
    ],
    [
      'the alert names it no more',
      ({ accounts }) => accounts.forgotten.add('ada'),
      measureNotes['other-target'],
    ],
  ];
  for (const [why, prepare, note] of failures) {
    it(`fails without a change when ${why}, and can be ordered again`, async () => {
      const desk = await ordered();
      prepare(desk);
      const measure = await ended(desk);
      assert.deepEqual([measure.state, measure.note], ['failed', note]);
      assert.equal(desk.accounts.asked, 0);
      assert.equal((await desk.audit(/measure\.failed/)).length, 1);
      desk.answers.set(avery.objectId, 'approver');
      desk.accounts.forgotten.clear();
      await desk.measure('measure.order', await desk.alert('ada'), block);
      assert.equal((await ended(desk)).state, 'done');
    });
  }

  it('fails at once, with what to do, when the service refuses', async () => {
    const desk = await ordered();
    desk.accounts.script.push('refused');
    const { state, note, undoable } = await ended(desk);
    assert.deepEqual([state, note, undoable], ['failed', 'No.', undefined]);
    const [line] = await desk.audit(/measure\.failed/);
    assert.equal(line?.detail['code'], 'graph.403');
  });

  it('is tried again when it was certainly not sent, and fails after five times', async () => {
    const desk = await ordered();
    desk.accounts.script.push('not-sent', 'not-sent');
    assert.equal((await ended(desk)).state, 'done');
    assert.equal(desk.accounts.changes('block').length, 1);
    const other = await ordered();
    other.accounts.script.push(...Array<'not-sent'>(5).fill('not-sent'));
    const { state, note } = await ended(other);
    assert.deepEqual([state, note], ['failed', notes['not-taken']]);
  });

  it('is verified though its answer was lost', async () => {
    const desk = await ordered();
    desk.accounts.script.push('lost');
    assert.equal((await ended(desk)).state, 'done');
    assert.equal(desk.accounts.asked, 1);
  });

  for (const how of ['swallowed', 'ignored'] as const) {
    it(`is not taken again when reads do not show it in time: ${how}`, async () => {
      const desk = await ordered();
      desk.accounts.script.push(how);
      const { state, note, undoable } = await ended(desk);
      assert.deepEqual([state, note, undoable], ['failed', measureNotes.unverified, true]);
      assert.equal(desk.accounts.asked, 1);
    });
  }

  it('counts as done when the service took what it carries out only later, and says so', async () => {
    const accepted = await ordered('revoke-sessions');
    accepted.accounts.script.push('ignored');
    const { state, note } = await ended(accepted);
    assert.deepEqual([state, note], ['done', 'taken']);
    const lost = await ordered('revoke-sessions');
    lost.accounts.script.push('swallowed');
    assert.equal((await ended(lost)).note, measureNotes.unverified);
  });

  it('can be ordered again only where it holds as of a moment', async () => {
    for (const [name, times] of [
      ['revoke-sessions', 2],
      [block, 1],
    ] as const) {
      const desk = await ordered(name);
      await ended(desk);
      await desk.clock.advance(minute);
      await desk.measure('measure.order', await desk.alert('ada'), name);
      assert.equal((await ended(desk)).state, 'done');
      assert.equal(desk.accounts.asked, times, name);
    }
  });

  it('leaves nothing to do for an order that was carried out before', async () => {
    const desk = await ordered();
    const [first] = await desk.outbox('measure');
    assert.ok(first);
    await desk.deliverAll();
    await desk.measure('measure.undo', await desk.alert('ada'), block);
    await desk.deliverAll();
    await desk.measure('measure.order', await desk.alert('ada'), block);
    const zombie = { ...first, actingSince: first.createdAt };
    await desk.store.commit(contoso.id, [{ type: 'outbox', value: zombie, etag: undefined }]);
    assert.equal((await ended(desk)).state, 'done');
    assert.equal(desk.accounts.changes('block').length, 2);
    assert.equal((await desk.audit(/measure\.done/)).length, 2);
  });

  it('survives a bug in the change without a second one', async () => {
    const desk = await ordered();
    desk.accounts.script.push('breaks');
    await desk.deliver();
    assert.ok(desk.logged.some(({ message }) => message === 'outbox task failed'));
    await ended(desk);
    assert.equal(desk.accounts.changes('block').length, 1);
  });
});
