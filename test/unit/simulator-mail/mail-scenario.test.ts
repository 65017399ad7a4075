import assert from 'node:assert/strict';
import { DEMO, demoScenario } from '../../../src/simulator/scenario/demo.js';
import { generateScenario } from '../../../src/simulator/scenario/generate.js';
import { parseScenario, ScenarioError } from '../../../src/simulator/scenario/load.js';
import { createState } from '../../../src/simulator/state.js';

const NOW = new Date('2026-11-21T12:00:00Z');
const stateOf = (scenario: ReturnType<typeof demoScenario>) => createState(scenario, () => NOW);

describe('mail in a scenario', () => {
  it('of the demo holds every fixed message, and a customer of each licence', () => {
    const state = stateOf(demoScenario());
    const contoso = state.tenant(DEMO.contoso)?.mail;
    for (const id of Object.values(DEMO.mail).flat()) assert.ok(contoso?.message(id), id);
    const licences = [DEMO.contoso, DEMO.fabrikam, DEMO.adatum].map(
      (id) => state.tenant(id)?.mail.licence.defender,
    );
    assert.deepEqual(licences, ['P2', 'P1', 'none']);
    const clusters = DEMO.mail.campaign.map((id) => contoso?.message(id)?.clusterId);
    assert.equal(new Set(clusters).size, 1);
    const { hostile } = DEMO.mail;
    assert.match(contoso?.message(hostile)?.subject ?? '', /\u202e/);
  });

  it('happens in the order of time, before the start', () => {
    const state = stateOf(demoScenario());
    const { mail } = state.tenant(DEMO.fabrikam) ?? {};
    const times = mail?.messages().map(({ receivedAt }) => receivedAt) ?? [];
    assert.deepEqual(times, times.toSorted());
    const triaged = mail?.messages().at(-1)?.copies[0];
    assert.equal(triaged?.place, 'deleteditems');
    assert.deepEqual(
      triaged.postDelivery.map(({ at, result, from }) => [at, result, from]),
      [['2026-11-21T11:00:00.000Z', 'UserTriaged', 'deleteditems']],
    );
  });

  it('is refused with the path of what is wrong', () => {
    const demo = demoScenario();
    const [home] = demo.tenants;
    const message = { kind: 'phish', minutesAgo: 1, recipients: [{ address: 'a@b.example' }] };
    const twice = { ...message, networkMessageId: DEMO.mail.clicked };
    const bad = (tenant: object) => () =>
      parseScenario({ ...demo, tenants: [{ ...home, ...tenant }] });
    const problems: readonly (readonly [object, RegExp])[] = [
      [{ mail: { messages: [{ ...message, recipients: [] }] } }, /mail\.messages\.0\.recipients/],
      [{ mail: { messages: [{ ...message, colour: 'red' }] } }, /colour/],
      [{ mail: { licence: { defender: 'P3' } } }, /licence\.defender/],
      [{ mail: { messages: [twice, twice] } }, /mail\.messages: '3a11.*' occurs twice/],
      [{ administrators: [DEMO.contosoAdministrator] }, /administrators: no object/],
    ];
    for (const [tenant, expected] of problems) {
      assert.throws(bad(tenant), (error) => {
        assert.ok(error instanceof ScenarioError);
        assert.match(error.problems.join('\n'), expected);
        return true;
      });
    }
  });
});

describe('generated mail', () => {
  const scenario = (mail: object) =>
    generateScenario({
      tenants: 2,
      mailboxesPerTenant: 20,
      mail: {
        licence: { defender: 'P2', messageTrace: 'ready' },
        generated: { perDay: 300, days: 7, zappedShare: 0.1, ...mail },
      },
    });

  it('follows from the seed and has the size that was asked for', () => {
    const read = () => stateOf(scenario({})).tenants[1]?.mail.messages() ?? [];
    const [first, second] = [read(), read()];
    assert.equal(first.length, 2100);
    assert.deepEqual(first.slice(0, 50), second.slice(0, 50));
    const zapped = first.filter(({ copies }) => copies[0]?.postDelivery.length === 1);
    assert.ok(zapped.length > 150 && zapped.length < 270, String(zapped.length));
    const other = stateOf(scenario({ seed: 2 })).tenants[1]?.mail.messages()[0];
    assert.notEqual(other?.networkMessageId, first[0]?.networkMessageId);
  });

  it('belongs to mailboxes that exist and stays in the past', () => {
    const tenant = stateOf(scenario({})).tenants[1];
    for (const { copies, receivedAt } of tenant?.mail.messages() ?? []) {
      const [copy] = copies;
      assert.ok(copy !== undefined && tenant?.find(copy.recipient).length === 1);
      const times = [receivedAt, copy.lastModifiedAt, ...copy.postDelivery.map(({ at }) => at)];
      assert.ok(times.every((time) => time <= NOW.toISOString()));
    }
  });

  it('is made only for the tenant that is asked', () => {
    const state = stateOf(scenario({}));
    const [, asked, other] = state.tenants;
    assert.equal(asked?.mail.messages().length, 2100);
    assert.equal(other?.mailSoFar(), undefined);
    assert.equal(asked.mailSoFar()?.messages().length, 2100);
  });
});
