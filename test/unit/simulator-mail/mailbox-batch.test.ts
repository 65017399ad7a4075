import assert from 'node:assert/strict';
import { DEMO } from '../../../src/simulator/scenario/demo.js';
import type { Simulator } from '../../../src/simulator/server.js';
import { rows, rules, start, textOf } from '../simulator/raw-client.js';
import { copyIn, graphAs, tell } from './mail-client.js';
import type { Send } from './mail-client.js';

const LIST = '/users/ida@contoso.example/messages?$select=id';

describe('simulated mailboxes in batches', () => {
  let simulator: Simulator;
  let send: Send;
  beforeEach(async () => {
    simulator = await start();
    send = await graphAs(simulator, DEMO.contoso, DEMO.actor);
  });
  afterEach(() => simulator.close());

  const batch = async (requests: readonly object[]) => {
    const numbered = requests.map((request, index) => ({ id: String(index), ...request }));
    const answer = await send('POST', '/$batch', { body: { requests: numbered } });
    assert.equal(answer.status, 200, answer.text);
    const found = rows(answer.json['responses']);
    return requests.map((_, index) => found.find((row) => row['id'] === String(index)) ?? {});
  };

  it('serve four calls to one mailbox at a time and turn the others away', async () => {
    const answers = await batch([
      ...Array.from({ length: 6 }, () => ({ method: 'GET', url: LIST })),
      { method: 'GET', url: '/users/jonas@contoso.example/messages?$select=id' },
    ]);
    assert.deepEqual(
      answers.map((answer) => answer['status']),
      [200, 200, 200, 200, 429, 429, 200],
    );
    const refused = answers[4]?.['body'] as { error: { code: string } };
    assert.equal(refused.error.code, 'ApplicationThrottled');
    const headers = answers[4]?.['headers'] as Record<string, string>;
    assert.equal(headers['Retry-After'], '1');
    const faults = simulator.ledger.of('fault');
    assert.deepEqual(
      faults.map(({ fault }) => fault),
      ['mailbox-concurrency', 'mailbox-concurrency'],
    );
    assert.deepEqual(rules(simulator), []);
  });

  it('write inside a batch, with a body and its content type', async () => {
    const told = await tell(simulator, 'mail-arrives', { mailbox: 'marta@contoso.example' });
    const id = textOf(told['networkMessageId']);
    const copy = copyIn(simulator, DEMO.contoso, id, 'marta@contoso.example');
    const url = `/users/marta@contoso.example/messages/${copy.immutableId}/move`;
    const body = { destinationId: 'recoverableitemsdeletions' };
    const headers = { 'Content-Type': 'application/json' };
    const [bare, plain] = await batch([
      { method: 'POST', url },
      { method: 'POST', url, body },
    ]);
    assert.deepEqual([bare?.['status'], plain?.['status']], [400, 400]);
    assert.deepEqual(rules(simulator), ['batch-body-missing', 'batch-content-type']);
    const [moved] = await batch([{ method: 'POST', url, body, headers }]);
    assert.equal(moved?.['status'], 201);
    assert.equal(copy.place, 'recoverableitemsdeletions');
  });

  it('heed what an item prefers, not what the batch does', async () => {
    const item = { method: 'GET', url: LIST };
    const [ordinary, immutable] = await batch([
      item,
      { ...item, headers: { prefer: 'IdType="ImmutableId"' } },
    ]);
    const ids = [ordinary, immutable].map((answer) => {
      const { value } = answer?.['body'] as { value: { id: string }[] };
      return value[0]?.id ?? '';
    });
    assert.match(ids[0] ?? '', /^AAMk/);
    assert.match(ids[1] ?? '', /^AAkALg/);
  });

  it('carry a message as base64', async () => {
    const copy = copyIn(simulator, DEMO.contoso, DEMO.mail.campaign[2], 'ida@contoso.example');
    const url = `/users/ida@contoso.example/messages/${copy.immutableId}/$value`;
    const [answer] = await batch([{ method: 'GET', url }]);
    const mime = Buffer.from(textOf(answer?.['body']), 'base64').toString('utf8');
    assert.match(mime, /^Received: from /);
  });
});

describe('simulated mailboxes far away', () => {
  it('count calls outside of batches too, by id or name, and forget those that are done', async () => {
    const simulator = await start({ latencyMs: 250 });
    try {
      const send = await graphAs(simulator, DEMO.contoso);
      const byId = '/users/e0020001-0000-4000-8000-000000000001/messages';
      const paths = [LIST, LIST, LIST, byId, byId];
      const together = await Promise.all(paths.map((path) => send('GET', path)));
      assert.equal(together.filter(({ status }) => status === 429).length, 1);
      for (const path of paths) assert.equal((await send('GET', path)).status, 200);
    } finally {
      await simulator.close();
    }
  });
});
