import assert from 'node:assert/strict';
import { tokenPool } from '../../../src/adapters/entra/token-pool.js';
import { exchangeCommands } from '../../../src/adapters/exchange/exchange-commands.js';
import { quarantineReader, quarantineReleaser } from '../../../src/adapters/exchange/quarantine.js';
import { senderBlocks } from '../../../src/adapters/exchange/sender-blocks.js';
import { zapReportSource } from '../../../src/adapters/exchange/zap-report-source.js';
import { analyzedEmailsSource } from '../../../src/adapters/graph/analyzed-emails-source.js';
import { graphClient } from '../../../src/adapters/graph/graph-client.js';
import { huntingSource } from '../../../src/adapters/graph/hunting-source.js';
import { mailboxZapSource } from '../../../src/adapters/graph/mailbox-zap-source.js';
import type { ZapPropertySet } from '../../../src/adapters/graph/mailbox-zap-query.js';
import { messageActions } from '../../../src/adapters/graph/message-actions.js';
import { messageFinder } from '../../../src/adapters/graph/message-finder.js';
import { Secret } from '../../../src/lib/secret.js';
import { DEMO, demoScenario } from '../../../src/simulator/scenario/demo.js';
import { startSimulator } from '../../../src/simulator/server.js';
import type { Simulator } from '../../../src/simulator/server.js';
import type { TenantId } from '../../../src/tenants/tenant.js';
import type { TenantZapSource } from '../../../src/zap/ports.js';
import type { Scenario } from '../../../src/simulator/scenario/schema.js';
import type { ZapSighting } from '../../../src/zap/sighting.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { causeOf, tenantOf } from './graph-server.js';

const contoso = tenantOf(DEMO.contoso);
const fabrikam = tenantOf(DEMO.fabrikam);
const adatum = tenantOf(DEMO.adatum);
const { failedZap, malware, simulation, secOps } = DEMO.mail;

interface App {
  readonly appId: string;
  readonly secret: string;
}

describe('the mail adapters against the simulated services', () => {
  let simulator: Simulator;
  let clock: VirtualClock;
  let parts: ReturnType<typeof adapters>;

  before(async () => {
    clock = new VirtualClock({ skipping: true, start: new Date().toISOString() });
    simulator = await startSimulator({ scenario: withoutRole(), clock: () => clock.now() });
    parts = adapters(simulator, clock);
  });
  afterEach(() => {
    assert.deepEqual(simulator.violations(), []);
  });
  after(() => simulator.close());

  const span = (days = 9) => {
    const to = clock.now();
    return { from: new Date(to.getTime() - days * 86_400_000).toISOString(), to: to.toISOString() };
  };
  const keys = (sightings: readonly ZapSighting[]): string[] =>
    sightings.map((one) => `${one.networkMessageId ?? ''} ${one.recipient} ${one.result}`).sort();
  const read = async (source: TenantZapSource, tenantId: TenantId) => {
    const { sightings, truncated } = await source.read(tenantId, span());
    assert.equal(truncated, false);
    return sightings;
  };

  it('finds what each tenant has', async () => {
    const kinds = async (tenantId: TenantId) =>
      Promise.all(
        [parts.hunting, parts.analyzed, parts.report, parts.mailboxes].map(
          async (source) => (await source.probe(tenantId)).kind,
        ),
      );
    assert.deepEqual(await kinds(contoso), ['present', 'present', 'present', 'present']);
    assert.deepEqual(await kinds(fabrikam), ['absent', 'absent', 'present', 'present']);
  });

  it('sees the same purges by hunting and by analyzed e-mails', async () => {
    const hunted = await read(parts.hunting, contoso);
    assert.ok(hunted.length > 3);
    assert.deepEqual(keys(hunted), keys(await read(parts.analyzed, contoso)));
    assert.ok(hunted.some((one) => one.networkMessageId === failedZap && one.result === 'failed'));
    const exercises = [simulation, secOps].map(String);
    assert.ok(!hunted.some(({ networkMessageId = '' }) => exercises.includes(networkMessageId)));
    assert.ok(hunted.every(({ zapAt, receivedAt = '' }) => zapAt && zapAt.at > receivedAt));
  });

  it('reads the report, with ids from message trace', async () => {
    const sightings = await read(parts.report, fabrikam);
    assert.ok(sightings.length > 2);
    assert.ok(sightings.every(({ networkMessageId }) => networkMessageId !== undefined));
  });

  it('sees in mailboxes what the report says went to junk', async () => {
    const people = await parts.mailboxes.people(fabrikam);
    assert.ok(people.length > 5);
    const readings = await parts.mailboxes.readMailboxes(fabrikam, people, span());
    assert.ok([...readings.values()].every(({ kind }) => kind === 'read'));
    const found = [...readings.values()].flatMap((one) =>
      one.kind === 'read' ? one.sightings : [],
    );
    const junked = (await read(parts.report, fabrikam)).filter(
      ({ location, result }) => location === 'junk' && result === 'moved',
    );
    assert.ok(junked.length > 0);
    assert.deepEqual(keys(found), keys(junked));
  });

  it('takes accounts without a mailbox in the cloud for ones without mail', async () => {
    const people = await parts.mailboxes.people(adatum);
    const readings = await parts.mailboxes.readMailboxes(adatum, people, span());
    assert.equal(readings.get(DEMO.onPremises)?.kind, 'read');
  });

  it('finds each copy where it is, removes it, and puts it back', async () => {
    const [sighting] = (await read(parts.hunting, contoso)).filter(
      ({ networkMessageId }) => networkMessageId === failedZap,
    );
    const { recipient = '', internetMessageId } = sighting ?? {};
    const refs = { networkMessageId: failedZap, internetMessageId };
    const where = async () => {
      const state = (await parts.finder.locate(contoso, refs, [recipient])).get(recipient);
      return state?.kind === 'found' ? state.location : state;
    };
    assert.equal(await where(), 'inbox');
    const order = { alertId: 'A1' };
    const removed = await parts.actions.removeEverywhere(contoso, refs, [recipient], order);
    assert.equal(removed.how, 'accepted');
    await clock.advance(60_000);
    assert.equal(await where(), 'removed');
    const back = await parts.actions.putBack(contoso, refs, [{ address: recipient, to: 'inbox' }]);
    assert.deepEqual([...back.byRecipient.values()], ['done']);
    assert.equal(await where(), 'inbox');
    const content = await parts.finder.content(contoso, refs, [recipient]);
    assert.ok(content?.kind === 'mime' && content.mime.length > 200);
  });

  it('finds quarantined copies and their headers', async () => {
    const [sighting] = (await read(parts.hunting, contoso)).filter(
      ({ networkMessageId }) => networkMessageId === malware,
    );
    const { recipient = '' } = sighting ?? {};
    const refs = { networkMessageId: malware };
    const states = await parts.finder.locate(contoso, refs, [recipient]);
    assert.deepEqual(states.get(recipient), { kind: 'found', location: 'quarantine' });
    const content = await parts.finder.content(contoso, refs, [recipient]);
    assert.ok(content?.kind === 'headers');
    assert.match(content.headers, /^Message-ID:/im);
  });

  it('tells who else received it, by hunting or by trace', async () => {
    const [sighting] = await read(parts.hunting, contoso);
    const { senderAddress = '', senderIp = '', clusterId = '', urls = [] } = sighting ?? {};
    const host = new URL(urls[0] ?? 'https://none.example').host;
    for (const query of [
      { by: 'sender', address: senderAddress },
      { by: 'ip', ip: senderIp },
      { by: 'cluster', clusterId },
      { by: 'host', host },
      { by: 'domain', domain: senderAddress.split('@')[1] ?? '' },
    ] as const) {
      const reading = await parts.finder.deliveries(contoso, query, span());
      assert.equal(reading.from, 'hunting');
      if (query.by !== 'host') assert.ok(reading.deliveries.length > 0, query.by);
    }
    const traced = await parts.finder.deliveries(fabrikam, { by: 'ip', ip: senderIp }, span());
    assert.equal(traced.from, 'message-trace');
    assert.match(traced.limits.join(), /not ready/);
  });

  it('says that the role is missing where it is', async () => {
    await assert.rejects(
      parts.blocks.block(fabrikam, 'x@bad.example', '2027-01-01T00:00:00Z', 'A1'),
      { code: 'exchange.403' },
    );
  });
});

