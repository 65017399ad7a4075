import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { alertsExport, alertColumns } from '../../../src/app/exports/alerts-export.js';
import { approvalsExport } from '../../../src/app/exports/approvals-export.js';
import { auditExport } from '../../../src/app/exports/audit-export.js';
import { exportFile, measureExport } from '../../../src/app/exports/export-bytes.js';
import type { ExportKind, ExportRequest } from '../../../src/app/exports/export-kind.js';
import { exportKinds } from '../../../src/app/exports/export-kinds.js';
import { forwardsExport } from '../../../src/app/exports/forwards-export.js';
import { bytesText, rowsText } from '../../../src/app/exports/export-words.js';
import { zapExport } from '../../../src/app/exports/zap-export.js';
import { csvCell, type CsvRow } from '../../../src/lib/csv.js';
import { sha256Hex } from '../../../src/lib/digest.js';
import { canonicalJson } from '../../../src/lib/json.js';
import { DocumentZapRecordStore } from '../../../src/zap/record-store.js';
import { zapColumns } from '../../../src/zap/report.js';
import { anyText, hostileTexts } from '../../support/arbitraries.js';
import { avery } from '../../support/desk.js';
import { contoso } from '../../support/sample-findings.js';
import { recordOf } from '../zap-show/fixture.js';
import { fabrikam } from './commands-desk.js';
import { ExportBench } from './export-bench.js';

const hidden = /[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b-\u200f\u2028\u2029\ufeff]/u;

