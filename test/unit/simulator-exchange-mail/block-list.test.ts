import assert from 'node:assert/strict';
import { rows, rules } from '../simulator/raw-client.js';
import { mailWorld } from '../simulator-hunting/mail-world.js';
import type { MailWorld } from '../simulator-hunting/mail-world.js';
import { hoursAgo } from '../simulator-hunting/sample-mail.js';

const DAYS = 24;
const HASH = 'ab'.repeat(32);

describe('simulated Tenant Allow/Block List', () => {
  let world: MailWorld;
  beforeEach(async () => {
    world = await mailWorld([], { defender: 'none' });
  });
  afterEach(() => world.simulator.close());

  const add = async (parameters: Readonly<Record<string, unknown>>) =>
    (await world.actor({ name: 'New-TenantAllowBlockListItems', parameters })).status;
  const list = async (parameters: Readonly<Record<string, unknown>> = { ListType: 'Sender' }) => {
    const answer = await world.reader({ name: 'Get-TenantAllowBlockListItems', parameters });
    return rows(answer.json['value']);
  };
  const block = (ListType: string, ...Entries: readonly string[]) =>
    add({ ListType, Block: true, Entries });

  it('holds entries with their end: a date, none, thirty days, or 45 for an allow', async () => {
    const Sender = { ListType: 'Sender' };
    const dated = { ...Sender, Block: true, ExpirationDate: hoursAgo(-7 * DAYS) };
    assert.equal(await add({ ...dated, Entries: ['a@x.example'], Notes: 'alert 7' }), 200);
    const forever = { ...Sender, Block: true, NoExpiration: true };
    assert.equal(await add({ ...forever, Entries: 'b@x.example' }), 200);
    assert.equal(await block('Sender', 'c.example'), 200);
    const allowed = { ...Sender, Allow: true, RemoveAfter: 45 };
    assert.equal(await add({ ...allowed, Entries: ['d@x.example'] }), 200);
    const ends = (await list()).map((row) => [row['Value'], row['Action'], row['ExpirationDate']]);
    assert.deepEqual(ends, [
      ['a@x.example', 'Block', hoursAgo(-7 * DAYS)],
      ['b@x.example', 'Block', null],
      ['c.example', 'Block', hoursAgo(-30 * DAYS)],
      ['d@x.example', 'Allow', hoursAgo(-45 * DAYS)],
    ]);
    assert.equal((await list({ ListType: 'Sender', Block: true })).length, 3);
    assert.equal(
      (await list({ ListType: 'Sender', Entry: 'A@X.example' }))[0]?.['Notes'],
      'alert 7',
    );
    assert.deepEqual(await list({ ListType: 'Url' }), []);
    assert.deepEqual(rules(world.simulator), []);
  });

  it('lets entries end', async () => {
    const parameters = { ListType: 'Sender', Block: true, Entries: ['a@x.example'] };
    await add({ ...parameters, ExpirationDate: hoursAgo(-0.5) });
    world.wait(29 * 60);
    assert.equal((await list()).length, 1);
    assert.equal(await add(parameters), 400);
    world.wait(2 * 60);
    assert.deepEqual(await list(), []);
    assert.equal(await add(parameters), 200);
  });

  it('takes IPv6 and no IPv4, hashes, and URLs without scheme, port or credentials', async () => {
    assert.equal(await block('IP', '2001:db8::1', '2001:db8:1::/64'), 200);
    for (const ip of ['203.0.113.9', '2001:db8::/129', 'x', '2001:db8::1/1/1']) {
      assert.equal(await block('IP', ip), 400, ip);
    }
    assert.equal(await block('FileHash', HASH), 200);
    assert.equal(await block('FileHash', 'abc'), 400);
    assert.equal(await block('Url', 'bad.example/path?a=1,2', '*.worse.example'), 200);
    const urls = ['https://b.example', 'b.example:8080/x', 'u:p@b.example', 'b example.example'];
    for (const url of [...urls, `b.example/${'a'.repeat(250)}`, 'nodots']) {
      assert.equal(await block('Url', url), 400, url);
    }
    assert.equal(await block('Sender', 'not an address'), 400);
  });

  it('refuses an entry that is there, with a code, and then adds none', async () => {
    await block('Sender', 'a@x.example');
    const answer = await world.actor({
      name: 'New-TenantAllowBlockListItems',
      parameters: { ListType: 'Sender', Block: true, Entries: ['new@x.example', 'A@x.example'] },
    });
    assert.equal(answer.status, 400);
    assert.match(answer.text, /DuplicateEntryException/);
    assert.equal(await block('Sender', 'twice@x.example', 'Twice@x.example'), 400);
    assert.equal((await list()).length, 1);
  });

  it('refuses what excludes itself', async () => {
    const Entries = ['a@x.example'];
    const ListType = 'Sender';
    const bad = [
      { ListType, Entries },
      { ListType, Entries, Block: true, Allow: true },
      { ListType, Entries: [], Block: true },
      { ListType: 'Domain', Entries, Block: true },
      { ListType, Entries, Block: true, NoExpiration: true, ExpirationDate: hoursAgo(-1) },
      { ListType, Entries, Block: true, ExpirationDate: hoursAgo(1) },
      { ListType, Entries, Allow: true, NoExpiration: true },
      { ListType, Entries, Block: true, RemoveAfter: 45 },
      { ListType, Entries, Allow: true, RemoveAfter: 30 },
    ];
    for (const parameters of bad)
      assert.equal(await add(parameters), 400, JSON.stringify(parameters));
    assert.deepEqual(await list(), []);
  });

  it('is full at the number that the licence allows', async () => {
    const Entries = Array.from({ length: 500 }, (_, index) => `a${index}@x.example`);
    assert.equal(await block('Sender', ...Entries), 200);
    assert.equal(await block('Sender', 'more@x.example'), 400);
    const allow = { ListType: 'Sender', Allow: true, Entries: ['more@x.example'] };
    assert.equal(await add(allow), 200);
  });

  it('removes by value or identity, all or none, and tells the ledger', async () => {
    await block('Sender', 'a@x.example', 'b@x.example');
    const remove = async (parameters: Readonly<Record<string, unknown>>) =>
      (await world.actor({ name: 'Remove-TenantAllowBlockListItems', parameters })).status;
    const ListType = 'Sender';
    assert.equal(await remove({ ListType, Entries: ['a@x.example', 'c@x.example'] }), 404);
    assert.equal(await remove({ ListType }), 400);
    assert.equal(await remove({ ListType, Entries: ['A@x.example'] }), 200);
    const [left, ...more] = await list();
    assert.deepEqual([left?.['Value'], more.length], ['b@x.example', 0]);
    assert.equal(await remove({ ListType, Ids: String(left?.['Identity']) }), 200);
    assert.deepEqual(await list(), []);
    const told = world.simulator.ledger.of('change').map(({ what }) => what);
    assert.deepEqual(told, ['block-list-add', 'block-list-remove', 'block-list-remove']);
  });
});
