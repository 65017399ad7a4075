import assert from 'node:assert/strict';
import { mailboxZapSource } from '../../../src/adapters/graph/mailbox-zap-source.js';
import type { ZapPropertySet } from '../../../src/adapters/graph/mailbox-zap-query.js';
import type { DirectoryPerson, MailboxZapSource } from '../../../src/zap/ports.js';
import { causeOf, listed, refused, startGraph, tenant } from './graph-server.js';
import type { GraphServer } from './graph-server.js';
import { first, span } from './hunting-fixture.js';

const common = '00062008-0000-0000-c000-000000000046';
const internet = '00020386-0000-0000-c000-000000000046';
const idaId = '22222222-0000-4000-8000-000000000001';

function person(objectId = idaId): DirectoryPerson {
  return {
    objectId,
    userPrincipalName: 'ida.berg@contoso.example',
    addresses: ['ida@contoso.example', 'ida.berg@contoso.example'],
    displayName: 'Ida',
    accountEnabled: true,
  };
}

const message = {
  id: 'immutable-1',
  internetMessageId: '<m1@bad.example>',
  subject: 'Invoice',
  from: { emailAddress: { name: 'Support', address: 'X@bad.example' } },
  receivedDateTime: '2026-11-19T08:02:11Z',
  lastModifiedDateTime: '2026-11-19T08:49:40Z',
  isRead: true,
  parentFolderId: 'junk',
  internetMessageHeaders: [
    { name: 'X-MS-Office365-Filtering-Correlation-Id', value: ` ${first.toUpperCase()}` },
  ],
};

