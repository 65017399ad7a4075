import assert from 'node:assert/strict';
import { senderBlocks } from '../../../src/adapters/exchange/sender-blocks.js';
import { ServiceError } from '../../../src/lib/errors.js';
import type { SenderBlocks } from '../../../src/zap/ports.js';
import { refused, rows, startExchange, tenant } from '../exchange/exchange-server.js';
import type { ExchangeServer } from '../exchange/exchange-server.js';

const until = '2026-02-04T08:00:00.000Z';

describe('SenderBlocks', () => {
  let exchange: ExchangeServer;
  let blocks: SenderBlocks;
  let entries: object[];
  beforeEach(async () => {
    exchange = await startExchange();
    entries = [];
    exchange.onCommand = ({ cmdlet }) =>
      cmdlet.startsWith('Get-') ? rows(...entries) : { status: 204 };
    blocks = senderBlocks(() => exchange.commands);
  });
  afterEach(() => exchange.server.close());

  const changes = () => exchange.ran.filter(({ cmdlet }) => !cmdlet.startsWith('Get-'));
  const blocked = (more: object = {}) => ({
    Value: 'X@Bad.example',
    Action: 'Block',
    ExpirationDate: '2026-02-04T08:00:00',
    ...more,
  });

  it('blocks a sender until a date, with a note', async () => {
    await blocks.block(tenant, ' X@Bad.Example ', until, 'alert A1');
    assert.deepEqual(
      changes().map(({ cmdlet, parameters }) => [cmdlet, parameters]),
      [
        [
          'New-TenantAllowBlockListItems',
          {
            ListType: 'Sender',
            Block: true,
            Entries: ['x@bad.example'],
            ExpirationDate: until,
            Notes: 'alert A1',
          },
        ],
      ],
    );
  });

  it('blocks a whole domain', async () => {
    await blocks.block(tenant, 'bücher.example', until, '');
    assert.deepEqual(changes()[0]?.parameters['Entries'], ['xn--bcher-kva.example']);
  });

  it('changes nothing where the sender is blocked already', async () => {
    entries = [blocked()];
    await blocks.block(tenant, 'x@bad.example', until, '');
    assert.equal(changes().length, 0);
  });

  it('is content when somebody else was faster, and only then', async () => {
    exchange.onCommand = ({ cmdlet }) => {
      if (cmdlet.startsWith('Get-')) return rows(...entries);
      entries = [blocked()];
      return refused(400, 'DuplicateEntryException');
    };
    await blocks.block(tenant, 'x@bad.example', until, '');
    exchange.onCommand = ({ cmdlet }) =>
      cmdlet.startsWith('Get-') ? rows() : refused(400, 'QuotaExceededException');
    await assert.rejects(blocks.block(tenant, 'y@bad.example', until, ''), ServiceError);
  });

  it('finds blocks by their value, in any case, and no allowances', async () => {
    entries = [
      blocked({ Value: 'bad.example' }),
      blocked({ Action: 'Allow', Value: 'y@bad.example' }),
      blocked(),
      blocked({ Value: 'z@bad.example', ExpirationDate: null }),
    ];
    assert.deepEqual(await blocks.find(tenant, 'x@bad.example'), {
      value: 'X@Bad.example',
      expiresAt: until,
    });
    assert.deepEqual(await blocks.find(tenant, 'z@bad.example'), {
      value: 'z@bad.example',
      expiresAt: undefined,
    });
    assert.equal(await blocks.find(tenant, 'y@bad.example'), undefined);
  });

  it('unblocks what is blocked, and leaves the rest alone', async () => {
    await blocks.unblock(tenant, 'x@bad.example');
    assert.equal(changes().length, 0);
    entries = [blocked()];
    await blocks.unblock(tenant, 'x@bad.example');
    assert.deepEqual(changes()[0]?.parameters, {
      ListType: 'Sender',
      Entries: ['X@Bad.example'],
    });
  });

  it('sends nothing that is neither an address nor a domain', async () => {
    for (const bad of [
      '',
      '*',
      '*@bad.example',
      'a@b@c.example',
      'x@',
      '[1.2.3.4]',
      'a b@c.example',
      '<x@y.example>',
      'localhost',
    ]) {
      await assert.rejects(blocks.block(tenant, bad, until, ''), TypeError, bad);
    }
    await assert.rejects(blocks.block(tenant, 'x@bad.example', 'never', ''), RangeError);
    assert.equal(exchange.ran.length, 0);
  });
});