describe('The rows of an export', () => {
  let bench: ExportBench;
  beforeEach(() => {
    bench = new ExportBench();
  });

  const request = (change: Partial<ExportRequest> = {}): ExportRequest => ({
    tenants: [contoso, fabrikam],
    askedAt: bench.desk.clock.now().toISOString(),
    ...change,
  });

  async function rows(kind: ExportKind, change: Partial<ExportRequest> = {}): Promise<CsvRow[]> {
    const all: CsvRow[] = [];
    for await (const row of kind.rows(bench.jobServices.read, request(change))) all.push(row);
    for (const row of all) assert.equal(row.length, kind.columns.length);
    return all;
  }

  function cell(kind: ExportKind, row: CsvRow | undefined, column: string): unknown {
    const at = kind.columns.indexOf(column);
    assert.ok(at >= 0, column);
    return row?.[at];
  }

  it('have columns of their own names, each once', () => {
    for (const { name, columns } of exportKinds) {
      assert.match(name, /^[a-z]+$/);
      assert.equal(new Set(columns).size, columns.length, name);
    }
    assert.deepEqual(alertsExport.columns, alertColumns);
    assert.deepEqual(zapExport.columns, zapColumns);
  });

  it('are the forwards with destinations, state and decision', async () => {
    await bench.found('ida@contoso.example');
    await bench.desk.deliverAll();
    await bench.desk.press('alert.approve', await bench.desk.alert('ida@contoso.example'));
    const [row, ...others] = await rows(forwardsExport);
    assert.equal(others.length, 0);
    const seen = (column: string): unknown => cell(forwardsExport, row, column);
    assert.equal(seen('Mailbox'), 'ida@contoso.example');
    assert.equal(seen('Destinations'), 'x@evil.example');
    assert.equal(seen('State'), 'approved');
    assert.equal(seen('DecidedBy'), avery.objectId);
    assert.equal(seen('DecisionReason'), 'Agreed with the owner');
    assert.equal(seen('KeepsCopy'), true);
  });

  it('are the approvals with who, why, until when, and whether they hold', async () => {
    await bench.found('ida@contoso.example');
    await bench.desk.deliverAll();
    const alert = await bench.desk.alert('ida@contoso.example');
    await bench.desk.press('alert.approve', alert);
    const [row] = await rows(approvalsExport);
    assert.equal(cell(approvalsExport, row, 'Standing'), 'holds');
    assert.equal(cell(approvalsExport, row, 'Mailbox'), 'ida@contoso.example');
    assert.equal(cell(approvalsExport, row, 'ApprovedBy'), avery.objectId);
    await bench.desk.clock.advance(91 * 86_400_000);
    const [later] = await rows(approvalsExport);
    assert.equal(cell(approvalsExport, later, 'Standing'), 'expired');
  });

  it('are the record with its chain, so that each hash can be computed again', async () => {
    await bench.found('ida@contoso.example', { displayName: '\u202Ehidden "quotes" 漢字' });
    await bench.desk.deliverAll();
    await bench.desk.press('alert.approve', await bench.desk.alert('ida@contoso.example'));
    const all = await rows(auditExport);
    assert.ok(all.length >= 2);
    for (const row of all) {
      const of = (column: string): unknown => cell(auditExport, row, column);
      const actor =
        of('ActorObjectId') === ''
          ? null
          : { tenantId: String(of('ActorTenantId')), objectId: String(of('ActorObjectId')) };
      const alertId = of('AlertId') === '' ? null : String(of('AlertId'));
      const line = canonicalJson({
        at: String(of('At')),
        what: String(of('What')),
        alertId,
        actor,
        detail: JSON.parse(String(of('Detail'))) as never,
        sequence: Number(of('Sequence')),
        previous: String(of('Previous')),
      });
      assert.equal(sha256Hex(line), of('Hash'));
      assert.doesNotMatch(String(of('Detail')), hidden);
    }
  });

  it('are what ZAP took, in the columns of the report', async () => {
    const records = new DocumentZapRecordStore(bench.documents);
    const record = recordOf({ tenantId: contoso.id, recipientsLeftOut: 3 });
    await records.write(record, undefined);
    const all = await rows(zapExport);
    assert.equal(all.length, record.recipients.length);
    assert.equal(cell(zapExport, all[0], 'Tenant'), 'Contoso');
    const lacks = await zapExport.notCovered(bench.jobServices.read, request());
    assert.ok(lacks.some((line) => line.startsWith('3 recipients of very large mailings')));
    assert.deepEqual(await rows(zapExport, { since: '2026-11-22T00:00:00.000Z' }), []);
  });

  it('are those of the time and the tenants asked for', async () => {
    await bench.found('old@contoso.example');
    await bench.desk.clock.advance(40 * 86_400_000);
    await bench.found('new@contoso.example');
    const now = bench.desk.clock.now().getTime();
    const since = new Date(now - 30 * 86_400_000).toISOString();
    for (const kind of [forwardsExport, alertsExport]) {
      const all = await rows(kind);
      const recent = await rows(kind, { since });
      assert.deepEqual(
        [all.length, recent.map((row) => cell(kind, row, 'Mailbox'))],
        [2, ['new@contoso.example']],
      );
      assert.deepEqual(await rows(kind, { tenants: [fabrikam] }), []);
    }
    const record = await rows(auditExport, { since });
    assert.ok(record.length > 0 && record.length < (await rows(auditExport)).length);
  });

  it('show what hides, and are no formulas once they are written, whatever a tenant holds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(anyText, fc.constantFrom(...hostileTexts, "=cmd|'/c calc'!A1", '@SUM(1)', '-1+1')),
        async (text) => {
          const one = new ExportBench();
          const destination = { label: text, address: text, vector: 'mailbox-smtp', placement: 'external', dormant: false } as const; // prettier-ignore
          await one.found('ida@contoso.example', {
            displayName: text,
            destinations: [destination],
          });
          for (const kind of [forwardsExport, alertsExport]) {
            for await (const row of kind.rows(one.jobServices.read, request())) {
              for (const value of row) {
                if (typeof value !== 'string') continue;
                assert.doesNotMatch(value, hidden);
                assert.doesNotMatch(csvCell(value), /^\s*[=+\-@]/);
              }
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('say which tenants were not read, and nothing when all were', async () => {
    const lacks = await forwardsExport.notCovered(bench.jobServices.read, request());
    assert.deepEqual(lacks, [
      'Contoso: This tenant has not been read yet.',
      'Fabrikam: This tenant has not been read yet.',
    ]);
    const health = {
      name: 'x',
      since: '2026-01-01T00:00:00.000Z',
      inventoried: true,
      failuresInRow: 0,
    };
    await bench.health.write({ ...health, tenantId: contoso.id, state: 'healthy' }, undefined);
    await bench.health.write(
      {
        ...health,
        tenantId: fabrikam.id,
        state: 'suspended',
        cause: { code: 'consent-withdrawn' },
        lastReadAt: '2026-01-04T10:00:00.000Z',
      },
      undefined,
    );
    assert.deepEqual(await forwardsExport.notCovered(bench.jobServices.read, request()), [
      'Fabrikam: Consent for the reader app was withdrawn, or its service principal was deleted. Last read completely 4 Jan 2026, 10:00 UTC.',
    ]);
  });

  it('defang what a tenant is called before it stands on a card', async () => {
    const tenants = [{ ...contoso, name: '**[Pay](https://evil.example)** ${x} <at>all</at>' }];
    const [line = ''] = await forwardsExport.notCovered(
      bench.jobServices.read,
      request({ tenants }),
    );
    assert.doesNotMatch(line, /https:\/\/evil|\$\{|<at>/);
  });
});

describe('The file of an export', () => {
  const synthetic = (count: number): ExportKind => ({
    name: 'numbers',
    explanation: 'numbers',
    columns: ['N', 'Text'],
    asks: 'tenant-and-days',
    rows: async function* () {
      for (let n = 0; n < count; n += 1) yield [n, `=line ${n} ${'x'.repeat(80)} 漢字`];
      await Promise.resolve();
    },
    notCovered: () => Promise.resolve([]),
  });
  const nothing = { tenants: [], askedAt: '2026-11-28T00:00:00.000Z' };

  it('has exactly the bytes that were counted, and can be read in any parts', async () => {
    const { read } = new ExportBench().jobServices;
    const kind = synthetic(5_000);
    const size = await measureExport(kind, read, nothing);
    const file = await exportFile(kind, read, nothing);
    try {
      assert.deepEqual(
        { rows: file.rows, bytes: file.size, sha256: file.sha256 },
        { rows: 5_000, bytes: size.bytes, sha256: size.sha256 },
      );
      const parts: Uint8Array[] = [];
      for (let at = 0; at < file.size; at += 9_999) parts.push(await file.read(at, 9_999));
      const text = Buffer.concat(parts).toString('utf8');
      assert.equal(Buffer.byteLength(text), size.bytes);
      assert.equal(sha256Hex(text), size.sha256);
      assert.match(text, /^\uFEFF"N","Text"\r\n"0","'=line 0 /);
      assert.equal(text.split('\r\n').length, 5_002);
    } finally {
      await file.close();
    }
  });

  it('takes no more memory for twenty times the rows', async function () {
    this.timeout(60_000);
    const { read } = new ExportBench().jobServices;
    const peak = async (count: number): Promise<number> => {
      let highest = 0;
      const kind = synthetic(count);
      const watched: ExportKind = {
        ...kind,
        rows: async function* (services, asked) {
          let n = 0;
          for await (const row of kind.rows(services, asked)) {
            n += 1;
            if (n % 5_000 === 0) highest = Math.max(highest, process.memoryUsage().arrayBuffers);
            yield row;
          }
        },
      };
      const file = await exportFile(watched, read, nothing);
      await file.close();
      return highest;
    };
    const few = await peak(5_000);
    const many = await peak(100_000);
    assert.ok(many < few + 16 * 1024 * 1024, `${few} bytes, then ${many}`);
  });

  it('leaves no name on the disk, not while it is open and not when the rows fail', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'exports-'));
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = folder;
    try {
      const { read } = new ExportBench().jobServices;
      const file = await exportFile(synthetic(10), read, nothing);
      assert.deepEqual(readdirSync(folder), []);
      await file.close();
      const failing: ExportKind = {
        ...synthetic(1),
        rows: async function* () {
          yield [1, 'x'];
          await Promise.reject(new Error('away'));
        },
      };
      await assert.rejects(exportFile(failing, read, nothing), /away/);
      assert.deepEqual(readdirSync(folder), []);
      await writeFile(join(folder, 'proof'), '');
      assert.deepEqual(readdirSync(folder), ['proof']);
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
      rmSync(folder, { recursive: true });
    }
  });

  it('is told in words that people use', () => {
    assert.deepEqual([0, 1, 1_204].map(rowsText), ['no rows', '1 row', '1,204 rows']);
    assert.deepEqual([312, 245_760, 3_355_443].map(bytesText), ['312 bytes', '240 KB', '3.2 MB']);
  });
});
