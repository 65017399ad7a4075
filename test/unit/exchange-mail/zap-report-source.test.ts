import assert from 'node:assert/strict';
import { zapReportSource } from '../../../src/adapters/exchange/zap-report-source.js';
import { ContractError, ServiceError } from '../../../src/lib/errors.js';
import type { TenantZapSource } from '../../../src/zap/ports.js';
import { refused, rows, startExchange, tenant } from '../exchange/exchange-server.js';
import type { Command, ExchangeServer } from '../exchange/exchange-server.js';
import type { Scripted } from '../lib-http/scripted-server.js';

/** The clock of the server stands at 2026-01-05T08:00:00Z. */
const span = { from: '2025-12-28T00:00:00.000Z', to: '2026-01-05T08:00:00.000Z' };
const first = '11111111-0000-4000-8000-000000000001';
const second = '11111111-0000-4000-8000-000000000002';

function reported(more: object = {}): object {
  return {
    Subject: 'Invoice',
    ReceivedTime: '2026-01-03T08:02:11',
    Sender: 'X@bad.example',
    Recipient: 'Ida@contoso.example',
    ZapTime: '2026-01-03T08:49:40Z',
    OriginalThreat: 'No threat',
    OriginalLocation: 'Inbox',
    UpdatedThreat: 'High confidence phish',
    UpdatedDeliveryLocation: 'Quarantine',
    DeliveryStatus: 'Success',
    DetectionTechnology: 'URL detonation',
    ...more,
  };
}

function traced(id: string, more: object = {}): object {
  return { MessageTraceId: id, MessageId: `<${id}@bad.example>`, Subject: 'Invoice', ...more };
}

