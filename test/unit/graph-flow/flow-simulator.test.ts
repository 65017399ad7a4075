import assert from 'node:assert/strict';
import { tokenPool } from '../../../src/adapters/entra/token-pool.js';
import { blockedUsers, sendingUnblock } from '../../../src/adapters/exchange/blocked-users.js';
import { exchangeCommands } from '../../../src/adapters/exchange/exchange-commands.js';
import { mailReportsSource } from '../../../src/adapters/exchange/mail-reports-source.js';
import { spoofReportSource } from '../../../src/adapters/exchange/spoof-report-source.js';
import { graphClient } from '../../../src/adapters/graph/graph-client.js';
import { huntingMailSource } from '../../../src/adapters/graph/mail-flow-source.js';
import { ownUsers } from '../../../src/adapters/graph/own-users.js';
import { signIns } from '../../../src/adapters/graph/sign-ins.js';
import { traceMailSource } from '../../../src/adapters/graph/trace-mail-source.js';
import { Secret } from '../../../src/lib/secret.js';
import { DEMO, demoScenario } from '../../../src/simulator/scenario/demo.js';
import { scenarioSchema } from '../../../src/simulator/scenario/schema.js';
import { startSimulator } from '../../../src/simulator/server.js';
import type { Simulator } from '../../../src/simulator/server.js';
import type { MailRow } from '../../../src/spam/mail-row.js';
import type { MailSource } from '../../../src/spam/ports.js';
import type { TenantId } from '../../../src/tenants/tenant.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { tenantOf } from '../graph-mail/graph-server.js';
import { allParts, deliveries } from './read-parts.js';
import type { Parts } from './read-parts.js';

const contoso = tenantOf(DEMO.contoso);
const fabrikam = tenantOf(DEMO.fabrikam);
const ownDomains = ['contoso.example', 'eu.contoso.example', 'contoso.onmicrosoft.com'];
const dayMs = 86_400_000;
/** A UTC midnight to come, so that the days of the span are those of the reports. */
const start = `${new Date(Date.now() + dayMs).toISOString().slice(0, 10)}T00:00:00.000Z`;
const span = {
  from: new Date(Date.parse(start) - 7 * dayMs).toISOString(),
  to: new Date(Date.parse(start) - 1).toISOString(),
};

/** Contoso has some days of mail and nothing else; nothing is taken back later, so that all sources speak of delivery. */
async function generatedWeek(quirks: object, clock: VirtualClock): Promise<Simulator> {
  const demo = demoScenario();
  const tenants = demo.tenants.map((one) => {
    if (one.tenantId !== DEMO.contoso) return one;
    const address = 'ida@contoso.example';
    const mail = {
      licence: { defender: 'P2', messageTrace: 'ready', entra: 'P1' },
      flow: { days: 9, perDay: 250 },
      blockedSenders: [{ address, minutesAgo: 60 }],
      signIns: [{ address, minutesAgo: 90, country: 'NO' }],
      quirks,
    };
    return { ...one, mail };
  });
  const scenario = scenarioSchema.parse({ ...demo, tenants });
  return startSimulator({ scenario, clock: () => clock.now() });
}

interface App {
  readonly appId: string;
  readonly secret: string;
}

function reaching({ url }: Simulator, clock: VirtualClock) {
  const pool = tokenPool({ loginUrl: `${url}/login`, loopback: true, clock });
  const tokens = (tenantId: TenantId, resource: string, { appId, secret }: App) =>
    pool.source(tenantId, resource, {
      clientId: appId,
      credential: { kind: 'secret', secret: Secret.of(secret) },
    });
  const graphOf = (tenantId: TenantId) =>
    graphClient({
      baseUrl: `${url}/graph`,
      tenantId,
      tokens: tokens(tenantId, 'https://graph.microsoft.com', DEMO.reader),
      clock,
    });
  const commandsOf = (app: App) => (tenantId: TenantId) =>
    exchangeCommands({
      baseUrl: `${url}/exchange`,
      tenantId,
      tokens: tokens(tenantId, 'https://outlook.office365.com', app),
      clock,
    });
  return { graphOf, commandsOf };
}

