import assert from 'node:assert/strict';
import { analyzedEmailsSource } from '../../../src/adapters/graph/analyzed-emails-source.js';
import { ContractError, ServiceError } from '../../../src/lib/errors.js';
import type { TenantZapSource } from '../../../src/zap/ports.js';
import { listed, refused, startGraph, tenant } from './graph-server.js';
import type { GraphServer } from './graph-server.js';
import { first, span } from './hunting-fixture.js';

const zap = {
  eventType: 'zap',
  eventDateTime: '2026-11-19T08:49:40Z',
  eventResult: 'Moved to quarantine',
  eventThreats: ['phish'],
};

function email(more: object = {}): object {
  return {
    networkMessageId: first.toUpperCase(),
    recipientEmailAddress: 'Ida@contoso.example',
    internetMessageId: '<m1@bad.example>',
    subject: 'Invoice',
    directionality: 'inbound',
    senderDetail: {
      fromAddress: 'bounce@mail.bad.example',
      mailFromAddress: 'X@bad.example',
      displayName: 'Support',
      ipv4: '203.0.113.9',
    },
    latestDelivery: { location: 'quarantine' },
    emailClusterId: '18446744073709551615',
    authenticationDetails: { senderPolicyFramework: 'Pass', compositeAuthentication: 'fail' },
    urls: [{ url: 'https://bad.example/x' }],
    timelineEvents: [
      zap,
      { eventType: 'originalDelivery', eventDateTime: '2026-11-19T08:02:11Z' },
      {
        eventType: 'userUrlClick',
        eventDateTime: '2026-11-19T08:10:00Z',
        eventResult: 'ClickAllowed',
      },
    ],
    ...more,
  };
}

describe('Analyzed e-mails as a source of purges', () => {
  let graph: GraphServer;
  let source: TenantZapSource;
  beforeEach(async () => {
    graph = await startGraph();
    graph.onRequest = () => listed(email());
    source = analyzedEmailsSource(() => graph.client, { clock: graph.clock, mostEmails: 3 });
  });
  afterEach(() => graph.server.close());

  it('reads purge, delivery and clicks from the timeline', async () => {
    const { sightings, truncated } = await source.read(tenant, span);
    assert.equal(truncated, false);
    assert.deepEqual(sightings, [
      {
        source: 'analyzed-emails',
        networkMessageId: first,
        recipient: 'ida@contoso.example',
        threat: 'phish',
        result: 'moved',
        location: 'quarantine',
        receivedAt: '2026-11-19T08:02:11.000Z',
        zapAt: { kind: 'exact', at: '2026-11-19T08:49:40.000Z' },
        clicks: [{ at: '2026-11-19T08:10:00.000Z', account: 'ida@contoso.example', reached: true }],
        internetMessageId: '<m1@bad.example>',
        subject: 'Invoice',
        senderAddress: 'x@bad.example',
        senderName: 'Support',
        mailFromDomain: 'mail.bad.example',
        senderIp: '203.0.113.9',
        direction: 'inbound',
        clusterId: '18446744073709551615',
        authentication: { spf: 'pass', compauth: 'fail' },
        urls: ['https://bad.example/x'],
        attachments: undefined,
      },
    ]);
  });

  it('looks at mail delivered before the span, and at purges within it only', async () => {
    await source.read(tenant, span);
    assert.equal(graph.asked[0]?.query.get('startTime'), '2026-11-15T00:00:00.000Z');
    const late = { ...zap, eventDateTime: '2026-11-21T00:00:01Z' };
    graph.onRequest = () => listed(email({ timelineEvents: [late] }));
    assert.deepEqual((await source.read(tenant, span)).sightings, []);
  });

  it('keeps all digits of a cluster id that comes as a number', async () => {
    const text = JSON.stringify({ value: [email()] });
    graph.onRequest = () => ({
      body: text.replace('"18446744073709551615"', '18446744073709551615'),
    });
    const [sighting] = (await source.read(tenant, span)).sightings;
    assert.equal(sighting?.clusterId, '18446744073709551615');
  });

  for (const [eventResult, result] of [
    ['Error', 'failed'],
    ['UserTriaged', 'user-triaged'],
    ['Junk folder', 'moved'],
    [null, 'unknown'],
  ] as const) {
    it(`says ${result} for the result "${eventResult ?? ''}"`, async () => {
      graph.onRequest = () => listed(email({ timelineEvents: [{ ...zap, eventResult }] }));
      assert.equal((await source.read(tenant, span)).sightings[0]?.result, result);
    });
  }

  it('leaves simulations out', async () => {
    graph.onRequest = () => listed(email({ primaryOverrideSource: 'Phishing simulation' }));
    assert.deepEqual((await source.read(tenant, span)).sightings, []);
  });

  it('refuses the shape of the beta', async () => {
    const beta = { id: 'x', recipientEmailAddresses: ['a@contoso.example'] };
    graph.onRequest = () =>
      listed(email({ ...beta, networkMessageId: undefined, recipientEmailAddress: undefined }));
    await assert.rejects(source.read(tenant, span), ContractError);
  });

  it('follows pages, counts a row once, and says where it stopped', async () => {
    const root = `${graph.server.url}/graph/v1.0/security/collaboration/analyzedEmails`;
    graph.onRequest = ({ query }) => ({
      body: {
        value: [email(), email()],
        ...(query.has('$skiptoken') ? {} : { '@odata.nextLink': `${root}?$skiptoken=2` }),
      },
    });
    const reading = await source.read(tenant, span);
    assert.deepEqual([reading.sightings.length, reading.truncated], [1, true]);
  });

  it('takes a refusal for an absence and an outage for none', async () => {
    assert.equal((await source.probe(tenant)).kind, 'present');
    graph.onRequest = () => refused(403, 'LicenseRequired');
    assert.deepEqual(await source.probe(tenant), {
      kind: 'absent',
      why: 'no-permission',
      serviceCode: 'LicenseRequired',
    });
    graph.onRequest = () => refused(500, 'x');
    await assert.rejects(source.probe(tenant), ServiceError);
  });
});
