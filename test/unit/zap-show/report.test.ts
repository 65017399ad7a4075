import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { z } from 'zod';
import { csvText, type CsvRow } from '../../../src/lib/csv.js';
import { zapReport, zapReportSchema } from '../../../src/zap/report-json.js';
import type { ReportCoverage } from '../../../src/zap/report-coverage.js';
import { rowsOf, zapColumns, zapRows } from '../../../src/zap/report.js';
import type { ZapRecord } from '../../../src/zap/records.js';
import type { TenantRecord } from '../../../src/zap/tenant-record.js';
import {
  explanation,
  hostileTexts,
  quarantined,
  recipient,
  recordOf,
  tenantId,
} from './fixture.js';

const published: unknown = JSON.parse(
  readFileSync(new URL('../../../docs/zap-report.schema.json', import.meta.url), 'utf8'),
);
const coverage: ReportCoverage = {
  tenantId,
  tenantName: 'Contoso',
  complete: true,
  read: [],
  notRead: [],
  limits: [],
};

function rows(record: Partial<ZapRecord>): readonly CsvRow[] {
  return [...rowsOf({ tenantName: 'Contoso', record: recordOf(record) })];
}

function cell(row: CsvRow | undefined, name: (typeof zapColumns)[number]): unknown {
  return row?.[zapColumns.indexOf(name)];
}

describe('the CSV of zapped messages', () => {
  it('begins with the columns that existing scripts read, BCL with its right name', () => {
    assert.equal(
      zapColumns.slice(0, 21).join(),
      'DateTimeReceived,LastModified,MinutesInInbox,HoursInInbox,Subject,Sender,Read,InternetMessageId,SPF,DKIM,DMARC,CompAuth,PCL,BCL,CTRY,SFV,SRV,PTR,CIP,IPV,SCL',
    );
    assert.equal(
      zapColumns.slice(21).join(),
      'Recipient,Tenant,TenantId,Source,Threat,Outcome,Location,ZapTime,ZapTimeKnown,ExposureMinutes,ExposureKnown,ReadEvidence,ReadEvidenceFrom,Clicks,Verdict,NameFindings,LinkFindings,NetworkMessageId',
    );
  });

  it('has one row per recipient, as wide as the header', () => {
    const two = rows({});
    assert.equal(two.length, 2);
    assert.deepEqual(two[0], [
      '2026-11-21T08:14:00.000Z', '', 47, 1, 'Your invoice is overdue', 'pay@evil.example', 'True', '<ab1@mail.evil.example>',
      'pass', 'none', 'bestguesspass', 'pass', '', '', 'NL', '', '', 'mail.evil.example', '203.0.113.9', '', 1,
      'ana.costa@contoso.example', 'Contoso', tenantId, 'hunting', 'phish', 'zapped', 'junk', '2026-11-21T09:01:00.000Z', 'exact',
      47, 'exact', 'clicked', 'link-click', 1, 'Dangerous: A link shows one domain and leads to another.', 'name-holds-address',
      'link-text-differs login[.]evil[.]example', '4451a062-0000-4000-8000-00000000abcd',
    ]); // prettier-ignore
    for (const row of two) assert.equal(row.length, zapColumns.length);
  });

  it('leaves a cell empty rather than guess it', () => {
    const [row] = rows({
      recipients: [recipient({ ...quarantined, exposure: { kind: 'within-48h' }, zapTime: { kind: 'within-48h' } })],
      explanation: undefined,
    }); // prettier-ignore
    for (const name of ['MinutesInInbox', 'HoursInInbox', 'Read', 'SPF', 'SCL', 'ZapTime', 'ExposureMinutes', 'Clicks', 'Verdict'] as const) {
      assert.equal(cell(row, name), '', name);
    } // prettier-ignore
    assert.equal(cell(row, 'ExposureKnown'), 'within-48h');
  });

  it('names a bound a bound, and keeps a spam that was read after the move apart', () => {
    const [row] = rows({
      recipients: [
        recipient({
          exposure: { kind: 'at-most', minutes: 130 },
          zapTime: { kind: 'at-most', at: '2026-11-21T10:24:00.000Z' },
          evidence: { value: 'read', from: 'mailbox-now', afterZap: true },
        }),
      ],
    });
    assert.equal(cell(row, 'LastModified'), '2026-11-21T10:24:00.000Z');
    assert.deepEqual([cell(row, 'MinutesInInbox'), cell(row, 'HoursInInbox')], [130, 2]);
    assert.equal(cell(row, 'ExposureKnown'), 'at-most');
    assert.equal(cell(row, 'ReadEvidence'), 'read-after-zap');
  });

  it('disarms formulas and hidden characters of an attacker', () => {
    for (const text of hostileTexts) {
      const list = rows({ subject: text, senderAddress: text, ptr: text, internetMessageId: text });
      const csv = csvText(zapColumns, list);
      assert.doesNotMatch(csv, /[\u202E\u2066\u200B]|[^\P{Cc}\r\n]/u);
      assert.doesNotMatch(csv, /(^|,)"[=+\-@]/m);
    }
  });

  it('makes each row only when it is asked for', async () => {
    let made = 0;
    function* many(): Generator<TenantRecord> {
      for (;;) {
        made++;
        yield { tenantName: 'Contoso', record: recordOf() };
      }
    }
    const first = await zapRows(many()).next();
    assert.equal(first.done, false);
    assert.equal(made, 1);
  });
});

describe('the JSON report of zapped messages', () => {
  const validate = addFormats.default(new Ajv2020({ strict: true })).compile(published as object);
  const at = new Date('2026-11-21T18:00:00Z');

  it('is described by the published schema', () => {
    assert.deepEqual(published, z.toJSONSchema(zapReportSchema));
  });

  it('fits the schema, whatever the attacker wrote', () => {
    for (const text of ['plain', ...hostileTexts]) {
      const record = recordOf({
        subject: text,
        senderName: text,
        attachments: [{ name: text, codes: [] }],
        explanation: {
          ...explanation,
          observations: [{ code: 'c', weight: 'high', about: 'links', sentence: 's', shown: [text] }],
        },
      }); // prettier-ignore
      const report: unknown = JSON.parse(
        JSON.stringify(zapReport([{ tenantName: text, record }], [coverage], at)),
      );
      assert.ok(validate(report), JSON.stringify(validate.errors));
    }
  });

  it('is complete only when every tenant is, and not when there is none', () => {
    assert.equal(zapReport([], [coverage], at).complete, true);
    assert.equal(zapReport([], [coverage, { ...coverage, complete: false }], at).complete, false);
    assert.equal(zapReport([], [], at).complete, false);
  });
});
