import assert from 'node:assert/strict';
import type { Finding } from '../../../src/alerts/finding.js';
import { channelRef, Desk } from '../../support/desk.js';
import { contoso, forward, idOf } from '../../support/sample-findings.js';

const day = 86_400_000;

function zap(name: string, campaign?: string, change: Partial<Finding> = {}): Finding {
  return forward(name, 'x', { kind: 'zap', campaign, ...change });
}

async function scan(desk: Desk, ...findings: readonly Finding[]): Promise<void> {
  await desk.settle(findings, { kind: 'zap' });
}

function threadOf(desk: Desk, name: string): string | undefined {
  return desk.channel.cardsOf(idOf(name, 'zap'))[0]?.thread?.activityId;
}

function rootOf(desk: Desk, name: string): string | undefined {
  return desk.channel.cardsOf(idOf(name, 'zap'))[0]?.message.activityId;
}

describe('The alerts of one campaign', () => {
  let desk: Desk;
  beforeEach(() => {
    desk = new Desk();
  });

  it('stand in the thread of the first', async () => {
    await scan(desk, zap('one', 'c'));
    await desk.deliverAll();
    await scan(desk, zap('two', 'c'), zap('three', 'c'), zap('four', 'd'), zap('five'));
    await desk.deliverAll();
    assert.equal(threadOf(desk, 'one'), undefined);
    for (const name of ['two', 'three']) {
      assert.equal((await desk.alert(name, 'zap')).threadOf, idOf('one', 'zap'));
      assert.equal(threadOf(desk, name), rootOf(desk, 'one'));
    }
    assert.deepEqual([threadOf(desk, 'four'), threadOf(desk, 'five')], [undefined, undefined]);
  });

  it('stand in one thread also when one reading finds them all', async () => {
    await scan(desk, zap('one', 'c'), zap('two', 'c'));
    await desk.deliverAll();
    assert.equal(threadOf(desk, 'two'), rootOf(desk, 'one'));
    assert.equal((await desk.audit(/raised/))[1]?.detail['threadOf'], idOf('one', 'zap'));
  });

  it('begin a new thread when the first is older than 30 days', async () => {
    await scan(desk, zap('one', 'c'));
    await desk.deliverAll();
    await desk.clock.advance(30 * day + 1);
    await scan(desk, zap('two', 'c'));
    assert.equal((await desk.alert('two', 'zap')).threadOf, undefined);
  });

  it('do not hang on an alert of another kind or without a card of its own', async () => {
    await desk.settle([forward('one', 'x', { campaign: 'c' })]);
    const many = Array.from({ length: 6 }, (_, i) => zap(`m${i}`, 'c'));
    await scan(desk, ...many);
    await desk.deliverAll();
    assert.ok((await desk.alerts()).every((alert) => alert.threadOf === undefined));
    await scan(desk, ...many, zap('two', 'c'));
    assert.equal((await desk.alert('two', 'zap')).threadOf, undefined);
  });

  it('wait for the first card, and stand below it when it has come', async () => {
    desk.channel.posts.push('refused', 'refused');
    await scan(desk, zap('one', 'c'), zap('two', 'c'));
    await desk.deliver();
    assert.equal(desk.channel.shown().length, 0);
    await desk.deliverAll();
    assert.equal(threadOf(desk, 'two'), rootOf(desk, 'one'));
    assert.equal(desk.channel.cardsOf(idOf('two', 'zap')).length, 1);
  });

  it('do not wait for ever for the first card', async () => {
    await scan(desk, zap('one', 'c'), zap('two', 'c'));
    const first = (await desk.outbox('post-alert')).find(
      ({ task }) => task.kind === 'post-alert' && task.alertId === idOf('one', 'zap'),
    );
    assert.ok(first);
    // Somebody works on the first one for very long.
    const leaseUntil = new Date(desk.clock.now().getTime() + day).toISOString();
    const existing = await desk.store.outboxEntry(contoso.id, first.id);
    const claimed = { ...first, state: 'claimed' as const, leaseUntil };
    await desk.store.commit(contoso.id, [{ type: 'outbox', value: claimed, etag: existing?.etag }]);
    await desk.deliverAll(10 * 60_000);
    assert.equal(desk.channel.cardsOf(idOf('two', 'zap')).length, 1);
    assert.equal(threadOf(desk, 'two'), undefined);
  });

  it('stand by themselves when the first one stands in another channel', async () => {
    await scan(desk, zap('one', 'c'));
    await desk.deliverAll();
    await desk.channels.choose({ ...channelRef, channelId: '19:new@thread.tacv2' });
    await scan(desk, zap('two', 'c'));
    await desk.deliverAll();
    assert.equal(threadOf(desk, 'two'), undefined);
    assert.equal(desk.channel.cardsOf(idOf('two', 'zap')).length, 1);
  });

  it('stand by themselves when nothing can be added to the thread any more', async () => {
    await scan(desk, zap('one', 'c'));
    await desk.deliverAll();
    desk.channel.posts.push('impossible');
    await scan(desk, zap('two', 'c'));
    await desk.deliverAll();
    assert.equal(threadOf(desk, 'two'), undefined);
    assert.equal(desk.channel.cardsOf(idOf('two', 'zap')).length, 1);
    assert.equal(await desk.auditFault(), undefined);
  });
});
