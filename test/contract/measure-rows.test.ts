import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Write } from '../../src/alerts/ports.js';
import { ContractError } from '../../src/lib/errors.js';
import type { TenantId } from '../../src/tenants/tenant.js';
import { alertOf, hostileTexts, outboxOf } from '../support/arbitraries.js';
import { anyApproval, anyMeasureTask } from '../support/arbitrary-decisions.js';
import { backends } from './backends.js';

const contoso = '11111111-1111-4111-8111-111111111111' as TenantId;

for (const backend of backends) {
  describe(`Rows of measures and scopes ${backend.name}`, () => {
    it('give every approval back exactly as it was', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(anyApproval(contoso), {
            selector: ({ alertId }) => alertId,
            minLength: 1,
            maxLength: 8,
          }),
          async (approvals) => {
            const store = (await backend.open()).alerts;
            const writes = approvals.map((value): Write => ({
              type: 'approval',
              value,
              etag: undefined,
            }));
            assert.equal(await store.commit(contoso, writes), 'committed');
            for (const approval of approvals) {
              assert.deepEqual((await store.approval(contoso, approval.alertId))?.row, approval);
            }
          },
        ),
        { numRuns: 15 },
      );
    });

    it('give every ordered measure back exactly as it was', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(anyMeasureTask(contoso), { minLength: 1 }), async (tasks) => {
          const store = (await backend.open()).alerts;
          const entries = tasks.map((task, i) =>
            outboxOf(contoso, `o${i}`, { task, answeredAt: 'x', accepted: i % 2 === 0 }),
          );
          const writes = entries.map((value): Write => ({
            type: 'outbox',
            value,
            etag: undefined,
          }));
          assert.equal(await store.commit(contoso, writes), 'committed');
          for (const entry of entries) {
            assert.deepEqual((await store.outboxEntry(contoso, entry.id))?.row, entry);
          }
        }),
        { numRuns: 15 },
      );
    });

    it('keep hostile names and values of scopes apart', async () => {
      const store = (await backend.open()).alerts;
      const scopes = Object.fromEntries(hostileTexts.map((text) => [text, `of ${text}`]));
      assert.ok(Object.hasOwn(scopes, '__proto__'));
      const alert = alertOf(contoso, 'a', { kind: 'zap', scopes, campaign: hostileTexts.join() });
      await store.commit(contoso, [{ type: 'alert', value: alert, etag: undefined }]);
      assert.deepEqual((await store.alert(contoso, alert.id))?.row, alert);
    });

    if (backend.name.includes('memory')) return;

    it('are refused when they hold what this version does not know', async () => {
      const by = { tenantId: 't', objectId: 'o', name: 'n' };
      const known = { name: 'release', target: 't', label: 'l', state: 'done', orderedAt: 'x', by };
      for (const measures of [
        [{ ...known, name: 'delete-account' }],
        [{ ...known, state: 'waiting' }],
        [{ ...known, more: 1 }],
      ]) {
        const store = (await backend.open()).alerts;
        const alert = alertOf(contoso, 'a', { measures: measures as never });
        await store.commit(contoso, [{ type: 'alert', value: alert, etag: undefined }]);
        await assert.rejects(store.alert(contoso, alert.id), ContractError);
      }
    });
  });
}
