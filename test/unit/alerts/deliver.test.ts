import assert from 'node:assert/strict';
import { wakeWaiting } from '../../../src/alerts/wake.js';
import { mortal } from '../../support/crash.js';
import { channelRef, Desk } from '../../support/desk.js';
import { contoso, forward, idOf } from '../../support/sample-findings.js';

const minute = 60_000;

async function owing(options: ConstructorParameters<typeof Desk>[0] = {}): Promise<Desk> {
  const desk = new Desk(options);
  await desk.settle([forward('ada', 'x')]);
  return desk;
}

/** When the worker was last told to come back, in milliseconds from now. */
function nextRing(desk: Desk): number {
  return (desk.rung.at(-1)?.dueMs ?? NaN) - desk.clock.monotonicMs();
}

describe('Posting a card', () => {
  it('shows it once, keeps where it stands, and owes nothing more', async () => {
    const desk = await owing();
    await desk.deliver();
    const [shown, ...more] = desk.channel.shown();
    assert.equal(more.length, 0);
    assert.deepEqual((await desk.alert('ada')).messages, [shown?.message]);
    assert.deepEqual(await desk.outbox(), []);
    assert.equal((await desk.audit(/card\.posted/)).length, 1);
    await desk.deliver();
    assert.equal(desk.channel.shown().length, 1);
  });

  it('is done once by many workers at the same time', async () => {
    const desk = await owing();
    await Promise.all(Array.from({ length: 8 }, () => desk.deliver()));
    assert.equal(desk.channel.shown().length, 1);
    assert.equal((await desk.alert('ada')).messages.length, 1);
  });

  it('waits as long as it was told when it is refused, and then succeeds', async () => {
    const desk = await owing();
    desk.channel.posts.push('refused');
    await desk.deliver();
    const [entry] = await desk.outbox();
    assert.deepEqual(
      [entry?.state, entry?.failure, entry?.copiesBefore],
      ['pending', 'teams.429', undefined],
    );
    assert.equal(nextRing(desk), 3_000);
    await desk.clock.advance(2_999);
    await desk.deliver();
    assert.equal(desk.channel.requests.length, 1);
    await desk.clock.advance(1);
    await desk.deliver();
    assert.equal(desk.channel.shown().length, 1);
    assert.deepEqual(await desk.outbox(), []);
  });

  it('waits a minute for evidence when the answer was lost, and posts once more', async () => {
    const desk = await owing();
    desk.channel.posts.push('lost');
    await desk.deliver();
    assert.equal((await desk.outbox())[0]?.state, 'ambiguous');
    assert.equal(nextRing(desk), minute);
    await desk.clock.advance(minute - 1);
    await desk.deliver();
    assert.equal(desk.channel.shown().length, 1);
    await desk.clock.advance(1);
    await desk.deliver();
    assert.equal(desk.channel.shown().length, 2);
    assert.deepEqual(await desk.outbox(), []);
  });

  it('slows down when one answer after the other is lost', async () => {
    const desk = await owing();
    desk.channel.posts.push('lost', 'lost', 'lost', 'lost', 'lost', 'lost');
    const began = desk.clock.monotonicMs();
    await desk.deliverAll(30 * minute);
    assert.ok(desk.clock.monotonicMs() - began >= 30 * minute);
    assert.ok(desk.channel.shown().length <= 5, String(desk.channel.shown().length));
  });

  it('goes on for ever on a channel that takes no messages, but rarely', async () => {
    const desk = await owing();
    desk.channel.posts.push('impossible');
    await desk.deliver();
    assert.equal(nextRing(desk), 10 * minute);
    assert.ok(desk.logged.some(({ level }) => level === 'error'));
    await desk.clock.advance(10 * minute);
    await desk.deliver();
    assert.equal(desk.channel.shown().length, 1);
  });

  it('waits while there is no channel, and comes at once when one is chosen', async () => {
    const desk = await owing({ bare: true });
    await desk.deliver();
    assert.equal(nextRing(desk), 5 * minute);
    assert.equal((await desk.outbox())[0]?.failure, 'no-channel');
    await desk.channels.choose(channelRef);
    await desk.deliver();
    assert.equal(desk.channel.shown().length, 0);
    await wakeWaiting(desk.services, contoso.id);
    assert.equal(nextRing(desk), 0);
    await desk.deliver();
    assert.equal(desk.channel.shown().length, 1);
  });

  it('wakes no change of a tenant when a channel is chosen', async () => {
    const desk = new Desk();
    await desk.press('alert.remove', await desk.raise('ada', 'x'));
    desk.target.script.push('not-sent');
    await desk.deliver();
    const [waiting] = await desk.outbox('remove');
    await wakeWaiting(desk.services, contoso.id);
    assert.deepEqual(await desk.outbox('remove'), [waiting]);
  });

  it('does not keep more and more wake-ups alive while something waits for long', async () => {
    const desk = await owing({ bare: true });
    await desk.deliver();
    const rung = desk.rung.length;
    for (let scan = 0; scan < 20; scan++) await desk.deliver();
    assert.equal(desk.rung.length, rung);
  });

  it('begins a new thread in a channel that was chosen later', async () => {
    const desk = await owing();
    await desk.deliver();
    await desk.channels.choose({ ...channelRef, channelId: '19:new@thread.tacv2' });
    await desk.settle([forward('ada', 'y')]);
    await desk.deliverAll();
    await desk.settle([forward('ada', 'z')]);
    await desk.deliverAll();
    const [, second, third] = desk.channel.cardsOf(idOf('ada'));
    assert.equal(second?.thread, undefined);
    assert.ok(second?.message.conversationId.startsWith('19:new@thread.tacv2;'));
    assert.deepEqual(third?.thread, second?.message);
  });

  it('shows what changed while the card was on its way', async () => {
    const desk = await owing();
    desk.channel.onPost = async () => {
      desk.channel.onPost = () => Promise.resolve();
      // Another worker draws the change before anybody knows where the card stands.
      await desk.settle([forward('ada', 'y')]);
      await desk.deliver();
    };
    await desk.deliver();
    await desk.deliverAll();
    for (const { card } of desk.channel.cardsOf(idOf('ada'))) {
      assert.equal(card.data['fingerprint'], 'to:y');
    }
  });

  it('does not hold up the cards behind one that somebody else took over', async () => {
    const desk = new Desk();
    await desk.settle([forward('ada', 'x'), forward('bob', 'x')]);
    desk.channel.onPost = async () => {
      desk.channel.onPost = () => Promise.resolve();
      const [current] = await desk.outbox();
      assert.equal(current?.state, 'claimed');
      const entry = await desk.store.outboxEntry(contoso.id, current.id);
      assert.ok(entry);
      const value = { ...entry.row, fence: entry.row.fence + 1 };
      await desk.store.commit(contoso.id, [{ type: 'outbox', value, etag: entry.etag }]);
    };
    await desk.deliver();
    assert.equal(desk.channel.shown().length, 2);
    assert.ok(desk.logged.some(({ message }) => message.startsWith('outbox claim lost')));
  });

  it('does not hold up the cards behind one that is refused', async () => {
    const desk = new Desk();
    await desk.settle([forward('ada', 'x'), forward('bob', 'x')]);
    desk.channel.posts.push('refused');
    await desk.deliver();
    assert.equal(desk.channel.shown().length, 1);
  });
});

