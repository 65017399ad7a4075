import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ownUsers } from '../../../src/adapters/graph/own-users.js';
import { ServiceError } from '../../../src/lib/errors.js';
import type { OwnUsers } from '../../../src/spam/ports.js';
import { listed, refused, startGraph, tenant } from '../graph-mail/graph-server.js';
import type { GraphServer } from '../graph-mail/graph-server.js';

const ida = {
  id: 'E0000000-0000-4000-8000-000000000001',
  userPrincipalName: 'Ida.Berg@contoso.example',
  mail: 'Ida@contoso.example',
  proxyAddresses: ['SMTP:Ida@contoso.example', 'smtp:I.Berg@contoso.example', 'SIP:ida@x.example'],
  displayName: 'Ida Berg',
  accountEnabled: true,
  userType: 'Member',
};

describe('The people behind addresses', () => {
  let graph: GraphServer;
  let users: OwnUsers;

  beforeEach(async () => {
    graph = await startGraph();
    graph.onRequest = () => listed(ida);
    users = ownUsers(() => graph.client);
  });
  afterEach(() => graph.server.close());

  const filters = (): string[] => graph.asked.map(({ query }) => query.get('$filter') ?? '');

  it('are found by mail, other addresses and sign-in name, in any case', async () => {
    const asked = ['IDA@contoso.example', 'i.berg@contoso.example', 'ida.berg@contoso.example'];
    const found = await users.find(tenant, [...asked, 'x@bad.example']);
    assert.deepEqual(
      [...found.keys()],
      asked.map((address) => address.toLowerCase()),
    );
    assert.deepEqual(found.get('ida@contoso.example'), {
      objectId: ida.id.toLowerCase(),
      userPrincipalName: 'ida.berg@contoso.example',
      addresses: ['ida@contoso.example', 'i.berg@contoso.example'],
      displayName: 'Ida Berg',
      accountEnabled: true,
    });
  });

  it('are asked for in batches, fifteen conditions in a filter at most', async () => {
    await users.find(
      tenant,
      Array.from({ length: 230 }, (_, i) => `p${i}@contoso.example`),
    );
    assert.ok(filters().every((filter) => filter.split(' or ').length <= 15));
    assert.deepEqual([filters().length, graph.batches.length], [46, 3]);
    assert.ok(filters().some((filter) => filter.includes("p:p eq 'smtp:p7@contoso.example'")));
  });

  it('are not guests, and an address goes before a sign-in name', async () => {
    const per = { ...ida, id: ida.id.replace('1', '2'), userPrincipalName: 'ida@contoso.example' };
    graph.onRequest = () => listed({ ...per, mail: null, proxyAddresses: [] }, ida);
    const found = await users.find(tenant, ['ida@contoso.example']);
    assert.equal(found.get('ida@contoso.example')?.objectId, ida.id.toLowerCase());
    graph.onRequest = () => listed({ ...ida, userType: 'Guest' });
    assert.equal((await users.find(tenant, ['ida@contoso.example'])).size, 0);
  });

  it('are not asked for by what can be no address', async () => {
    const found = await users.find(tenant, [
      '',
      'ida',
      'a b@x',
      '@x',
      '\ud800@x',
      `a@${'x'.repeat(400)}`,
    ]);
    assert.deepEqual([found.size, graph.asked.length], [0, 0]);
    assert.equal((await users.find(tenant, [])).size, 0);
  });

  it('stay a value inside the filter, whatever an attacker writes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 40 }), async (text) => {
        const before = graph.asked.length;
        await users.find(tenant, [`${text}'@bad.example`, `' or id ne '@bad.example`]);
        for (const filter of filters().slice(before)) {
          const bare = filter.replaceAll(/'(?:[^']|'')*'/g, '?');
          assert.match(
            bare,
            /^(?:(?: or )?mail eq \? or userPrincipalName eq \? or proxyAddresses\/any\(p:p eq \?\))*$/,
          );
        }
      }),
      { numRuns: 40 },
    );
  });

  it('are not nobody because a part of the question failed', async () => {
    graph.onRequest = ({ query }) =>
      (query.get('$filter') ?? '').includes('p7@') ? refused(403, 'Forbidden') : listed();
    const asked = Array.from({ length: 10 }, (_, i) => `p${i}@contoso.example`);
    await assert.rejects(users.find(tenant, asked), ServiceError);
  });
});
