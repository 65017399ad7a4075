import assert from 'node:assert/strict';
import { forwardReader } from '../../../src/adapters/exchange/forward-reader.js';
import type { RecipientLookup } from '../../../src/forwards/ports.js';
import { refused, rows, startExchange, tenant } from './exchange-server.js';
import type { ExchangeServer } from './exchange-server.js';

const contact = {
  Identity: 'Bob Private',
  Name: 'Bob Private',
  DisplayName: 'Bob',
  RecipientTypeDetails: 'MailContact',
  PrimarySmtpAddress: 'bob@fabrikam.example',
  ExternalEmailAddress: 'SMTP:bob@outside.example',
  ExchangeGuid: '00000000-0000-0000-0000-000000000000',
  EmailAddresses: ['SMTP:bob@fabrikam.example', 'X500:/o=x'],
};
const mailboxId = 'cccccccc-0000-4000-8000-00000000000c';

describe('ForwardReader.lookUp', () => {
  let exchange: ExchangeServer;
  beforeEach(async () => {
    exchange = await startExchange();
  });
  afterEach(() => exchange.server.close());
  const lookUp = async (identity: string): Promise<RecipientLookup | undefined> =>
    (await forwardReader(() => exchange.commands).lookUp(tenant, [identity])).get(identity);

  it('shows where mail to a contact really goes', async () => {
    exchange.onCommand = () => rows(contact);
    assert.deepEqual(await lookUp('Bob Private'), {
      kind: 'one',
      recipient: {
        identity: 'Bob Private',
        recipientType: 'MailContact',
        displayName: 'Bob',
        primarySmtpAddress: 'bob@fabrikam.example',
        externalEmailAddress: 'SMTP:bob@outside.example',
        mailboxId: undefined,
      },
    });
  });

  it('knows a recipient by name, address and canonical name', async () => {
    exchange.onCommand = () => rows(contact);
    for (const name of [
      'bob private',
      'smtp:BOB@fabrikam.example',
      'bob@outside.example',
      'fabrikam.onmicrosoft.example/Contacts/Bob Private',
    ]) {
      assert.equal((await lookUp(name))?.kind, 'one', name);
    }
  });

  it('gives the mailbox id of mailboxes only', async () => {
    for (const [type, id] of [
      ['UserMailbox', mailboxId],
      ['SharedMailbox', mailboxId],
      ['GroupMailbox', undefined],
      ['RemoteUserMailbox', undefined],
      ['MailUser', undefined],
    ]) {
      exchange.onCommand = () =>
        rows({ ...contact, RecipientTypeDetails: type, ExchangeGuid: mailboxId.toUpperCase() });
      const found = await lookUp('Bob Private');
      assert.ok(found?.kind === 'one');
      assert.equal(found.recipient.mailboxId, id, type);
    }
  });

  it('says several when more than one answers, however that is told', async () => {
    exchange.onCommand = () => rows(contact, { ...contact, Identity: 'Bob Private 2' });
    assert.deepEqual(await lookUp('Bob Private'), { kind: 'several' });
    exchange.onCommand = () => refused(400, 'ManagementObjectAmbiguousException');
    assert.deepEqual(await lookUp('Bob Private'), { kind: 'several' });
  });

  it('counts the same recipient sent twice as one', async () => {
    exchange.onCommand = () => rows(contact, contact);
    assert.equal((await lookUp('Bob Private'))?.kind, 'one');
  });

  it('says none only when Exchange says so', async () => {
    exchange.onCommand = () => refused(404, 'ManagementObjectNotFoundException', 'NotFound');
    assert.deepEqual(await lookUp('Bob Private'), { kind: 'none' });
    exchange.onCommand = () => ({ status: 404, body: 'gone' });
    assert.deepEqual(await lookUp('Bob Private'), { kind: 'failed', code: 'exchange.404' });
  });

  it('says failed for a refusal and for a recipient of another name', async () => {
    exchange.onCommand = () => refused(403, 'UnauthorizedAccessException');
    assert.deepEqual(await lookUp('Bob Private'), {
      kind: 'failed',
      code: 'UnauthorizedAccessException',
    });
    exchange.onCommand = () =>
      rows({ ...contact, Identity: 'Eve', Name: 'Eve', DisplayName: 'Eve' });
    assert.deepEqual(await lookUp('Bob Private'), { kind: 'failed', code: 'other-recipient' });
  });

  it('does not send a name that could mean all recipients', async () => {
    for (const name of ['', '  ', '*', 'Bob*']) {
      assert.deepEqual(await lookUp(name), { kind: 'failed', code: 'identity-refused' });
    }
    assert.equal(exchange.server.received.length, 0);
  });

  it('gives every identity an answer and asks for each once', async () => {
    exchange.onCommand = ({ parameters }) =>
      rows({ ...contact, Identity: String(parameters['Identity']) });
    const names = Array.from({ length: 25 }, (_, n) => `r${n}`);
    const found = await forwardReader(() => exchange.commands).lookUp(tenant, [...names, ...names]);
    assert.deepEqual([...found.keys()], names);
    assert.equal(exchange.ran.length, 25);
    assert.ok([...found].every(([name, r]) => r.kind === 'one' && r.recipient.identity === name));
  });
});

describe('ForwardReader.groupMembers', () => {
  let exchange: ExchangeServer;
  beforeEach(async () => {
    exchange = await startExchange();
  });
  afterEach(() => exchange.server.close());
  const members = () => forwardReader(() => exchange.commands).groupMembers(tenant, 'Sales');

  for (const [type, cmdlet] of [
    ['MailUniversalDistributionGroup', 'Get-DistributionGroupMember'],
    ['MailUniversalSecurityGroup', 'Get-DistributionGroupMember'],
    ['DynamicDistributionGroup', 'Get-DynamicDistributionGroupMember'],
    ['GroupMailbox', 'Get-UnifiedGroupLinks'],
  ] as const) {
    it(`asks ${cmdlet} for a ${type}`, async () => {
      const group = { ...contact, Identity: 'Sales', RecipientTypeDetails: type };
      exchange.onCommand = (command) => rows(command.cmdlet === 'Get-Recipient' ? group : contact);
      assert.deepEqual(
        (await members()).map(({ identity }) => identity),
        ['Bob Private'],
      );
      assert.equal(exchange.ran[1]?.cmdlet, cmdlet);
      assert.equal(exchange.ran[1].parameters['Identity'], 'Sales');
    });
  }

  it('rejects for what is not there and for what is not a group', async () => {
    exchange.onCommand = () => refused(404, 'ManagementObjectNotFoundException');
    await assert.rejects(members(), { code: 'exchange.404' });
    exchange.onCommand = () => rows({ ...contact, Identity: 'Sales' });
    await assert.rejects(members(), { code: 'exchange.contract' });
  });
});
