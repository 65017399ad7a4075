import assert from 'node:assert/strict';
import type { MailRecord } from '../../../src/simulator/mail/mail-record.js';
import { rows, rules } from '../simulator/raw-client.js';
import { mailWorld } from '../simulator-hunting/mail-world.js';
import type { MailWorld, MailWorldOptions } from '../simulator-hunting/mail-world.js';
import { copy, hoursAgo, message } from '../simulator-hunting/sample-mail.js';

const BO = 'bo@contoso.example';
const IDA = 'ida@contoso.example';

function quarantinedMail(number: number, recipients: readonly string[]): MailRecord {
  const identity = `aaaaaaaa-0000-4000-8000-00000000000${number}\\bbbbbbbb-0000-4000-8000-000000000001`;
  return message({
    networkMessageId: `11111111-1111-4111-8111-00000000000${number}`,
    internetMessageId: `<${number}@sender.example>`,
    subject: `subject ${number}`,
    receivedAt: hoursAgo(24 * number),
    copies: recipients.map((recipient) =>
      copy({
        recipient,
        immutableId: `copy ${number} ${recipient}`,
        place: 'quarantine',
        quarantine: {
          identity,
          type: number === 1 ? 'HighConfPhish' : 'Spam',
          at: hoursAgo(24 * number - 1),
          releaseStatus: 'NotReleased',
        },
      }),
    ),
  });
}

const identityOf = (mail: MailRecord) => mail.copies[0]?.quarantine?.identity ?? '';

