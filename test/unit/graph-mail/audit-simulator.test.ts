import assert from 'node:assert/strict';
import { tokenPool } from '../../../src/adapters/entra/token-pool.js';
import { graphClient } from '../../../src/adapters/graph/graph-client.js';
import { huntingSource } from '../../../src/adapters/graph/hunting-source.js';
import { mailboxZapSource } from '../../../src/adapters/graph/mailbox-zap-source.js';
import { messageFinder } from '../../../src/adapters/graph/message-finder.js';
import { graphReadAudit } from '../../../src/adapters/graph/read-audit.js';
import { MemoryDocumentStore } from '../../../src/adapters/memory/memory-document-store.js';
import { Secret } from '../../../src/lib/secret.js';
import { DEMO, demoScenario } from '../../../src/simulator/scenario/demo.js';
import type { Scenario } from '../../../src/simulator/scenario/schema.js';
import { startSimulator } from '../../../src/simulator/server.js';
import type { Simulator } from '../../../src/simulator/server.js';
import type { TenantId } from '../../../src/tenants/tenant.js';
import { defaultZapPolicy } from '../../../src/zap/policy.js';
import { DocumentZapRecordStore } from '../../../src/zap/record-store.js';
import { reportCoverage } from '../../../src/zap/report-coverage.js';
import { scanZap, type ZapScan } from '../../../src/zap/scan.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { withMail } from '../simulator-mail/mail-client.js';
import { causeOf, FakeQuarantine, tenantOf } from './graph-server.js';

const contoso = { id: tenantOf(DEMO.contoso), name: 'Contoso' };
/** A message that Jonas read 20 minutes before ZAP took it to quarantine. */
const { hostile } = DEMO.mail;
const jonas = 'jonas@contoso.example';

describe('read evidence from the audit log of the simulated services', () => {
  let simulator: Simulator;
  let clock: VirtualClock;
  let scan: () => Promise<ZapScan>;

  const open = async (scenario: Scenario = demoScenario()): Promise<void> => {
    clock = new VirtualClock({ skipping: true, start: new Date().toISOString() });
    simulator = await startSimulator({ scenario, clock: () => clock.now() });
    const services = zapServices(simulator, clock);
    scan = () => scanZap(contoso, services);
  };
  afterEach(async () => {
    assert.deepEqual(simulator.violations(), []);
    await simulator.close();
  });

  const evidenceIn = ({ records }: ZapScan, recipient = jonas, message: string = hostile) =>
    records
      .find(({ networkMessageId }) => networkMessageId === message)
      ?.recipients.find(({ address }) => address === recipient)?.evidence;
  const isPosted = ({ findings }: ZapScan) => findings.some(({ identity }) => identity === hostile);

  it('comes with the second scan: read before ZAP took it to quarantine', async () => {
    await open();
    const first = await scan();
    assert.deepEqual(evidenceIn(first), { value: 'unknown', from: 'none' });
    assert.equal(isPosted(first), false);
    await clock.advance(2_000);
    const second = await scan();
    const { value, from, at = '', afterZap } = evidenceIn(second) ?? {};
    assert.deepEqual([value, from, afterZap], ['read', 'audit', undefined]);
    const mail = simulator.state.tenant(DEMO.contoso)?.mail.message(hostile);
    const opened = mail?.copies[0]?.accesses?.find(({ how }) => how === 'item');
    assert.equal(Date.parse(at), Date.parse(opened?.at ?? ''));
    assert.equal(isPosted(second), true);
    assert.deepEqual(second.coverage.sourceFailures, []);
  });

  it('does not come from what a client fetched', async () => {
    await open();
    await scan();
    await clock.advance(2_000);
    const evidence = evidenceIn(await scan(), 'tomas@contoso.example', DEMO.mail.malware);
    assert.equal(evidence?.value, 'unknown');
  });

  it('is not waited for while the search runs', async () => {
    await open();
    await scan();
    await clock.advance(1_000);
    const early = await scan();
    assert.equal(evidenceIn(early)?.value, 'unknown');
    assert.deepEqual(early.coverage.sourceFailures, []);
  });

  it('does not come, and is no failure, where auditing is off', async () => {
    await open(
      withMail(DEMO.contoso, { audit: { on: false, searchSeconds: 2, throttled: false } }),
    );
    await scan();
    await clock.advance(2_000);
    const second = await scan();
    assert.equal(evidenceIn(second)?.value, 'unknown');
    assert.deepEqual(second.coverage.sourceFailures, []);
  });

  it('is said not to be asked for where the permission is missing', async () => {
    await open(withoutRole(demoScenario(), 'AuditLogsQuery-Exchange.Read.All'));
    const { coverage } = await scan();
    assert.deepEqual(coverage.sourceFailures, []);
    const said = reportCoverage(coverage).limits.join(' ');
    assert.match(said, /The audit log was not asked: the reader app has no permission for it\./);
  });
});

function zapServices(simulator: Simulator, clock: VirtualClock) {
  const pool = tokenPool({ loginUrl: `${simulator.url}/login`, loopback: true, clock });
  const { appId, secret } = DEMO.reader;
  const credential = { kind: 'secret', secret: Secret.of(secret) } as const;
  const graphOf = (tenantId: TenantId) =>
    graphClient({
      baseUrl: `${simulator.url}/graph`,
      tenantId,
      tokens: pool.source(tenantId, 'https://graph.microsoft.com', { clientId: appId, credential }),
      clock,
    });
  const propertySets = { recall: () => undefined, remember: () => undefined };
  const documents = new MemoryDocumentStore();
  return {
    sources: [huntingSource(graphOf, { clock })],
    mailboxes: mailboxZapSource(graphOf, { causeOf, propertySets }),
    finder: messageFinder(graphOf, { causeOf, clock, quarantine: new FakeQuarantine() }),
    audit: graphReadAudit(graphOf, { ownApps: [appId] }),
    documents,
    records: new DocumentZapRecordStore(documents),
    policy: defaultZapPolicy,
    clock,
  };
}

function withoutRole(scenario: Scenario, role: string): Scenario {
  const tenants = scenario.tenants.map((tenant) => ({
    ...tenant,
    consents: Object.fromEntries(
      Object.entries(tenant.consents).map(([appId, consent]) => {
        const graph = consent.roles.graph.filter((one) => one !== role);
        return [appId, { ...consent, roles: { ...consent.roles, graph } }];
      }),
    ),
  }));
  return { ...scenario, tenants };
}
