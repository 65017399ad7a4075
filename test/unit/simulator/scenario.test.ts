import assert from 'node:assert/strict';
import { writeFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { DEMO, demoScenario } from '../../../src/simulator/scenario/demo.js';
import {
  generatedTenant,
  generatedTenantId,
} from '../../../src/simulator/scenario/generated-tenant.js';
import { generateScenario } from '../../../src/simulator/scenario/generate.js';
import {
  loadScenario,
  parseScenario,
  ScenarioError,
} from '../../../src/simulator/scenario/load.js';
import { identitiesOf } from '../../../src/simulator/scenario/rows.js';
import { generatedSchema } from '../../../src/simulator/scenario/schema.js';
import { Shuffled } from '../../../src/simulator/scenario/shuffled.js';
import { createState } from '../../../src/simulator/state.js';
import { exchange, rows, rules, start } from './raw-client.js';

describe('scenarios', () => {
  it('of the demo hold every fixed id', () => {
    const text = JSON.stringify(demoScenario());
    for (const [name, id] of Object.entries(DEMO)) {
      // The team is of Teams, not of the directory.
      if (name === 'teamGroup') continue;
      const values = typeof id === 'string' ? [id] : Object.values<string | readonly string[]>(id);
      for (const value of values.flat()) assert.ok(text.includes(value), value);
    }
  });

  it('are refused with every problem and its path', () => {
    const demo = demoScenario();
    const [home] = demo.tenants;
    assert.ok(home);
    const problemsOf = (value: unknown): readonly string[] => {
      try {
        parseScenario(value);
      } catch (error) {
        if (error instanceof ScenarioError) return error.problems;
        throw error;
      }
      return [];
    };
    const form = { ...demo, apps: [], extra: 1, tenants: [{ ...home, tenantId: 'x' }] };
    const problems = problemsOf(form).join('\n');
    for (const where of ['apps:', '(root):', 'tenants.0.tenantId:'])
      assert.ok(problems.includes(where), where);
    const mailboxes = home.mailboxes.map((row) => ({ ...row, ForwardingAddress: 'Nobody' }));
    const relations = problemsOf({
      ...demo,
      homeTenantId: DEMO.approver,
      tenants: [{ ...home, mailboxes, consents: { [DEMO.approver]: { state: 'granted' } } }, home],
    });
    assert.ok(relations.includes('homeTenantId: no such tenant'));
    assert.ok(relations.includes(`tenants: '${DEMO.homeTenantId}' occurs twice`));
    assert.ok(relations.includes(`tenants.0.consents.${DEMO.approver}: no such app`));
    assert.ok(relations.includes("tenants.0.mailboxes.0.ForwardingAddress: no recipient 'Nobody'"));
  });

  it('are read from a file, and a file that is no JSON is named', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'scenario-'));
    const file = path.join(folder, 'own.json');
    await writeFile(file, JSON.stringify(demoScenario()));
    assert.deepEqual(await loadScenario(file), demoScenario());
    await writeFile(file, '{');
    await assert.rejects(loadScenario(file), ScenarioError);
  });
});

