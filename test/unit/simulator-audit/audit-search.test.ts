import assert from 'node:assert/strict';
import { DEMO } from '../../../src/simulator/scenario/demo.js';
import { rules, textOf } from '../simulator/raw-client.js';
import { codeOf, graphAs, startAt, tell, values, withMail } from '../simulator-mail/mail-client.js';
import type { Send } from '../simulator-mail/mail-client.js';

const PATH = '/security/auditLog/queries';
const NOW = '2026-11-21T12:00:00Z';
const ORDER = {
  displayName: 'a search',
  filterStartDateTime: '2026-11-20T00:00:00Z',
  filterEndDateTime: NOW,
  operationFilters: ['MailItemsAccessed'],
  userPrincipalNameFilters: ['jonas@contoso.example'],
};

describe('the simulated audit search', () => {
  let world: Awaited<ReturnType<typeof startAt>>;
  let send: Send;
  beforeEach(async () => {
    world = await startAt(NOW);
    send = await graphAs(world.simulator, DEMO.contoso);
  });
  afterEach(() => world.simulator.close());

  const order = async (more: object = {}) => {
    const answer = await send('POST', PATH, { body: { ...ORDER, ...more } });
    assert.equal(answer.status, 201, answer.text);
    return textOf(answer.json['id']);
  };
  const records = async (more: object = {}) => {
    const id = await order(more);
    world.pass(2);
    return values(await send('GET', `${PATH}/${id}/records?$top=999`));
  };
  const dataOf = (record: Record<string, unknown>) => record['auditData'] as AuditData;
  const opened = (found: readonly Record<string, unknown>[]) =>
    found
      .map(dataOf)
      .filter((data) => data.OperationProperties[0]?.Value === 'Bind')
      .flatMap(({ Folders: [folder] }) => folder?.FolderItems?.[0]?.InternetMessageId ?? '');

  it('takes its time, and then has its records', async () => {
    const id = await order();
    const status = async () => (await send('GET', `${PATH}/${id}`)).json['status'];
    assert.equal(await status(), 'running');
    world.pass(1.9);
    assert.equal(await status(), 'running');
    world.pass(0.1);
    assert.equal(await status(), 'succeeded');
    assert.ok(values(await send('GET', `${PATH}/${id}/records`)).length > 0);
    assert.deepEqual(rules(world.simulator), []);
  });

  it('calls records of a search that still runs a mistake', async () => {
    const id = await order();
    assert.equal((await send('GET', `${PATH}/${id}/records`)).status, 400);
    assert.deepEqual(rules(world.simulator), ['search-running']);
  });

  it('names what was opened, without angle brackets, and by whom', async () => {
    const mail = world.simulator.state.tenant(DEMO.contoso)?.mail;
    const { internetMessageId = '' } = mail?.message(DEMO.mail.hostile) ?? {};
    const found = await records();
    assert.ok(opened(found).includes(internetMessageId.slice(1, -1)));
    assert.ok(found.every((record) => record['userPrincipalName'] === 'jonas@contoso.example'));
    assert.ok(found.every((record) => dataOf(record).MailboxOwnerUPN === 'jonas@contoso.example'));
  });

  it('names the folder only where a client fetched it', async () => {
    const synced = (await records()).filter(
      (record) => dataOf(record).OperationProperties[0]?.Value === 'Sync',
    );
    assert.ok(synced.length > 0);
    for (const record of synced) {
      const [folder] = dataOf(record).Folders;
      assert.deepEqual([folder?.Path, folder?.FolderItems], ['\\Inbox', undefined]);
    }
  });

  it('has what the story tells, at its time', async () => {
    const mailbox = 'ida@contoso.example';
    const told = await tell(world.simulator, 'mail-arrives', { mailbox, minutesAgo: 30 });
    const id = textOf(told['internetMessageId']).slice(1, -1);
    const of = { userPrincipalNameFilters: ['IDA@contoso.example'] };
    assert.ok(!opened(await records(of)).includes(id));
    const networkMessageId = textOf(told['networkMessageId']);
    await tell(world.simulator, 'user-reads-mail', { mailbox, networkMessageId, minutesAgo: 20 });
    assert.ok(opened(await records(of)).includes(id));
    const before = { ...of, filterEndDateTime: '2026-11-21T11:35:00Z' };
    assert.ok(!opened(await records(before)).includes(id));
  });

  it('finds nothing where auditing is off, and says so where it is throttled', async () => {
    await world.simulator.close();
    world = await startAt(NOW, withMail(DEMO.contoso, { audit: audit({ on: false }) }));
    send = await graphAs(world.simulator, DEMO.contoso);
    assert.deepEqual(await records(), []);
    await world.simulator.close();
    world = await startAt(NOW, withMail(DEMO.contoso, { audit: audit({ throttled: true }) }));
    send = await graphAs(world.simulator, DEMO.contoso);
    const found = await records();
    assert.ok(found.length > 0);
    for (const record of found) {
      assert.equal(dataOf(record).OperationProperties[1]?.Value, 'True');
    }
  });

  it('refuses fields, operations and times that it does not have', async () => {
    const bad = [
      [{ keywordFilter: 'x' }, 'malformed-body'],
      [{ displayName: '' }, 'malformed-body'],
      [{ operationFilters: [] }, 'malformed-body'],
      [{ filterStartDateTime: 'yesterday' }, 'malformed-body'],
      [{ operationFilters: ['HardDelete'] }, 'unsupported-filter'],
      [{ filterStartDateTime: NOW }, 'audit-dates'],
      [{ filterStartDateTime: '2026-01-01T00:00:00Z' }, 'audit-dates'],
    ] as const;
    for (const [more] of bad) {
      assert.equal((await send('POST', PATH, { body: { ...ORDER, ...more } })).status, 400);
    }
    assert.deepEqual(
      rules(world.simulator),
      bad.map(([, rule]) => rule),
    );
  });

  it('takes ten searches at a time', async () => {
    for (let count = 0; count < 10; count += 1) await order();
    const refused = await send('POST', PATH, { body: ORDER });
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '60']);
    world.pass(2);
    await order();
    assert.equal(values(await send('GET', `${PATH}?$top=999`)).length, 11);
    assert.deepEqual(rules(world.simulator), []);
  });

  it('knows the searches of one tenant in that tenant only', async () => {
    const id = await order();
    const other = await graphAs(world.simulator, DEMO.fabrikam);
    assert.equal((await other('GET', `${PATH}/${id}`)).status, 404);
    assert.equal((await other('GET', `${PATH}/${id}/records`)).status, 404);
    assert.deepEqual(values(await other('GET', PATH)), []);
  });

  it('is for apps with the role', async () => {
    const actor = await graphAs(world.simulator, DEMO.contoso, DEMO.actor);
    const answers = [await actor('GET', PATH), await actor('POST', PATH, { body: ORDER })];
    for (const answer of answers) {
      assert.deepEqual([answer.status, codeOf(answer)], [403, 'Authorization_RequestDenied']);
    }
  });

  it('pages records', async () => {
    const id = await order();
    world.pass(2);
    const first = await send('GET', `${PATH}/${id}/records?$top=1`);
    assert.equal(values(first).length, 1);
    const second = await send('GET', textOf(first.json['@odata.nextLink']));
    assert.notDeepEqual(values(second), values(first));
    assert.deepEqual(rules(world.simulator), []);
  });
});

interface AuditData {
  readonly MailboxOwnerUPN: string;
  readonly OperationProperties: readonly { readonly Name: string; readonly Value: string }[];
  readonly Folders: readonly {
    readonly Path: string;
    readonly FolderItems?: readonly { readonly InternetMessageId: string }[];
  }[];
}

function audit(more: { on?: boolean; throttled?: boolean }) {
  return { on: true, searchSeconds: 2, throttled: false, ...more };
}
