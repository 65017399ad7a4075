import assert from 'node:assert/strict';
import {
  chain,
  emptyHead,
  verifyChain,
  type AuditHead,
  type AuditRecord,
} from '../../../src/alerts/audit.js';

function drafts(count: number): Parameters<typeof chain>[1] {
  return Array.from({ length: count }, (_, i) => ({
    at: `2026-01-05T08:00:0${i}.000Z`,
    what: 'alert.raised',
    alertId: `A${i}`,
    actor: { tenantId: 't', objectId: `o${i}` },
    detail: { reason: `r${i}`, deep: { list: [1, null, 'x'] } },
  }));
}

const { records, head } = chain(emptyHead, drafts(5));

async function* given(lines: readonly AuditRecord[]): AsyncGenerator<AuditRecord> {
  await Promise.resolve();
  yield* lines;
}

async function faultOf(lines: readonly AuditRecord[], anchor: AuditHead = head): Promise<unknown> {
  return (await verifyChain(given(lines), anchor)).fault;
}

function edited(at: number, change: Partial<AuditRecord>): AuditRecord[] {
  return records.map((record, i) => (i === at ? { ...record, ...change } : record));
}

describe('The chain of the record', () => {
  it('verifies as it was written, in one go or piece by piece', async () => {
    assert.deepEqual(await verifyChain(given(records), head), { count: 5, head });
    const first = chain(emptyHead, drafts(5).slice(0, 2));
    const second = chain(first.head, drafts(5).slice(2));
    assert.deepEqual([...first.records, ...second.records], records);
  });

  it('verifies when lines were written after the anchor was taken', async () => {
    const anchor = { sequence: 3, hash: records[2]?.hash ?? '' };
    assert.equal(await faultOf(records, anchor), undefined);
  });

  it('numbers from 1 without gaps, each line on the hash of the one before', () => {
    assert.deepEqual(
      records.map(({ sequence }) => sequence),
      [1, 2, 3, 4, 5],
    );
    assert.deepEqual(
      records.map(({ previous }) => previous),
      [emptyHead.hash, ...records.slice(0, -1).map(({ hash }) => hash)],
    );
  });

  for (const [field, change] of [
    ['time', { at: '2026-01-05T08:00:09.000Z' }],
    ['event', { what: 'alert.approve' }],
    ['alert', { alertId: 'B' }],
    ['missing alert', { alertId: undefined }],
    ['person', { actor: { tenantId: 't', objectId: 'o9' } }],
    ['missing person', { actor: undefined }],
    ['detail', { detail: { reason: 'r2', deep: { list: [1, null, 'y'] } } }],
    ['hash', { hash: 'f'.repeat(64) }],
    ['link', { previous: 'f'.repeat(64) }],
  ] as const) {
    it(`shows an edited ${field}, and where`, async () => {
      assert.deepEqual(await faultOf(edited(2, change)), { kind: 'edited', sequence: 3 });
    });
  }

  it('shows an edit whose own hash was made anew, at the next line', async () => {
    const forged = chain({ sequence: 2, hash: records[1]?.hash ?? '' }, [
      { at: '', what: 'forged', detail: {} },
    ]).records;
    const lines = [...records.slice(0, 2), ...forged, ...records.slice(3)];
    assert.deepEqual(await faultOf(lines), { kind: 'edited', sequence: 4 });
  });

  it('shows a chain that was rewritten from one line on, by the anchor', async () => {
    const rewritten = chain({ sequence: 2, hash: records[1]?.hash ?? '' }, [
      ...drafts(5).slice(3),
      { at: '', what: 'forged', detail: {} },
    ]);
    const lines = [...records.slice(0, 2), ...rewritten.records];
    assert.deepEqual(await faultOf(lines), { kind: 'edited', sequence: 5 });
  });

  it('shows a line that is missing, first, middle or doubled', async () => {
    assert.deepEqual(await faultOf(records.slice(1)), { kind: 'missing', sequence: 1 });
    const gap = records.filter((_, i) => i !== 2);
    assert.deepEqual(await faultOf(gap), { kind: 'missing', sequence: 3 });
    const doubled = [...records.slice(0, 2), ...records.slice(1)];
    assert.deepEqual(await faultOf(doubled), { kind: 'missing', sequence: 3 });
  });

  it('shows two lines that changed places', async () => {
    const [a, b, c, ...rest] = records;
    assert.ok(a && b && c);
    assert.deepEqual(await faultOf([a, c, b, ...rest]), { kind: 'missing', sequence: 2 });
  });

  it('shows a cut tail, and a record that is gone as a whole', async () => {
    const cut = records.slice(0, 3);
    assert.deepEqual(await faultOf(cut), { kind: 'truncated', expected: 5, found: 3 });
    assert.deepEqual(await faultOf([]), { kind: 'truncated', expected: 5, found: 0 });
  });
});
