import assert from 'node:assert/strict';
import { graphReadAudit } from '../../../src/adapters/graph/read-audit.js';
import { ContractError, ServiceError } from '../../../src/lib/errors.js';
import type { ReadAudit } from '../../../src/zap/ports.js';
import { listed, refused, startGraph, tenant } from './graph-server.js';
import type { GraphServer } from './graph-server.js';

const id = '5f0d3b6e-0000-4000-8000-00000000a0d1';
const search = `security/auditLog/queries/${id}`;
const ownApp = 'b0700000-0000-4000-8000-0000000000a1';

function record(auditData: object = {}, more: object = {}): object {
  return {
    id: 'r1',
    createdDateTime: '2026-11-19T08:10:00Z',
    operation: 'MailItemsAccessed',
    userPrincipalName: 'Ida@Contoso.example',
    ...more,
    auditData: {
      UserId: 'Ida@Contoso.example',
      MailboxOwnerUPN: 'ida@contoso.example',
      OperationProperties: [
        { Name: 'MailAccessType', Value: 'Bind' },
        { Name: 'IsThrottled', Value: 'False' },
      ],
      Folders: [{ Path: '\\Inbox', FolderItems: [{ InternetMessageId: '<m1@bad.example>' }] }],
      ...auditData,
    },
  };
}

function accessType(value: string): object {
  return { OperationProperties: [{ Name: 'MailAccessType', Value: value }] };
}

const access = {
  account: 'ida@contoso.example',
  internetMessageId: '<m1@bad.example>',
  at: '2026-11-19T08:10:00.000Z',
  how: 'item',
};