describe('simulated quarantine', () => {
  let world: MailWorld;
  let one: MailRecord;
  let two: MailRecord;
  const begin = async (options: MailWorldOptions = {}) => {
    [one, two] = [quarantinedMail(1, [IDA, BO]), quarantinedMail(2, [IDA])];
    world = await mailWorld([two, one, quarantinedMail(9, [BO])], options);
  };
  beforeEach(() => begin());
  afterEach(() => world.simulator.close());

  const list = async (parameters: Readonly<Record<string, unknown>> = {}) => {
    const answer = await world.reader({ name: 'Get-QuarantineMessage', parameters });
    assert.equal(answer.status, 200, answer.text);
    return rows(answer.json['value']);
  };
  const subjects = async (parameters?: Readonly<Record<string, unknown>>) =>
    (await list(parameters)).map((row) => row['Subject']);
  const change = (name: string, parameters: Readonly<Record<string, unknown>>) =>
    world.actor({ name, parameters });
  const places = (mail: MailRecord) => mail.copies.map(({ place }) => place);

  it('lists messages with their recipients, newest first, and finds by each filter', async () => {
    const [first] = await list();
    assert.deepEqual(first?.['RecipientAddress'], [IDA, BO]);
    assert.equal(first['MessageId'], '<1@sender.example>');
    assert.equal(first['ReleaseStatus'], 'NotReleased');
    assert.deepEqual(await subjects(), ['subject 1', 'subject 2', 'subject 9']);
    assert.deepEqual(await subjects({ MessageId: '<2@sender.example>' }), ['subject 2']);
    assert.deepEqual(await subjects({ RecipientAddress: [BO] }), ['subject 1', 'subject 9']);
    assert.deepEqual(await subjects({ QuarantineTypes: 'HighConfPhish' }), ['subject 1']);
    assert.deepEqual(await subjects({ ReleaseStatus: 'Released' }), []);
    assert.deepEqual(await subjects({ Identity: identityOf(two) }), ['subject 2']);
    assert.deepEqual(await subjects({ PageSize: 1, Page: 2 }), ['subject 2']);
    const week = { StartReceivedDate: hoursAgo(7 * 24), EndReceivedDate: hoursAgo(0) };
    assert.deepEqual(await subjects(week), ['subject 1', 'subject 2']);
    assert.deepEqual(rules(world.simulator), []);
  });

  it('answers everything for an identity that is empty or gone; the empty one is blamed', async () => {
    assert.equal((await list({ Identity: '' })).length, 3);
    assert.equal((await list({ Identity: null })).length, 3);
    assert.equal((await list({ Identity: 'gone\\gone' })).length, 3);
    assert.deepEqual(rules(world.simulator), ['empty-identity', 'empty-identity']);
  });

  it('finds nothing for a message id without brackets, and blames the caller', async () => {
    assert.deepEqual(await list({ MessageId: '1@sender.example' }), []);
    assert.deepEqual(rules(world.simulator), ['message-id-brackets']);
  });

  it('refuses values that no message can have', async () => {
    const bad = [
      { QuarantineTypes: 'Nonsense' },
      { ReleaseStatus: 'Perhaps' },
      { PageSize: 1001 },
      { StartReceivedDate: hoursAgo(31 * 24), EndReceivedDate: hoursAgo(0) },
    ];
    for (const parameters of bad) {
      const answer = await world.reader({ name: 'Get-QuarantineMessage', parameters });
      assert.equal(answer.status, 400, JSON.stringify(parameters));
    }
  });

  it('shows the folded headers of one message', async () => {
    const name = 'Get-QuarantineMessageHeader';
    const answer = await world.reader({ name, parameters: { Identity: identityOf(one) } });
    const header = String(rows(answer.json['value'])[0]?.['Header']);
    assert.match(header, /^Message-ID: <1@sender\.example>\r$/m);
    assert.match(header, /\r\n /);
    const none = await world.reader({ name, parameters: { Identity: 'gone' } });
    assert.equal(none.status, 404);
  });

  it('releases to one, then to all, and tells the ledger', async () => {
    const name = 'Release-QuarantineMessage';
    const Identity = identityOf(one);
    assert.equal((await change(name, { Identity, User: BO })).status, 200);
    assert.deepEqual(places(one), ['quarantine', 'inbox']);
    assert.equal((await list({ Identity }))[0]?.['ReleaseStatus'], 'NotReleased');
    assert.equal((await change(name, { Identity, User: [IDA] })).status, 200);
    const [row] = await list({ Identity });
    assert.deepEqual([row?.['ReleaseStatus'], row?.['Released']], ['Released', true]);
    assert.equal(one.copies[0]?.postDelivery.at(-1)?.actionType, 'Redelivery');
    const told = world.simulator.ledger.of('change').map(({ what, detail }) => [what, detail]);
    assert.deepEqual(told, [
      ['quarantine-release', { identities: [Identity], recipients: [BO] }],
      ['quarantine-release', { identities: [Identity], recipients: [IDA] }],
    ]);
    assert.ok(world.simulator.ledger.of('cmdlet').some(({ changed }) => changed));
  });

  it('releases a second time only with Force', async () => {
    const parameters = { Identity: identityOf(two), ReleaseToAll: true };
    await change('Release-QuarantineMessage', parameters);
    const again = await change('Release-QuarantineMessage', parameters);
    assert.equal(again.status, 400);
    assert.match(again.headers.get('x-exceptiontype') ?? '', /AlreadyReleased/);
    const forced = await change('Release-QuarantineMessage', { ...parameters, Force: true });
    assert.equal(forced.status, 200);
  });

  it('denies without moving, and releases many at once beside the dummy identity', async () => {
    const name = 'Release-QuarantineMessage';
    await change(name, { Identity: identityOf(two), ActionType: 'Deny' });
    assert.deepEqual(await subjects({ ReleaseStatus: 'Denied' }), ['subject 2']);
    assert.deepEqual(places(two), ['quarantine']);
    const Identities = [identityOf(one), identityOf(two)];
    assert.equal(
      (await change(name, { Identity: 'x', Identities, ReleaseToAll: true })).status,
      400,
    );
    assert.equal(
      (await change(name, { Identity: '000', Identities, ReleaseToAll: true })).status,
      200,
    );
    assert.deepEqual([...places(one), ...places(two)], ['inbox', 'inbox', 'inbox']);
  });

  it('refuses a release to nobody, to a stranger, of nothing, or with AllowSender', async () => {
    const Identity = identityOf(one);
    const bad: readonly (readonly [number, Readonly<Record<string, unknown>>])[] = [
      [400, { Identity }],
      [400, { Identity, User: [IDA, 'stranger@contoso.example'] }],
      [400, { Identity, User: IDA, ReleaseToAll: true }],
      [400, { Identity, ReleaseToAll: true, AllowSender: true }],
      [400, { Identity, ReleaseToAll: true, ActionType: 'Hide' }],
      [400, { Identity: '', ReleaseToAll: true }],
      [404, { Identity: 'gone', ReleaseToAll: true }],
      [404, { Identity: '000', Identities: [Identity, 'gone'], ReleaseToAll: true }],
    ];
    for (const [status, parameters] of bad) {
      const answer = await change('Release-QuarantineMessage', parameters);
      assert.equal(answer.status, status, JSON.stringify(parameters));
    }
    assert.deepEqual(places(one), ['quarantine', 'quarantine']);
    assert.deepEqual(world.simulator.ledger.of('change'), []);
  });

  it('deletes from quarantine for good', async () => {
    const parameters = { Identity: identityOf(two), HardDelete: true, Confirm: false };
    assert.equal((await change('Delete-QuarantineMessage', parameters)).status, 200);
    assert.deepEqual(places(two), ['purged']);
    assert.deepEqual(await subjects(), ['subject 1', 'subject 9']);
    assert.equal((await change('Delete-QuarantineMessage', parameters)).status, 404);
    assert.equal(world.simulator.ledger.of('change')[0]?.what, 'quarantine-delete');
  });

  it('lets a reader look only, and a recipient administrator too', async () => {
    const write = { name: 'Release-QuarantineMessage', parameters: { Identity: identityOf(one) } };
    assert.equal((await world.reader(write)).status, 403);
    assert.deepEqual(rules(world.simulator), ['reader-writes']);
    assert.match(await world.modules('reader'), /Get-QuarantineMessage/);
    assert.doesNotMatch(await world.modules('reader'), /Release-QuarantineMessage/);
    assert.match(await world.modules('actor'), /Release-QuarantineMessage.*Set-Mailbox/);
    await world.simulator.close();
    await begin({ actorRbac: 'recipient-admin' });
    assert.equal((await world.actor(write)).status, 403);
    assert.match(await world.modules('actor'), /Set-Mailbox/);
    assert.doesNotMatch(await world.modules('actor'), /Release-QuarantineMessage/);
  });
});
