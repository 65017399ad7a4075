import assert from 'node:assert/strict';
import { MemoryAlertStore } from '../../../src/adapters/memory/memory-alert-store.js';
import { chain, emptyHead, type AuditHead, type AuditRecord } from '../../../src/alerts/audit.js';
import type { Write } from '../../../src/alerts/ports.js';
import { checkAudit } from '../../../src/app/audit-check.js';
import { auditLine, parseAnchor } from '../../../src/cli/audit.js';
import { UsageError } from '../../../src/cli/exit-code.js';
import type { TenantId } from '../../../src/tenants/tenant.js';

const contoso = '11111111-1111-4111-8111-111111111111' as TenantId;
const tenant = { id: contoso, name: 'Contoso' };

function link(count: number, from: AuditHead = emptyHead, what = 'alert.raised') {
  const drafts = Array.from({ length: count }, (_, i) => ({
    at: '2026-01-05T08:00:00.000Z',
    what,
    detail: { i },
  }));
  return chain(from, drafts);
}

async function storeWith(
  records: readonly AuditRecord[],
  head: AuditHead | undefined,
): Promise<MemoryAlertStore> {
  const store = new MemoryAlertStore();
  const lines = records.map((value): Write => ({ type: 'audit', value, etag: undefined }));
  const heads: Write[] = head ? [{ type: 'audit-head', value: head, etag: undefined }] : [];
  await store.commit(contoso, [...lines, ...heads]);
  return store;
}

describe('the check of a record', () => {
  it('finds a record whole that ends with its head', async () => {
    const { records, head } = link(3);
    const check = await checkAudit(await storeWith(records, head), contoso);
    assert.deepEqual(check, { tenantId: contoso, count: 3, head, verdict: { kind: 'whole' } });
    assert.equal(
      auditLine(tenant, check, true),
      `whole   ${contoso} Contoso: 3 lines, head 3:${head.hash}`,
    );
  });

  it('names the first line that was changed, taken out, or cut off', async () => {
    const { records, head } = link(4);
    const [first, second, third, fourth] = records;
    assert.ok(first && second && third && fourth);
    const edited = { ...second, what: 'press.refused' };
    for (const [lines, says] of [
      [[first, edited, third, fourth], /line 2 is not the one that was written/],
      [[first, third, fourth], /line 2 is missing/],
      [[first, second], /cut off: 4 lines were written, 2 are there/],
      [[], /cut off: 4 lines were written, 0 are there/],
    ] as const) {
      const check = await checkAudit(await storeWith(lines, head), contoso);
      assert.match(auditLine(tenant, check, true), says);
      assert.match(auditLine(tenant, check, true), /^FAULT/);
    }
  });

  it('finds a fault when lines have no head', async () => {
    const check = await checkAudit(await storeWith(link(2).records, undefined), contoso);
    assert.deepEqual(check.verdict, { kind: 'headless' });
    assert.match(auditLine(tenant, check, true), /^FAULT .* the head is missing/);
  });

  it('finds nothing where there is nothing, which is a fault only where something must be', async () => {
    const check = await checkAudit(new MemoryAlertStore(), contoso);
    assert.deepEqual(check.verdict, { kind: 'empty' });
    assert.match(auditLine(tenant, check, true), /^FAULT .* the record is gone/);
    assert.match(auditLine(tenant, check, false), /^none/);
  });

  it('sees a record that was written anew as a whole only by an anchor kept elsewhere', async () => {
    const anchor = link(3).head;
    const forged = link(4, emptyHead, 'alert.forged');
    const store = await storeWith(forged.records, forged.head);
    assert.equal((await checkAudit(store, contoso)).verdict.kind, 'whole');
    const check = await checkAudit(store, contoso, anchor);
    assert.deepEqual(check.verdict, { kind: 'fault', fault: { kind: 'edited', sequence: 3 } });
  });

  it('accepts an anchor that the record has grown beyond', async () => {
    const old = link(2);
    const { records, head } = link(2, old.head);
    const store = await storeWith([...old.records, ...records], head);
    assert.equal((await checkAudit(store, contoso, old.head)).verdict.kind, 'whole');
  });

  it('finds an anchored record that is gone', async () => {
    const check = await checkAudit(new MemoryAlertStore(), contoso, link(2).head);
    assert.deepEqual(check.verdict, {
      kind: 'fault',
      fault: { kind: 'truncated', expected: 2, found: 0 },
    });
  });
});

describe('an anchor on the command line', () => {
  it('is read as it is printed', () => {
    const { head } = link(12);
    assert.deepEqual(parseAnchor(` ${head.sequence}:${head.hash.toUpperCase()}\n`), head);
  });
  it('is refused in any other form', () => {
    const hash = 'a'.repeat(64);
    for (const text of [
      '',
      hash,
      `0:${hash}`,
      `-1:${hash}`,
      `1:${hash}a`,
      `1:${hash.slice(1)}`,
      `1e3:${hash}`,
    ]) {
      assert.throws(() => parseAnchor(text), UsageError, text);
    }
  });
});
