import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { AlertId } from '../../src/alerts/alert.js';
import type { Approval } from '../../src/alerts/approval.js';
import { chain, emptyHead, verifyChain } from '../../src/alerts/audit.js';
import type { AlertGroup } from '../../src/alerts/group.js';
import type { AlertStore, Write } from '../../src/alerts/ports.js';
import type { Etag } from '../../src/lib/etag.js';
import type { TenantId } from '../../src/tenants/tenant.js';
import { alertOf, anyAlert, hostileTexts, outboxOf } from '../support/arbitraries.js';
import { backends, collect } from './backends.js';

const contoso = '11111111-1111-4111-8111-111111111111' as TenantId;
const fabrikam = '22222222-2222-4222-8222-222222222222' as TenantId;
const stranger = '99999999-9999-4999-8999-999999999999' as TenantId;

const insertAlert = (value: ReturnType<typeof alertOf>): Write => ({
  type: 'alert',
  value,
  etag: undefined,
});
const insertOutbox = (value: ReturnType<typeof outboxOf>): Write => ({
  type: 'outbox',
  value,
  etag: undefined,
});

async function must<T>(found: Promise<T | undefined>): Promise<T> {
  const value = await found;
  assert.ok(value !== undefined);
  return value;
}

for (const backend of backends) {
  describe(`The alert store ${backend.name}`, () => {
    let store: AlertStore;
    beforeEach(async () => {
      store = (await backend.open()).alerts;
    });

    it('gives back what was inserted, and nothing for what was not', async () => {
      const alert = alertOf(contoso, 'a');
      assert.equal(await store.commit(contoso, [insertAlert(alert)]), 'committed');
      assert.deepEqual((await store.alert(contoso, alert.id))?.row, alert);
      assert.equal(await store.alert(fabrikam, alert.id), undefined);
      assert.equal(await store.alert(contoso, alertOf(contoso, 'b').id), undefined);
    });

    it('refuses to insert what exists, and keeps it as it was', async () => {
      const alert = alertOf(contoso, 'a');
      await store.commit(contoso, [insertAlert(alert)]);
      const again = await store.commit(contoso, [insertAlert({ ...alert, revision: 2 })]);
      assert.equal(again, 'conflict');
      assert.equal((await store.alert(contoso, alert.id))?.row.revision, 1);
    });

    it('replaces the version that was read, and only that one', async () => {
      const alert = alertOf(contoso, 'a');
      await store.commit(contoso, [insertAlert(alert)]);
      const { etag } = await must(store.alert(contoso, alert.id));
      const replace = (revision: number): Promise<string> =>
        store.commit(contoso, [{ type: 'alert', value: { ...alert, revision }, etag }]);
      assert.equal(await replace(2), 'committed');
      assert.equal(await replace(3), 'conflict');
      assert.equal((await store.alert(contoso, alert.id))?.row.revision, 2);
    });

    it('drops a field that the new version no longer has', async () => {
      const alert = alertOf(contoso, 'a', { groupId: 'g1' });
      await store.commit(contoso, [insertAlert(alert)]);
      const { etag } = await must(store.alert(contoso, alert.id));
      const value = alertOf(contoso, 'a');
      await store.commit(contoso, [{ type: 'alert', value, etag }]);
      assert.deepEqual((await store.alert(contoso, alert.id))?.row, value);
    });

    it('calls it a conflict to replace what is not there', async () => {
      const etag = 'W/"none"' as Etag;
      const write: Write = { type: 'alert', value: alertOf(contoso, 'a'), etag };
      assert.equal(await store.commit(contoso, [write]), 'conflict');
      assert.deepEqual(await collect(store.alerts(contoso)), []);
    });

    it('writes all of a commit or nothing', async () => {
      await store.commit(contoso, [insertOutbox(outboxOf(contoso, 'taken'))]);
      const result = await store.commit(contoso, [
        insertAlert(alertOf(contoso, 'a')),
        insertOutbox(outboxOf(contoso, 'new')),
        insertOutbox(outboxOf(contoso, 'taken')),
      ]);
      assert.equal(result, 'conflict');
      assert.deepEqual(await collect(store.alerts(contoso)), []);
      assert.equal(await store.outboxEntry(contoso, 'new'), undefined);
      assert.equal(await store.locate(alertOf(contoso, 'a').id), undefined);
    });

    it('lets one of 40 rivals win, and gives the row to the winner', async () => {
      const alert = alertOf(contoso, 'a');
      await store.commit(contoso, [insertAlert(alert)]);
      const { etag } = await must(store.alert(contoso, alert.id));
      const rivals = Array.from({ length: 40 }, (_, i) => i + 100);
      const results = await Promise.all(
        rivals.map((revision) =>
          store.commit(contoso, [{ type: 'alert', value: { ...alert, revision }, etag }]),
        ),
      );
      const winners = rivals.filter((_, i) => results[i] === 'committed');
      assert.equal(winners.length, 1);
      assert.equal((await store.alert(contoso, alert.id))?.row.revision, winners[0]);
    });

    it('lets one of 40 inserts of the same rows win', async () => {
      const writes = [insertAlert(alertOf(contoso, 'a')), insertOutbox(outboxOf(contoso, 'o'))];
      const results = await Promise.all(
        Array.from({ length: 40 }, () => store.commit(contoso, writes)),
      );
      assert.equal(results.filter((result) => result === 'committed').length, 1);
    });

    it('finds alerts and groups by their id alone, whosever they are', async () => {
      const [mine, theirs] = [alertOf(contoso, 'a'), alertOf(fabrikam, 'a')];
      const group: AlertGroup = {
        id: 'g-77',
        tenantId: fabrikam,
        tenantName: 'Fabrikam',
        alertIds: [theirs.id],
        createdAt: '2026-01-05T08:00:00.000Z',
      };
      await store.commit(contoso, [insertAlert(mine)]);
      await store.commit(fabrikam, [
        insertAlert(theirs),
        { type: 'group', value: group, etag: undefined },
      ]);
      assert.deepEqual((await store.locate(mine.id))?.row, mine);
      assert.deepEqual((await store.locate(theirs.id))?.row, theirs);
      assert.deepEqual((await store.locateGroup('g-77'))?.row, group);
      assert.deepEqual((await store.group(fabrikam, 'g-77'))?.row, group);
      assert.equal(await store.locate('ZZZZZ-ZZZZZ' as AlertId), undefined);
      assert.equal(await store.locateGroup('g-78'), undefined);
    });

    it('knows every tenant that has rows, once', async () => {
      assert.deepEqual(await store.tenants(), []);
      await store.commit(fabrikam, [insertAlert(alertOf(fabrikam, 'a'))]);
      await store.commit(contoso, [insertOutbox(outboxOf(contoso, 'o'))]);
      await store.commit(contoso, [insertAlert(alertOf(contoso, 'b'))]);
      assert.deepEqual(await store.tenants(), [contoso, fabrikam]);
    });

    it("keeps one tenant's rows out of another's lists", async () => {
      await store.commit(contoso, [insertAlert(alertOf(contoso, 'a'))]);
      assert.deepEqual(await collect(store.alerts(fabrikam)), []);
    });

    it('refuses to write a row of one tenant for another', async () => {
      await assert.rejects(store.commit(fabrikam, [insertAlert(alertOf(contoso, 'a'))]), TypeError);
      assert.deepEqual(await store.tenants(), []);
    });

    it('does nothing for no writes', async () => {
      assert.equal(await store.commit(contoso, []), 'committed');
      assert.deepEqual(await store.tenants(), []);
    });

    it('takes 90 writes at once and refuses 91', async () => {
      const writes = (count: number): Write[] =>
        Array.from({ length: count }, (_, i) => insertAlert(alertOf(contoso, `a${i}`)));
      await assert.rejects(store.commit(contoso, writes(91)), RangeError);
      assert.deepEqual(await collect(store.alerts(contoso)), []);
      assert.equal(await store.commit(contoso, writes(90)), 'committed');
      const ids = (await collect(store.alerts(contoso))).map(({ row }) => row.id);
      assert.deepEqual(ids, [...ids].sort());
      assert.equal(ids.length, 90);
    });

    it('can insert again after a run that stopped between index and rows', async () => {
      const alert = alertOf(contoso, 'a');
      const taken = insertOutbox(outboxOf(contoso, 'taken'));
      await store.commit(contoso, [taken]);
      assert.equal(await store.commit(contoso, [insertAlert(alert), taken]), 'conflict');
      const other = insertAlert(alertOf(contoso, 'b'));
      assert.equal(await store.commit(contoso, [insertAlert(alert), other]), 'committed');
      assert.deepEqual((await store.locate(alert.id))?.row, alert);
      assert.ok(await store.locate(alertOf(contoso, 'b').id));
    });

    it('refuses the same row twice in one commit', async () => {
      const write = insertAlert(alertOf(contoso, 'a'));
      await assert.rejects(store.commit(contoso, [write, write]), RangeError);
    });

    it('refuses what is too large for a row, and what JSON can not hold', async () => {
      const withFacts = (facts: object): Write =>
        insertAlert(alertOf(contoso, 'a', { facts: facts as never }));
      const tooLarge = withFacts({ text: 'x'.repeat(600_000) });
      await assert.rejects(store.commit(contoso, [tooLarge]), RangeError);
      for (const value of [NaN, Infinity, new Date(), new Map(), 1n, () => 1, [undefined]]) {
        await assert.rejects(store.commit(contoso, [withFacts({ value })]), TypeError);
      }
      assert.equal(await store.alert(contoso, alertOf(contoso, 'a').id), undefined);
    });

    it('refuses ids that are not ours', async () => {
      for (const id of ["o'1", 'a/b', 'a#b', 'ä', 'a b', '\u0000', 'x'.repeat(600)]) {
        await assert.rejects(
          store.commit(contoso, [insertOutbox(outboxOf(contoso, id))]),
          RangeError,
        );
        await assert.rejects(store.outboxEntry(contoso, id), RangeError);
      }
    });

    it('gives hostile text back exactly as it was', async () => {
      const facts = {
        texts: hostileTexts,
        long: '😀"\\\u0000'.repeat(6_000),
        ...Object.fromEntries(hostileTexts.map((text, i) => [text, i])),
      };
      // Spread copies `__proto__` as a property of its own; make sure that the test holds what it says.
      assert.ok(Object.hasOwn(facts, '__proto__'));
      const alert = alertOf(contoso, 'a', { facts, tenantName: 'n'.repeat(30_000) });
      assert.equal(await store.commit(contoso, [insertAlert(alert)]), 'committed');
      assert.deepEqual((await store.alert(contoso, alert.id))?.row, alert);
    });

    it('gives every alert back exactly as it was', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(anyAlert(stranger), {
            selector: ({ id }) => id,
            minLength: 1,
            maxLength: 8,
          }),
          async (alerts) => {
            const fresh = (await backend.open()).alerts;
            assert.equal(await fresh.commit(stranger, alerts.map(insertAlert)), 'committed');
            for (const alert of alerts) {
              assert.deepEqual((await fresh.alert(stranger, alert.id))?.row, alert);
            }
          },
        ),
        { numRuns: 25 },
      );
    });

    it('keeps approvals', async () => {
      const approval: Approval = {
        tenantId: contoso,
        alertId: alertOf(contoso, 'a').id,
        fingerprint: 'f1',
        reason: "the board's archive",
        by: { tenantId: fabrikam, objectId: stranger, name: 'Zoë' },
        at: '2026-01-05T08:00:00.000Z',
        expiresAt: '2026-02-05T08:00:00.000Z',
      };
      await store.commit(contoso, [{ type: 'approval', value: approval, etag: undefined }]);
      assert.deepEqual((await store.approval(contoso, approval.alertId))?.row, approval);
      assert.deepEqual(
        (await collect(store.approvals(contoso))).map(({ row }) => row),
        [approval],
      );
      assert.equal(await store.locate(approval.alertId), undefined);
    });

    it('keeps an audit chain in order over the change from nine to ten', async () => {
      const drafts = Array.from({ length: 12 }, (_, i) => ({
        at: '2026-01-05T08:00:00.000Z',
        what: 'alert.raised',
        detail: { i, text: hostileTexts[i] ?? '' },
      }));
      const { records, head } = chain(emptyHead, drafts);
      await store.commit(contoso, [
        ...[...records]
          .reverse()
          .map((value): Write => ({ type: 'audit', value, etag: undefined })),
        { type: 'audit-head', value: head, etag: undefined },
      ]);
      assert.deepEqual(await collect(store.audit(contoso)), records);
      assert.deepEqual((await store.auditHead(contoso))?.row, head);
      assert.deepEqual(await verifyChain(store.audit(contoso), head), { count: 12, head });
    });

    it('lists open outbox entries only, oldest first', async () => {
      const states = ['done', 'pending', 'dead', 'claimed', 'ambiguous'] as const;
      const entries = states.map((state, i) =>
        outboxOf(contoso, `2026-01-05T08:00:0${i}.000Z-x`, { state }),
      );
      await store.commit(contoso, [...entries].reverse().map(insertOutbox));
      const open = await collect(store.openOutbox(contoso));
      assert.deepEqual(
        open.map(({ row }) => row.state),
        ['pending', 'claimed', 'ambiguous'],
      );
      const dead = await collect(store.deadOutbox(contoso));
      assert.deepEqual(
        dead.map(({ row }) => row.state),
        ['dead'],
      );
    });

    it('no longer lists an outbox entry once it is done', async () => {
      const entry = outboxOf(contoso, 'o1');
      await store.commit(contoso, [insertOutbox(entry)]);
      const { etag } = await must(store.outboxEntry(contoso, 'o1'));
      await store.commit(contoso, [{ type: 'outbox', value: { ...entry, state: 'done' }, etag }]);
      assert.deepEqual(await collect(store.openOutbox(contoso)), []);
      assert.equal((await store.outboxEntry(contoso, 'o1'))?.row.state, 'done');
    });

    it('lists 1,200 entries, each once and in order', async () => {
      const ids = Array.from({ length: 1_200 }, (_, i) => `o${i.toString().padStart(5, '0')}`);
      for (let start = 0; start < ids.length; start += 90) {
        const part = ids.slice(start, start + 90).map((id) => insertOutbox(outboxOf(contoso, id)));
        assert.equal(await store.commit(contoso, part), 'committed');
      }
      const listed = (await collect(store.openOutbox(contoso))).map(({ row }) => row.id);
      assert.deepEqual(listed, ids);
    });

    it('purges an entry in the version named, and only in that', async () => {
      const entry = outboxOf(contoso, 'o1', { state: 'done' });
      await store.commit(contoso, [insertOutbox(entry)]);
      const { etag: old } = await must(store.outboxEntry(contoso, 'o1'));
      await store.commit(contoso, [
        { type: 'outbox', value: { ...entry, attempts: 1 }, etag: old },
      ]);
      assert.equal(await store.purge(contoso, 'o1', old), 'conflict');
      const { etag } = await must(store.outboxEntry(contoso, 'o1'));
      assert.equal(await store.purge(contoso, 'o1', etag), 'purged');
      assert.equal(await store.purge(contoso, 'o1', etag), 'conflict');
      assert.equal(await store.outboxEntry(contoso, 'o1'), undefined);
    });
  });
}