describe('One generated week by three sources', function () {
  this.timeout(120_000);
  let simulator: Simulator;
  let clock: VirtualClock;
  let ways: ReturnType<typeof reaching>;
  let hunted: Parts;
  let reported: Parts;
  let traced: Parts;

  before(async () => {
    clock = new VirtualClock({ skipping: true, start });
    // So few rows in an answer that the hours of a window are counted in one, and no week's mail fits into one.
    simulator = await generatedWeek({ huntingRowCap: 200, huntingSchemaKeys: 'upper' }, clock);
    ways = reaching(simulator, clock);
    const reader = ways.commandsOf(DEMO.reader);
    const read = (source: MailSource) => allParts(source.read(contoso, { span, ownDomains }));
    hunted = await read(huntingMailSource(ways.graphOf, { clock }));
    reported = await read(mailReportsSource(reader, { clock }));
    traced = await read(traceMailSource(ways.graphOf, { clock }));
  });
  afterEach(() => {
    assert.deepEqual(simulator.violations(), []);
  });
  after(() => simulator.close());

  const count = ({ rows }: Parts, test: (row: MailRow) => boolean): number =>
    deliveries(rows.filter(test));
  const cells = (parts: Parts, test: (row: MailRow) => boolean): Record<string, number> => {
    const found: Record<string, number> = {};
    for (const row of parts.rows.filter(test)) {
      const key = `${row.direction} ${row.verdict} ${row.outcome}`;
      found[key] = (found[key] ?? 0) + row.count;
    }
    return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  const isMinded = ({ verdict }: MailRow): boolean => verdict !== 'clean';
  const edgeBlocked = (): number =>
    reported.totals.find(({ outcome }) => outcome === 'rejected')?.count ?? 0;

  it('is told to its end by each, though hunting cuts its answers short', () => {
    for (const { limits } of [hunted, reported, traced]) {
      assert.deepEqual(
        limits.filter(({ kind }) => kind !== 'lag'),
        [],
      );
    }
    assert.ok(hunted.largest <= 200 && count(hunted, () => true) > 1000);
  });

  it('has the same verdicts and outcomes by hunting and by the mail reports', () => {
    const minded = cells(hunted, isMinded);
    assert.deepEqual(cells(reported, isMinded), minded);
    assert.ok(Object.keys(minded).length > 5);
  });

  it('has the same messages and recipients by hunting and by the mail reports', () => {
    const copies = ({ rows }: Parts): string[] =>
      rows
        .filter(isMinded)
        .map(({ networkMessageId, recipient, at }) => [networkMessageId, recipient, at].join(' '))
        .sort();
    assert.deepEqual(copies(reported), copies(hunted));
  });

  it('has the same good mail in the totals of the reports as in hunting', () => {
    const good = (direction: string): number =>
      reported.totals
        .filter((total) => total.direction === direction && total.verdict === 'clean')
        .reduce((sum, total) => sum + total.count, 0);
    for (const direction of ['inbound', 'intra-org']) {
      const isGood = (row: MailRow): boolean =>
        row.direction === direction && row.verdict === 'clean' && row.outcome === 'delivered';
      assert.equal(good(direction), count(hunted, isGood), direction);
    }
    assert.deepEqual(
      reported.rows.filter((row) => !isMinded(row)),
      [],
    );
  });

  it('went to the same places by trace, which does not know why', () => {
    for (const outcome of ['delivered', 'junked', 'quarantined'] as const) {
      const went = (row: MailRow): boolean => row.outcome === outcome;
      assert.equal(count(traced, went), count(hunted, went), outcome);
    }
    assert.deepEqual(
      new Set(traced.rows.map(({ verdict }) => verdict)),
      new Set(['clean', 'unknown']),
    );
    const missed = count(hunted, (row) => isMinded(row) && row.outcome === 'delivered');
    const clean = (row: MailRow): boolean => row.verdict === 'clean' && row.outcome === 'delivered';
    assert.equal(count(traced, clean), count(hunted, clean) + missed);
  });

  it('was blocked at the edge in no list but trace, where it is mail that failed', () => {
    const failed = (row: MailRow): boolean => row.outcome === 'rejected';
    assert.ok(edgeBlocked() > 0);
    assert.equal(count(traced, failed), count(hunted, failed) + edgeBlocked());
  });

  it('has each recipient’s mail, and each own sender’s hours with their recipients', () => {
    const [one] = hunted.rows.filter(({ sender }) => sender === undefined);
    assert.ok(one?.recipient !== undefined);
    const inbound = (row: MailRow): boolean =>
      row.recipient === one.recipient && row.direction === 'inbound' && row.outcome !== 'rejected';
    assert.equal(count(hunted, inbound), count(traced, inbound));
    const sent = hunted.rows.filter(({ recipients }) => recipients !== undefined);
    assert.ok(sent.length > 0);
    assert.ok(
      sent.every((row) => (row.recipients ?? 0) >= 1 && (row.recipients ?? 0) <= row.count),
    );
  });

  it('is the same mailbox for each source that is asked for one', async () => {
    const mailbox = hunted.rows.find(isMinded)?.recipient ?? '';
    const asked = { span, ownDomains, mailbox };
    const minded = (parts: Parts): number =>
      count(
        parts,
        (row) => isMinded(row) && row.outcome !== 'rejected' && row.outcome !== 'delivered',
      );
    const hunting = await allParts(huntingMailSource(ways.graphOf, { clock }).read(contoso, asked));
    const trace = await allParts(traceMailSource(ways.graphOf, { clock }).read(contoso, asked));
    const reports = mailReportsSource(ways.commandsOf(DEMO.reader), { clock });
    const report = await allParts(reports.read(contoso, asked));
    assert.ok(minded(hunting) > 0);
    assert.deepEqual([minded(trace), minded(report)], [minded(hunting), minded(hunting)]);
  });

  it('says of each tenant what it has', async () => {
    const reader = ways.commandsOf(DEMO.reader);
    const probes = [
      huntingMailSource(ways.graphOf, { clock }),
      mailReportsSource(reader, { clock }),
      traceMailSource(ways.graphOf, { clock }),
      spoofReportSource(reader, { clock }),
      blockedUsers(reader),
      signIns(ways.graphOf, clock),
    ];
    const kinds = (id: TenantId) =>
      Promise.all(probes.map(async (one) => (await one.probe(id)).kind));
    assert.deepEqual(
      await kinds(contoso),
      Array.from(probes, () => 'present'),
    );
    const [hunting, reports, trace] = await kinds(fabrikam);
    assert.deepEqual([hunting, reports, trace], ['absent', 'present', 'absent']);
  });

  it('has spoofed domains in whole days', async () => {
    const source = spoofReportSource(ways.commandsOf(DEMO.reader), { clock });
    const { rows, truncated } = await source.read(contoso, span);
    assert.equal(truncated, false);
    assert.ok(rows.length > 0);
    assert.ok(rows.every(({ type, count: of }) => type !== 'unknown' && of > 0));
  });

  it('knows the people behind addresses, and where they signed in', async () => {
    const [blocked] = await blockedUsers(ways.commandsOf(DEMO.reader)).list(contoso);
    const address = blocked?.address ?? '';
    const people = await ownUsers(ways.graphOf).find(contoso, [address, 'nobody@bad.example']);
    const person = people.get(address);
    assert.ok(person !== undefined && people.size === 1);
    const log = await signIns(ways.graphOf, clock).of(contoso, person.objectId, {
      from: span.from,
      to: start,
    });
    assert.ok(log.signIns.some(({ country }) => country === 'NO'));
  });

  it('lets a blocked user send again, as the actor', async () => {
    const sending = sendingUnblock(ways.commandsOf(DEMO.actor));
    const [blocked] = await blockedUsers(ways.commandsOf(DEMO.reader)).list(contoso);
    const address = blocked?.address ?? '';
    assert.notEqual(await sending.find(contoso, address), undefined);
    await sending.unblock(contoso, address);
    assert.equal(await sending.find(contoso, address), undefined);
    await sending.unblock(contoso, address);
  });
});
