import assert from 'node:assert/strict';
import { DEMO } from '../../../src/simulator/scenario/demo.js';
import type { Simulator } from '../../../src/simulator/server.js';
import { call, exchange, graph, GRAPH, rows, rules, start, textOf, token } from './raw-client.js';

describe('simulated Graph', () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await start();
  });
  afterEach(() => simulator.close());

  it('names the organisation and its domains', async () => {
    const answer = await graph(simulator, DEMO.contoso, '/organization');
    const [organization] = rows(answer.json['value']);
    assert.equal(organization?.['displayName'], 'Contoso');
    assert.equal(rows(organization['verifiedDomains']).length, 5);
  });

  it('lists the partner relations in the home tenant only', async () => {
    const contracts = await graph(simulator, DEMO.homeTenantId, '/contracts');
    assert.equal(rows(contracts.json['value']).length, 4);
    const customers = '/tenantRelationships/delegatedAdminCustomers?$top=300';
    const found = await graph(simulator, DEMO.homeTenantId, customers);
    assert.equal(rows(found.json['value'])[0]?.['tenantId'], DEMO.contoso);
    assert.equal(
      (await graph(simulator, DEMO.homeTenantId, customers.replace('300', '301'))).status,
      400,
    );
    const denied = await graph(simulator, DEMO.contoso, '/contracts');
    assert.equal(denied.status, 403);
    assert.equal(denied.json['error']?.['code'], 'Authorization_RequestDenied');
    assert.ok(denied.json['error']['innerError']?.['request-id']);
    assert.deepEqual(rules(simulator), ['page-too-large']);
  });

  it('pages users by GET on the next link', async () => {
    const path = '/users?$select=id,userPrincipalName,accountEnabled&$top=10';
    const first = await graph(simulator, DEMO.contoso, path);
    const second = await graph(simulator, DEMO.contoso, textOf(first.json['@odata.nextLink']));
    const all = [...rows(first.json['value']), ...rows(second.json['value'])];
    assert.equal(new Set(all.map((user) => user['id'])).size, 15);
    assert.deepEqual(Object.keys(all[0] ?? {}), ['id', 'userPrincipalName', 'accountEnabled']);
    assert.equal(second.json['@odata.nextLink'], undefined);
  });

  it('finds users by filter, id and name', async () => {
    const filter = encodeURIComponent(
      "mail eq 'avery@northwind-security.example' or mail eq 'no@x.example'",
    );
    const found = await graph(simulator, DEMO.homeTenantId, `/users?$filter=${filter}`);
    assert.deepEqual(
      rows(found.json['value']).map((user) => user['id']),
      [DEMO.approver],
    );
    const one = await graph(simulator, DEMO.homeTenantId, `/users/${DEMO.guest}?$select=userType`);
    assert.equal(one.json['userType'], 'Guest');
    const byName = await graph(simulator, DEMO.contoso, '/users/ida@contoso.example');
    assert.equal(byName.json['displayName'], 'Ida Holm');
    const none = await graph(simulator, DEMO.contoso, '/users/nobody@contoso.example');
    assert.equal(none.json['error']?.['code'], 'Request_ResourceNotFound');
  });

  it('lists the members of nested groups', async () => {
    const path = `/groups/${DEMO.approverGroup}/transitiveMembers`;
    const all = await graph(simulator, DEMO.homeTenantId, path);
    assert.equal(rows(all.json['value']).length, 4);
    const users = await graph(
      simulator,
      DEMO.homeTenantId,
      `${path}/microsoft.graph.user?$select=id`,
    );
    assert.deepEqual(
      rows(users.json['value']).map((user) => user['id']),
      [DEMO.approver, DEMO.secondApprover, DEMO.mailboxOwner],
    );
    assert.equal((await graph(simulator, DEMO.contoso, path)).status, 404);
  });

  it('refuses unknown options, properties, filters and routes', async () => {
    const paths = [
      '/users?$orderby=mail',
      '/users?$select=shoeSize',
      '/users?$filter=startswith(mail,%27a%27)',
      '/me',
    ];
    const statuses = [];
    for (const path of paths) statuses.push((await graph(simulator, DEMO.contoso, path)).status);
    assert.deepEqual(statuses, [400, 400, 400, 404]);
    assert.deepEqual(rules(simulator), [
      'unknown-query-option',
      'unknown-property',
      'unknown-route',
    ]);
  });

  it('refuses a token for Exchange', async () => {
    const { headers } = await exchange(simulator, DEMO.contoso);
    const answer = await call(`${simulator.url}/graph/v1.0/organization`, { headers });
    assert.equal(answer.status, 401);
    assert.deepEqual(rules(simulator), ['wrong-audience']);
  });

  it('answers a batch of at most twenty, in another order', async () => {
    const bearer = await token(simulator, DEMO.contoso, DEMO.reader, GRAPH);
    const post = (count: number) => {
      const requests = Array.from({ length: count }, (_, index) => ({
        id: String(index),
        method: 'GET',
        url: index === 0 ? '/users/nobody' : '/organization?$select=id',
      }));
      return call(`${simulator.url}/graph/v1.0/$batch`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${bearer}` },
        body: JSON.stringify({ requests }),
      });
    };
    const responses = rows((await post(3)).json['responses']);
    assert.notEqual(responses[0]?.['id'], '0');
    assert.equal(responses.find((response) => response['id'] === '0')?.['status'], 404);
    assert.equal((await post(21)).status, 400);
    assert.deepEqual(rules(simulator), ['batch-too-large']);
  });
});
