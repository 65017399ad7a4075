import assert from 'node:assert/strict';
import { ALICE, postCard, SECURITY, startBench, type Bench } from './channel-bench.js';

describe('the channel over HTTP', () => {
  let bench: Bench;
  before(async () => {
    bench = await startBench({ commands: [{ title: 'scan', description: 'Look now' }] });
  });
  after(() => bench.close());

  async function post(path: string, body: unknown, type = 'application/json'): Promise<Response> {
    return fetch(`${bench.url}/channel/api/${path}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: JSON.stringify(body),
    });
  }

  it('installs, speaks, presses and reads as the driver does', async () => {
    await post('install', { by: ALICE.objectId, channelId: SECURITY });
    const said = await post('say', { as: ALICE.objectId, text: 'scan', place: 'personal' });
    assert.equal(said.status, 200);
    const id = await postCard(bench);
    bench.reply = () => ({
      body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'ok' },
    });
    const pressed = await post('press', { as: ALICE.objectId, messageId: id, verb: 'remove' });
    assert.equal(((await pressed.json()) as { toast: string }).toast, 'ok');
    const place = `place=channel&channelId=${encodeURIComponent(SECURITY)}`;
    const messages = await fetch(`${bench.url}/channel/api/messages?${place}`);
    assert.deepEqual(
      ((await messages.json()) as { id: string }[]).map((message) => message.id),
      [id],
    );
  });

  it('arms and clears faults', async () => {
    const armed = await post('faults', { name: 'connector-412', times: 3 });
    assert.deepEqual(await armed.json(), [{ name: 'connector-412', times: 3, left: 3 }]);
    await fetch(`${bench.url}/channel/api/faults`, { method: 'DELETE' });
    assert.deepEqual(bench.channel.faults(), []);
  });

  for (const [what, path, body, type, status] of [
    ['an unknown fault', 'faults', { name: 'connector-on-fire' }, undefined, 400],
    [
      'an unknown member',
      'say',
      { as: 'x', text: 'y', place: 'personal', loud: 1 },
      undefined,
      400,
    ],
    ['an unknown person', 'say', { as: 'x', text: 'y', place: 'personal' }, undefined, 404],
    ['an impossible press', 'press', { as: ALICE.objectId, messageId: '1' }, undefined, 404],
    ['a form of another page', 'install', {}, 'text/plain', 415],
    ['an unknown page', 'dance', {}, undefined, 404],
  ] as const) {
    it(`refuses ${what}`, async () => {
      assert.equal((await post(path, body, type)).status, status);
    });
  }

  it('streams what happens as server-sent events', async () => {
    const stop = new AbortController();
    const response = await fetch(`${bench.url}/channel/api/events`, { signal: stop.signal });
    assert.equal(response.headers.get('content-type'), 'text/event-stream');
    assert.ok(response.body);
    await post('install', { by: ALICE.objectId, channelId: SECURITY });
    await postCard(bench);
    let seen = '';
    for await (const chunk of response.body) {
      seen += Buffer.from(chunk as Uint8Array).toString();
      if (seen.includes('event: toast')) break;
    }
    stop.abort();
    assert.match(seen, /event: messages\ndata: \{\}\n\n/u);
    assert.match(seen, /event: toast\ndata: \{.*"text":"New forward"/u);
  });
});
