import assert from 'node:assert/strict';
import { forwardReader } from '../../../src/adapters/exchange/forward-reader.js';
import { forwardWriter } from '../../../src/adapters/exchange/forward-writer.js';
import { ContractError, ServiceError } from '../../../src/lib/errors.js';
import { refused, rows, startExchange, tenant, tenantOf } from './exchange-server.js';
import type { CommandScript, ExchangeServer } from './exchange-server.js';

const guid = 'AAAAAAAA-0000-4000-8000-00000000000A';
const mailbox = {
  ExchangeGuid: guid,
  ExternalDirectoryObjectId: 'eeeeeeee-0000-4000-8000-000000000001',
  UserPrincipalName: 'ida@fabrikam.example',
  PrimarySmtpAddress: 'ida@fabrikam.example',
  DisplayName: 'Ida',
  RecipientTypeDetails: 'UserMailbox',
  ForwardingSmtpAddress: 'smtp:ida@outside.example',
  ForwardingAddress: null,
  DeliverToMailboxAndForward: false,
};
const read = {
  mailboxId: guid.toLowerCase(),
  objectId: mailbox.ExternalDirectoryObjectId,
  userPrincipalName: 'ida@fabrikam.example',
  primarySmtpAddress: 'ida@fabrikam.example',
  displayName: 'Ida',
  recipientType: 'UserMailbox',
  forwardingSmtpAddress: 'smtp:ida@outside.example',
  forwardingAddress: null,
  keepsCopy: false,
};
const domain = { DomainName: 'fabrikam.example', MatchSubDomains: true };
const otherGuid = 'bbbbbbbb-0000-4000-8000-00000000000b';

