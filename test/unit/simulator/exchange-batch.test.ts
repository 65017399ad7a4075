import assert from 'node:assert/strict';
import { DEMO } from '../../../src/simulator/scenario/demo.js';
import type { Simulator } from '../../../src/simulator/server.js';
import { bodyOf, exchange, rows, rules, start } from './raw-client.js';

describe('simulated Exchange $batch', () => {
  let simulator: Simulator;
  let api: Awaited<ReturnType<typeof exchange>>;
  beforeEach(async () => {
    simulator = await start();
    api = await exchange(simulator, DEMO.contoso);
  });
  afterEach(() => simulator.close());

  const item = (id: string, Identity = 'ida') => ({
    id,
    method: 'POST',
    url: `${api.root}/InvokeCommand`,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.parse(bodyOf({ name: 'Get-Mailbox', parameters: { Identity } })) as unknown,
  });

  it('answers each item by itself, in another order', async () => {
    const answer = await api.batch([item('a'), item('b', 'nobody'), item('c', 'jonas')]);
    const responses = rows(answer.json['responses']);
    assert.notDeepEqual(
      responses.map((response) => response['id']),
      ['a', 'b', 'c'],
    );
    const status = new Map(responses.map((response) => [response['id'], response['status']]));
    assert.deepEqual([status.get('a'), status.get('b'), status.get('c')], [200, 404, 200]);
    assert.equal(simulator.ledger.of('cmdlet').length, 3);
    assert.deepEqual(rules(simulator), []);
  });

  it('refuses more than ten items, ids that repeat, and urls of other tenants', async () => {
    const eleven = Array.from({ length: 11 }, (_, index) => item(String(index)));
    assert.equal((await api.batch(eleven)).status, 400);
    assert.equal((await api.batch([item('a'), item('a')])).status, 400);
    const foreign = { ...item('a'), url: item('a').url.replace(DEMO.contoso, DEMO.fabrikam) };
    const relative = { ...item('b'), url: '/InvokeCommand' };
    const answer = await api.batch([foreign, relative]);
    assert.deepEqual(
      rows(answer.json['responses']).map((response) => response['status']),
      [400, 400],
    );
    assert.deepEqual(rules(simulator), [
      'batch-too-large',
      'batch-id-twice',
      'batch-foreign-url',
      'batch-foreign-url',
    ]);
  });

  it('fails an item that a fault hits, and that item only', async () => {
    simulator.faults.add({ fault: 'throttle-with-retry-after', times: 1, retryAfterSeconds: 7 });
    simulator.faults.add({ fault: 'hang', times: 1, cmdlet: 'Get-Mailbox' });
    const answer = await api.batch([item('a')]);
    const [first] = rows(answer.json['responses']);
    assert.equal(answer.status, 200);
    assert.equal(first?.['status'], 429);
    assert.deepEqual(first['headers'], { 'Retry-After': '7' });
  });

  it('turns a hang or a broken connection of one item into a 504 of that item', async () => {
    simulator.faults.add({ fault: 'hang', times: 1 });
    simulator.faults.add({ fault: 'reset-after-commit', times: 1 });
    const answer = await api.batch([item('a'), item('b'), item('c')]);
    const statuses = rows(answer.json['responses']).map((response) => response['status']);
    assert.deepEqual(statuses.sort(), [200, 504, 504]);
  });

  it('leaves one item out under missing-batch-item', async () => {
    simulator.faults.add({ fault: 'missing-batch-item', times: 1 });
    const answer = await api.batch([item('a'), item('b')]);
    assert.equal(rows(answer.json['responses']).length, 1);
  });
});