describe('A worker that dies while it posts', () => {
  it('never leaves a card unposted, and never posts one twice that it wrote down', async () => {
    for (const when of ['before', 'after'] as const) {
      for (let at = 1; ; at++) {
        const desk = await owing();
        const doomed = mortal(desk.services, { at, when });
        await desk.deliver(doomed.services).catch(() => undefined);
        if (!doomed.isDead()) break;
        const known = (await desk.alert('ada')).messages.length;
        await desk.deliverAll();
        const shown = desk.channel.shown().length;
        const { messages } = await desk.alert('ada');
        const place = `${when} operation ${at}`;
        assert.ok(messages.length > 0, place);
        assert.ok(shown === 1 || (shown === 2 && known === 0), place);
        assert.equal(await desk.auditFault(), undefined, place);
      }
    }
  });

  it('waits a minute for evidence of a card of which nothing is known', async () => {
    const desk = await owing();
    const lost = mortal(desk.services, undefined);
    desk.channel.onShown = () => {
      // The process dies with the card on the screen.
      lost.kill();
      return Promise.resolve();
    };
    await desk.deliver(lost.services).catch(() => undefined);
    desk.channel.onShown = () => Promise.resolve();
    await desk.clock.advance(minute);
    await desk.deliver();
    assert.equal((await desk.outbox())[0]?.state, 'ambiguous');
    await desk.clock.advance(minute - 1);
    await desk.deliver();
    assert.equal(desk.channel.shown().length, 1);
    await desk.clock.advance(1);
    await desk.deliver();
    assert.equal(desk.channel.shown().length, 2);
  });

  it('does not post twice though the card has as many copies as are kept', async () => {
    const desk = await owing();
    await desk.deliverAll();
    for (const destination of ['a', 'b', 'c', 'd', 'e', 'f']) {
      await desk.settle([forward('ada', destination)]);
      await desk.deliverAll();
    }
    assert.equal((await desk.alert('ada')).messages.length, 5);
    const root = (await desk.alert('ada')).messages[0];
    for (let at = 1; ; at++) {
      await desk.settle([forward('ada', `g${at}`)]);
      const before = desk.channel.shown().length;
      const doomed = mortal(desk.services, { at, when: 'after' });
      await desk.deliver(doomed.services).catch(() => undefined);
      const newest = (await desk.alert('ada')).messages.at(-1)?.activityId;
      const known = newest === desk.channel.shown().at(-1)?.message.activityId;
      const shown = desk.channel.shown().length - before;
      await desk.deliverAll();
      const expected = shown === 1 && !known ? 2 : 1;
      assert.equal(desk.channel.shown().length - before, expected, `operation ${at}`);
      const { messages } = await desk.alert('ada');
      assert.deepEqual([messages.length, messages[0]], [5, root]);
      if (!doomed.isDead()) break;
    }
  });
});

