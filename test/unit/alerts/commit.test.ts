import assert from 'node:assert/strict';
import type { AlertStore } from '../../../src/alerts/ports.js';
import { decideAndCommit, owe, oweGroup } from '../../../src/alerts/commit.js';
import { drawLive } from '../../../src/alerts/draw.js';
import { sha256Hex } from '../../../src/lib/digest.js';
import { StoreConflictError } from '../../../src/lib/errors.js';
import { alertOf } from '../../support/arbitraries.js';
import { Desk } from '../../support/desk.js';
import { contoso, forward, idOf } from '../../support/sample-findings.js';

function line(what: string): { at: string; what: string; detail: Record<string, never> } {
  return { at: '2026-01-05T08:00:00.000Z', what, detail: {} };
}

describe('A decision', () => {
  let desk: Desk;
  beforeEach(() => {
    desk = new Desk();
  });

  it('is made anew on what is there when somebody else was faster', async () => {
    await desk.settle([forward('ada', 'x')]);
    let decided = 0;
    const deciding = decideAndCommit(desk.services, contoso.id, async () => {
      decided += 1;
      const existing = await desk.store.alert(contoso.id, idOf('ada'));
      assert.ok(existing);
      if (decided === 1) await desk.settle([forward('ada', 'y')]);
      const value = { ...existing.row, returns: 7 };
      return {
        writes: [{ type: 'alert', value, etag: existing.etag }],
        audit: [line('x')],
        result: undefined,
      };
    });
    await desk.done(deciding);
    const { returns, fingerprint } = await desk.alert('ada');
    assert.deepEqual([decided, returns, fingerprint], [2, 7, 'to:y']);
  });

  it('gets through when 40 want to write the record at once', async () => {
    await desk.done(
      Promise.all(
        Array.from({ length: 40 }, (_, i) =>
          decideAndCommit(desk.services, contoso.id, () =>
            Promise.resolve({ writes: [], audit: [line(`w${i}`)], result: undefined }),
          ),
        ),
      ),
    );
    const said = new Set((await desk.audit()).map(({ what }) => what));
    assert.equal(said.size, 40);
    assert.equal(await desk.auditFault(), undefined);
  });

  it('gives up loudly when it never gets through', async () => {
    const alert = alertOf(contoso.id, 'ada');
    const decide = decideAndCommit(desk.services, contoso.id, () =>
      Promise.resolve({
        writes: [{ type: 'alert', value: alert, etag: 'W/"other"' as never }],
        audit: [],
        result: undefined,
      }),
    );
    await assert.rejects(desk.done(decide), StoreConflictError);
  });

  it('writes nothing and rings nobody when it decides for nothing', async () => {
    await decideAndCommit(desk.services, contoso.id, () =>
      Promise.resolve({ writes: [], audit: [], result: undefined }),
    );
    assert.deepEqual([await desk.audit(), desk.rung], [[], []]);
  });

  it('that owes work rings before it is written down, and again after', async () => {
    const seen: string[] = [];
    const ringing = {
      ...desk.services,
      bell: {
        ring: (_id: unknown, afterMs = 0) => Promise.resolve(void seen.push(`ring ${afterMs}`)),
      },
      store: watched(desk.store, () => seen.push('commit')),
    };
    await owing(ringing);
    assert.deepEqual(seen, ['ring 15000', 'commit', 'ring 0']);
  });

  it('rings before it is written down also when only its second try owes work', async () => {
    const seen: string[] = [];
    const ringing = {
      ...desk.services,
      bell: {
        ring: (_id: unknown, afterMs = 0) => Promise.resolve(void seen.push(`ring ${afterMs}`)),
      },
      store: watched(desk.store, () => seen.push('commit')),
    };
    let tries = 0;
    const deciding = decideAndCommit(ringing, contoso.id, async () => {
      tries += 1;
      // The first time somebody else writes the record in between.
      if (tries === 1) await decideAndCommit(desk.services, contoso.id, () => written('other'));
      const now = desk.clock.now();
      const task = { kind: 'update-alert', alertId: idOf('ada') } as const;
      const writes = tries === 1 ? [] : [owe(contoso.id, task, now)];
      return { writes, audit: [line('mine')], result: undefined };
    });
    await desk.done(deciding);
    assert.deepEqual(seen, ['commit', 'ring 15000', 'commit', 'ring 0']);
  });

  it('owes the redrawing of a group only for a grouped alert', () => {
    const now = new Date();
    assert.deepEqual(oweGroup(alertOf(contoso.id, 'ada'), now), []);
    const [write] = oweGroup(alertOf(contoso.id, 'ada', { groupId: 'g' }), now);
    assert.ok(write?.type === 'outbox');
    assert.deepEqual(write.value.task, { kind: 'update-group', groupId: 'g' });
  });
});

function written(what: string): Promise<{
  writes: [];
  audit: ReturnType<typeof line>[];
  result: undefined;
}> {
  return Promise.resolve({ writes: [], audit: [line(what)], result: undefined });
}

async function owing(services: Parameters<typeof decideAndCommit>[0]): Promise<void> {
  const task = { kind: 'update-alert', alertId: idOf('ada') } as const;
  await decideAndCommit(services, contoso.id, () =>
    Promise.resolve({
      writes: [owe(contoso.id, task, services.clock.now())],
      audit: [line('x')],
      result: undefined,
    }),
  );
}

function watched(store: AlertStore, onCommit: () => void): AlertStore {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): unknown => {
        if (name === 'commit') onCommit();
        return Reflect.apply(member, target, args);
      };
    },
  });
}

describe('A drawn card', () => {
  it('carries a nonce of its own, of which only the hash is stored', async () => {
    const desk = new Desk();
    await desk.settle([forward('ada', 'x')]);
    const drawing = await drawLive(desk.services, contoso.id, idOf('ada'));
    const nonce = String(drawing?.card.data['nonce']);
    assert.ok(nonce.length >= 22);
    const { nonceHashes } = await desk.alert('ada');
    assert.deepEqual(nonceHashes, [sha256Hex(nonce)]);
    assert.ok(!JSON.stringify(await desk.alerts()).includes(nonce));
  });

  it('keeps the newest eight nonces and forgets older ones', async () => {
    const desk = new Desk();
    await desk.settle([forward('ada', 'x')]);
    const nonces: string[] = [];
    for (let i = 0; i < 20; i++) {
      const drawing = await drawLive(desk.services, contoso.id, idOf('ada'));
      nonces.push(String(drawing?.card.data['nonce']));
    }
    assert.equal(new Set(nonces).size, 20);
    const { nonceHashes } = await desk.alert('ada');
    assert.deepEqual(nonceHashes, nonces.slice(-8).map(sha256Hex));
  });

  it('is nothing for an alert that is not there', async () => {
    const desk = new Desk();
    assert.equal(await drawLive(desk.services, contoso.id, idOf('ada')), undefined);
  });

  it('says that nothing can be changed when there is no actor app', async () => {
    for (const remediation of [true, false]) {
      const desk = new Desk({ remediation });
      await desk.settle([forward('ada', 'x')]);
      const drawing = await drawLive(desk.services, contoso.id, idOf('ada'));
      assert.equal(drawing?.card.data['canRemediate'], remediation);
    }
  });
});