/** The demo, where Fabrikam has given the actor no role for the block list. */
function withoutRole(): Scenario {
  const scenario = demoScenario();
  return {
    ...scenario,
    tenants: scenario.tenants.map((tenant) => {
      const actor = tenant.consents[DEMO.actor.appId];
      if (tenant.tenantId !== DEMO.fabrikam || actor === undefined) return tenant;
      const consent = { ...actor, exchangeRbac: 'recipient-admin' } as const;
      return { ...tenant, consents: { ...tenant.consents, [DEMO.actor.appId]: consent } };
    }),
  };
}

function adapters(simulator: Simulator, clock: VirtualClock) {
  const pool = tokenPool({ loginUrl: `${simulator.url}/login`, loopback: true, clock });
  const tokens = (tenantId: TenantId, resource: string, { appId, secret }: App) =>
    pool.source(tenantId, resource, {
      clientId: appId,
      credential: { kind: 'secret', secret: Secret.of(secret) },
    });
  const graphOf = (app: App) => (tenantId: TenantId) =>
    graphClient({
      baseUrl: `${simulator.url}/graph`,
      tenantId,
      tokens: tokens(tenantId, 'https://graph.microsoft.com', app),
      clock,
    });
  const commandsOf = (app: App) => (tenantId: TenantId) =>
    exchangeCommands({
      baseUrl: `${simulator.url}/exchange`,
      tenantId,
      tokens: tokens(tenantId, 'https://outlook.office365.com', app),
      clock,
    });
  const { reader, actor } = DEMO;
  const known = new Map<TenantId, ZapPropertySet>();
  const propertySets = {
    recall: (tenantId: TenantId) => known.get(tenantId),
    remember: (tenantId: TenantId, set: ZapPropertySet) => void known.set(tenantId, set),
  };
  return {
    hunting: huntingSource(graphOf(reader), { clock }),
    analyzed: analyzedEmailsSource(graphOf(reader), { clock }),
    report: zapReportSource(commandsOf(reader), { clock }),
    mailboxes: mailboxZapSource(graphOf(reader), { causeOf, propertySets }),
    finder: messageFinder(graphOf(reader), {
      causeOf,
      clock,
      quarantine: quarantineReader(commandsOf(reader), clock),
    }),
    actions: messageActions(graphOf(actor), {
      clock,
      quarantine: quarantineReleaser(commandsOf(actor), clock),
      logsOf: graphOf(reader),
    }),
    blocks: senderBlocks(commandsOf(actor)),
  };
}
