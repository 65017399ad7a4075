import assert from 'node:assert/strict';
import { spoofReportSource } from '../../../src/adapters/exchange/spoof-report-source.js';
import { ContractError, ServiceError } from '../../../src/lib/errors.js';
import type { SpoofSource } from '../../../src/spam/ports.js';
import { refused, rows, startExchange, tenant } from '../exchange/exchange-server.js';
import type { ExchangeServer } from '../exchange/exchange-server.js';
import type { Scripted } from '../lib-http/scripted-server.js';

const span = { from: '2026-01-01T23:00:00.000Z', to: '2026-01-04T22:59:59.999Z' };

function line(more: object = {}): object {
  return {
    Date: '2026-01-03T00:00:00',
    EventType: 'SpoofMail',
    Direction: 'Inbound',
    Domain: 'Contoso.example',
    SpoofedSender: 'Boss@contoso.example',
    TrueSender: 'Mail.bad.example',
    SendingInfrastructure: 'bad.example',
    MessageCount: 7,
    SpoofType: 'Internal',
    Action: 'CaughtAsSpam',
    CompAuthResult: 'fail',
    ...more,
  };
}

describe('The spoof report', () => {
  let exchange: ExchangeServer;
  let source: SpoofSource;

  beforeEach(async () => {
    exchange = await startExchange();
    source = spoofReportSource(() => exchange.commands, { clock: exchange.clock, mostPages: 2 });
  });
  afterEach(() => exchange.server.close());

  const answer = (...lines: object[]): void => {
    exchange.onCommand = () => rows(...lines);
  };

  it('gives what a line says, in either spelling of the columns', async () => {
    const expected = {
      at: '2026-01-03T00:00:00.000Z',
      domain: 'contoso.example',
      spoofedUser: 'boss@contoso.example',
      trueSender: 'mail.bad.example',
      infrastructure: 'bad.example',
      count: 7,
      type: 'internal',
      result: 'CaughtAsSpam',
    };
    answer(line());
    assert.deepEqual(await source.read(tenant, span), { rows: [expected], truncated: false });
    answer({
      Date: '2026-01-03T00:00:00Z',
      Domain: 'contoso.example',
      'Spoofed User': 'boss@contoso.example',
      'True Sender': 'mail.bad.example',
      'Sending Infrastructure': 'bad.example',
      Count: '7',
      'Spoof Type': 'internal',
      Result: 'CaughtAsSpam',
    });
    assert.deepEqual((await source.read(tenant, span)).rows, [expected]);
  });

  it('takes a type in other words for unknown, and the domain from the sender', async () => {
    answer(line({ SpoofType: 'Neu', Domain: '' }));
    const [row] = (await source.read(tenant, span)).rows;
    assert.deepEqual([row?.type, row?.domain], ['unknown', 'contoso.example']);
  });

  it('asks for whole UTC days, and gives each to the span that holds its noon', async () => {
    answer(...[1, 2, 3, 4, 5].map((day) => line({ Date: `2026-01-0${day}T00:00:00` })));
    const { rows: found } = await source.read(tenant, span);
    assert.deepEqual(
      found.map(({ at }) => at.slice(8, 10)),
      ['02', '03', '04'],
    );
    const { StartDate, EndDate } = exchange.ran[0]?.parameters ?? {};
    assert.deepEqual(
      [StartDate, EndDate],
      ['2026-01-01T00:00:00.000Z', '2026-01-05T00:00:00.000Z'],
    );
  });

  it('reads all pages, a line once, and says when they do not end', async () => {
    const full = (page: unknown): Scripted =>
      rows(...Array.from({ length: 5000 }, (_, i) => line({ TrueSender: `${String(page)}-${i}` })));
    exchange.onCommand = ({ parameters }) =>
      parameters['Page'] === 1 ? full(1) : rows(line({ TrueSender: '1-7' }), line());
    const { rows: found, truncated } = await source.read(tenant, span);
    assert.deepEqual([found.length, truncated], [5001, false]);
    exchange.onCommand = ({ parameters }) => full(parameters['Page']);
    assert.equal((await source.read(tenant, span)).truncated, true);
  }).timeout(20_000);

  it('says when the span begins before it reaches', async () => {
    answer();
    const old = { from: '2025-09-01T00:00:00.000Z', to: span.to };
    assert.equal((await source.read(tenant, old)).truncated, true);
    const older = { from: '2025-08-01T00:00:00.000Z', to: '2025-08-02T00:00:00.000Z' };
    assert.deepEqual(await source.read(tenant, older), { rows: [], truncated: true });
    assert.equal(exchange.ran.length, 1);
  });

  it('rejects a line without a day or a number, and a refusal', async () => {
    for (const broken of [{ Date: '' }, { MessageCount: 'many' }, { MessageCount: '' }]) {
      answer(line(broken));
      await assert.rejects(source.read(tenant, span), ContractError);
    }
    exchange.onCommand = () => refused(403, 'NoRole');
    await assert.rejects(source.read(tenant, span), ServiceError);
    assert.equal((await source.probe(tenant)).kind, 'absent');
    answer();
    assert.deepEqual(await source.probe(tenant), { kind: 'present' });
  });
});