describe('Mailboxes as a source of purges', () => {
  let graph: GraphServer;
  let source: MailboxZapSource;
  let known: ZapPropertySet | undefined;

  beforeEach(async () => {
    graph = await startGraph();
    known = undefined;
    source = mailboxZapSource(() => graph.client, {
      causeOf,
      propertySets: { recall: () => known, remember: (_tenant, set) => (known = set) },
    });
  });
  afterEach(() => graph.server.close());

  const readIda = async () => (await source.readMailboxes(tenant, [person()], span)).get(idaId);

  it('asks as the service wants it: sorted property first, immutable ids, both folders and sets', async () => {
    graph.onRequest = () => listed();
    assert.deepEqual(await readIda(), { kind: 'read', sightings: [] });
    assert.deepEqual(graph.batches, [4]);
    const [asked] = graph.asked;
    assert.equal(asked?.path, `users/${idaId}/mailFolders/junkemail/messages`);
    assert.equal(
      asked.query.get('$filter'),
      'receivedDateTime ge 2026-11-18T00:00:00Z and receivedDateTime le 2026-11-21T00:00:00Z' +
        ' and singleValueExtendedProperties/any(ep: ep/id eq' +
        ` 'String {${common}} Name X-Microsoft-Antispam-ZAP-Message-Info' and ep/value ne null)`,
    );
    assert.equal(asked.query.get('$orderby'), 'receivedDateTime desc');
    assert.equal(asked.query.get('$top'), '50');
    assert.match(asked.query.get('$select') ?? '', /internetMessageHeaders/);
    assert.ok(graph.asked.every(({ headers }) => headers['Prefer'] === 'IdType="ImmutableId"'));
    assert.equal(known, undefined);
  });

  it('says what an item shows and no more', async () => {
    graph.onRequest = ({ path, query }) =>
      path.includes('junkemail') && query.get('$filter')?.includes(internet) === true
        ? listed(message)
        : listed();
    assert.deepEqual(await readIda(), {
      kind: 'read',
      sightings: [
        {
          source: 'mailbox',
          networkMessageId: first,
          recipient: 'ida@contoso.example',
          threat: 'unknown',
          result: 'moved',
          location: 'junk',
          receivedAt: '2026-11-19T08:02:11.000Z',
          zapAt: { kind: 'last-change', at: '2026-11-19T08:49:40.000Z' },
          isRead: true,
          itemId: 'immutable-1',
          internetMessageId: '<m1@bad.example>',
          subject: 'Invoice',
          senderAddress: 'x@bad.example',
          senderName: 'Support',
          headers: message.internetMessageHeaders,
        },
      ],
    });
    assert.equal(known, internet);
  });

  it('asks for the set that is known alone', async () => {
    known = internet;
    graph.onRequest = () => listed();
    await readIda();
    assert.equal(graph.asked.length, 2);
    assert.ok(graph.asked.every(({ query }) => query.get('$filter')?.includes(internet)));
  });

  it('reads the folder whole where the filter is refused', async () => {
    known = common;
    graph.onRequest = ({ path, query }) => {
      if (query.get('$filter')?.includes('any(') === true) return refused(400, 'InefficientFilter');
      const stamp = { singleValueExtendedProperties: [{ id: 'x', value: 'y' }] };
      return path.includes('deleteditems')
        ? listed({ ...message, ...stamp }, { ...message, id: '2' })
        : listed();
    };
    const reading = await readIda();
    assert.ok(reading?.kind === 'read');
    assert.deepEqual(
      reading.sightings.map(({ itemId, location }) => [itemId, location]),
      [['immutable-1', 'deleted-items']],
    );
  });

  it('takes an account without a mailbox for one, and any other refusal for a failure', async () => {
    graph.onRequest = () => refused(404, 'MailboxNotEnabledForRESTAPI');
    assert.deepEqual(await readIda(), { kind: 'read', sightings: [] });
    graph.onRequest = ({ path }) =>
      path.includes('junkemail') ? listed(message) : refused(403, 'ErrorAccessDenied');
    assert.deepEqual(await readIda(), {
      kind: 'failed',
      cause: {
        code: 'permission-missing',
        serviceCode: 'ErrorAccessDenied',
        requestId: undefined,
      },
    });
  });

  it('gives everybody an answer when one mailbox fails', async () => {
    const people = Array.from({ length: 12 }, (_, i) =>
      person(`22222222-0000-4000-8000-${i.toString().padStart(12, '0')}`),
    );
    graph.onRequest = ({ path }) =>
      path.includes('000000000007') ? refused(500, 'x') : listed(message);
    const readings = await source.readMailboxes(tenant, people, span);
    assert.equal(readings.size, 12);
    const failed = [...readings].filter(([, { kind }]) => kind === 'failed');
    assert.deepEqual(
      failed.map(([id]) => id.slice(-2)),
      ['07'],
    );
  });

  it('lists people with all their addresses, primary first, without guests', async () => {
    graph.onRequest = ({ query }) =>
      query.has('$skiptoken')
        ? listed({ id: '3', userPrincipalName: 'g@x', userType: 'Guest' })
        : {
            body: {
              value: [
                {
                  id: 'A1',
                  userPrincipalName: 'Ida.Berg@contoso.example',
                  mail: 'ida@contoso.example',
                  proxyAddresses: [
                    'smtp:Old@contoso.example',
                    'SIP:ida@contoso.example',
                    'SMTP:Ida@contoso.example',
                  ],
                  displayName: 'Ida',
                  accountEnabled: false,
                },
                { id: 'A2', userPrincipalName: 'room@contoso.example', mail: null },
              ],
              '@odata.nextLink': `${graph.server.url}/graph/v1.0/users?$skiptoken=2`,
            },
          };
    assert.deepEqual(await source.people(tenant), [
      {
        objectId: 'a1',
        userPrincipalName: 'ida.berg@contoso.example',
        addresses: ['ida@contoso.example', 'old@contoso.example'],
        displayName: 'Ida',
        accountEnabled: false,
      },
      {
        objectId: 'a2',
        userPrincipalName: 'room@contoso.example',
        addresses: [],
        displayName: '',
        accountEnabled: true,
      },
    ]);
    assert.equal(graph.asked[0]?.query.get('$top'), '999');
  });

  it('is there when any mailbox may be read, and absent when all are forbidden', async () => {
    let answers: Record<string, ReturnType<typeof listed>> = {};
    graph.onRequest = ({ path }) =>
      path === 'users' ? listed({ id: 'a' }, { id: 'b' }) : (answers[path.charAt(6)] ?? listed());
    answers = { a: refused(403, 'ErrorAccessDenied') };
    assert.deepEqual(await source.probe(tenant), { kind: 'present' });
    answers = { ...answers, b: refused(404, 'MailboxNotEnabledForRESTAPI') };
    assert.deepEqual(await source.probe(tenant), {
      kind: 'absent',
      why: 'no-permission',
      serviceCode: 'ErrorAccessDenied',
    });
    graph.onRequest = () => refused(503, 'x');
    await assert.rejects(source.probe(tenant));
  });
});
