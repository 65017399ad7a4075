import assert from 'node:assert/strict';
import type { Finding } from '../../../src/alerts/finding.js';
import type { Settled } from '../../../src/alerts/settle.js';
import { avery, Desk } from '../../support/desk.js';
import { contoso, forward, idOf } from '../../support/sample-findings.js';
import { revoke } from '../../../src/alerts/press.js';

const day = 86_400_000;

function zap(name: string, change: Partial<Finding> = {}): Finding {
  return forward(name, 'x', { kind: 'zap', ...change });
}

const ofSender = (name: string): Finding => zap(name, { scopes: { sender: 'a@b.c' } });

function scan(desk: Desk, findings: readonly Finding[]): Promise<Settled> {
  return desk.settle(findings, { kind: 'zap' });
}

/** Everything that is stored, but for what a later reading may not touch. */
async function stored(desk: Desk): Promise<unknown> {
  return [await desk.alerts(), await desk.audit(), await desk.outbox()];
}

describe('Settling events', () => {
  let desk: Desk;
  beforeEach(() => {
    desk = new Desk();
  });

  it('writes nothing when overlapping readings see the same events again and again', async () => {
    await scan(desk, [zap('one'), zap('two')]);
    await desk.deliverAll();
    await desk.press('alert.acknowledge', await desk.alert('one', 'zap'));
    await desk.deliverAll();
    const before = await stored(desk);
    for (let round = 0; round < 5; round++) {
      await desk.clock.advance(3 * 3_600_000);
      const settled = await scan(desk, [zap('one'), zap('two')]);
      assert.deepEqual(settled, { raised: [], advanced: [], resolved: [] });
    }
    assert.deepEqual(await stored(desk), before);
  });

  it('resolves nothing that a complete reading does not see', async () => {
    await scan(desk, [zap('one')]);
    await desk.clock.advance(10 * day);
    assert.deepEqual((await scan(desk, [])).resolved, []);
    assert.equal((await desk.alert('one', 'zap')).state, 'open');
    assert.deepEqual(desk.target.reads, []);
  });

  it('tells of an event that is another after it was closed', async () => {
    await scan(desk, [zap('one')]);
    await desk.deliverAll();
    await desk.press('alert.acknowledge', await desk.alert('one', 'zap'));
    await desk.clock.advance(1_000);
    const { advanced } = await scan(desk, [zap('one', { fingerprint: 'clicked' })]);
    assert.deepEqual(advanced, [idOf('one', 'zap')]);
    const alert = await desk.alert('one', 'zap');
    assert.deepEqual([alert.state, alert.outcome?.event], ['open', 'returned']);
  });
});

