import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { TableClient } from '@azure/data-tables';
import { chain, emptyHead, type AuditHead } from '../../src/alerts/audit.js';
import type { Write } from '../../src/alerts/ports.js';
import { readStorageConfig } from '../../src/app/config.js';
import { openStores, type Stores } from '../../src/app/stores.js';
import { systemClock } from '../../src/lib/clock.js';
import { jsonLog } from '../../src/lib/json-log.js';
import { DEMO, demoScenario } from '../../src/simulator/scenario/demo.js';
import type { ScenarioTenant } from '../../src/simulator/scenario/schema.js';
import { startSimulator, type Simulator } from '../../src/simulator/server.js';
import type { TenantId } from '../../src/tenants/tenant.js';
import { alertOf } from '../support/arbitraries.js';
import { sharedAzurite } from '../support/shared-azurite.js';
import { inboxWarden, parseCsv, readerSettings, type Ended, type Env } from './cli-process.js';

const contoso = DEMO.contoso as string as TenantId;
const fabrikam = DEMO.fabrikam as string as TenantId;

const facts = {
  mailboxId: 'd0030001-0000-4000-8000-000000000001',
  userPrincipalName: 'ida@contoso.example',
  primarySmtpAddress: '=ida@contoso.example',
  displayName: 'Ida',
  recipientType: 'UserMailbox',
  forwardingSmtpAddress: 'smtp:x@evil.example',
  forwardingAddress: null,
  keepsCopy: false,
  destinations: [
    {
      address: 'x@evil.example',
      label: 'x@evil.example',
      vector: 'mailbox-smtp',
      placement: 'external',
      dormant: false,
    },
  ],
  outsideCount: 1,
  reasons: ['no-copy'],
};

