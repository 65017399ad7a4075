import assert from 'node:assert/strict';
import type { Check } from '../../../src/app/doctor/check.js';
import { actorRights, readerRights } from '../../../src/app/doctor/declared-rights.js';
import { examine } from '../../../src/app/doctor/examine.js';
import { systemClock } from '../../../src/lib/clock.js';
import { DEMO } from '../../../src/simulator/scenario/demo.js';
import type { Consent } from '../../../src/simulator/scenario/schema.js';
import { quiet } from '../../support/quiet-log.js';
import { SimulatedTenants } from '../cli/simulated-tenants.js';

const needed = ['Exchange.ManageAsApp'];

describe('The doctor, of what the apps may do', function () {
  this.timeout(60_000);
  let tenants: SimulatedTenants | undefined;
  afterEach(async () => {
    assert.deepEqual(tenants?.simulator.violations() ?? [], []);
    await tenants?.close();
    tenants = undefined;
  });

  /** What is said of Contoso, where these consents differ from the demo's. */
  async function checks(change: Readonly<Record<string, Partial<Consent>>> = {}): Promise<Check[]> {
    tenants = await SimulatedTenants.start((tenant) => ({
      ...tenant,
      consents: Object.fromEntries(
        Object.entries(tenant.consents).map(([app, consent]) => [
          app,
          { ...consent, ...change[app] },
        ]),
      ),
    }));
    const env = {
      ...tenants.settings([DEMO.contoso]),
      WARDEN_ACTOR_ID: DEMO.actor.appId,
      WARDEN_ACTOR_SECRET: DEMO.actor.secret,
    };
    const options = { pick: <T>(all: T) => all, clock: systemClock, log: quiet };
    const examined = await examine(env, options);
    return examined.checks.filter(({ area }) => area === 'tenant');
  }
  const of = (all: readonly Check[], what: string): Check[] =>
    all.filter((check) => check.what === what);

  it('has nothing to say against the rights of the README, and names the sources', async () => {
    const all = await checks({ [DEMO.actor.appId]: { exchangeRbac: 'security-admin' } });
    assert.deepEqual(
      all.map(({ what, status }) => `${what}: ${status}`),
      [
        'reader: Exchange: ok',
        'reader: Graph: ok',
        'actor: Exchange: ok',
        'actor: Graph: ok',
        'reader: Zapped mail: ok',
        'reader: Spam report: ok',
      ],
    );
    assert.match(of(all, 'reader: Zapped mail')[0]?.result ?? '', /^sources: Advanced hunting, /);
    assert.match(of(all, 'reader: Spam report')[0]?.result ?? '', /^sources: Advanced hunting \(/);
  });

  it('says of each missing permission what is off without it, and calls none of it a problem', async () => {
    const roles = { exchange: needed, graph: ['Organization.Read.All'], management: [] };
    const all = await checks({
      [DEMO.reader.appId]: { roles },
      [DEMO.actor.appId]: { roles },
    });
    for (const rights of [readerRights, actorRights]) {
      const [first, second, ...more] = of(all, `${rights.who}: Graph`);
      assert.deepEqual([first?.status, second?.status, more], ['ok', 'warning', []]);
      for (const [name, feature] of Object.entries(rights.usefulGraphRoles)) {
        assert.ok(second?.result.includes(`${name} (off without it: ${feature})`), name);
      }
      assert.notEqual(second?.todo ?? '', '');
    }
    assert.ok(all.every(({ status }) => status !== 'problem'));
    assert.match(of(all, 'reader: Zapped mail')[0]?.result ?? '', /has no permission for it/);
  });

  it('names the cmdlets that the actor may not call, and what is off without them', async () => {
    const all = await checks({ [DEMO.actor.appId]: { exchangeRbac: 'recipient-admin' } });
    const [fine, lacking] = of(all, 'actor: Exchange');
    assert.deepEqual([fine?.status, lacking?.status], ['ok', 'warning']);
    assert.match(lacking?.result ?? '', /Release-QuarantineMessage \(off without it: releasing/);
    assert.match(lacking?.result ?? '', /New-TenantAllowBlockListItems \(off without it: blocking/);
  });

  it('warns of a permission that nothing needs', async () => {
    const graph = ['Organization.Read.All', ...Object.keys(readerRights.usefulGraphRoles)];
    const roles = { exchange: needed, graph: [...graph, 'Mail.ReadWrite'], management: [] };
    const all = await checks({ [DEMO.reader.appId]: { roles } });
    const warnings = of(all, 'reader: Graph').filter(({ status }) => status === 'warning');
    assert.deepEqual(
      warnings.map(({ result }) => result),
      ['has permissions that are not needed: Mail.ReadWrite'],
    );
  });

  it('fails for a role without which nothing can be read, and says so once', async () => {
    const all = await checks({ [DEMO.reader.appId]: { exchangeRbac: 'none' } });
    const [only, ...more] = of(all, 'reader: Exchange');
    assert.deepEqual([only?.status, more], ['problem', []]);
    assert.match(of(all, 'reader: Zapped mail')[0]?.result ?? '', /ZAP report|sources: Advanced/);
  });
});
