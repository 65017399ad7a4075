import assert from 'node:assert/strict';
import { blockedUsers, sendingUnblock } from '../../../src/adapters/exchange/blocked-users.js';
import { ContractError, ServiceError } from '../../../src/lib/errors.js';
import type { BlockedUsers, SendingUnblock } from '../../../src/spam/ports.js';
import { refused, rows, startExchange, tenant } from '../exchange/exchange-server.js';
import type { ExchangeServer } from '../exchange/exchange-server.js';

function entry(more: object = {}): object {
  return {
    SenderAddress: 'Ida@Contoso.example',
    Reason: 'OutboundSpamLast24Hours=97;OutboundMailLast24Hours=97',
    CreatedDatetime: '2026-01-04T23:10:00',
    ...more,
  };
}

describe('Users who may not send', () => {
  let exchange: ExchangeServer;
  let blocked: BlockedUsers;
  let sending: SendingUnblock;
  let entries: object[];

  beforeEach(async () => {
    exchange = await startExchange();
    entries = [entry()];
    exchange.onCommand = ({ cmdlet }) => {
      if (cmdlet === 'Get-BlockedSenderAddress') return rows(...entries);
      entries = [];
      return { status: 204 };
    };
    blocked = blockedUsers(() => exchange.commands);
    sending = sendingUnblock(() => exchange.commands);
  });
  afterEach(() => exchange.server.close());

  const removals = () => exchange.ran.filter(({ cmdlet }) => cmdlet.startsWith('Remove-'));

  it('are listed with the reason, and nobody is nobody', async () => {
    assert.deepEqual(await blocked.list(tenant), [
      {
        address: 'ida@contoso.example',
        reason: 'OutboundSpamLast24Hours=97;OutboundMailLast24Hours=97',
        at: '2026-01-04T23:10:00.000Z',
      },
    ]);
    entries = [];
    assert.deepEqual(await blocked.list(tenant), []);
  });

  it('are listed in spite of a time in a form that is not known, but not without an address', async () => {
    entries = [entry({ CreatedDatetime: '1/4/2026 11:10 PM' }), entry()];
    assert.equal((await blocked.list(tenant)).length, 1);
    entries = [entry({ SenderAddress: ' ' })];
    await assert.rejects(blocked.list(tenant), ContractError);
  });

  it('are not nobody when the list is refused', async () => {
    exchange.onCommand = () => refused(403, 'NoRole');
    await assert.rejects(blocked.list(tenant), ServiceError);
    assert.deepEqual(await blocked.probe(tenant), {
      kind: 'absent',
      why: 'no-role',
      serviceCode: 'NoRole',
    });
    exchange.onCommand = () => rows();
    assert.deepEqual(await blocked.probe(tenant), { kind: 'present' });
  });

  it('may send again, by the address that stands in the list', async () => {
    assert.equal(
      (await sending.find(tenant, 'IDA@contoso.example'))?.address,
      'ida@contoso.example',
    );
    await sending.unblock(tenant, 'ida@contoso.example');
    assert.deepEqual(
      removals().map(({ parameters }) => parameters),
      [{ SenderAddress: 'Ida@Contoso.example' }],
    );
    assert.equal(await sending.find(tenant, 'ida@contoso.example'), undefined);
  });

  it('are left alone when they are not in the list', async () => {
    await sending.unblock(tenant, 'per@contoso.example');
    assert.equal(removals().length, 0);
  });

  it('are unblocked when somebody else was faster, and not when the service refuses', async () => {
    exchange.onCommand = ({ cmdlet }) => {
      if (cmdlet === 'Get-BlockedSenderAddress') return rows(...entries);
      entries = [];
      return refused(404, 'ManagementObjectNotFoundException');
    };
    await sending.unblock(tenant, 'ida@contoso.example');
    entries = [entry()];
    exchange.onCommand = ({ cmdlet }) =>
      cmdlet === 'Get-BlockedSenderAddress' ? rows(entry()) : refused(400, 'LimitReached');
    await assert.rejects(sending.unblock(tenant, 'ida@contoso.example'), ServiceError);
  });

  it('are named by an address alone', async () => {
    const guid = '11111111-0000-4000-8000-000000000001';
    for (const text of ['', ' ', '*', '*@contoso.example', 'a@x.example,b@x.example', guid]) {
      await assert.rejects(sending.unblock(tenant, text), TypeError);
      await assert.rejects(sending.find(tenant, text), TypeError);
    }
    assert.equal(exchange.ran.length, 0);
  });
});
