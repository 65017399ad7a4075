import assert from 'node:assert/strict';
import { huntingSource } from '../../../src/adapters/graph/hunting-source.js';
import { ContractError, ServiceError } from '../../../src/lib/errors.js';
import type { TenantZapSource } from '../../../src/zap/ports.js';
import type { ZapSighting } from '../../../src/zap/sighting.js';
import { refused, startGraph, tenant } from './graph-server.js';
import type { GraphServer } from './graph-server.js';
import { click, event, first, hunting, mail, queryOf, second, span } from './hunting-fixture.js';
import type { HuntingTables } from './hunting-fixture.js';

describe('Hunting as a source of purges', () => {
  let graph: GraphServer;
  let source: TenantZapSource;
  let tables: HuntingTables;

  beforeEach(async () => {
    graph = await startGraph();
    tables = { EmailPostDeliveryEvents: [event({})], EmailEvents: [mail({})] };
    graph.onRequest = (asked) => hunting(tables)(asked);
    source = huntingSource(() => graph.client, { clock: graph.clock, mostEvents: 10 });
  });
  afterEach(() => graph.server.close());

  async function read(): Promise<readonly ZapSighting[]> {
    return (await source.read(tenant, span)).sightings;
  }
  async function one(): Promise<ZapSighting> {
    const [sighting, ...others] = await read();
    assert.ok(sighting !== undefined && others.length === 0);
    return sighting;
  }

  it('joins purge and delivery on message and recipient, whatever their case', async () => {
    tables['EmailUrlInfo'] = [{ NetworkMessageId: first, Url: 'https://bad.example/x' }];
    tables['EmailAttachmentInfo'] = [
      { NetworkMessageId: first, FileName: 'a.html', FileType: 'html', SHA256: 'AB', FileSize: 7 },
    ];
    assert.deepEqual(await one(), {
      source: 'hunting',
      networkMessageId: first,
      recipient: 'ida@contoso.example',
      threat: 'phish',
      result: 'moved',
      location: 'quarantine',
      receivedAt: '2026-11-19T08:02:11.000Z',
      zapAt: { kind: 'exact', at: '2026-11-19T08:49:40.123Z' },
      clicks: [],
      internetMessageId: '<m1@bad.example>',
      subject: 'Invoice " | union',
      senderAddress: 'x@bad.example',
      senderName: 'Support',
      mailFromDomain: 'bounce.bad.example',
      senderIp: '203.0.113.9',
      direction: 'inbound',
      clusterId: '18446744073709551615',
      authentication: { spf: 'pass', dkim: 'none', dmarc: 'fail', compauth: 'pass' },
      urls: ['https://bad.example/x'],
      attachments: [{ name: 'a.html', contentType: 'html', size: 7, sha256: 'ab' }],
    });
  });

  it('reads the keys of the schema in either case', async () => {
    graph.onRequest = (asked) => hunting(tables, true)(asked);
    assert.equal((await one()).result, 'moved');
  });

  it('asks with has, because ActionType holds more than its page says', async () => {
    await read();
    const query = queryOf(graph.asked[0] ?? assert.fail());
    assert.match(query, /ActionType has "ZAP"/);
    assert.doesNotMatch(query, /SourceLocation/);
  });

  for (const [type, threat] of [
    ['Spam ZAP', 'spam'],
    ['Malware ZAP', 'malware'],
    ['ZAP', 'phish'],
  ] as const) {
    it(`takes ${type} for ${threat}`, async () => {
      tables['EmailPostDeliveryEvents'] = [event({ ActionType: type })];
      assert.equal((await one()).threat, threat);
    });
  }

  for (const [text, result, location] of [
    ['Success', 'moved', 'quarantine'],
    ['Error', 'failed', 'inbox'],
    ['UserTriaged', 'user-triaged', 'inbox'],
    ['', 'unknown', 'inbox'],
  ] as const) {
    it(`says ${result} for the result "${text}"`, async () => {
      tables['EmailPostDeliveryEvents'] = [event({ ActionResult: text })];
      tables['EmailEvents'] = [mail({ LatestDeliveryLocation: 'Inbox/folder' })];
      const sighting = await one();
      assert.deepEqual([sighting.result, sighting.location], [result, location]);
    });
  }

  it('takes the last row’s result, and the time of the first purge that worked', async () => {
    tables['EmailPostDeliveryEvents'] = [
      event({ Timestamp: '2026-11-19T09:30:00Z' }),
      event({ Timestamp: '2026-11-19T09:00:00Z' }),
      event({ Timestamp: '2026-11-19T08:30:00Z', ActionResult: 'Error' }),
    ];
    tables['EmailEvents'] = [
      mail({ Timestamp: '2026-11-19T08:04:00Z', Subject: 'later' }),
      mail({}),
    ];
    const sighting = await one();
    assert.equal(sighting.result, 'moved');
    assert.equal(sighting.zapAt?.at, '2026-11-19T09:00:00.000Z');
    assert.equal(sighting.receivedAt, '2026-11-19T08:02:11.000Z');
    assert.equal(sighting.subject, 'later');
  });

  it('uses SourceLocation where the tenant has it', async () => {
    tables['EmailPostDeliveryEvents'] = [
      event({ ActionResult: 'Error', DeliveryLocation: '', SourceLocation: 'DeletedItems' }),
    ];
    tables['EmailEvents'] = [mail({ LatestDeliveryLocation: '', DeliveryLocation: '' })];
    assert.equal((await one()).location, 'deleted-items');
  });

  it('gives each recipient a sighting, each with all clicks of the message', async () => {
    tables['EmailPostDeliveryEvents'] = [
      event({}),
      event({ RecipientEmailAddress: 'per@contoso.example' }),
      event({ NetworkMessageId: second }),
    ];
    tables['UrlClickEvents'] = [click({})];
    const sightings = await read();
    assert.deepEqual(
      sightings.map(({ recipient, clicks }) => [recipient, clicks?.map(({ account }) => account)]),
      [
        ['ida@contoso.example', ['ida.berg@contoso.example']],
        ['per@contoso.example', ['ida.berg@contoso.example']],
        ['ida@contoso.example', []],
      ],
    );
  });

  it('counts rows with one ReportId as one click, in any notation of true', async () => {
    tables['UrlClickEvents'] = [
      click({ ActionType: 'ClickBlocked', IsClickedThrough: '0' }),
      click({
        ActionType: 'ClickBlocked',
        IsClickedThrough: '1',
        Timestamp: '2026-11-19T08:09:00Z',
      }),
      click({ ReportId: 'c2', ActionType: 'ClickBlocked', IsClickedThrough: 0 }),
      click({ ReportId: 'c3', ActionType: 'UrlErrorPage', IsClickedThrough: true }),
      click({ ReportId: 'c4', Workload: 'Teams' }),
    ];
    const { clicks = [] } = await one();
    assert.deepEqual(
      clicks.map(({ at, reached }) => [at.slice(14, 19), reached]),
      [
        ['09:00', true],
        ['10:00', false],
        ['10:00', true],
      ],
    );
  });

  it('does not take a missing table of clicks for no clicks', async () => {
    tables['UrlClickEvents'] = 'unknown';
    assert.equal((await one()).clicks, undefined);
    tables['EmailEvents'] = 'unknown';
    await assert.rejects(read(), ServiceError);
  });

  it('leaves simulations and SecOps mailboxes out', async () => {
    for (const policy of ['Phishing simulation', 'SecOps Mailbox', 'Quota, Phishing Simulation']) {
      tables['EmailEvents'] = [mail({ OrgLevelPolicy: policy })];
      assert.deepEqual(await read(), []);
    }
  });

  it('gives a purge whose delivery is not logged yet', async () => {
    tables['EmailEvents'] = [];
    const sighting = await one();
    assert.deepEqual(
      [sighting.internetMessageId, sighting.receivedAt, sighting.location],
      ['<m1@bad.example>', undefined, 'quarantine'],
    );
  });

  it('unwraps Safe Links, whose query names the recipient', async () => {
    const wrapped =
      'https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fbad.example%2Fa&data=05%7C02%7Cida%40contoso.example%7C';
    tables['EmailUrlInfo'] = [
      { NetworkMessageId: first, Url: wrapped },
      { NetworkMessageId: first, Url: 'https://bad.example/a' },
    ];
    assert.deepEqual((await one()).urls, ['https://bad.example/a']);
  });

  it('says when there are more purges than it read, also when the service cut them off', async () => {
    tables['EmailPostDeliveryEvents'] = Array.from({ length: 11 }, () => event({}));
    assert.equal((await source.read(tenant, span)).truncated, true);
    tables['EmailPostDeliveryEvents'] = [event({})];
    assert.equal((await source.read(tenant, span)).truncated, false);
    const whole = hunting(tables);
    graph.onRequest = (asked) =>
      queryOf(asked).includes('count()')
        ? { body: { schema: [{ name: 'Total' }], results: [{ Total: 9 }] } }
        : whole(asked);
    assert.equal((await source.read(tenant, span)).truncated, true);
  });

  it('asks for the messages in chunks', async () => {
    source = huntingSource(() => graph.client, { clock: graph.clock });
    tables['EmailPostDeliveryEvents'] = Array.from({ length: 251 }, (_, i) =>
      event({ NetworkMessageId: `11111111-0000-4000-8000-${i.toString().padStart(12, '0')}` }),
    );
    await read();
    const mails = graph.asked.filter((asked) => queryOf(asked).startsWith('EmailEvents'));
    assert.equal(mails.length, 2);
  });

  it('rejects an answer without a column that it needs', async () => {
    graph.onRequest = () => ({ body: { schema: [{ name: 'Timestamp' }], results: [] } });
    await assert.rejects(read(), ContractError);
  });

  it('takes a missing table, permission or cloud for an absence, and an outage for none', async () => {
    assert.deepEqual(await source.probe(tenant), { kind: 'present' });
    const cases = [
      [400, 'no-licence'],
      [403, 'no-permission'],
      [404, 'not-in-cloud'],
    ] as const;
    for (const [status, why] of cases) {
      graph.onRequest = () => refused(status, 'Some');
      const presence = await source.probe(tenant);
      assert.deepEqual(presence, { kind: 'absent', why, serviceCode: 'Some' });
    }
    graph.onRequest = () => refused(500, 'Some');
    await assert.rejects(source.probe(tenant), ServiceError);
  });

  it('takes a tenant whose mail is not logged at all for one without the licence', async () => {
    tables = {};
    const presence = await source.probe(tenant);
    assert.deepEqual([presence.kind, 'why' in presence && presence.why], ['absent', 'no-licence']);
  });
});