describe('The ZAP report as a source of purges', () => {
  let exchange: ExchangeServer;
  let source: TenantZapSource;
  let onReport: (command: Command) => Scripted;
  let onTrace: (command: Command) => Scripted;

  beforeEach(async () => {
    exchange = await startExchange();
    onReport = () => rows(reported());
    onTrace = () => rows();
    exchange.onCommand = (command) =>
      command.cmdlet === 'Get-DetailZapReport' ? onReport(command) : onTrace(command);
    source = zapReportSource(() => exchange.commands, { clock: exchange.clock });
  });
  afterEach(() => exchange.server.close());

  it('reads rows in UTC, and takes the id that one trace alone gives', async () => {
    onTrace = () => rows(traced(first.toUpperCase()), traced(second, { Subject: 'Other' }));
    assert.deepEqual(await source.read(tenant, span), {
      truncated: false,
      sightings: [
        {
          source: 'zap-report',
          networkMessageId: first,
          internetMessageId: `<${first.toUpperCase()}@bad.example>`,
          recipient: 'ida@contoso.example',
          threat: 'phish',
          result: 'moved',
          location: 'quarantine',
          receivedAt: '2026-01-03T08:02:11.000Z',
          zapAt: { kind: 'exact', at: '2026-01-03T08:49:40.000Z' },
          subject: 'Invoice',
          senderAddress: 'x@bad.example',
        },
      ],
    });
    assert.deepEqual(exchange.ran[1]?.parameters, {
      SenderAddress: 'x@bad.example',
      RecipientAddress: 'ida@contoso.example',
      StartDate: '2026-01-03T08:00:11.000Z',
      EndDate: '2026-01-03T08:04:11.000Z',
    });
  });

  it('compares the names of columns without blanks and case', async () => {
    const spaced = Object.fromEntries(
      Object.entries(reported()).map(([name, value]) => [
        name.replace(/([a-z])([A-Z])/g, '$1 $2').toUpperCase(),
        value as unknown,
      ]),
    );
    onReport = () => rows(spaced);
    const [sighting] = (await source.read(tenant, span)).sightings;
    assert.equal(sighting?.zapAt?.at, '2026-01-03T08:49:40.000Z');
  });

  it('leaves a sighting without an id where two messages fit, or trace is refused', async () => {
    const answers = [rows(traced(first), traced(second)), rows(), refused(403, 'Denied')];
    for (const answer of answers) {
      onTrace = () => answer;
      const [sighting] = (await source.read(tenant, span)).sightings;
      assert.equal(sighting?.networkMessageId, undefined);
    }
    exchange.onBatch = () => ({ status: 403, body: {} });
    assert.equal((await source.read(tenant, span)).sightings.length, 1);
  });

  it('asks no trace for a row that has its id, and no more than forty', async () => {
    onReport = () => rows(reported({ NetworkMessageId: second }));
    await source.read(tenant, span);
    assert.equal(exchange.ran.length, 1);
    onReport = () =>
      rows(
        ...Array.from({ length: 60 }, (_, i) => reported({ Recipient: `p${i}@contoso.example` })),
      );
    await source.read(tenant, span);
    assert.equal(exchange.ran.length, 1 + 1 + 40);
  });

  for (const [status, place, result] of [
    ['Error', 'Inbox', 'failed'],
    ['UserTriaged', 'Deleted items', 'user-triaged'],
    ['Delivered', 'Junk folder', 'moved'],
    ['Delivered', 'Inbox', 'unknown'],
  ] as const) {
    it(`says ${result} for ${status} in ${place}`, async () => {
      onReport = () => rows(reported({ DeliveryStatus: status, UpdatedDeliveryLocation: place }));
      const [sighting] = (await source.read(tenant, span)).sightings;
      assert.equal(sighting?.result, result);
    });
  }

  it('reads pages until one is not full, and counts a row once', async () => {
    const full = Array.from({ length: 5000 }, (_, i) => reported({ Subject: `s${i}` }));
    onReport = ({ parameters }) =>
      parameters['Page'] === 1 ? rows(...full) : rows(reported({ Subject: 's4999' }), reported());
    onTrace = () => rows();
    const { sightings, truncated } = await source.read(tenant, span);
    assert.deepEqual([sightings.length, truncated], [5001, false]);
    const pages = exchange.ran.filter(({ cmdlet }) => cmdlet === 'Get-DetailZapReport');
    assert.deepEqual(
      pages.map(({ parameters }) => [parameters['Page'], parameters['PageSize']]),
      [
        [1, 5000],
        [2, 5000],
      ],
    );
  });

  it('asks for ten days at most, and says what that leaves out', async () => {
    const wide = { from: '2025-12-01T00:00:00.000Z', to: span.to };
    assert.equal((await source.read(tenant, wide)).truncated, true);
    const { StartDate, EndDate } = exchange.ran[0]?.parameters ?? {};
    assert.equal(StartDate, '2025-12-26T08:00:00.000Z');
    assert.equal(EndDate, span.to);
    const justTen = { from: '2025-12-26T07:59:00.000Z', to: span.to };
    assert.equal((await source.read(tenant, justTen)).truncated, false);
    const old = { from: '2025-11-01T00:00:00.000Z', to: '2025-11-02T00:00:00.000Z' };
    assert.deepEqual(await source.read(tenant, old), { sightings: [], truncated: true });
  });

  it('refuses a row without a recipient, or with a time that is none', async () => {
    for (const broken of [{ Recipient: '' }, { ZapTime: 'yesterday' }]) {
      onReport = () => rows(reported(broken));
      await assert.rejects(source.read(tenant, span), ContractError);
    }
  });

  it('tells an absent report from one that can’t be had now', async () => {
    assert.deepEqual(await source.probe(tenant), { kind: 'present' });
    for (const [status, why] of [
      [403, 'no-role'],
      [400, 'no-licence'],
      [401, 'no-permission'],
    ] as const) {
      onReport = () => refused(status, 'SomeException');
      assert.deepEqual(await source.probe(tenant), {
        kind: 'absent',
        why,
        serviceCode: 'SomeException',
      });
    }
    onReport = () => refused(400, 'ServerBusyException');
    await assert.rejects(source.probe(tenant), ServiceError);
  });
});
