import assert from 'node:assert/strict';
import { DEMO } from '../../../src/simulator/scenario/demo.js';
import { SimulatedTenants, type Ended } from './simulated-tenants.js';

const unknown = '00000000-0000-4000-8000-00000000dead';

describe('inbox-warden message', function () {
  this.timeout(60_000);
  let tenants: SimulatedTenants;
  beforeEach(async () => {
    tenants = await SimulatedTenants.start();
  });
  afterEach(async () => {
    assert.deepEqual(tenants.simulator.violations(), []);
    await tenants.close();
  });

  const find = (id: string, args: readonly string[], ...ids: readonly string[]): Promise<Ended> =>
    tenants.run(['message', id, ...args], ...ids);

  it('ends with 1 for a message that is there, by either id', async () => {
    const { exitCode, out, err } = await find(DEMO.mail.clicked, [], DEMO.contoso);
    assert.deepEqual([exitCode, err], [1, '']);
    assert.match(out, /^Tenant: Contoso\n/);
    const internetMessageId = /^InternetMessageId: (<.+>)$/m.exec(out)?.[1] ?? '';
    const byOther = await find(internetMessageId, [], DEMO.contoso);
    assert.equal(byOther.exitCode, 1);
    assert.match(byOther.out, new RegExp(`NetworkMessageId: ${DEMO.mail.clicked}`));
  });

  it('ends with 0 and says so when everybody was asked and nobody has it', async () => {
    const { exitCode, out, err } = await find(unknown, [], DEMO.contoso);
    assert.deepEqual([exitCode, out], [0, '']);
    assert.match(err, /No tenant has it, as far as 10 days back\./);
  });

  it('ends with 2 and names the tenant that could not be asked, whatever was found elsewhere', async () => {
    tenants.withdraw(DEMO.fabrikam);
    for (const id of [unknown, DEMO.mail.clicked]) {
      const { exitCode, err } = await find(id, [], DEMO.contoso, DEMO.fabrikam);
      assert.equal(exitCode, 2);
      assert.match(err, /Not asked: Fabrikam: Consent for the reader app was withdrawn/);
      assert.doesNotMatch(err, /No tenant has it/);
    }
  });

  it('ends with 2 where message trace is not ready yet: its empty list says nothing', async () => {
    const { exitCode, err } = await find(unknown, [], DEMO.adatum);
    assert.equal(exitCode, 2);
    assert.match(err, /Not asked: Adatum: Message trace is not ready/);
  });

  for (const id of ['', '*', 'no id', '""']) {
    it(`ends with 3 for ${JSON.stringify(id)}, and asks nobody`, async () => {
      const { exitCode, out, err } = await find(id, [], DEMO.contoso);
      assert.deepEqual([exitCode, out], [3, '']);
      assert.match(err, /InternetMessageId/);
      assert.deepEqual(tenants.simulator.ledger.of('token'), []);
    });
  }

  it('asks for an id with quotes as it is', async () => {
    const { exitCode } = await find("<o'hara''x@evil.example>", [], DEMO.contoso);
    assert.equal(exitCode, 0);
  });

  it('writes JSON with every copy and its place', async () => {
    const { out } = await find(DEMO.mail.clicked, ['--format', 'json'], DEMO.contoso);
    const [found, ...others] = JSON.parse(out) as {
      readonly tenant: string;
      readonly copies: readonly { readonly recipient: string; readonly state: string }[];
      readonly deliveredTo: readonly string[];
      readonly analysis?: object;
    }[];
    assert.ok(found);
    assert.deepEqual([found.tenant, others], ['Contoso', []]);
    assert.deepEqual(
      found.copies.map(({ recipient }) => recipient).sort(),
      [...found.deliveredTo].sort(),
    );
    assert.ok(found.copies.every(({ state }) => ['found', 'not-found', 'failed'].includes(state)));
    assert.ok(found.analysis);
  });
});
