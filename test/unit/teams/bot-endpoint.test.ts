import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { botEndpoint } from '../../../src/adapters/teams/bot-endpoint.js';
import { CardRenderer } from '../../../src/adapters/teams/card-renderer.js';
import { ChannelRate } from '../../../src/adapters/teams/channel-rate.js';
import { channelTrust } from '../../../src/adapters/teams/channel-trust.js';
import { Connector } from '../../../src/adapters/teams/connector.js';
import { Replies } from '../../../src/adapters/teams/replies.js';
import { systemClock } from '../../../src/lib/clock.js';
import { ConfigError } from '../../../src/lib/errors.js';
import { ownText } from '../../../src/lib/untrusted.js';
import { RecordingHandlers, startBot, type RunningBot, type Sent } from './bot-fixture.js';
import * as fixture from './channel-fixture.js';

const { appId, homeTenant } = fixture;

describe('bot endpoint', () => {
  const channel = new fixture.FakeChannel();
  const renderer = new CardRenderer();
  let handlers: RecordingHandlers;
  let log: fixture.RecordingLog;
  let bot: RunningBot;

  before(() => channel.start());
  after(() => channel.stop());

  beforeEach(async () => {
    handlers = new RecordingHandlers();
    log = new fixture.RecordingLog();
    bot = await startBot(channel, handlers, log);
  });

  afterEach(() => bot.close());

  const send = (
    body: unknown,
    token = channel.token(),
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Sent> => bot.send(body, token, headers);

  function assertRefused(sent: Sent, status: number): void {
    assert.equal(sent.status, status);
    const { error, id, ...rest } = JSON.parse(sent.text) as Record<string, unknown>;
    assert.equal(error, 'Refused.');
    assert.match(String(id), /^[0-9a-f-]{36}$/);
    assert.deepEqual(rest, {});
    assert.equal(handlers.turns, 0);
  }

  it('refuses to be built without an app id', () => {
    const trust = channelTrust('commercial');
    const tokens = { token: () => Promise.resolve('bot-token') };
    const rate = new ChannelRate(systemClock);
    const replies = new Replies(new Connector({ appId, trust, tokens, rate }), renderer);
    for (const id of ['', ' ']) {
      assert.throws(
        () =>
          botEndpoint({
            ...{ trust, handlers, renderer, log, replies },
            appId: id,
            homeTenants: [],
          }),
        ConfigError,
      );
    }
  });

  it('runs a command whose token the channel signed', async () => {
    const sent = await send(fixture.message(channel.serviceUrl, 'help'));
    assert.deepEqual(sent, { status: 200, text: '' });
    assert.equal(handlers.commands[0]?.text, 'help');
    assert.equal(handlers.commands[0].actor.objectId, fixture.approver);
  });

  it('answers a press with HTTP 200 and the status in the body', async () => {
    const sent = await send(fixture.press(channel.serviceUrl));
    assert.equal(sent.status, 200);
    assert.deepEqual(JSON.parse(sent.text), {
      statusCode: 200,
      type: 'application/vnd.microsoft.activity.message',
      value: 'Done.',
    });
    assert.equal(handlers.presses[0]?.verb, 'alert.remove');
  });

  it('answers a press with a card', async () => {
    handlers.onPress = () =>
      Promise.resolve({
        kind: 'card',
        card: {
          template: 'notice',
          data: { title: ownText('A title'), text: ownText(''), reference: ownText('') },
          summary: ownText('A title'),
        },
      });
    const sent = await send(fixture.press(channel.serviceUrl));
    const answer = JSON.parse(sent.text) as { type: string; value: { type: string } };
    assert.equal(answer.type, 'application/vnd.microsoft.card.adaptive');
    assert.equal(answer.value.type, 'AdaptiveCard');
  });

  const forged: readonly (readonly [string, () => string])[] = [
    ['signed with a key that was never published', () => channel.token({ key: 'other' })],
    ['without a real signature', () => channel.token({ key: 'none' })],
    [
      'signed with a key that is endorsed for another channel',
      () => channel.token({ key: 'unendorsed' }),
    ],
    ['under an unknown key id', () => channel.token({ header: { kid: 'nobody' } })],
    ['that has expired', () => channel.token({ claims: { exp: 1_700_000_000 } })],
    ['that is not valid yet', () => channel.token({ claims: { nbf: 4_000_000_000 } })],
    ['for another app', () => channel.token({ claims: { aud: homeTenant } })],
    [
      'of another service URL',
      () => channel.token({ claims: { serviceurl: 'https://smba.trafficmanager.net/' } }),
    ],
    ['without a service URL', () => channel.token({ without: ['serviceurl'] })],
    [
      'of any Entra tenant that passes for an emulator (F1)',
      () =>
        channel.token({
          claims: {
            iss: `https://sts.windows.net/${homeTenant}/`,
            tid: homeTenant,
            appid: appId,
            ver: '1.0',
          },
        }),
    ],
    [
      "that is the bot's own outbound token (F2)",
      () =>
        channel.token({
          claims: {
            aud: fixture.issuer,
            iss: `https://login.microsoftonline.com/${homeTenant}/v2.0`,
            azp: appId,
            ver: '2.0',
          },
        }),
    ],
    ['of a skill', () => channel.token({ claims: { ver: '1.0', appid: homeTenant } })],
  ];
  for (const [name, token] of forged) {
    it(`refuses a token ${name}`, async () => {
      assertRefused(await send(fixture.press(channel.serviceUrl), token()), 401);
    });
  }

  it('refuses a signed token with a body that was changed to another service', async () => {
    assertRefused(await send(fixture.press('https://evil.example/')), 403);
    assertRefused(await send(fixture.press(channel.serviceUrl.replace('connector', 'other'))), 401);
  });

  it('keeps forged tokens away from the key page: no request costs the channel one', async () => {
    await send(fixture.message(channel.serviceUrl, 'warm'));
    const before = channel.keyRequests;
    for (let i = 0; i < 50; i++) {
      const token = channel.token({ claims: { tid: `tenant-${i}` }, header: { kid: `k${i}` } });
      assert.equal((await send('{}', token)).status, 401);
    }
    assert.equal(channel.keyRequests, before);
  });

  it('refuses a gzip bomb without unpacking it', async () => {
    const bomb = gzipSync(Buffer.alloc(30_000_000, 32));
    assertRefused(await send(bomb, channel.token(), { 'content-encoding': 'gzip' }), 415);
    assertRefused(await send('not gzip', channel.token(), { 'content-encoding': 'gzip' }), 415);
  });

  it('stops reading 50 MB without a declared length, and goes on serving', async () => {
    const status = await new Promise<number | string>((resolve) => {
      const request = httpRequest(bot.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${channel.token()}`,
          'transfer-encoding': 'chunked',
        },
      });
      let sent = 0;
      const push = (): void => {
        while (sent < 50 && !request.destroyed) {
          sent += 1;
          if (!request.write(Buffer.alloc(1_000_000, 32))) return void request.once('drain', push);
        }
        request.end();
      };
      // The server may close before we have read its answer: that is a refusal too.
      request.on('error', (error: NodeJS.ErrnoException) => {
        resolve(error.code ?? 'error');
      });
      request.on('response', (response) => {
        resolve(response.statusCode ?? 0);
      });
      push();
    });
    assert.ok([413, 'ECONNRESET', 'EPIPE'].includes(status), String(status));
    assert.equal((await send(fixture.message(channel.serviceUrl, 'help'))).status, 200);
    assert.ok(log.codes().includes('too-large'));
  });

  it('gives up on a body that does not come', async () => {
    const status = await new Promise<number>((resolve, reject) => {
      const request = httpRequest(bot.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': '100',
          authorization: `Bearer ${channel.token()}`,
        },
      });
      request.on('error', reject);
      request.on('response', (response) => {
        resolve(response.statusCode ?? 0);
      });
      request.write('{');
    });
    assert.equal(status, 400);
    assert.ok(log.codes().includes('body-timeout'));
  });

  it('tells nobody what went wrong inside a press', async () => {
    handlers.onPress = () => Promise.reject(new Error('secret host db.internal'));
    const sent = await send(fixture.press(channel.serviceUrl));
    assert.equal(sent.status, 200);
    assert.doesNotMatch(sent.text, /secret|internal/);
    assert.match(sent.text, /Reference [0-9a-f-]{36}\./);
    assert.doesNotMatch(JSON.stringify(log.lines), /secret|internal/);
  });

  it('tells nobody what went wrong inside a command, and logs its code', async () => {
    handlers.onMessage = () => Promise.reject(new Error('secret host db.internal'));
    const sent = await send(fixture.message(channel.serviceUrl, 'help'));
    assert.doesNotMatch(sent.text, /secret|internal/);
    assert.ok(log.lines.some(({ level }) => level === 'error'));
    assert.doesNotMatch(JSON.stringify(log.lines), /secret|internal/);
  });

  it('answers "still working" when a press takes too long, and logs its late failure', async () => {
    let fail = (): void => undefined;
    handlers.onPress = () =>
      new Promise((_, reject) => {
        fail = () => {
          reject(new Error('late'));
        };
      });
    const sent = await send(fixture.press(channel.serviceUrl));
    assert.match(sent.text, /Still working/);
    fail();
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(log.lines.some(({ message }) => message === 'A slow turn failed.'));
  });

  it('refuses card data that are not exactly ours, politely', async () => {
    const sent = await send(
      fixture.press(channel.serviceUrl, 'alert.remove', {
        v: 1,
        alertId: 'K3F7Q-9D2MA',
        nonce: fixture.nonce,
        tenantId: 'x',
      }),
    );
    assert.equal(sent.status, 200);
    assert.match(sent.text, /another version/);
    assert.equal(handlers.presses.length, 0);
  });

  it('does nothing for a presser whom Teams did not identify', async () => {
    const anonymous = { ...fixture.press(channel.serviceUrl), from: { id: '29:x', name: 'Ana' } };
    const sent = await send(anonymous);
    assert.match(sent.text, /did not say who you are/);
    assert.equal(handlers.presses.length, 0);
  });

  it('answers an Action.Submit of an old client with a message in the thread', async () => {
    const value = { v: 1, alertId: 'K3F7Q-9D2MA', nonce: fixture.nonce, verb: 'alert.remove' };
    await send(fixture.activity(channel.serviceUrl, { type: 'message', value, replyToId: '17' }));
    assert.equal(handlers.presses[0]?.verb, 'alert.remove');
    assert.equal(handlers.commands.length, 0);
  });

  it('is told of installation and removal', async () => {
    const bot = { id: `28:${appId}` };
    await send(fixture.activity(channel.serviceUrl, { type: 'installationUpdate', action: 'add' }));
    await send(
      fixture.activity(channel.serviceUrl, { type: 'conversationUpdate', membersAdded: [bot] }),
    );
    await send(
      fixture.activity(channel.serviceUrl, {
        type: 'conversationUpdate',
        membersAdded: [{ id: '29:other' }],
      }),
    );
    await send(
      fixture.activity(channel.serviceUrl, { type: 'conversationUpdate', membersRemoved: [bot] }),
    );
    assert.deepEqual(handlers.updates, ['installed', 'installed', 'removed']);
  });

  it('prints nothing of the SDK, and leaves the console to everybody else', async () => {
    const printed: string[] = [];
    const write = process.stderr.write.bind(process.stderr);
    process.stderr.write = (chunk: string | Uint8Array): boolean => printed.push(String(chunk)) > 0;
    try {
      await send(fixture.press(channel.serviceUrl), channel.token({ key: 'other' }));
      assert.deepEqual(printed, []);
      // eslint-disable-next-line no-console -- that it still works is the claim
      console.error('ours');
      assert.deepEqual(printed, ['ours\n']);
    } finally {
      process.stderr.write = write;
    }
    assert.ok(log.lines.some(({ message }) => message.startsWith('The Bot Framework SDK')));
    assert.doesNotMatch(JSON.stringify(log.lines), /BEGIN|KEY-----/);
  });
});
