import assert from 'node:assert/strict';
import { tokenPool } from '../../../src/adapters/entra/token-pool.js';
import { graphClient } from '../../../src/adapters/graph/graph-client.js';
import { isTransitiveMember, userKind } from '../../../src/adapters/graph/group-membership.js';
import { proveTenant } from '../../../src/adapters/graph/organization.js';
import { partnerTenants } from '../../../src/adapters/graph/partner-tenants.js';
import { Secret } from '../../../src/lib/secret.js';
import { DEMO, demoScenario } from '../../../src/simulator/scenario/demo.js';
import { startSimulator } from '../../../src/simulator/server.js';
import type { Simulator } from '../../../src/simulator/server.js';
import { VirtualClock } from '../../support/virtual-clock.js';

describe('Graph against the simulated service', () => {
  let simulator: Simulator;
  const clientOf = (tenantId: string) => {
    const clock = new VirtualClock({ skipping: true, start: new Date().toISOString() });
    const pool = tokenPool({ loginUrl: `${simulator.url}/login`, loopback: true, clock });
    const credential = { kind: 'secret', secret: Secret.of(DEMO.reader.secret) } as const;
    const identity = { clientId: DEMO.reader.appId, credential };
    return graphClient({
      baseUrl: `${simulator.url}/graph`,
      tenantId,
      tokens: pool.source(tenantId, 'https://graph.microsoft.com', identity),
      clock,
    });
  };

  before(async () => {
    simulator = await startSimulator({ scenario: demoScenario() });
  });
  after(async () => {
    const violations = simulator.violations();
    await simulator.close();
    assert.deepEqual(violations, []);
  });

  it('proves the tenant and lists the partner’s customers', async () => {
    const client = clientOf(DEMO.homeTenantId);
    assert.ok((await proveTenant(client)).length > 0);
    const { tenants, notes } = await partnerTenants(client);
    const ids = tenants.map(({ id }) => String(id));
    assert.deepEqual(notes, []);
    for (const id of [DEMO.contoso, DEMO.fabrikam, DEMO.adatum, DEMO.tailspin]) {
      assert.ok(ids.includes(id), id);
    }
  });

  it('knows approvers by their group, and guests', async () => {
    const client = clientOf(DEMO.homeTenantId);
    assert.equal(await isTransitiveMember(client, DEMO.approverGroup, DEMO.approver), true);
    assert.equal(await isTransitiveMember(client, DEMO.approverGroup, DEMO.analyst), false);
    assert.equal(await userKind(client, DEMO.guest), 'guest');
    assert.equal(await userKind(client, DEMO.approver), 'member');
    assert.equal(await userKind(client, 'dddddddd-0000-4000-8000-00000000dddd'), 'not-found');
  });
});
