import assert from 'node:assert/strict';
import { settle } from '../../../src/alerts/settle.js';
import { mortal } from '../../support/crash.js';
import { Desk } from '../../support/desk.js';
import { contoso, forward, idOf } from '../../support/sample-findings.js';

const hour = 3_600_000;

function many(count: number, from = 0): ReturnType<typeof forward>[] {
  return Array.from({ length: count }, (_, i) => forward(`box${from + i}`, 'evil.example'));
}

describe('Settling what a scan saw', () => {
  let desk: Desk;
  beforeEach(() => {
    desk = new Desk();
  });

  it('makes one alert, one line of the record and one owed card of one finding', async () => {
    const { raised } = await desk.settle([forward('ada', 'x')]);
    assert.deepEqual(raised, [idOf('ada')]);
    assert.equal((await desk.alert('ada')).state, 'open');
    assert.deepEqual(
      (await desk.audit()).map(({ what, alertId }) => [what, alertId]),
      [['alert.raised', idOf('ada')]],
    );
    assert.deepEqual(
      (await desk.outbox()).map(({ task }) => task),
      [{ kind: 'post-alert', alertId: idOf('ada') }],
    );
  });

  it('adds nothing when it is done again', async () => {
    await desk.settle([forward('ada', 'x')]);
    const again = await desk.settle([forward('ada', 'x')]);
    assert.deepEqual(again, { raised: [], advanced: [], resolved: [] });
    assert.equal((await desk.outbox()).length, 1);
    assert.equal((await desk.audit()).length, 1);
  });

  it('makes one alert and one card of what many scans see at once', async () => {
    const findings = many(3);
    await Promise.all(Array.from({ length: 6 }, () => desk.settle(findings)));
    assert.equal((await desk.alerts()).length, 3);
    assert.equal((await desk.outbox('post-alert')).length, 3);
    assert.equal((await desk.audit(/raised/)).length, 3);
    assert.equal(await desk.auditFault(), undefined);
  });

  it('announces five new alerts one by one, and six on one card', async () => {
    await desk.settle(many(5));
    assert.equal((await desk.outbox('post-alert')).length, 5);
    const other = new Desk();
    await other.settle(many(6));
    assert.deepEqual(
      (await other.outbox()).map(({ task }) => task.kind),
      ['post-group'],
    );
    const groups = new Set((await other.alerts()).map(({ groupId }) => groupId));
    assert.equal(groups.size, 1);
    const [groupId] = groups;
    const group = await other.store.group(contoso.id, groupId ?? '');
    assert.deepEqual(
      [...(group?.row.alertIds ?? [])].sort(),
      many(6)
        .map(({ identity }) => idOf(identity))
        .sort(),
    );
  });

  it('counts only what is new when it decides about one card', async () => {
    await desk.settle(many(4));
    await desk.settle(many(8));
    assert.equal((await desk.outbox('post-alert')).length, 8);
    assert.equal((await desk.outbox('post-group')).length, 0);
  });

  it('gives a card to what a scan raised that broke off before the card', async () => {
    for (let at = 1; at <= 60; at++) {
      const own = new Desk();
      const doomed = mortal(own.services, { at, when: 'after' });
      await own.settle(many(7), {}, doomed.services).catch(() => undefined);
      await own.settle(many(7));
      await own.deliverAll();
      const listed = new Set<string>();
      for (const { card } of own.channel.shown()) {
        if (card.template === 'forward-group')
          await listGroup(own, String(card.data['groupId']), listed);
        else listed.add(String(card.data['alertId']));
      }
      assert.equal(listed.size, 7, `died at operation ${at}`);
    }
  });

  it('gives every alert a card when two scans raise a group at the same time', async () => {
    // The second scan sees alerts of the first one's group while that is still being raised.
    const findings = many(12);
    const first = settle(desk.services, {
      tenant: contoso,
      kind: 'forward',
      findings,
      complete: false,
    });
    await desk.clock.advance(1);
    const second = settle(desk.services, {
      tenant: contoso,
      kind: 'forward',
      findings: [...findings].reverse(),
      complete: false,
    });
    await desk.done(Promise.all([first, second]));
    await desk.deliverAll();
    const listed = new Set<string>();
    for (const { card } of desk.channel.shown())
      await listGroup(desk, String(card.data['groupId']), listed);
    assert.equal(listed.size, 12);
  });

  it('adds an alert to a group that was already posted without it', async () => {
    await desk.settle(many(6));
    await desk.deliverAll();
    const [member] = await desk.alerts();
    assert.ok(member?.groupId);
    const late = await desk.store.alert(contoso.id, idOf('late'));
    assert.equal(late, undefined);
    const alert = { ...member, id: idOf('late'), identity: 'late' };
    await desk.store.commit(contoso.id, [{ type: 'alert', value: alert, etag: undefined }]);
    await desk.settle(many(6), { complete: false });
    await desk.deliverAll();
    assert.equal(desk.channel.shown().length, 1);
    assert.equal(desk.channel.shown()[0]?.card.rows?.length, 7);
  });

  it('raises as approved, with no card, what an approval covers', async () => {
    const alert = await desk.raise('ada', 'x');
    await desk.press('alert.approve', alert);
    desk.target.clear('ada');
    await desk.settle([]);
    assert.equal((await desk.alert('ada')).state, 'resolved');
    await desk.deliverAll();
    await desk.settle([forward('ada', 'x')]);
    assert.equal((await desk.alert('ada')).state, 'approved');
    assert.equal((await desk.outbox('post-alert')).length, 0);
  });
});

