import assert from 'node:assert/strict';
import { DEMO, demoScenario } from '../../../src/simulator/scenario/demo.js';
import type { Simulator } from '../../../src/simulator/server.js';
import {
  bodyOf,
  call,
  exchange,
  GRAPH,
  rows,
  rules,
  start,
  strings,
  textOf,
  token,
} from './raw-client.js';

const FORWARDS = 'ForwardingSmtpAddress -ne $null -or ForwardingAddress -ne $null';

describe('simulated Exchange', () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await start();
  });
  afterEach(() => simulator.close());

  const upns = (value: unknown) => rows(value).map((row) => row['UserPrincipalName']);

  it('answers a filtered Get-Mailbox with the selected properties', async () => {
    const api = await exchange(simulator, DEMO.fabrikam);
    const answer = await api.invoke({
      name: 'Get-Mailbox',
      parameters: { Filter: FORWARDS, ResultSize: 'Unlimited' },
      query: '?$select=UserPrincipalName,ForwardingSmtpAddress,EmailAddresses',
    });
    assert.equal(answer.status, 200);
    const value = rows(answer.json['value']);
    assert.equal(value.length, 13);
    assert.deepEqual(Object.keys(value[0] ?? {}), [
      '@odata.id',
      'EmailAddresses@odata.type',
      'EmailAddresses',
      'UserPrincipalName',
      'ForwardingSmtpAddress',
    ]);
    assert.deepEqual(rules(simulator), []);
    const [entry] = simulator.ledger.of('cmdlet');
    assert.deepEqual([entry?.cmdlet, entry?.status, entry?.changed], ['Get-Mailbox', 200, false]);
  });

  it('pages when the same body is posted to the next link, and refuses another body or a GET', async () => {
    const api = await exchange(simulator, DEMO.contoso);
    const cmdlet = {
      name: 'Get-Mailbox',
      parameters: { ResultSize: 'Unlimited' },
      headers: { Prefer: 'odata.maxpagesize=10' },
    };
    const first = await api.invoke(cmdlet);
    const url = textOf(first.json['@odata.nextLink']);
    const second = await api.invoke({ ...cmdlet, url });
    assert.equal(second.json['@odata.nextLink'], undefined);
    const all = [...upns(first.json['value']), ...upns(second.json['value'])];
    assert.equal(new Set(all).size, 15);
    assert.deepEqual(rules(simulator), []);
    const other = await api.invoke({ ...cmdlet, url, parameters: { ResultSize: 20 } });
    const got = await call(url, { headers: api.headers });
    assert.deepEqual([other.status, got.status], [400, 400]);
    assert.deepEqual(rules(simulator), ['next-link', 'wrong-method']);
  });

  it('stops at ResultSize and warns of more', async () => {
    const api = await exchange(simulator, DEMO.contoso);
    const answer = await api.invoke({ name: 'Get-Mailbox', parameters: { ResultSize: 5 } });
    assert.equal(rows(answer.json['value']).length, 5);
    assert.match(strings(answer.json['@adminapi.warnings'])[0] ?? '', /^There are more results/);
  });

  it('finds one mailbox by each of its names, and says so when there is none', async () => {
    const api = await exchange(simulator, DEMO.contoso);
    const ida = simulator.state.tenant(DEMO.contoso)?.live(0);
    assert.ok(ida);
    for (const Identity of [
      ida.Guid,
      'IDA@contoso.example',
      'Ida Holm',
      ida.LegacyExchangeDN,
      ida.Alias,
    ]) {
      const found = await api.invoke({ name: 'Get-Mailbox', parameters: { Identity } });
      assert.deepEqual(upns(found.json['value']), ['ida@contoso.example']);
    }
    const none = await api.invoke({ name: 'Get-Mailbox', parameters: { Identity: 'nobody' } });
    assert.equal(none.status, 404);
    assert.match(none.text, /Ex6F9304\|[\w.]+ManagementObjectNotFoundException\|/);
    assert.match(none.headers.get('x-exceptiontype') ?? '', /ManagementObjectNotFoundException$/);
  });

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

  it('lets the actor clear a forward, and tells whether anything changed', async () => {
    const api = await exchange(simulator, DEMO.fabrikam, DEMO.actor);
    const parameters = {
      Identity: 'anna@fabrikam.example',
      ForwardingSmtpAddress: null,
      ForwardingAddress: null,
      DeliverToMailboxAndForward: false,
    };
    const first = await api.invoke({ name: 'Set-Mailbox', parameters });
    const second = await api.invoke({ name: 'Set-Mailbox', parameters });
    const third = await api.invoke({ name: 'Get-AcceptedDomain' });
    const fourth = await api.invoke({ name: 'Set-Mailbox', parameters });
    assert.equal(third.status, 200);
    for (const { status } of [first, second, fourth]) assert.ok([200, 204].includes(status));
    const writes = simulator.ledger.of('cmdlet').filter((entry) => entry.cmdlet === 'Set-Mailbox');
    assert.deepEqual(
      writes.map((entry) => entry.changed),
      [true, false, false],
    );
    const read = await api.invoke({ name: 'Get-Mailbox', parameters: { Identity: 'anna' } });
    assert.equal(rows(read.json['value'])[0]?.['ForwardingSmtpAddress'], null);
  });

  it('answers writes with an empty list or with nothing, as the scenario says', async () => {
    for (const [writeAnswer, status] of [
      ['empty', 200],
      ['no-content', 204],
    ] as const) {
      const own = await start({ scenario: { ...demoScenario(), writeAnswer } });
      const api = await exchange(own, DEMO.contoso, DEMO.actor);
      const parameters = { Identity: 'ida', ForwardingSmtpAddress: 'x@out.example' };
      const answer = await api.invoke({ name: 'Set-Mailbox', parameters });
      assert.equal(answer.status, status);
      assert.equal(
        own.state.tenant(DEMO.contoso)?.live(0).ForwardingSmtpAddress,
        'smtp:x@out.example',
      );
      await own.close();
    }
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

  it('shows domains, the organisation, contacts, mail users and the members of groups', async () => {
    const api = await exchange(simulator, DEMO.contoso);
    const names = async (name: string, property: string, parameters = {}) => {
      const answer = await api.invoke({ name, parameters });
      assert.equal(answer.status, 200, answer.text);
      return rows(answer.json['value']).map((row) => row[property]);
    };
    assert.equal((await names('Get-AcceptedDomain', 'DomainName')).length, 5);
    assert.deepEqual(await names('Get-OrganizationConfig', 'ExternalDirectoryOrganizationId'), [
      DEMO.contoso,
    ]);
    assert.deepEqual(await names('Get-MailContact', 'ExternalEmailAddress'), [
      'SMTP:paula@partner.example',
    ]);
    assert.deepEqual(await names('Get-MailUser', 'RecipientTypeDetails'), [
      'MailUser',
      'GuestMailUser',
    ]);
    const members = { Identity: 'aurora@contoso.example' };
    assert.deepEqual(await names('Get-DistributionGroupMember', 'RecipientType', members), [
      'UserMailbox',
      'MailContact',
    ]);
    assert.deepEqual(
      await names('Get-Recipient', 'PrimarySmtpAddress', { Identity: 'Contractor Karl' }),
      ['karl@contoso.example'],
    );
    assert.equal((await names('Get-Recipient', 'Name', { ResultSize: 'Unlimited' })).length, 20);
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