describe('generated tenants', () => {
  const options = (rest: object) =>
    generatedSchema.parse({ tenants: 3, mailboxesPerTenant: 500, ...rest });

  it('follow from the seed', () => {
    const [one, same, other] = [7, 7, 8].map((seed) => generatedTenant(options({ seed }), 1, {}));
    const rowsOf = (tenant: typeof one) => [0, 250, 499].map((number) => tenant?.mailbox(number));
    assert.deepEqual(rowsOf(one), rowsOf(same));
    assert.deepEqual(one?.forwarding(), same?.forwarding());
    assert.notDeepEqual(rowsOf(one), rowsOf(other));
  });

  it('know their forwarding mailboxes without reading the others', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 300 }), (seed, mailboxesPerTenant) => {
        const share = {
          externalForwardShare: 0.1,
          contactForwardShare: 0.05,
          internalForwardShare: 0.1,
        };
        const tenant = generatedTenant(options({ seed, mailboxesPerTenant, ...share }), 0, {});
        const all = Array.from({ length: mailboxesPerTenant }, (_, number) => number);
        const forwarding = all.filter((number) => {
          const row = tenant.mailbox(number);
          return row.ForwardingSmtpAddress !== null || row.ForwardingAddress !== null;
        });
        assert.deepEqual(tenant.forwarding(), forwarding);
      }),
      { numRuns: 60 },
    );
  });

  it('find a mailbox by each of its names', () => {
    const tenant = generatedTenant(options({ seed: 3 }), 2, {});
    for (const number of [0, 9, 321, 499]) {
      const row = tenant.mailbox(number);
      for (const name of identitiesOf(row))
        assert.deepEqual(tenant.mailboxesNamed(name), [number], name);
    }
    for (const name of ['nobody', 'x.500', 'ida.holm.1@tenant0009.example']) {
      assert.deepEqual(tenant.mailboxesNamed(name), []);
    }
  });

  it('visit every number once in shuffled order, and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(), (count, seed) => {
        const order = new Shuffled(count, seed);
        const numbers = Array.from({ length: count }, (_, place) => order.at(place));
        assert.equal(new Set(numbers).size, count);
        for (const [place, number] of numbers.entries()) assert.equal(order.placeOf(number), place);
      }),
    );
  });

  it('of a million mailboxes take little memory and answer a filter quickly', () => {
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    const scenario = generateScenario({ seed: 1, tenants: 2000, mailboxesPerTenant: 500 });
    const state = createState(scenario, () => new Date(0));
    const grown = process.memoryUsage().heapUsed - before;
    assert.equal(state.tenants.length, 2001);
    assert.ok(grown < 40_000_000, `${grown} bytes`);
    const tenant = state.tenant(generatedTenantId(1, 1999));
    let read = 0;
    const found = tenant?.mailboxes({
      forwardingOnly: true,
      matches: (row) => {
        read += 1;
        return row.ForwardingSmtpAddress !== null;
      },
    });
    assert.equal(found?.count, 15);
    assert.equal(read, 16);
  });

  it('are served like written ones, changes included', async () => {
    const scenario = generateScenario({
      seed: 5,
      tenants: 2,
      mailboxesPerTenant: 1500,
      consentMissingShare: 0.5,
    });
    const simulator = await start({ scenario });
    const tenantId = generatedTenantId(5, 0);
    const api = await exchange(simulator, tenantId, DEMO.actor);
    const filtered = async () => {
      const Filter = '(ForwardingSmtpAddress -ne $null) -or (ForwardingAddress -ne $null)';
      const answer = await api.invoke({
        name: 'Get-Mailbox',
        parameters: { Filter, ResultSize: 'Unlimited' },
      });
      return rows(answer.json['value']);
    };
    const found = await filtered();
    assert.equal(found.length, 48);
    const parameters = {
      Identity: found[0]?.['Guid'],
      ForwardingSmtpAddress: null,
      ForwardingAddress: null,
    };
    await api.invoke({ name: 'Set-Mailbox', parameters });
    const quiet = { Identity: simulator.state.tenant(tenantId)?.live(1499).Guid };
    assert.equal((await filtered()).length, 47);
    await api.invoke({
      name: 'Set-Mailbox',
      parameters: { ...quiet, ForwardingSmtpAddress: 'a@b.example' },
    });
    assert.equal((await filtered()).length, 48);
    const page = await api.invoke({ name: 'Get-Mailbox', parameters: { ResultSize: 'Unlimited' } });
    assert.equal(rows(page.json['value']).length, 1000);
    assert.ok(page.json['@odata.nextLink']);
    const state = simulator.state
      .tenant(generatedTenantId(5, 1))
      ?.consent(DEMO.reader.appId)?.state;
    assert.equal(state, 'missing');
    assert.deepEqual(rules(simulator), []);
    await simulator.close();
  });
});