async function listGroup(desk: Desk, groupId: string, into: Set<string>): Promise<void> {
  const group = await desk.store.group(contoso.id, groupId);
  for (const id of group?.row.alertIds ?? []) into.add(id);
}

describe('What a scan did not see again', () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = new Desk();
    await desk.raise('ada', 'x');
  });

  it('is resolved after a complete reading and a look of its own', async () => {
    desk.target.clear('ada');
    const { resolved } = await desk.settle([]);
    assert.deepEqual(resolved, [idOf('ada')]);
    const { state, outcome } = await desk.alert('ada');
    assert.equal(state, 'resolved');
    assert.equal(outcome?.note, 'A complete read of the mailbox no longer shows it.');
    assert.equal(desk.target.reads.length, 1);
  });

  it('stays open when the reading was not complete', async () => {
    desk.target.clear('ada');
    await desk.settle([], { complete: false });
    assert.equal((await desk.alert('ada')).state, 'open');
    assert.equal(desk.target.reads.length, 0);
  });

  it('stays open when its own look still shows it', async () => {
    await desk.settle([]);
    assert.equal((await desk.alert('ada')).state, 'open');
  });

  for (const cause of [
    'throttled',
    'permission-missing',
    'unreachable',
    'unexpected-answer',
  ] as const) {
    it(`stays open when its own look fails: ${cause}`, async () => {
      desk.target.clear('ada');
      desk.target.failures.push(cause);
      await desk.settle([]);
      assert.equal((await desk.alert('ada')).state, 'open');
    });
  }

  it('counts as gone when its mailbox has been missing for 24 hours', async () => {
    desk.target.clear('ada');
    for (const [waitMs, state] of [
      [0, 'open'],
      [hour, 'open'],
      [23 * hour - 1, 'open'],
      [1, 'resolved'],
    ] as const) {
      await desk.clock.advance(waitMs);
      desk.target.failures.push('mailbox-not-found');
      const began = desk.clock.monotonicMs();
      await desk.settle([]);
      // Settling itself takes no time here, or the hours above would not add up.
      assert.equal(desk.clock.monotonicMs(), began);
      assert.equal((await desk.alert('ada')).state, state, `after ${waitMs} ms more`);
    }
  });

  it('begins the 24 hours anew when the mailbox was seen in between', async () => {
    desk.target.failures.push('mailbox-not-found');
    await desk.settle([]);
    await desk.clock.advance(20 * hour);
    await desk.settle([forward('ada', 'x')]);
    await desk.clock.advance(20 * hour);
    desk.target.failures.push('mailbox-not-found');
    await desk.settle([]);
    assert.equal((await desk.alert('ada')).state, 'open');
  });

  it('is left alone when somebody saw it or decided about it after the reading began', async () => {
    const since = desk.clock.now();
    await desk.clock.advance(1_000);
    await desk.press('alert.approve', await desk.alert('ada'));
    desk.target.clear('ada');
    await desk.settle([], { since });
    assert.equal((await desk.alert('ada')).state, 'approved');
    await desk.clock.advance(1_000);
    await desk.settle([], { since: desk.clock.now() });
    assert.equal((await desk.alert('ada')).state, 'resolved');
  });

  it('is not looked at while it is being changed, nor when it has ended', async () => {
    await desk.press('alert.remove', await desk.alert('ada'));
    await desk.settle([]);
    assert.equal((await desk.alert('ada')).state, 'removing');
    await desk.deliverAll();
    desk.target.reads.length = 0;
    await desk.settle([]);
    assert.equal((await desk.alert('ada')).state, 'removed');
    assert.equal(desk.target.reads.length, 0);
  });

  it('says nothing about alerts of another kind', async () => {
    desk.target.clear('ada');
    await desk.settle([], { kind: 'unreadable' });
    assert.equal((await desk.alert('ada')).state, 'open');
  });

  it("is nobody's doing, though somebody decided about it before", async () => {
    await desk.press('alert.approve', await desk.alert('ada'));
    desk.target.clear('ada');
    await desk.settle([]);
    assert.equal((await desk.alert('ada')).outcome?.by, undefined);
  });

  it('is raised again in its thread when it returns, with the count', async () => {
    desk.target.clear('ada');
    await desk.settle([]);
    await desk.settle([forward('ada', 'x')]);
    await desk.deliverAll();
    const { state, returns } = await desk.alert('ada');
    assert.deepEqual([state, returns], ['open', 1]);
    const [first, second] = desk.channel.cardsOf(idOf('ada'));
    assert.deepEqual(second?.thread, first?.message);
  });
});