describe('inbox-warden with storage, as a process', function () {
  this.timeout(60_000);
  let storage: string;
  let prefix: string;
  let env: Env;
  let stores: Stores;

  before(async () => {
    storage = (await sharedAzurite()).connectionString;
  });
  beforeEach(async () => {
    prefix = `t${randomBytes(8).toString('hex')}`;
    env = { WARDEN_STORAGE: storage, WARDEN_STORAGE_PREFIX: prefix };
    stores = await openStores(readStorageConfig(env), systemClock, jsonLog('silent'));
  });

  const run = (...args: string[]): Promise<Ended> => inboxWarden(args, env);

  async function record(tenantId: TenantId, lines: number): Promise<AuditHead> {
    const drafts = Array.from({ length: lines }, (_, i) => ({
      at: '2026-01-05T08:00:00.000Z',
      what: 'alert.raised',
      detail: { i },
    }));
    const { records, head } = chain(emptyHead, drafts);
    const writes = records.map((value): Write => ({ type: 'audit', value, etag: undefined }));
    await stores.alerts.commit(tenantId, [
      ...writes,
      { type: 'audit-head', value: head, etag: undefined },
    ]);
    return head;
  }

  async function deleteLine(tenantId: TenantId, sequence: number): Promise<void> {
    const table = TableClient.fromConnectionString(storage, prefix, {
      allowInsecureConnection: true,
    });
    for await (const { partitionKey, rowKey } of table.listEntities()) {
      if (partitionKey !== tenantId || rowKey === undefined) continue;
      if (rowKey.startsWith('audit|') && Number(rowKey.slice(6)) === sequence) {
        await table.deleteEntity(partitionKey, rowKey);
        return;
      }
    }
    assert.fail('There is no such line.');
  }

  it('verifies every record against its head, and finds the line that was taken out', async () => {
    const head = await record(contoso, 5);
    await record(fabrikam, 3);
    const whole = await run('audit', 'verify');
    assert.equal(whole.exitCode, 0, whole.err);
    assert.match(whole.out, new RegExp(`whole {3}${contoso} .*: 5 lines, head 5:${head.hash}`));
    assert.match(whole.err, /The record is whole\./);
    await deleteLine(fabrikam, 2);
    const [broken, one] = await Promise.all([
      run('audit', 'verify'),
      run('audit', 'verify', '--tenant', contoso),
    ]);
    assert.equal(broken.exitCode, 2);
    assert.match(broken.out, new RegExp(`FAULT {3}${fabrikam} .*line 2 is missing`));
    assert.match(broken.err, /NOT whole/);
    assert.equal(one.exitCode, 0);
  });

  it('takes as an anchor what "audit head" printed, and no other hash', async () => {
    await record(contoso, 4);
    const printed = await run('audit', 'head', '--tenant', contoso);
    assert.equal(printed.exitCode, 0);
    const anchor = printed.out.trim().split(' ')[1] ?? '';
    const verify = (text: string): Promise<Ended> =>
      run('audit', 'verify', '--tenant', contoso, '--anchor', text);
    const [right, wrong] = await Promise.all([verify(anchor), verify(`2:${'a'.repeat(64)}`)]);
    assert.equal(right.exitCode, 0, right.err);
    assert.equal(wrong.exitCode, 2);
    assert.match(wrong.out, /line 2 is not the one that was written/);
  });

  it('never calls an empty storage a whole record, nor one that does not answer', async () => {
    const empty = await run('audit', 'verify');
    assert.deepEqual([empty.exitCode, empty.out], [2, '']);
    assert.match(empty.err, /nothing was verified/);
    const nowhere = storage.replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:1');
    const unreachable = await inboxWarden(['audit', 'verify'], { ...env, WARDEN_STORAGE: nowhere });
    assert.equal(unreachable.exitCode, 2);
    assert.match(unreachable.err, /^error: /);
    assert.doesNotMatch(unreachable.err, /AccountKey|Eby8/);
  });

  it('lists the alerts that wait, safely for a spreadsheet, and others when asked', async () => {
    const open = alertOf(contoso, 'a', { facts });
    const removed = alertOf(contoso, 'b', { facts, state: 'removed' });
    await stores.alerts.commit(
      contoso,
      [open, removed].map((value): Write => ({ type: 'alert', value, etag: undefined })),
    );
    const [waiting, all, approved, unknown] = await Promise.all([
      run('alerts', '--format', 'csv'),
      run('alerts', '--state', 'all', '--format', 'json'),
      run('alerts', '--state', 'approved'),
      run('alerts', '--tenant', 'Nobody'),
    ]);
    assert.equal(waiting.exitCode, 1, waiting.err);
    const [header, row, ...more] = parseCsv(waiting.out);
    assert.equal(more.length, 0);
    assert.deepEqual(header?.slice(0, 3), ['AlertId', 'Customer', 'TenantId']);
    assert.deepEqual(
      [row?.[0], row?.[4], row?.[6], row?.[7]],
      [open.id, 'open', "'=ida@contoso.example", 'x@evil.example'],
    );
    const list = JSON.parse(all.out) as { readonly alerts: readonly { readonly state: string }[] };
    assert.deepEqual(list.alerts.map(({ state }) => state).sort(), ['open', 'removed']);
    assert.equal(approved.exitCode, 0);
    assert.match(approved.err, /No alerts in these states\. This says what was raised/);
    assert.equal(unknown.exitCode, 3);
  });

  it('takes buried work back', async () => {
    await stores.queue.send({ kind: 'scan', tenantId: contoso });
    for (const lease of await stores.queue.receive(1, 60_000)) await lease.bury('graph.403');
    const { exitCode, out } = await run('requeue');
    assert.equal(exitCode, 0);
    assert.match(out, /Work queue: 1 taken back/);
    assert.equal((await stores.queue.receive(1, 60_000)).length, 1);
  });

  describe('doctor', () => {
    let simulator: Simulator;
    const demo = demoScenario();
    const scenario = { ...demo, tenants: demo.tenants.map(withSecurityAdministrator) };
    beforeEach(async () => {
      simulator = await startSimulator({ scenario });
    });
    afterEach(() => simulator.close());

    const serviceSettings = (): Env => ({
      ...env,
      ...readerSettings(simulator.url, scenario, [DEMO.contoso]),
      WARDEN_HOME_TENANT: DEMO.homeTenantId,
      WARDEN_BOT_ID: DEMO.bot.appId,
      WARDEN_BOT_SECRET: DEMO.bot.secret,
      WARDEN_ACTOR_ID: DEMO.actor.appId,
      WARDEN_ACTOR_SECRET: DEMO.actor.secret,
      WARDEN_APPROVERS: DEMO.approver,
    });

    it('finds nothing wrong where nothing is, and prints no secret', async () => {
      await stores.channels.choose({
        tenantId: DEMO.homeTenantId,
        teamId: '19:team@thread.tacv2',
        channelId: '19:channel@thread.tacv2',
        serviceUrl: simulator.url,
        chosenBy: DEMO.approver,
        chosenAt: '2026-01-05T08:00:00.000Z',
      });
      const { exitCode, out, err } = await inboxWarden(['doctor'], serviceSettings());
      assert.equal(exitCode, 0, out);
      assert.match(out, /ok {6}Security channel: chosen/);
      assert.match(out, /ok {6}reader: Exchange: may call Get-Mailbox, Get-AcceptedDomain/);
      assert.match(out, /ok {6}actor: Exchange: may call Set-Mailbox/);
      assert.match(out, /0 problems, 0 warnings\./);
      assert.doesNotMatch(out + err, /secret|AccountKey|eyJ/);
      assert.ok(simulator.ledger.of('cmdlet').every(({ changed }) => !changed));
      assert.deepEqual(simulator.violations(), []);
    });

    it('names what is wrong, and one way to mend each', async () => {
      const tenant = simulator.tenants.find(({ tenantId }) => tenantId === DEMO.contoso);
      tenant?.setConsent('withdrawn');
      const { exitCode, out } = await inboxWarden(['doctor', '--format', 'json'], {
        ...serviceSettings(),
        WARDEN_APPROVERS: '',
        WARDEN_SCAN_EVERY: 'often',
      });
      assert.equal(exitCode, 2);
      const { checks } = JSON.parse(out) as {
        readonly checks: readonly {
          readonly what: string;
          readonly status: string;
          readonly result: string;
          readonly todo?: string;
        }[];
      };
      const wrong = checks.filter(({ status }) => status === 'problem' || status === 'warning');
      assert.ok(wrong.every(({ todo }) => todo !== undefined && todo !== ''));
      assert.deepEqual(
        wrong.map(({ what, status }) => `${status} ${what}`),
        [
          'problem Settings of the service',
          'warning Who may act',
          'problem Security channel',
          'problem reader: Exchange',
          'problem reader: Graph',
          'problem actor: Exchange',
          'problem actor: Graph',
          'warning reader: Zapped mail',
          'warning reader: Spam report',
        ],
      );
      assert.match(wrong[5]?.result ?? '', /Consent for the actor app was withdrawn/);
    });

    it('warns of more rights than are needed', async () => {
      const contosoTenant = scenario.tenants.find(({ tenantId }) => tenantId === DEMO.contoso);
      assert.ok(contosoTenant);
      const rights = { exchange: ['Exchange.ManageAsApp', 'full_access_as_app'] };
      const generous = {
        ...scenario,
        tenants: scenario.tenants.map((tenant) =>
          tenant.tenantId === DEMO.contoso
            ? {
                ...tenant,
                consents: {
                  ...tenant.consents,
                  [DEMO.reader.appId]: {
                    state: 'granted' as const,
                    exchangeRbac: 'recipient-admin' as const,
                    roles: {
                      ...rights,
                      graph: ['Organization.Read.All', 'Mail.Send'],
                      management: [],
                    },
                  },
                },
              }
            : tenant,
        ),
      };
      await simulator.close();
      simulator = await startSimulator({ scenario: generous });
      const settings = readerSettings(simulator.url, generous, [DEMO.contoso]);
      const { exitCode, out } = await inboxWarden(['doctor'], settings);
      assert.equal(exitCode, 0, out);
      assert.match(out, /warning reader: Exchange: may call Set-Mailbox, which is more/);
      assert.match(out, /warning reader: Exchange: has permissions .*: full_access_as_app/);
      assert.match(out, /warning reader: Graph: has permissions .*: Mail\.Send/);
      assert.match(out, /- {7}Storage: not configured/);
    });

    it('ends with 3 when the settings do not even name tenants, and still looks at the storage', async () => {
      const { exitCode, out } = await inboxWarden(['doctor'], env);
      assert.equal(exitCode, 3);
      assert.match(out, /PROBLEM Settings of the tenants and the reader app: WARDEN_READER_ID/);
      assert.match(out, /ok {6}Tables: reachable/);
    });

    it('says that a storage can not be reached, without its key', async () => {
      const nowhere = storage.replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:1');
      const settings = { ...serviceSettings(), WARDEN_STORAGE: nowhere };
      const { exitCode, out } = await inboxWarden(['doctor'], settings);
      assert.equal(exitCode, 2);
      assert.match(out, /PROBLEM Storage: not reachable \(tables\.[\w-]+\)/);
      assert.match(out, /To do: Check WARDEN_STORAGE/);
      assert.doesNotMatch(out, /AccountKey|Eby8/);
    });
  });
});

/** The tenant, where the actor may do everything that the README lists. */
function withSecurityAdministrator(tenant: ScenarioTenant): ScenarioTenant {
  const actor = tenant.consents[DEMO.actor.appId];
  if (actor === undefined) return tenant;
  const consent = { ...actor, exchangeRbac: 'security-admin' as const };
  return { ...tenant, consents: { ...tenant.consents, [DEMO.actor.appId]: consent } };
}
