import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { z } from 'zod';
import {
  forwardColumns,
  forwardReport,
  forwardReportSchema,
  forwardRows,
} from '../../../src/forwards/report.js';
import { csvText } from '../../../src/lib/csv.js';
import { TransportError } from '../../../src/lib/errors.js';
import { clock, exchangeWith, mailbox, mailboxId, scan, tenant } from './fake-exchange.js';

const published: unknown = JSON.parse(
  readFileSync(new URL('../../../docs/forward-report.schema.json', import.meta.url), 'utf8'),
);
const two = mailbox({
  forwardingAddress: 'Ext',
  forwardingSmtpAddress: 'smtp:x@evil.example',
  displayName: '=Ida\u202E',
});
const exchange = exchangeWith(two).add({
  identity: 'Ext',
  externalEmailAddress: 'smtp:z@other.example',
});

describe('the CSV of forwards', () => {
  it('begins with the columns that existing scripts read', () => {
    assert.deepEqual(forwardColumns.slice(0, 5), [
      'Customer',
      'TenantId',
      'PrimarySmtpAddress',
      'DisplayName',
      'ExternalRecipient',
    ]);
  });
  it('has one row per destination outside, as wide as the header', async () => {
    const rows = [...forwardRows(await scan(exchange))];
    assert.deepEqual(rows, [
      [
        'Contoso', tenant.id, 'ida@contoso.com', '=Ida▯', 'z@other.example', 'mailbox-recipient', 'yes', 'yes', 'medium',
        'contact dormant keeps-copy', 'UserMailbox', mailboxId(1), 'contact Ext', rows[0]?.[13], '2026-11-21T17:20:00.000Z',
      ],
      [
        'Contoso', tenant.id, 'ida@contoso.com', '=Ida▯', 'x@evil.example', 'mailbox-smtp', 'no', 'yes', 'medium',
        'contact dormant keeps-copy', 'UserMailbox', mailboxId(1), '', rows[0]?.[13], '2026-11-21T17:20:00.000Z',
      ],
    ]); // prettier-ignore
    assert.equal(rows[0]?.length, forwardColumns.length);
    assert.match(csvText(forwardColumns, rows), /"'=Ida▯"/);
  });
});

describe('the JSON report', () => {
  const validate = addFormats.default(new Ajv2020({ strict: true })).compile(published as object);

  it('is described by the published schema', () => {
    assert.deepEqual(published, z.toJSONSchema(forwardReportSchema));
  });
  it('holds what was found, and fits its schema', async () => {
    const report = forwardReport([await scan(exchange)], clock.now());
    assert.equal(validate(report), true, JSON.stringify(validate.errors));
    assert.equal(report.complete, true);
    const [forward] = report.tenants[0]?.forwards ?? [];
    assert.deepEqual(
      forward?.destinations.map(({ recipient, effective }) => [recipient, effective]),
      [
        ['z@other.example', true],
        ['x@evil.example', false],
      ],
    );
  });
  it('says of what was not read why, and is not complete', async () => {
    const broken = exchangeWith(two);
    broken.broken.readTenant = new TransportError('no', {
      service: 'exchange',
      reason: 'reset',
      mayHaveArrived: true,
    });
    const partly = exchangeWith(mailbox({ forwardingAddress: 'Bo' }));
    partly.recipients.set('Bo', { kind: 'failed', code: 'exchange.500' });
    const report = forwardReport([await scan(broken), await scan(partly)], clock.now());
    assert.equal(validate(report), true, JSON.stringify(validate.errors));
    assert.equal(report.complete, false);
    const [unread, partlyRead] = report.tenants;
    assert.equal(unread?.outcome, 'unknown');
    assert.equal(unread.cause?.code, 'unreachable');
    assert.equal(partlyRead?.mailboxesNotRead[0]?.cause.serviceCode, 'exchange.500');
  });
  it('is not complete when no tenant was asked for', () => {
    assert.equal(forwardReport([], clock.now()).complete, false);
  });
});
