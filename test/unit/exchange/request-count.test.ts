import assert from 'node:assert/strict';
import { readReaderConfig } from '../../../src/app/config.js';
import { forwardScanner, type ForwardScanner } from '../../../src/app/forward-scan.js';
import { systemClock } from '../../../src/lib/clock.js';
import { DEMO } from '../../../src/simulator/scenario/demo.js';
import { generateScenario } from '../../../src/simulator/scenario/generate.js';
import type { GeneratedTenants } from '../../../src/simulator/scenario/schema.js';
import { startSimulator, type Simulator } from '../../../src/simulator/server.js';
import type { Tenant } from '../../../src/tenants/tenant.js';

const tenantCount = 3;
const mailboxes = 1000;

describe('what a scan costs in requests', () => {
  let simulator: Simulator;
  afterEach(async () => {
    assert.deepEqual(simulator.violations(), []);
    await simulator.close();
  });

  /** Tenants of which so many mailboxes forward, and the scan of the command line. */
  async function setUp(forwards: { outside: number; contact?: number; inside?: number }) {
    const { outside, contact = 0, inside = 0 } = forwards;
    const shares: Partial<GeneratedTenants> = {
      externalForwardShare: outside / mailboxes,
      contactForwardShare: contact / mailboxes,
      internalForwardShare: inside / mailboxes,
    };
    const scenario = generateScenario({
      ...{ tenants: tenantCount, mailboxesPerTenant: mailboxes, seed: 5 },
      ...shares,
    });
    const started = await startSimulator({ scenario });
    simulator = started;
    const watched = started.tenants
      .filter(({ tenantId }) => tenantId !== scenario.homeTenantId)
      .map(({ tenantId, displayName }) => ({ tenantId, name: displayName }));
    const config = readReaderConfig({
      WARDEN_LOGIN_URL: `${started.url}/login`,
      WARDEN_EXCHANGE_URL: `${started.url}/exchange`,
      WARDEN_READER_ID: DEMO.reader.appId,
      WARDEN_READER_SECRET: DEMO.reader.secret,
      WARDEN_TENANTS: JSON.stringify(watched),
    });
    const scanner = forwardScanner(config, systemClock);
    return { scan: () => scanAll(scanner), requests: () => requestsOf(started) };
  }

  it('is one token and one batch for a tenant in which nothing has to be looked up', async () => {
    const { scan, requests } = await setUp({ outside: 25 });
    assert.equal((await scan()).found, tenantCount * 25);
    assert.deepEqual(requests(), { token: tenantCount, batch: tenantCount, other: 0 });
  });

  it('is the same for a tenant without any forward', async () => {
    const { scan, requests } = await setUp({ outside: 0 });
    assert.equal((await scan()).found, 0);
    assert.deepEqual(requests(), { token: tenantCount, batch: tenantCount, other: 0 });
  });

  it('is one batch more where targets inside have to be looked up, up to ten of them', async () => {
    const { scan, requests } = await setUp({ outside: 3, contact: 3, inside: 7 });
    assert.ok((await scan()).found >= tenantCount * 6);
    assert.deepEqual(requests(), { token: tenantCount, batch: 2 * tenantCount, other: 0 });
  });

  it('is one batch and no token when the tenant is read again', async () => {
    const { scan, requests } = await setUp({ outside: 2 });
    await scan();
    await scan();
    assert.deepEqual(requests(), { token: tenantCount, batch: 2 * tenantCount, other: 0 });
  });
});

async function scanAll(scanner: ForwardScanner) {
  const list = await scanner.tenants();
  assert.ok(list.kind === 'read');
  const tenants: readonly Tenant[] = list.tenants;
  const result = await scanner.scan({ tenants });
  assert.ok(result.report.complete);
  return result;
}

function requestsOf({ ledger }: Simulator) {
  const requests = ledger.of('request');
  const token = requests.filter(({ path }) => path.endsWith('/oauth2/v2.0/token')).length;
  const batch = requests.filter(({ path }) => path.endsWith('/$batch')).length;
  return { token, batch, other: requests.length - token - batch };
}
