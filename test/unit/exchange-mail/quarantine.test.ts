import assert from 'node:assert/strict';
import { quarantineReader, quarantineReleaser } from '../../../src/adapters/exchange/quarantine.js';
import { ContractError, ServiceError } from '../../../src/lib/errors.js';
import { refused, rows, startExchange, tenant } from '../exchange/exchange-server.js';
import type { ExchangeServer } from '../exchange/exchange-server.js';

const first = '11111111-0000-4000-8000-000000000001';
const id = '<m1@bad.example>';

function held(more: object = {}): object {
  return {
    Identity: `${first.toUpperCase()}\\4c2ca98e-94ea-db3a-7eb8-3b63657d4db7`,
    MessageId: id,
    RecipientAddress: ['Ida@contoso.example', 'per@contoso.example'],
    ReleaseStatus: 'NotReleased',
    ...more,
  };
}

describe('Quarantine', () => {
  let exchange: ExchangeServer;
  beforeEach(async () => {
    exchange = await startExchange();
    exchange.onCommand = () => rows(held());
  });
  afterEach(() => exchange.server.close());

  const find = (messageId: string) =>
    quarantineReader(() => exchange.commands, exchange.clock).find(tenant, messageId);

  it('finds by MessageId over the whole time that it keeps messages', async () => {
    assert.deepEqual(await find('m1@bad.example'), [
      {
        identity: `${first.toUpperCase()}\\4c2ca98e-94ea-db3a-7eb8-3b63657d4db7`,
        recipients: ['ida@contoso.example', 'per@contoso.example'],
        internetMessageId: id,
        released: false,
      },
    ]);
    assert.deepEqual(exchange.ran[0]?.parameters, {
      MessageId: id,
      StartReceivedDate: '2025-12-06T08:00:00.000Z',
      EndReceivedDate: '2026-01-05T08:00:00.000Z',
      PageSize: 1000,
      Page: 1,
    });
  });

  it('never asks with an empty or open id, which would mean every message', async () => {
    for (const bad of ['', '  ', '<>', '<a b>', '<a><b>', 'a>', `<${'a'.repeat(2000)}>`]) {
      await assert.rejects(find(bad), ContractError);
    }
    await assert.rejects(
      exchange.commands.invoke('Get-QuarantineMessage', { MessageId: '' }, { idempotent: true }),
      TypeError,
    );
    assert.equal(exchange.ran.length, 0);
  });

  it('refuses an answer about other messages', async () => {
    exchange.onCommand = () => rows(held(), held({ MessageId: '<other@x.example>' }));
    await assert.rejects(find(id), ContractError);
  });

  it('takes one recipient that comes alone, and a release', async () => {
    exchange.onCommand = () =>
      rows(held({ RecipientAddress: 'Ida@contoso.example', ReleaseStatus: 'RELEASED' }));
    const [item] = await find(id);
    assert.deepEqual([item?.recipients, item?.released], [['ida@contoso.example'], true]);
  });

  it('gives the headers folded as they are', async () => {
    const reader = quarantineReader(() => exchange.commands, exchange.clock);
    exchange.onCommand = () => rows({ Identity: 'x', Header: 'A: b\r\n c\r\n' });
    assert.equal(await reader.headers(tenant, 'x'), 'A: b\r\n c\r\n');
    exchange.onCommand = () => rows();
    await assert.rejects(reader.headers(tenant, 'x'), ContractError);
    await assert.rejects(reader.headers(tenant, ''), TypeError);
  });

  it('releases to one recipient, once, without allowing the sender', async () => {
    const releaser = quarantineReleaser(() => exchange.commands, exchange.clock);
    exchange.onCommand = () => ({ status: 204 });
    await releaser.release(tenant, 'x', 'ida@contoso.example');
    assert.deepEqual(exchange.ran[0]?.parameters, {
      Identity: 'x',
      User: ['ida@contoso.example'],
      ActionType: 'Release',
    });
    exchange.onCommand = () => refused(503, 'x');
    await assert.rejects(releaser.release(tenant, 'x', 'ida@contoso.example'), ServiceError);
    assert.equal(exchange.ran.length, 2);
  });
});
