import assert from 'node:assert/strict';
import { DEMO, demoScenario } from '../../../src/simulator/scenario/demo.js';
import type { Simulator } from '../../../src/simulator/server.js';
import { call, exchange, rows, rules, start, strings, textOf } from './raw-client.js';

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
});