describe('A reading that took long', () => {
  it('does not bring back what was removed while it read', async () => {
    const desk = new Desk();
    const alert = await desk.raise('ada', 'x');
    const since = desk.clock.now();
    await desk.clock.advance(1_000);
    await desk.press('alert.remove', alert);
    await desk.deliverAll();
    await desk.clock.advance(10 * 60_000);
    await desk.settle([forward('ada', 'x')], { since });
    assert.equal((await desk.alert('ada')).state, 'removed');
    const later = desk.clock.now();
    await desk.settle([forward('ada', 'x')], { since: later });
    assert.equal((await desk.alert('ada')).state, 'open');
  });
});

describe('An unreadable tenant', () => {
  const finding = forward('coverage', 'x', { kind: 'unreadable', severity: 'medium' });

  it('is one alert, resolved by the next complete reading without a look of its own', async () => {
    const desk = new Desk();
    await desk.settle([finding], { kind: 'unreadable', complete: false });
    await desk.settle([finding], { kind: 'unreadable', complete: false });
    assert.equal((await desk.alerts()).length, 1);
    await desk.settle([], { kind: 'unreadable', complete: false });
    assert.equal((await desk.alert('coverage', 'unreadable')).state, 'open');
    await desk.settle([], { kind: 'unreadable', complete: true });
    assert.equal((await desk.alert('coverage', 'unreadable')).state, 'resolved');
    assert.equal(desk.target.reads.length, 0);
  });

  it('can not be approved away', async () => {
    const desk = new Desk();
    await desk.settle([finding], { kind: 'unreadable', complete: false });
    await desk.deliverAll();
    const alert = await desk.alert('coverage', 'unreadable');
    const answer = await desk.press('alert.approve', alert);
    assert.equal(answer.kind, 'message');
    assert.equal((await desk.alert('coverage', 'unreadable')).state, 'open');
  });
});
