import assert from 'node:assert/strict';
import { call, rules } from '../simulator/raw-client.js';
import { mailWorld } from '../simulator-hunting/mail-world.js';
import type { MailWorld, MailWorldOptions } from '../simulator-hunting/mail-world.js';
import { hoursAgo } from '../simulator-hunting/sample-mail.js';
import { reportRows, statusOf } from './report-world.js';

const GET = 'Get-BlockedSenderAddress';
const REMOVE = 'Remove-BlockedSenderAddress';
const IDA = {
  address: 'ida@contoso.example',
  reason: 'OutboundSpamLast24Hours=300',
  at: hoursAgo(3),
};
const JONAS = { address: 'jonas@contoso.example', reason: '=cmd|‮<at>x</at>', at: hoursAgo(2) };

describe('simulated senders that are kept from sending', () => {
  let world: MailWorld;
  const begin = async (options: MailWorldOptions = {}) => {
    world = await mailWorld([], options);
    world.mail.blockedSenders.push({ ...IDA }, { ...JONAS });
  };
  const remove = async (parameters: Readonly<Record<string, unknown>>) =>
    world.actor({ name: REMOVE, parameters });
  const unblocked = () =>
    world.simulator.ledger.of('change').filter(({ what }) => what === 'sender-unblocked');
  afterEach(() => world.simulator.close());

  it('are listed, all or one; who is not blocked is an empty answer', async () => {
    await begin();
    assert.deepEqual(await reportRows(world, GET), [
      {
        SenderAddress: IDA.address,
        Reason: IDA.reason,
        CreatedDatetime: IDA.at,
        ChangedDatetime: IDA.at,
        TemporaryBlock: false,
      },
      {
        SenderAddress: JONAS.address,
        Reason: JONAS.reason,
        CreatedDatetime: JONAS.at,
        ChangedDatetime: JONAS.at,
        TemporaryBlock: false,
      },
    ]);
    const one = await reportRows(world, GET, { SenderAddress: 'Ida@Contoso.example' });
    assert.equal(one.length, 1);
    assert.deepEqual(await reportRows(world, GET, { SenderAddress: 'no@contoso.example' }), []);
    assert.equal(await statusOf(world, GET, { SenderAddress: 'ida' }), 400);
    assert.equal(await statusOf(world, GET, { SenderAddress: ['ida@contoso.example'] }), 400);
    assert.deepEqual(rules(world.simulator), []);
  });

  it('may send again once they are removed, which the ledger says once', async () => {
    await begin();
    const answer = await remove({ SenderAddress: 'IDA@contoso.example' });
    assert.equal(answer.status, 200);
    assert.equal((await reportRows(world, GET)).length, 1);
    assert.deepEqual(
      unblocked().map(({ detail }) => detail),
      [{ address: IDA.address, reason: IDA.reason }],
    );
    const again = await remove({ SenderAddress: IDA.address });
    assert.equal(again.status, 404);
    assert.match(again.text, /ManagementObjectNotFoundException/);
    assert.equal(unblocked().length, 1);
    assert.deepEqual(rules(world.simulator), []);
  });

  it('are removed by their address and, when it is given, the reason of their block', async () => {
    await begin();
    const other = { SenderAddress: JONAS.address, Reason: 'another' };
    assert.equal((await remove(other)).status, 404);
    assert.equal((await remove({})).status, 400);
    assert.equal((await remove({ SenderAddress: '' })).status, 400);
    assert.equal(world.mail.blockedSenders.length, 2);
    const right = { SenderAddress: JONAS.address, Reason: JONAS.reason };
    assert.equal((await remove(right)).status, 200);
    assert.deepEqual(rules(world.simulator), []);
  });

  it('stay blocked when they were unblocked too often', async () => {
    await begin({ quirks: { unblockLimit: 1 } });
    assert.equal((await remove({ SenderAddress: IDA.address })).status, 200);
    world.mail.blockedSenders.push({ ...IDA });
    assert.equal((await remove({ SenderAddress: IDA.address })).status, 400);
    assert.equal((await remove({ SenderAddress: JONAS.address })).status, 200);
    assert.deepEqual(world.mail.blockedSenders, [IDA]);
  });

  it('are removed by nobody but a security administrator, and never by the reader', async () => {
    await begin({ actorRbac: 'recipient-admin' });
    assert.equal((await remove({ SenderAddress: IDA.address })).status, 403);
    assert.doesNotMatch(await world.modules('actor'), /Remove-BlockedSenderAddress/);
    assert.deepEqual(rules(world.simulator), []);
    assert.equal(await statusOf(world, REMOVE, { SenderAddress: IDA.address }), 403);
    assert.deepEqual(rules(world.simulator), ['reader-writes']);
    assert.match(await world.modules('reader'), /Get-BlockedSenderAddress/);
    assert.equal(world.mail.blockedSenders.length, 2);
  });

  it('stand in the state of their tenant', async () => {
    await begin();
    const { json } = await call(`${world.simulator.url}/control/state`);
    const tenants = json['tenants'] as unknown as {
      displayName: string;
      mail?: { blockedSenders: unknown };
    }[];
    const contoso = tenants.find(({ displayName }) => displayName === 'Contoso');
    assert.deepEqual(contoso?.mail?.blockedSenders, [IDA, JONAS]);
  });
});