describe('the audit log through Graph', () => {
  let graph: GraphServer;
  let audit: ReadAudit;
  let status: string | null;
  let records: readonly object[];
  beforeEach(async () => {
    graph = await startGraph();
    status = 'succeeded';
    records = [record()];
    graph.onRequest = ({ path }) =>
      path.endsWith('/records') ? listed(...records) : { body: { id, status } };
    audit = graphReadAudit(() => graph.client, { ownApps: [ownApp.toUpperCase()], mostRecords: 3 });
  });
  afterEach(() => graph.server.close());

  const accesses = async () => {
    const answer = await audit.collect(tenant, id);
    assert.ok(answer.kind === 'done');
    return answer.accesses;
  };

  it('orders a search for one operation, these people and this span, and nothing more', async () => {
    graph.onRequest = () => ({ status: 201, body: { id, status: 'notStarted' } });
    const span = { from: '2026-11-18T00:00:00.000Z', to: '2026-11-21T08:00:00.000Z' };
    const accounts = ['ida@contoso.example', 'jonas@contoso.example'];
    assert.equal(await audit.order(tenant, { accounts, span }), id);
    const [asked] = graph.asked;
    assert.deepEqual([asked?.method, asked?.path], ['POST', 'security/auditLog/queries']);
    assert.deepEqual(asked?.body, {
      displayName: 'Inbox Warden: mail opened since 2026-11-18',
      filterStartDateTime: span.from,
      filterEndDateTime: span.to,
      operationFilters: ['MailItemsAccessed'],
      userPrincipalNameFilters: accounts,
    });
  });

  it('does not order again when the answer to an order is lost', async () => {
    graph.onRequest = () => refused(503, 'ServiceUnavailable');
    const span = { from: '2026-11-18T00:00:00.000Z', to: '2026-11-21T08:00:00.000Z' };
    await assert.rejects(audit.order(tenant, { accounts: ['a@b.example'], span }), ServiceError);
    const first = graph.asked.length;
    graph.onRequest = () => ({ silence: 'reset' });
    await assert.rejects(audit.order(tenant, { accounts: ['a@b.example'], span }));
    assert.equal(graph.asked.length, first + 1);
  });

  for (const running of ['notStarted', 'running', 'unknownFutureValue', 'paused', null]) {
    it(`waits while the status is ${running ?? 'missing'}, and asks for no records`, async () => {
      status = running;
      assert.deepEqual(await audit.collect(tenant, id), { kind: 'running' });
      assert.deepEqual(
        graph.asked.map(({ path }) => path),
        [search],
      );
    });
  }

  for (const ending of ['failed', 'cancelled']) {
    it(`calls a search that was ${ending} lost, never an empty answer`, async () => {
      status = ending;
      assert.deepEqual(await audit.collect(tenant, id), { kind: 'lost' });
    });
  }

  it('calls a search lost that the service does not know any more', async () => {
    graph.onRequest = () => refused(404, 'NotFound');
    assert.deepEqual(await audit.collect(tenant, id), { kind: 'lost' });
  });

  it('lets an outage through', async () => {
    graph.onRequest = () => refused(500, 'x');
    await assert.rejects(audit.collect(tenant, id), ServiceError);
  });

  it('says who opened which message when', async () => {
    assert.deepEqual(await audit.collect(tenant, id), {
      kind: 'done',
      accesses: [access],
      gaps: [],
    });
    assert.equal(graph.asked[1]?.query.get('$top'), '999');
  });

  it('takes every item of every folder, and a record without folders for nothing', async () => {
    const [one, two, three] = ['a', 'b', 'c'].map((name) => ({ InternetMessageId: `<${name}@x>` }));
    records = [
      record({ Folders: [{ FolderItems: [one, two] }, {}, { FolderItems: [three, {}] }] }),
      record({ Folders: null, OperationProperties: null }),
    ];
    assert.deepEqual(
      (await accesses()).map(({ internetMessageId }) => internetMessageId),
      ['<a@x>', '<b@x>', '<c@x>'],
    );
  });

  it('tells the fetching of a folder, and what is neither, from an opening', async () => {
    records = [
      record(accessType('Sync')),
      record(accessType('Other')),
      record({ OperationProperties: [] }),
    ];
    assert.deepEqual(
      (await accesses()).map(({ how }) => how),
      ['folder', 'folder', 'folder'],
    );
  });

  it('passes over our own reading, and what somebody else did in the mailbox', async () => {
    records = [
      record({ AppId: ownApp }),
      record({ ClientAppId: ownApp.toUpperCase() }),
      record({ MailboxOwnerUPN: 'marta@contoso.example' }),
      record({ UserId: null }, { userPrincipalName: null }),
    ];
    assert.equal((await accesses()).length, 0);
  });

  it('passes over another operation and a time that is none', async () => {
    records = [
      record({}, { operation: 'HardDelete' }),
      record({}, { createdDateTime: '<script>' }),
    ];
    assert.equal((await accesses()).length, 0);
  });

  it('says that the log was throttled', async () => {
    records = [record({ OperationProperties: [{ Name: 'IsThrottled', Value: 'True' }] })];
    const answer = await audit.collect(tenant, id);
    assert.deepEqual(answer.kind === 'done' && answer.gaps, ['throttled']);
  });

  it('follows pages as far as its bound, and says that there is more', async () => {
    const root = `${graph.server.url}/graph/v1.0/${search}/records`;
    graph.onRequest = ({ path, query }) =>
      path.endsWith('/records')
        ? {
            body: {
              value: [record(), record()],
              '@odata.nextLink': `${root}?$skiptoken=${query.get('$skiptoken') ?? ''}2`,
            },
          }
        : { body: { id, status } };
    const answer = await audit.collect(tenant, id);
    assert.deepEqual(answer.kind === 'done' && [answer.accesses.length, answer.gaps], [
      3,
      ['truncated'],
    ]);
    assert.equal(graph.asked.length, 3);
  });

  it('refuses records of another shape: a wrong guess is a failure, not "nobody read it"', async () => {
    records = [record({ Folders: 'Inbox' })];
    await assert.rejects(audit.collect(tenant, id), ContractError);
    records = [{ id: 'r1', createdDateTime: 'x', operation: 'MailItemsAccessed' }];
    await assert.rejects(audit.collect(tenant, id), ContractError);
  });

  it('takes no id that could lead to another place', async () => {
    const span = { from: '2026-11-18T00:00:00.000Z', to: '2026-11-21T08:00:00.000Z' };
    for (const odd of ['../../users?x=', '', 'a'.repeat(201), 'a/b']) {
      graph.onRequest = () => ({ status: 201, body: { id: odd, status } });
      const order = audit.order(tenant, { accounts: ['ida@contoso.example'], span });
      await assert.rejects(order, ContractError, odd);
    }
  });

  it('takes a refusal for an absence and an outage for none', async () => {
    graph.onRequest = () => listed({ id, status });
    assert.deepEqual(await audit.probe(tenant), { kind: 'present' });
    graph.onRequest = () => refused(403, 'Forbidden');
    const absent = { kind: 'absent', why: 'no-permission', serviceCode: 'Forbidden' };
    assert.deepEqual(await audit.probe(tenant), absent);
    graph.onRequest = () => refused(404, 'x');
    assert.equal((await audit.probe(tenant)).kind, 'absent');
    graph.onRequest = () => refused(500, 'x');
    await assert.rejects(audit.probe(tenant), ServiceError);
  });
});