describe('forwarding over Exchange', () => {
  let exchange: ExchangeServer;
  beforeEach(async () => {
    exchange = await startExchange();
  });
  afterEach(() => exchange.server.close());

  const reader = () => forwardReader(() => exchange.commands);
  const listing =
    (...mailboxes: readonly object[]): CommandScript =>
    ({ cmdlet }) =>
      cmdlet === 'Get-AcceptedDomain' ? rows(domain) : rows(...mailboxes);

  describe('ForwardReader.readTenant', () => {
    it('reads accepted domains and forwarding mailboxes in one batch', async () => {
      exchange.onCommand = listing(mailbox);
      assert.deepEqual(await reader().readTenant(tenant), {
        acceptedDomains: [{ domainName: 'fabrikam.example', matchSubDomains: true }],
        mailboxes: [read],
      });
      assert.equal(exchange.server.received.length, 1);
      const getMailbox = exchange.ran.find(({ cmdlet }) => cmdlet === 'Get-Mailbox');
      assert.deepEqual(getMailbox?.parameters, {
        ResultSize: 'Unlimited',
        Filter: 'ForwardingSmtpAddress -ne $null -or ForwardingAddress -ne $null',
      });
      assert.match(getMailbox.url, /\$select=ExchangeGuid,.*DeliverToMailboxAndForward$/);
    });

    it('lists each mailbox once though pages overlapped, and none without a forward', async () => {
      const empty = { ...mailbox, ExchangeGuid: otherGuid, ForwardingSmtpAddress: '' };
      exchange.onCommand = listing(mailbox, mailbox, empty);
      assert.deepEqual((await reader().readTenant(tenant)).mailboxes, [read]);
    });

    it('rejects a list that shows one mailbox in two states', async () => {
      exchange.onCommand = listing(mailbox, { ...mailbox, DeliverToMailboxAndForward: true });
      await assert.rejects(reader().readTenant(tenant), ContractError);
    });

    it('rejects when either of the two reads failed', async () => {
      for (const failing of ['Get-AcceptedDomain', 'Get-Mailbox']) {
        exchange.onCommand = ({ cmdlet }) =>
          cmdlet === failing ? refused(403, 'UnauthorizedAccessException') : rows(domain);
        await assert.rejects(reader().readTenant(tenant), { code: 'exchange.403' });
      }
    });

    it('rejects a tenant without any accepted domain', async () => {
      exchange.onCommand = () => rows();
      await assert.rejects(reader().readTenant(tenant), ContractError);
    });

    for (const [what, spoil] of [
      ['has no id', { ExchangeGuid: '' }],
      ['has no forwarding attribute', { ForwardingAddress: undefined }],
      ['says "False" for false', { DeliverToMailboxAndForward: 'False' }],
      ['has an address of another type', { ForwardingSmtpAddress: ['a@b.example'] }],
    ] as const) {
      it(`rejects when a mailbox ${what}`, async () => {
        exchange.onCommand = listing(mailbox, { ...mailbox, ...spoil });
        await assert.rejects(reader().readTenant(tenant), ContractError);
      });
    }

    it('uses the commands of no other tenant than the one asked for', async () => {
      const other = tenantOf('22222222-bbbb-4bbb-8bbb-222222222222');
      await assert.rejects(reader().readTenant(other), TypeError);
      assert.equal(exchange.server.received.length, 0);
    });
  });

  describe('ForwardReader.readMailbox', () => {
    it('reads by id and by any of the addresses, in any case', async () => {
      const row = {
        ...mailbox,
        EmailAddresses: ['SMTP:ida@fabrikam.example', 'smtp:i@fabrikam.example'],
      };
      exchange.onCommand = () => rows(row);
      for (const name of [guid, 'IDA@fabrikam.example', 'I@fabrikam.example']) {
        assert.deepEqual(await reader().readMailbox(tenant, name), { kind: 'read', mailbox: read });
      }
    });

    it('says not-found only when Exchange says that the object is not there', async () => {
      exchange.onCommand = () => refused(404, 'ManagementObjectNotFoundException', 'NotFound');
      assert.deepEqual(await reader().readMailbox(tenant, guid), { kind: 'not-found' });
      exchange.onCommand = () => ({ status: 404, body: '<html>not found</html>' });
      await assert.rejects(reader().readMailbox(tenant, guid), ServiceError);
    });

    it('rejects another mailbox, and all mailboxes, in the place of the one asked for', async () => {
      const other = { ...mailbox, ExchangeGuid: otherGuid };
      exchange.onCommand = () => rows(other);
      await assert.rejects(reader().readMailbox(tenant, guid), ContractError);
      exchange.onCommand = () => rows(mailbox, other);
      await assert.rejects(reader().readMailbox(tenant, guid), ContractError);
    });

    it('sends nothing for a name that could mean several mailboxes', async () => {
      for (const name of [
        '',
        ' ',
        '*',
        'i*@fabrikam.example',
        'Ida',
        "x' -or 'a' -eq 'a",
        'a@b@c',
      ]) {
        await assert.rejects(reader().readMailbox(tenant, name), TypeError);
      }
      assert.equal(exchange.server.received.length, 0);
    });
  });

  describe('ForwardWriter', () => {
    const writer = () => forwardWriter(() => exchange.commands);

    it('clears both addresses and the copy at once', async () => {
      exchange.onCommand = () => ({ status: 204 });
      await writer().clear(tenant, guid);
      assert.deepEqual(
        exchange.ran.map(({ cmdlet, parameters }) => ({ cmdlet, parameters })),
        [
          {
            cmdlet: 'Set-Mailbox',
            parameters: {
              Identity: guid,
              ForwardingSmtpAddress: null,
              ForwardingAddress: null,
              DeliverToMailboxAndForward: false,
            },
          },
        ],
      );
    });

    it('sets exactly what it is given', async () => {
      await writer().set(tenant, guid, read);
      assert.deepEqual(exchange.ran[0]?.parameters, {
        Identity: guid,
        ForwardingSmtpAddress: 'smtp:ida@outside.example',
        ForwardingAddress: null,
        DeliverToMailboxAndForward: false,
      });
    });

    it('sends once when the answer is lost or the service fails', async () => {
      exchange.onCommand = () => ({ silence: 'reset' });
      await assert.rejects(writer().clear(tenant, guid), { mayHaveArrived: true });
      exchange.onCommand = () => ({ status: 503 });
      await assert.rejects(writer().clear(tenant, guid), { code: 'exchange.503' });
      exchange.onCommand = () => refused(400, 'ServerBusyException');
      await assert.rejects(writer().clear(tenant, guid), { code: 'exchange.400' });
      assert.equal(exchange.server.received.length, 3);
    });

    it('takes nothing but an id for a mailbox', async () => {
      for (const name of ['', '*', 'ida@fabrikam.example']) {
        await assert.rejects(writer().clear(tenant, name), TypeError);
      }
      assert.equal(exchange.server.received.length, 0);
    });
  });
});
