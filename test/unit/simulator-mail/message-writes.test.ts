import assert from 'node:assert/strict';
import { DEMO } from '../../../src/simulator/scenario/demo.js';
import type { Simulator } from '../../../src/simulator/server.js';
import { rules, start, textOf } from '../simulator/raw-client.js';
import { codeOf, copyIn, graphAs, IMMUTABLE, tell, values, withMail } from './mail-client.js';
import type { Send } from './mail-client.js';

const MARTA = '/users/marta@contoso.example';

async function arrived(simulator: Simulator): Promise<string> {
  const told = await tell(simulator, 'mail-arrives', { mailbox: 'marta@contoso.example' });
  return textOf(told['networkMessageId']);
}

describe('simulated changes of messages', () => {
  let simulator: Simulator;
  let send: Send;
  beforeEach(async () => {
    simulator = await start();
    send = await graphAs(simulator, DEMO.contoso, DEMO.actor);
  });
  afterEach(() => simulator.close());

  const first = async (headers = {}) => {
    const [message] = values(await send('GET', `${MARTA}/messages?$top=1`, { headers }));
    return textOf(message?.['id']);
  };

  it('move a message, after which the ordinary id is another one', async () => {
    await arrived(simulator);
    const [ordinary, immutable] = [await first(), await first(IMMUTABLE)];
    const body = { destinationId: 'recoverableitemsdeletions' };
    const moved = await send('POST', `${MARTA}/messages/${ordinary}/move`, { body });
    assert.equal(moved.status, 201);
    assert.notEqual(moved.json['id'], ordinary);
    assert.equal((await send('GET', `${MARTA}/messages/${ordinary}`)).status, 404);
    assert.equal((await send('GET', `${MARTA}/messages/${immutable}`)).status, 200);
    assert.deepEqual(values(await send('GET', `${MARTA}/messages`)), []);
    const folder = `${MARTA}/mailFolders/recoverableitemsdeletions/messages`;
    assert.equal(values(await send('GET', folder)).length, 1);
  });

  it('never give an ordinary id back, also when the message comes back', async () => {
    await arrived(simulator);
    const before = await first();
    const there = await send('POST', `${MARTA}/messages/${before}/move`, {
      body: { destinationId: 'deleteditems' },
    });
    const back = await send('POST', `${MARTA}/messages/${textOf(there.json['id'])}/move`, {
      body: { destinationId: 'Inbox' },
    });
    assert.equal(back.status, 201);
    assert.notEqual(back.json['id'], before);
  });

  it('know a folder by its id, and refuse one that is not there', async () => {
    await arrived(simulator);
    const [message] = values(await send('GET', `${MARTA}/messages`));
    const path = `${MARTA}/messages/${textOf(message?.['id'])}/move`;
    const inbox = await send('POST', path, {
      body: { destinationId: message?.['parentFolderId'] },
    });
    assert.equal(inbox.status, 201);
    const nowhere = await send('POST', path, { body: { destinationId: 'archive' } });
    assert.equal(nowhere.status, 404);
    assert.deepEqual(rules(simulator), []);
    assert.equal((await send('POST', path, { body: { folder: 'inbox' } })).status, 400);
    assert.deepEqual(rules(simulator), ['malformed-body']);
  });

  it('delete in two steps and no further', async () => {
    const id = await arrived(simulator);
    const copy = copyIn(simulator, DEMO.contoso, id, 'marta@contoso.example');
    const path = `${MARTA}/messages/${await first(IMMUTABLE)}`;
    assert.equal((await send('DELETE', path)).status, 204);
    assert.equal(copy.place, 'deleteditems');
    assert.equal((await send('DELETE', path)).status, 204);
    assert.equal(copy.place, 'recoverableitemsdeletions');
    assert.equal((await send('DELETE', path)).status, 403);
  });

  it('purge for good', async () => {
    const id = await arrived(simulator);
    const path = `${MARTA}/messages/${await first(IMMUTABLE)}`;
    assert.equal((await send('POST', `${path}/permanentDelete`)).status, 204);
    assert.equal(copyIn(simulator, DEMO.contoso, id, 'marta@contoso.example').place, 'purged');
    const again = await send('POST', `${path}/permanentDelete`);
    assert.deepEqual([again.status, codeOf(again)], [404, 'ErrorItemNotFound']);
  });

  it('record each change with its tenant', async () => {
    await arrived(simulator);
    const since = simulator.ledger.last;
    const path = `${MARTA}/messages/${await first(IMMUTABLE)}`;
    await send('POST', `${path}/move`, { body: { destinationId: 'junkemail' } });
    await send('DELETE', path);
    await send('POST', `${path}/permanentDelete`);
    const changes = simulator.ledger.of('change', since);
    assert.deepEqual(
      changes.map(({ what, tenantId }) => [what, tenantId]),
      ['message-moved', 'message-deleted', 'message-purged'].map((what) => [what, DEMO.contoso]),
    );
    assert.deepEqual(
      changes.map(({ detail }) => (detail as Record<string, unknown>)['to']),
      ['junkemail', 'deleteditems', 'purged'],
    );
  });

  it('refuse a body that is no JSON or does not say so', async () => {
    await arrived(simulator);
    const path = `${MARTA}/messages/${await first()}/move`;
    const headers = { 'Content-Type': 'text/plain' };
    const plain = await send('POST', path, { body: { destinationId: 'inbox' }, headers });
    assert.equal(plain.status, 415);
    assert.deepEqual(rules(simulator), ['content-type']);
  });
});

describe('a tenant that deletes at once', () => {
  it('puts a deleted message among the recoverable items', async () => {
    const scenario = withMail(DEMO.contoso, { deleteGoesTo: 'recoverableitemsdeletions' });
    const simulator = await start({ scenario });
    try {
      const id = await arrived(simulator);
      const copy = copyIn(simulator, DEMO.contoso, id, 'marta@contoso.example');
      const send = await graphAs(simulator, DEMO.contoso, DEMO.actor);
      await send('DELETE', `${MARTA}/messages/${copy.immutableId}`);
      assert.equal(copy.place, 'recoverableitemsdeletions');
    } finally {
      await simulator.close();
    }
  });
});
