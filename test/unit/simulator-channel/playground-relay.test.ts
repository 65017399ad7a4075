import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  startPlaygroundRelay,
  type PlaygroundRelay,
} from '../../../src/simulator/channel/playground-relay.js';
import { BOT_APP, HOME_TENANT, startBench, type Bench } from './channel-bench.js';

interface Seen {
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

describe('the relay for the Agents Playground', () => {
  let bench: Bench;
  let relay: PlaygroundRelay;
  let playground: Server;
  let playgroundUrl: string;
  const seen: Seen[] = [];

  before(async () => {
    bench = await startBench();
    playground = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        seen.push({ url: request.url ?? '', authorization: request.headers.authorization, body });
        response.writeHead(201, { 'content-type': 'application/json' });
        response.end('{"id":"7"}');
      });
    });
    await new Promise<void>((resolve) => playground.listen(0, '127.0.0.1', resolve));
    playgroundUrl = `http://127.0.0.1:${(playground.address() as AddressInfo).port}/_connector`;
    relay = await startPlaygroundRelay({
      port: 0,
      botEndpoint: bench.channel.options.botEndpoint,
      botAppId: BOT_APP,
      homeTenantId: HOME_TENANT,
      keys: bench.channel.keys,
      ...(bench.channel.options.verifyBotToken && {
        verifyBotToken: bench.channel.options.verifyBotToken,
      }),
    });
  });
  after(async () => {
    await relay.close();
    playground.close();
    await bench.close();
  });

  const fromPlayground = (serviceUrl: string): Promise<Response> =>
    fetch(relay.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        type: 'message',
        serviceUrl,
        conversation: { id: 'c', tenantId: 'playground' },
        channelData: { tenant: { id: 'playground' }, team: { id: 't' } },
      }),
    });

  it('signs an unsigned activity so that the bot takes it, as from the home tenant', async () => {
    const answer = await fromPlayground(playgroundUrl);
    const { activity, tokenError } = bench.heard.at(-1) ?? { activity: {} };
    assert.deepEqual([answer.status, tokenError], [200, undefined]);
    assert.equal(activity['serviceUrl'], relay.endpoint.replace('api/messages', ''));
    assert.deepEqual(activity['conversation'], { id: 'c', tenantId: HOME_TENANT });
    assert.deepEqual(activity['channelData'], { tenant: { id: HOME_TENANT }, team: { id: 't' } });
  });

  it('passes the bot’s calls back without its token, and only the bot’s', async () => {
    await fromPlayground(playgroundUrl);
    const url = relay.endpoint.replace('api/messages', 'v3/conversations/c%3Bx/activities?y=1');
    const call = (authorization: string): Promise<Response> =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: '{"type":"message"}',
      });
    const own = await call(`Bearer ${await bench.botToken()}`);
    const foreign = await call('Bearer x');
    assert.deepEqual([own.status, await own.json(), foreign.status], [201, { id: '7' }, 401]);
    assert.deepEqual(seen, [
      {
        url: '/_connector/v3/conversations/c%3Bx/activities?y=1',
        authorization: undefined,
        body: '{"type":"message"}',
      },
    ]);
  });

  it('takes nothing that names a service URL on another machine', async () => {
    const heard = bench.heard.length;
    const answer = await fromPlayground('https://evil.example/');
    assert.deepEqual([answer.status, bench.heard.length], [400, heard]);
  });
});
