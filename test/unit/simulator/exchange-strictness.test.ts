import assert from 'node:assert/strict';
import { DEMO } from '../../../src/simulator/scenario/demo.js';
import type { Simulator } from '../../../src/simulator/server.js';
import { bodyOf, call, exchange, GRAPH, rows, rules, start, token } from './raw-client.js';

describe('simulated Exchange, being strict,', () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await start();
  });
  afterEach(() => simulator.close());

  it('returns every mailbox for an empty identity, and blames the caller', async () => {
    const api = await exchange(simulator, DEMO.contoso);
    for (const Identity of ['', null]) {
      const answer = await api.invoke({ name: 'Get-Mailbox', parameters: { Identity } });
      assert.equal(rows(answer.json['value']).length, 15);
    }
    assert.deepEqual(rules(simulator), ['empty-identity', 'empty-identity']);
  });

  it('refuses what it does not know', async () => {
    const api = await exchange(simulator, DEMO.contoso);
    const invoke = async (parameters: Record<string, unknown>, query = '') =>
      (await api.invoke({ name: 'Get-Mailbox', parameters, query })).status;
    assert.equal(await invoke({ Bogus: 1 }), 400);
    assert.equal(await invoke({}, '?$filter=x'), 400);
    assert.equal(await invoke({}, '?$select=Nope'), 200);
    assert.equal(await invoke({ Filter: 'Nope -eq 1' }), 400);
    assert.equal(await invoke({ ResultSize: 'many' }), 400);
    assert.equal((await api.invoke({ name: 'Get-InboxRule' })).status, 403);
    const large = { name: 'Get-Mailbox', headers: { Prefer: 'odata.maxpagesize=1001' } };
    assert.equal((await api.invoke(large)).status, 400);
    const extra = JSON.stringify({ ...(JSON.parse(bodyOf(large)) as object), Extra: true });
    const malformed = await call(`${api.root}/InvokeCommand`, {
      method: 'POST',
      headers: api.headers,
      body: extra,
    });
    assert.equal(malformed.status, 400);
    assert.deepEqual(rules(simulator), [
      'unknown-parameter',
      'unknown-query-option',
      'unknown-property',
      'unknown-cmdlet',
      'page-too-large',
      'malformed-body',
    ]);
  });

  it('accepts only tokens of the tenant, for Exchange, with the role', async () => {
    const contoso = await exchange(simulator, DEMO.contoso);
    const ask = async (bearer: string | undefined, tenant: string = DEMO.contoso) => {
      const headers = {
        ...contoso.headers,
        Authorization: bearer === undefined ? '' : `Bearer ${bearer}`,
      };
      const url = `${simulator.url}/exchange/adminapi/beta/${tenant}/InvokeCommand`;
      const body = bodyOf({ name: 'Get-AcceptedDomain' });
      return (await call(url, { method: 'POST', headers, body })).status;
    };
    const good = await token(simulator, DEMO.contoso);
    assert.equal(await ask(good), 200);
    assert.equal(await ask(good, DEMO.fabrikam), 401);
    assert.equal(await ask(await token(simulator, DEMO.contoso, DEMO.reader, GRAPH)), 401);
    assert.equal(await ask(`${good.slice(0, -8)}AAAAAAAA`), 401);
    assert.equal(await ask(undefined), 401);
    assert.deepEqual(rules(simulator), [
      'wrong-tenant-token',
      'wrong-audience',
      'invalid-token',
      'missing-token',
    ]);
    simulator.state.tenant(DEMO.contoso)?.setConsent('withdrawn');
    assert.equal(await ask(good), 401);
  });

  it('refuses a token after its hour, without blame', async () => {
    let now = Date.parse('2026-01-01T00:00:00Z');
    const own = await start({ clock: () => new Date(now) });
    const api = await exchange(own, DEMO.contoso);
    assert.equal((await api.invoke({ name: 'Get-AcceptedDomain' })).status, 200);
    now += 3_601_000;
    assert.equal((await api.invoke({ name: 'Get-AcceptedDomain' })).status, 401);
    assert.deepEqual(rules(own), []);
    await own.close();
  });

  it('refuses writes of the reader, to synced mailboxes, to nobody and without a name', async () => {
    const reader = await exchange(simulator, DEMO.contoso);
    const actor = await exchange(simulator, DEMO.contoso, DEMO.actor);
    const clear = (Identity: string) => ({
      name: 'Set-Mailbox',
      parameters: { Identity, ForwardingSmtpAddress: null },
    });
    assert.equal((await reader.invoke(clear('ida'))).status, 403);
    const synced = await actor.invoke(clear('vera'));
    assert.equal(synced.status, 400);
    assert.match(synced.text, /out of the current user's write scope/);
    assert.equal((await actor.invoke(clear('nobody'))).status, 404);
    assert.equal((await actor.invoke(clear(''))).status, 400);
    const target = { Identity: 'ida', ForwardingAddress: 'no such recipient' };
    assert.equal((await actor.invoke({ name: 'Set-Mailbox', parameters: target })).status, 404);
    assert.deepEqual(rules(simulator), ['reader-writes', 'empty-identity']);
    assert.ok(simulator.ledger.of('cmdlet').every((entry) => !entry.changed));
  });

  it('lists the cmdlets that an app may run', async () => {
    const list = async (app: typeof DEMO.reader | typeof DEMO.actor) => {
      const { headers } = await exchange(simulator, DEMO.contoso, app);
      const url = `${simulator.url}/exchange/adminapi/v1.0/${DEMO.contoso}/EXOModuleFile?Version=3.9.2`;
      const answer = await call(url, { headers: { ...headers, CommandName: '*' } });
      return String(rows(answer.json['value'])[0]?.['exportedCmdlets']).split(',');
    };
    assert.ok(!(await list(DEMO.reader)).includes('Set-Mailbox'));
    assert.ok((await list(DEMO.actor)).includes('Set-Mailbox'));
  });

  it('asks for a client-request-id', async () => {
    const api = await exchange(simulator, DEMO.contoso);
    const headers = { Authorization: api.headers.Authorization };
    const body = bodyOf({ name: 'Get-AcceptedDomain' });
    await call(`${api.root}/InvokeCommand`, { method: 'POST', headers, body });
    assert.deepEqual(rules(simulator), ['missing-client-request-id']);
  });
});