describe('An approval given for a sender', () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = new Desk();
    await scan(desk, [ofSender('one')]);
    await desk.deliverAll();
    const inputs = { reason: 'our newsletter', expires: '90', scope: 'sender' };
    await desk.press('alert.approve', await desk.alert('one', 'zap'), { inputs });
    await desk.deliverAll();
  });

  it('is stored with the value of the alert, and in the record', async () => {
    const { row } = (await desk.store.approval(contoso.id, idOf('one', 'zap'))) ?? {};
    assert.deepEqual(row?.scope, { kind: 'zap', name: 'sender', value: 'a@b.c' });
    const [line] = await desk.audit(/^alert\.approve$/);
    assert.deepEqual(line?.detail['scope'], { kind: 'zap', name: 'sender', value: 'a@b.c' });
  });

  it('covers what comes after it, silently, and the record says by which approval', async () => {
    const posts = desk.channel.shown().length;
    const { raised } = await scan(desk, [ofSender('one'), ofSender('two')]);
    await desk.deliverAll();
    assert.deepEqual(raised, [idOf('two', 'zap')]);
    assert.equal((await desk.alert('two', 'zap')).state, 'approved');
    assert.equal(desk.channel.shown().length, posts);
    const line = (await desk.audit(/raised/)).at(-1);
    assert.equal(line?.detail['approvedOn'], idOf('one', 'zap'));
    assert.deepEqual(line.detail['scope'], { kind: 'zap', name: 'sender', value: 'a@b.c' });
  });

  it('covers no other sender and no other kind', async () => {
    const stranger = zap('two', { scopes: { sender: 'x@b.c' } });
    await scan(desk, [stranger]);
    assert.equal((await desk.alert('two', 'zap')).state, 'open');
    await desk.settle([forward('ida', 'x', { scopes: { sender: 'a@b.c' } })]);
    assert.equal((await desk.alert('ida')).state, 'open');
  });

  it('ends with its time for what is new, and leaves what was judged alone', async () => {
    await scan(desk, [ofSender('two')]);
    await desk.clock.advance(91 * day);
    await scan(desk, [ofSender('two'), ofSender('three')]);
    assert.equal((await desk.alert('two', 'zap')).state, 'approved');
    assert.equal((await desk.alert('three', 'zap')).state, 'open');
  });

  it('reopens what it covered at the next sight when it is taken back, and covers nothing new', async () => {
    await scan(desk, [ofSender('two')]);
    await desk.done(revoke(desk.services, await desk.alert('one', 'zap'), avery));
    assert.equal((await desk.alert('one', 'zap')).state, 'open');
    await desk.clock.advance(1_000);
    await scan(desk, [ofSender('two'), ofSender('three')]);
    assert.equal((await desk.alert('two', 'zap')).state, 'open');
    assert.equal((await desk.alert('three', 'zap')).state, 'open');
  });

  it('covers nothing that is settled while it is being taken back', async () => {
    // The settling has listed the approvals already when the approval is taken back.
    let taken = false;
    const store = new Proxy(desk.store, {
      get: (target, name) => {
        if (name === 'alert' && !taken) {
          return async (...args: Parameters<typeof target.alert>) => {
            taken = true;
            await revoke(desk.services, await desk.alert('one', 'zap'), avery);
            return target.alert(...args);
          };
        }
        const member: unknown = Reflect.get(target, name, target);
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      },
    });
    await desk.settle([ofSender('two')], { kind: 'zap' }, { ...desk.services, store });
    assert.equal(taken, true);
    assert.equal((await desk.alert('two', 'zap')).state, 'open');
  });

  it('is refused for a scope that the alert does not have', async () => {
    await scan(desk, [zap('plain')]);
    await desk.deliverAll();
    for (const scope of ['sender', 'domain', '', '__proto__', 'constructor', 'x'.repeat(400)]) {
      const inputs = { reason: 'agreed', expires: '90', scope };
      const alert = await desk.alert('plain', 'zap');
      const answer = await desk.press('alert.approve', alert, { inputs });
      assert.match(answer.kind === 'message' ? answer.text : 'card', /^Choose what/, scope);
    }
    assert.equal(await desk.store.approval(contoso.id, idOf('plain', 'zap')), undefined);
  });
});

describe('Many events at once', () => {
  it('stand on one card that says what they are', async () => {
    const desk = new Desk();
    const findings = Array.from({ length: 6 }, (_, i) => zap(`m${i}`));
    await scan(desk, findings);
    await desk.deliverAll();
    const [shown, ...more] = desk.channel.shown();
    assert.equal(more.length, 0);
    const { summary, data } = shown?.card ?? {};
    assert.equal(summary, '6 zapped messages found in one tenant');
    assert.deepEqual(
      [data?.['ofForwards'], data?.['ofMessages'], data?.['noun']],
      [false, true, 'messages'],
    );
    const forwards = new Desk();
    await forwards.settle(findings.map(({ identity }) => forward(identity, 'x')));
    await forwards.deliverAll();
    assert.equal(
      forwards.channel.shown()[0]?.card.summary,
      '6 external forwards found in one tenant',
    );
  });
});
