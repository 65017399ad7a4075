import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { DEMO, demoScenario } from '../../src/simulator/scenario/demo.js';
import type { Scenario } from '../../src/simulator/scenario/schema.js';
import { startSimulator, type Simulator } from '../../src/simulator/server.js';
import { inboxWarden, parseCsv, readerSettings, type Ended, type Env } from './cli-process.js';

const schema = JSON.parse(
  readFileSync(new URL('../../docs/forward-report.schema.json', import.meta.url), 'utf8'),
) as object;
const validate = addFormats.default(new Ajv2020({ strict: true })).compile(schema);

interface ReportShape {
  readonly complete: boolean;
  readonly tenants: readonly {
    readonly name: string;
    readonly outcome: string;
    readonly cause?: { readonly code: string };
    readonly forwards: readonly unknown[];
  }[];
}

describe('inbox-warden scan forwards, as a process', function () {
  this.timeout(60_000);
  let simulator: Simulator;
  let scenario: Scenario;
  let folder: string;

  const start = async (change: (demo: Scenario) => Scenario = (demo) => demo): Promise<void> => {
    scenario = change(demoScenario());
    simulator = await startSimulator({ scenario });
  };
  const settings = (...tenantIds: string[]): Env =>
    readerSettings(simulator.url, scenario, tenantIds);
  const scan = (args: readonly string[], env: Env): Promise<Ended> =>
    inboxWarden(['scan', 'forwards', ...args], env);
  const json = async (env: Env): Promise<{ exitCode: number | null; report: ReportShape }> => {
    const { exitCode, out } = await scan(['--format', 'json'], env);
    const report: unknown = JSON.parse(out);
    assert.ok(validate(report), JSON.stringify(validate.errors));
    return { exitCode, report: report as ReportShape };
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'warden-cli-'));
  });
  afterEach(async () => {
    assert.deepEqual(simulator.violations(), [], 'the product broke a rule of Microsoft 365');
    await simulator.close();
    await rm(folder, { recursive: true });
  });

  it('ends with 0 and says "No external forwards." when all was read and there are none', async () => {
    await start();
    const { exitCode, out, err } = await scan([], settings(DEMO.contoso));
    assert.equal(exitCode, 0);
    assert.match(out, /1 of 1 tenant read completely\.\nNo external forwards\.\n/);
    assert.equal(err, '', 'no progress bar where nobody watches');
  });

  it('ends with 1 when all was read and forwards were found, changes nothing and needs no storage', async () => {
    await start();
    const both = settings(DEMO.contoso, DEMO.fabrikam);
    const { exitCode, out, err } = await scan(['--format', 'csv'], both);
    assert.equal(exitCode, 1);
    const [header, ...rows] = parseCsv(out);
    assert.deepEqual(header?.slice(0, 5), [
      'Customer',
      'TenantId',
      'PrimarySmtpAddress',
      'DisplayName',
      'ExternalRecipient',
    ]);
    assert.deepEqual(
      rows.map((row) => row[2]).filter((_, i) => i < 2),
      ['anna@fabrikam.example', 'boris@fabrikam.example'],
    );
    assert.equal(rows.length, 12);
    assert.match(err, /2 of 2 tenants read completely\.\n12 external forwards found\./);
    assert.ok(simulator.ledger.of('cmdlet').every(({ changed }) => !changed));
    assert.ok(simulator.ledger.of('token').every(({ appId }) => appId === DEMO.reader.appId));
  });

  it('reads one mailbox, and calls one that does not exist unknown', async () => {
    await start();
    const env = settings(DEMO.contoso, DEMO.fabrikam);
    const of = (address: string): Promise<Ended> =>
      scan(['--tenant', 'fabrikam', '--mailbox', address], env);
    const [found, none] = await Promise.all([
      of('anna@fabrikam.example'),
      of('no@fabrikam.example'),
    ]);
    assert.equal(found.exitCode, 1);
    assert.match(found.out, /anna\.berg\.private@webmail\.example/);
    assert.match(found.out, /mailbox anna@fabrikam\.example only/);
    assert.equal(none.exitCode, 2);
    assert.match(none.out, /The mailbox could not be found/);
  });

  it('ends with 2 when a tenant withdrew its consent, whatever was found, and says why and what to do', async () => {
    await start();
    simulator.tenants.find(({ tenantId }) => tenantId === DEMO.contoso)?.setConsent('withdrawn');
    const env = settings(DEMO.contoso, DEMO.fabrikam);
    const [table, { exitCode, report }] = await Promise.all([scan([], env), json(env)]);
    assert.deepEqual([table.exitCode, exitCode], [2, 2]);
    assert.match(table.out, /Coverage: 1 of 2 tenants read completely/);
    assert.match(table.out, /12 external forwards seen in what could be read; the rest is unknown/);
    assert.match(table.out, /Not read: Contoso [^]*Consent for the reader app was withdrawn/);
    assert.match(table.out, /AADSTS\d+[^]*To do: .*Global Administrator/);
    assert.equal(report.complete, false);
    const [contoso, fabrikam] = report.tenants;
    assert.deepEqual([contoso?.outcome, contoso?.cause?.code], ['unknown', 'consent-withdrawn']);
    assert.equal(fabrikam?.forwards.length, 12);
  });

  for (const [fault, code] of [
    ['huge-retry-after', 'throttled'],
    ['rbac-missing', 'role-missing'],
    ['wrong-tenant-token', 'wrong-tenant'],
    ['foreign-next-link', 'unexpected-answer'],
  ] as const) {
    it(`ends with 2 and the cause "${code}" under the fault ${fault}`, async () => {
      await start();
      simulator.faults.add({ fault, tenantId: DEMO.contoso });
      const { exitCode, report } = await json(settings(DEMO.contoso));
      assert.equal(exitCode, 2);
      assert.equal(report.complete, false);
      assert.deepEqual(report.tenants[0]?.cause?.code, code);
    });
  }

  it('ends with 2 when the list of tenants itself can not be read, and reads it from the partner when it can', async () => {
    await start();
    const env = {
      ...settings(),
      WARDEN_TENANTS: '',
      WARDEN_TENANT_DISCOVERY: 'partner',
      WARDEN_HOME_TENANT: DEMO.homeTenantId,
    };
    const { exitCode, report } = await json(env);
    assert.equal(exitCode, 2);
    const outcomes = report.tenants.map(({ name, outcome }) => `${name} ${outcome}`).sort();
    assert.ok(outcomes.includes('Fabrikam found'));
    assert.ok(outcomes.includes('Tailspin Toys unknown'));
    const home = simulator.tenants.find(({ tenantId }) => tenantId === DEMO.homeTenantId);
    home?.setConsent('withdrawn');
    const unread = await scan([], env);
    assert.deepEqual([unread.exitCode, unread.out], [2, '']);
    assert.match(unread.err, /list of tenants could not be read\.\nCause: .*AADSTS/);
  });

  it('ends with 3 and nothing on standard output when settings or arguments are wrong, and prints no secret', async () => {
    await start();
    const env = { ...settings(DEMO.contoso), WARDEN_TIME_ZONE: 'Mars/Base', WARDEN_LOG_LEVEL: 'x' };
    const [wrong, unknown] = await Promise.all([scan([], env), scan(['--frobnicate'], env)]);
    assert.deepEqual([wrong.exitCode, wrong.out], [3, '']);
    assert.match(wrong.err, /WARDEN_TIME_ZONE[^]*WARDEN_LOG_LEVEL/);
    assert.deepEqual([unknown.exitCode, unknown.out], [3, '']);
    assert.match(unknown.err, /unknown option '--frobnicate'/);
    assert.doesNotMatch(wrong.err + unknown.err, new RegExp(DEMO.reader.secret));
  });

  it('writes a file for Excel in which no text of an attacker is a formula, a new cell or a new row', async () => {
    const names = [
      '=HYPERLINK("http://evil.example","x")',
      "+1+cmd|' /C calc'!A0",
      '-2',
      '@SUM(A1)',
      '\t=1',
      '\u200b=1',
      '＝1',
      'a","b\r\n"c',
      '\u202egpj.exe',
      '\u001b[2J\u0000',
      'x'.repeat(10_000),
    ];
    await start((demo) => ({
      ...demo,
      tenants: demo.tenants.map((tenant) =>
        tenant.tenantId === DEMO.fabrikam
          ? {
              ...tenant,
              mailboxes: tenant.mailboxes.map((box, i) => ({
                ...box,
                DisplayName: names[i] ?? box.DisplayName,
              })),
            }
          : tenant,
      ),
    }));
    const path = join(folder, 'forwards.csv');
    const args = ['--format', 'csv', '--output', path];
    const { exitCode, out } = await scan(args, settings(DEMO.fabrikam));
    assert.deepEqual([exitCode, out], [1, '']);
    assert.deepEqual(await readdir(folder), ['forwards.csv']);
    const text = await readFile(path, 'utf8');
    assert.ok(text.startsWith('\uFEFF"Customer"'));
    const rows = parseCsv(text.slice(1));
    assert.equal(rows.length, 13);
    for (const row of rows) {
      assert.equal(row.length, 15);
      for (const cell of row) {
        assert.doesNotMatch(cell, /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]/u);
        assert.doesNotMatch(cell, /[\p{Cc}\p{Cf}]/u);
        assert.ok(cell.length <= 32_767);
      }
    }
    assert.equal(rows[1]?.[3], `'${names[0] ?? ''}`);
  });

  it('ends quietly, with the result of the scan, when nobody reads its output any more', async () => {
    await start();
    const args = ['scan', 'forwards', '--format', 'json'];
    const env = settings(DEMO.fabrikam);
    const { exitCode, err } = await inboxWarden(args, env, { closeOutput: true });
    assert.equal(exitCode, 1);
    assert.doesNotMatch(err, /EPIPE|Error|at /);
  });
});