describe('Redrawing a card', () => {
  it('draws every copy as the alert is in the end', async () => {
    const desk = await owing();
    await desk.deliverAll();
    for (const destination of ['b', 'c', 'd']) {
      await desk.settle([forward('ada', destination)]);
      await desk.deliverAll();
    }
    const cards = desk.channel.cardsOf(idOf('ada'));
    assert.equal(cards.length, 4);
    for (const { card } of cards) assert.equal(card.data['fingerprint'], 'to:d');
  });

  it('does not update a message again that somebody deleted', async () => {
    const desk = await owing();
    await desk.deliverAll();
    desk.channel.updates.push('gone');
    await desk.press('alert.approve', await desk.alert('ada'));
    await desk.deliverAll();
    assert.deepEqual((await desk.alert('ada')).messages, []);
    assert.equal((await desk.audit(/card\.gone/)).length, 1);
  });

  it('comes back when an update is refused', async () => {
    const desk = await owing();
    await desk.deliverAll();
    desk.channel.updates.push('refused', 'refused');
    await desk.press('alert.approve', await desk.alert('ada'));
    await desk.deliverAll();
    assert.equal(desk.channel.shown()[0]?.card.data['state'], 'approved');
  });

  it('draws the newest revision though a slow worker draws an older one last', async () => {
    const desk = await owing();
    await desk.deliverAll();
    const update = desk.channel.update.bind(desk.channel);
    let slow = true;
    desk.channel.update = async (...request) => {
      if (slow) {
        slow = false;
        await desk.settle([forward('ada', 'z')]);
        await desk.deliver();
      }
      return update(...request);
    };
    await desk.settle([forward('ada', 'y')]);
    await desk.deliver();
    await desk.deliverAll();
    assert.equal(desk.channel.shown()[0]?.card.data['fingerprint'], 'to:z');
  });
});

describe('A grouped card', () => {
  const findings = Array.from({ length: 13 }, (_, i) => forward(`box${i}`, 'x'));

  async function grouped(): Promise<Desk> {
    const desk = new Desk();
    for (const { identity } of findings) desk.target.set(identity, 'x');
    await desk.settle(findings);
    return desk;
  }

  it('is posted once, with the first page of its rows', async () => {
    const desk = await grouped();
    await Promise.all([desk.deliver(), desk.deliver(), desk.deliver()]);
    await desk.deliverAll();
    const [shown, ...more] = desk.channel.shown();
    assert.equal(more.length, 0);
    assert.deepEqual([shown?.card.data['count'], shown?.card.data['pages']], [13, 2]);
    assert.equal(shown?.card.rows?.length, 10);
  });

  it('shows in its row what became of an alert', async () => {
    const desk = await grouped();
    await desk.deliverAll();
    const shownFirst = String(desk.channel.shown()[0]?.card.rows?.[0]?.['mailbox']);
    await desk.settle(
      findings.filter(({ identity }) => identity !== shownFirst),
      { complete: false },
    );
    desk.target.clear(shownFirst);
    await desk.settle(findings.filter(({ identity }) => identity !== shownFirst));
    await desk.deliverAll();
    assert.equal(desk.channel.shown()[0]?.card.rows?.[0]?.['state'], 'resolved');
  });

  it('shows what changed while it was on its way', async () => {
    const desk = await grouped();
    const first = [...findings].sort((x, y) => (idOf(x.identity) < idOf(y.identity) ? -1 : 1))[0];
    assert.ok(first);
    desk.channel.onPost = async () => {
      desk.channel.onPost = () => Promise.resolve();
      await desk.settle([{ ...first, fingerprint: 'to:y' }], { complete: false });
      await desk.deliver();
    };
    await desk.deliver();
    await desk.deliverAll();
    const group = desk.channel.shown().find(({ card }) => card.template === 'forward-group');
    const row = group?.card.rows?.find(({ alertId }) => String(alertId) === idOf(first.identity));
    assert.equal(row?.['destination'], 'to:y');
  });

  it('is posted at most twice when a worker dies, and never lost', async () => {
    for (const when of ['before', 'after'] as const) {
      for (let at = 1; ; at++) {
        const desk = await grouped();
        const doomed = mortal(desk.services, { at, when });
        await desk.deliver(doomed.services).catch(() => undefined);
        if (!doomed.isDead()) break;
        const [alert] = await desk.alerts();
        const before = (await desk.store.group(contoso.id, alert?.groupId ?? ''))?.row.message;
        await desk.deliverAll();
        const shown = desk.channel.shown().length;
        assert.ok(shown === 1 || (shown === 2 && !before), `${when} operation ${at}: ${shown}`);
      }
    }
  });
});
