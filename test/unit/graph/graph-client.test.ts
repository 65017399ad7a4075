import assert from 'node:assert/strict';
import { z } from 'zod';
import { graphClient } from '../../../src/adapters/graph/graph-client.js';
import type { GraphClient } from '../../../src/adapters/graph/graph-client.js';
import { isTransitiveMember, userKind } from '../../../src/adapters/graph/group-membership.js';
import { proveTenant } from '../../../src/adapters/graph/organization.js';
import { partnerTenants } from '../../../src/adapters/graph/partner-tenants.js';
import { ContractError, ServiceError } from '../../../src/lib/errors.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { startScriptedServer } from '../lib-http/scripted-server.js';
import type { Received, Scripted, ScriptedServer } from '../lib-http/scripted-server.js';

const tenantId = '11111111-aaaa-4aaa-8aaa-111111111111';
const other = '22222222-bbbb-4bbb-8bbb-222222222222';
const third = '33333333-cccc-4ccc-8ccc-333333333333';
const item = z.object({ id: z.string() });

describe('Graph', () => {
  let server: ScriptedServer;
  let client: GraphClient;
  let clock: VirtualClock;
  let script: (request: Received, number: number) => Scripted;

  beforeEach(async () => {
    script = () => ({ status: 404 });
    server = await startScriptedServer((request, number) => script(request, number));
    clock = new VirtualClock({ skipping: true });
    client = graphClient({
      baseUrl: `${server.url}/graph/`,
      tenantId,
      tokens: { token: () => Promise.resolve('token') },
      clock,
      random: () => 0,
    });
  });
  afterEach(() => server.close());

  const denied: Scripted = {
    status: 403,
    headers: { 'request-id': 'r-1' },
    body: { error: { code: 'Authorization_RequestDenied', message: 'a secret text' } },
  };

  describe('GraphClient', () => {
    it('reads all pages, empty ones too', async () => {
      script = (_request, number) => ({
        body: {
          value: number === 2 ? [] : [{ id: number.toString(), more: 1 }],
          ...(number < 3
            ? { '@odata.nextLink': `${server.url}/graph/v1.0/users?$skiptoken=${number}` }
            : {}),
        },
      });
      assert.deepEqual(await client.list('users?$select=id', item), [{ id: '1' }, { id: '3' }]);
      assert.deepEqual(
        server.received.map(({ url }) => url),
        [
          '/graph/v1.0/users?$select=id',
          '/graph/v1.0/users?$skiptoken=1',
          '/graph/v1.0/users?$skiptoken=2',
        ],
      );
      assert.equal(server.received[2]?.headers.authorization, 'Bearer token');
    });

    it('goes to no next link outside its API, and gives no part of the list', async () => {
      for (const link of [
        'https://collector.example/graph/v1.0/users',
        `${server.url}/exchange/x`,
      ]) {
        script = () => ({ body: { value: [{ id: '1' }], '@odata.nextLink': link } });
        await assert.rejects(client.list('users', item), ContractError);
      }
      assert.equal(server.received.length, 2);
    });

    it('ends a loop of pages with an error', async () => {
      const link = `${server.url}/graph/v1.0/users?$skiptoken=1`;
      script = () => ({ body: { value: [{ id: '1' }], '@odata.nextLink': link } });
      await assert.rejects(client.list('users', item), ContractError);
    });

    it('rejects with code, status and request id, and without the text', async () => {
      script = () => denied;
      await assert.rejects(client.get('users/x', item), (error: unknown) => {
        assert.ok(error instanceof ServiceError);
        const { status, serviceCode, requestId } = error.answer;
        assert.deepEqual(
          [status, serviceCode, requestId, error.retryable],
          [403, 'Authorization_RequestDenied', 'r-1', false],
        );
        return !error.message.includes('secret');
      });
    });

    it('rejects items of another shape, naming the place only', async () => {
      script = () => ({ body: { value: [{ id: { evil: 'text' } }] } });
      await assert.rejects(client.list('users?$select=id', item), (error: unknown) => {
        assert.ok(error instanceof ContractError);
        assert.equal(error.path, 'users.id');
        return !error.message.includes('evil');
      });
    });

    it('rejects a list without a value, HTML, and 204', async () => {
      for (const scripted of [{ body: {} }, { body: '<html></html>' }, { status: 204 }]) {
        script = () => scripted;
        await assert.rejects(client.list('users', item));
      }
    });

    it('waits as long as a throttled service asks', async () => {
      script = (_request, number) =>
        number === 1 ? { status: 429, headers: { 'retry-after': '11' } } : { body: { value: [] } };
      await client.list('users', item);
      assert.deepEqual(clock.waits, [11_000]);
    });
  });

  describe('proveTenant', () => {
    it('gives the name when the tenant is the one asked for', async () => {
      script = () => ({
        body: { value: [{ id: tenantId.toUpperCase(), displayName: 'Fabrikam' }] },
      });
      assert.equal(await proveTenant(client), 'Fabrikam');
    });

    it('rejects another tenant, none and two', async () => {
      const own = { id: tenantId, displayName: 'Fabrikam' };
      for (const value of [[{ ...own, id: other }], [], [own, own]]) {
        script = () => ({ body: { value } });
        await assert.rejects(proveTenant(client), (error: unknown) => {
          assert.ok(error instanceof ServiceError);
          return error.answer.serviceCode === 'wrong-tenant' && !error.retryable;
        });
      }
    });
  });

  describe('partnerTenants', () => {
    const lists = (customers: Scripted, contracts: Scripted) => {
      script = ({ url }) => (url.includes('contracts') ? contracts : customers);
    };
    const contracts: Scripted = {
      body: {
        value: [
          { customerId: other, displayName: 'Old name', defaultDomainName: 'o.example' },
          { customerId: third.toUpperCase(), displayName: ' ', defaultDomainName: 't.example' },
        ],
      },
    };
    const customers: Scripted = {
      body: { value: [{ id: `x-${other}`, tenantId: other, displayName: 'New name' }] },
    };

    it('merges both lists by tenant', async () => {
      lists(customers, contracts);
      assert.deepEqual(await partnerTenants(client), {
        tenants: [
          { id: other, name: 'New name' },
          { id: third, name: 't.example' },
        ],
        notes: [],
      });
    });

    it('uses the one list when the other is refused, and says so', async () => {
      lists(denied, contracts);
      const found = await partnerTenants(client);
      assert.deepEqual(
        found.tenants.map(({ id }) => id),
        [other, third],
      );
      assert.deepEqual(found.notes, [
        { source: 'delegatedAdminCustomers', serviceCode: 'Authorization_RequestDenied' },
      ]);
    });

    it('rejects when both are refused, and when one fails for another reason', async () => {
      lists(denied, denied);
      await assert.rejects(partnerTenants(client), { code: 'graph.403' });
      lists(customers, { status: 500 });
      await assert.rejects(partnerTenants(client), { code: 'graph.500' });
    });

    it('rejects a tenant id that is none', async () => {
      lists({ body: { value: [{ tenantId: 'x/../y', displayName: 'Evil' }] } }, contracts);
      await assert.rejects(partnerTenants(client), ContractError);
    });
  });

  describe('isTransitiveMember', () => {
    it('finds a member on any page, in any case', async () => {
      script = (_request, number) => ({
        body:
          number === 1
            ? {
                value: [{ '@odata.type': '#microsoft.graph.group', id: third }],
                '@odata.nextLink': `${server.url}/graph/v1.0/groups/x/transitiveMembers?$skiptoken=1`,
              }
            : { value: [{ id: other.toUpperCase() }] },
      });
      assert.equal(await isTransitiveMember(client, tenantId, other), true);
    });

    it('says no only for a list read to its end', async () => {
      script = () => ({ body: { value: [{ id: third }] } });
      assert.equal(await isTransitiveMember(client, tenantId, other), false);
      script = () => ({ status: 404, body: { error: { code: 'Request_ResourceNotFound' } } });
      await assert.rejects(isTransitiveMember(client, tenantId, other), ServiceError);
    });

    it('puts nothing but GUIDs into a path', async () => {
      await assert.rejects(isTransitiveMember(client, `${tenantId}/../x`, other), TypeError);
      await assert.rejects(isTransitiveMember(client, tenantId, 'me'), TypeError);
      await assert.rejects(userKind(client, '../organization'), TypeError);
      assert.equal(server.received.length, 0);
    });
  });

  describe('userKind', () => {
    for (const [userType, kind] of [
      ['Member', 'member'],
      ['Guest', 'guest'],
      [null, 'unknown'],
      ['Robot', 'unknown'],
    ] as const) {
      it(`says ${kind} for the type ${String(userType)}`, async () => {
        script = () => ({ body: { id: other, userType } });
        assert.equal(await userKind(client, other), kind);
      });
    }

    it('says unknown when another user comes back', async () => {
      script = () => ({ body: { id: third, userType: 'Member' } });
      assert.equal(await userKind(client, other), 'unknown');
    });

    it('says not-found only when Graph says so', async () => {
      script = () => ({ status: 404, body: { error: { code: 'Request_ResourceNotFound' } } });
      assert.equal(await userKind(client, other), 'not-found');
      script = () => ({ status: 404 });
      await assert.rejects(userKind(client, other), ServiceError);
    });
  });
});
