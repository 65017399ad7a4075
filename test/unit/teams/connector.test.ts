import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { teamsAnnouncer } from '../../../src/adapters/teams/announcer.js';
import { CardRenderer } from '../../../src/adapters/teams/card-renderer.js';
import { ChannelRate } from '../../../src/adapters/teams/channel-rate.js';
import { channelTrust } from '../../../src/adapters/teams/channel-trust.js';
import { Connector } from '../../../src/adapters/teams/connector.js';
import { Replies } from '../../../src/adapters/teams/replies.js';
import type { ChannelRef } from '../../../src/alerts/ports.js';
import type { CardContent } from '../../../src/alerts/card-content.js';
import { systemClock } from '../../../src/lib/clock.js';
import { ServiceError } from '../../../src/lib/errors.js';
import type { TokenSource } from '../../../src/lib/http/token-source.js';
import { ownText } from '../../../src/lib/untrusted.js';
import { appId, homeTenant, listen, type Listening } from './channel-fixture.js';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: Record<string, unknown>;
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** restify, loaded by other suites of the same run, changes writeHead so that it returns nothing to chain on. */
function finish(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, headers);
  response.end(body);
}

const json =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) => {
    finish(response, status, JSON.stringify(body), {
      'content-type': 'application/json',
      ...headers,
    });
  };
const failure = (
  status: number,
  code: string,
  headers: Readonly<Record<string, string>> = {},
): Answer => json(status, { error: { code, message: 'secret detail' } }, headers);

const root = '19:security@thread.tacv2;messageid=1763715000000';
const created = json(201, { id: root, activityId: '1763715000000' });

const notice: CardContent = {
  template: 'notice',
  data: { title: ownText('A title'), text: ownText(''), reference: ownText('K3F7Q-9D2MA') },
  summary: ownText('A toast'),
};

describe('connector', () => {
  const renderer = new CardRenderer();
  const trust = channelTrust('commercial', { openIdUrl: 'http://127.0.0.1:1/openid' });
  let server: Listening;
  let seen: Seen[];
  let answer: Answer;
  let channel: ChannelRef;
  let asked: (boolean | undefined)[];
  let tokens: TokenSource;

  beforeEach(async () => {
    seen = [];
    asked = [];
    answer = created;
    tokens = {
      token: (options) => {
        asked.push(options?.fresh);
        return Promise.resolve('bot-token');
      },
    };
    server = await listen((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        seen.push({
          method: request.method ?? '',
          url: request.url ?? '',
          authorization: request.headers.authorization,
          body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
        });
        answer(response, request);
      });
    });
    channel = {
      tenantId: homeTenant,
      teamId: '19:team@thread.tacv2',
      channelId: '19:security@thread.tacv2',
      serviceUrl: `${server.url}/connector/`,
      chosenBy: 'x',
      chosenAt: '2026-01-05T08:00:00.000Z',
    };
  });

  afterEach(() => server.close());

  const connector = (timeoutMs = 2_000): Connector =>
    new Connector({
      appId,
      trust,
      get tokens() {
        return tokens;
      },
      rate: new ChannelRate(systemClock),
      timeoutMs,
    });
  const thread = () => ({
    serviceUrl: channel.serviceUrl,
    tenantId: homeTenant,
    conversationId: root,
  });

  it('posts a card into the channel in one request and keeps thread and message apart', async () => {
    const result = await teamsAnnouncer(connector(), renderer).post(channel, notice);
    assert.deepEqual(result, {
      kind: 'posted',
      message: { conversationId: root, activityId: '1763715000000' },
    });
    assert.equal(seen.length, 1);
    const [{ method, url, authorization, body }] = seen as [Seen];
    assert.deepEqual(
      [method, url, authorization],
      ['POST', '/connector/v3/conversations', 'Bearer bot-token'],
    );
    assert.deepEqual(body['channelData'], {
      channel: { id: channel.channelId },
      tenant: { id: homeTenant },
    });
    const activity = body['activity'] as Record<string, unknown>;
    assert.equal(activity['summary'], 'A toast');
    assert.equal(
      (activity['attachments'] as { contentType: string }[])[0]?.contentType,
      'application/vnd.microsoft.card.adaptive',
    );
  });

  it('reads the message out of the thread when the answer names no activity', async () => {
    answer = json(201, { id: root });
    const result = await connector().createConversation(channel, { type: 'message' });
    assert.ok(result.kind === 'posted');
    assert.equal(result.message.activityId, '1763715000000');
  });

  it('replies in plain text, in the thread', async () => {
    answer = json(201, { id: '99' });
    const replies = new Replies(connector(), renderer);
    const result = await replies.reply(
      { ...thread(), replyToId: '42' },
      { text: ownText('**hi**') },
    );
    assert.deepEqual(result, {
      kind: 'posted',
      message: { conversationId: root, activityId: '99' },
    });
    assert.equal(
      seen[0]?.url,
      `/connector/v3/conversations/${encodeURIComponent(root)}/activities/42`,
    );
    assert.deepEqual(seen[0].body, {
      type: 'message',
      text: '**hi**',
      textFormat: 'plain',
      replyToId: '42',
    });
  });

  it('says something without a message to answer', async () => {
    answer = json(201, { id: '99' });
    await new Replies(connector(), renderer).reply(thread(), { card: notice });
    assert.equal(
      seen[0]?.url,
      `/connector/v3/conversations/${encodeURIComponent(root)}/activities`,
    );
  });

  it('updates a reply with PUT', async () => {
    answer = json(200, { id: '99' });
    const message = { conversationId: root, activityId: '99' };
    const result = await new Replies(connector(), renderer).update(thread(), message, {
      card: notice,
    });
    assert.deepEqual(result, { kind: 'updated' });
    assert.equal(seen[0]?.method, 'PUT');
  });

  const posts: readonly (readonly [string, Answer, object])[] = [
    [
      '429 with Retry-After',
      failure(429, 'Throttled', { 'retry-after': '7' }),
      { kind: 'refused', code: 'teams.429.Throttled', retryAfterMs: 7_000 },
    ],
    [
      '429 without',
      failure(429, 'Throttled'),
      { kind: 'refused', code: 'teams.429.Throttled', retryAfterMs: 10_000 },
    ],
    [
      'a Retry-After of a year',
      failure(429, 'Throttled', { 'retry-after': '31536000' }),
      { kind: 'refused', code: 'teams.429.Throttled', retryAfterMs: 3_600_000 },
    ],
    [
      '412',
      failure(412, 'PreconditionFailed'),
      { kind: 'refused', code: 'teams.412.PreconditionFailed', retryAfterMs: 2_000 },
    ],
    [
      '400',
      failure(400, 'BadSyntax'),
      { kind: 'refused', code: 'teams.400.BadSyntax', retryAfterMs: 60_000 },
    ],
    [
      '401',
      failure(401, 'Unauthorized'),
      { kind: 'refused', code: 'teams.401.Unauthorized', retryAfterMs: 1_000 },
    ],
    [
      '403 of another kind',
      failure(403, 'BotDisabledByAdmin'),
      { kind: 'refused', code: 'teams.403.BotDisabledByAdmin', retryAfterMs: 60_000 },
    ],
    [
      '403 MessageWritesBlocked',
      failure(403, 'MessageWritesBlocked'),
      { kind: 'impossible', code: 'teams.403.MessageWritesBlocked' },
    ],
    [
      '403 BotNotInConversationRoster',
      failure(403, 'BotNotInConversationRoster'),
      { kind: 'impossible', code: 'teams.403.BotNotInConversationRoster' },
    ],
    [
      '404',
      failure(404, 'ConversationNotFound'),
      { kind: 'impossible', code: 'teams.404.ConversationNotFound' },
    ],
    ['413', failure(413, 'MessageSizeTooBig'), { kind: 'impossible', code: 'teams.413' }],
    ['502', failure(502, 'BadGateway'), { kind: 'ambiguous', code: 'teams.502.BadGateway' }],
    [
      '500 without JSON',
      (r) => {
        finish(r, 500, '<html>');
      },
      { kind: 'ambiguous', code: 'teams.500' },
    ],
    ['a success without ids', json(201, {}), { kind: 'ambiguous', code: 'teams.contract' }],
    [
      'a success cut off',
      (r) => {
        // Not chained: restify, once loaded, makes writeHead return nothing.
        r.writeHead(201, { 'content-length': '100' });
        r.write('{');
        setTimeout(() => r.destroy(), 20);
      },
      { kind: 'ambiguous', code: 'teams.contract' },
    ],
    [
      'a success of 3 MB',
      json(201, { id: 'x'.repeat(3_000_000) }),
      { kind: 'ambiguous', code: 'teams.contract' },
    ],
    [
      'a redirect',
      (r) => {
        finish(r, 307, '', { location: 'http://127.0.0.1:1/' });
      },
      { kind: 'refused', code: 'teams.307', retryAfterMs: 60_000 },
    ],
  ];
  for (const [name, given, expected] of posts) {
    it(`sends one request and calls ${name} ${Object.values(expected)[0] as string}`, async () => {
      answer = given;
      assert.deepEqual(
        await connector().createConversation(channel, { type: 'message' }),
        expected,
      );
      assert.equal(seen.length, 1);
    });
  }

  it('calls a reset after the request ambiguous', async () => {
    answer = (_, request) => void request.socket.destroy();
    const result = await connector().createConversation(channel, { type: 'message' });
    assert.equal(result.kind, 'ambiguous');
    assert.equal(seen.length, 1);
  });

  it('calls silence ambiguous', async () => {
    answer = () => undefined;
    const result = await connector(100).createConversation(channel, { type: 'message' });
    assert.equal(result.kind, 'ambiguous');
  });

  it('calls a refused connection and an unknown name refused', async () => {
    await server.close();
    const result = await connector().createConversation(channel, { type: 'message' });
    assert.ok(result.kind === 'refused');
    assert.equal(result.code, 'teams.ECONNREFUSED');
  });

  const updates: readonly (readonly [string, Answer, string])[] = [
    ['404', failure(404, 'ActivityNotFound'), 'gone'],
    ['403 BotNotInConversationRoster', failure(403, 'BotNotInConversationRoster'), 'refused'],
    ['412', failure(412, 'PreconditionFailed'), 'refused'],
    ['502', failure(502, 'BadGateway'), 'refused'],
    ['a reset', (_, request) => void request.socket.destroy(), 'refused'],
    [
      'an empty success',
      (r) => {
        finish(r, 200, '');
      },
      'updated',
    ],
  ];
  for (const [name, given, expected] of updates) {
    it(`calls ${name} on an update ${expected}`, async () => {
      answer = given;
      const message = { conversationId: root, activityId: '1763715000000' };
      const result = await teamsAnnouncer(connector(), renderer).update(channel, message, notice);
      assert.equal(result.kind, expected);
      assert.equal(seen.length, 1);
    });
  }

  it('sends nothing inside the time that Teams named', async () => {
    const one = connector();
    answer = failure(429, 'Throttled', { 'retry-after': '60' });
    await one.createConversation(channel, { type: 'message' });
    const second = await one.send(thread(), { type: 'message' });
    assert.ok(second.kind === 'refused');
    assert.equal(second.code, 'teams.rate');
    assert.ok(second.retryAfterMs > 59_000);
    assert.equal(seen.length, 1);
  });

  it('sends the shortest card in place of one that Teams calls too large', async () => {
    answer = (response, request) => {
      (seen.length === 1 ? failure(413, 'MessageSizeTooBig') : created)(response, request);
    };
    const result = await teamsAnnouncer(connector(), renderer).post(channel, notice);
    assert.equal(result.kind, 'posted');
    assert.equal(seen.length, 2);
    assert.match(JSON.stringify(seen[1]?.body), /too large for Teams.*K3F7Q-9D2MA/);
  });

  it('asks for a fresh token after one was refused', async () => {
    const one = connector();
    answer = failure(401, 'Unauthorized');
    await one.send(thread(), { type: 'message' });
    answer = created;
    await one.send(thread(), { type: 'message' });
    await one.send(thread(), { type: 'message' });
    assert.deepEqual(asked, [false, true, false]);
  });

  it('calls a missing token refused, and sends nothing', async () => {
    tokens = {
      token: () =>
        Promise.reject(
          new ServiceError('No.', { service: 'entra', status: 401 }, { retryable: false }),
        ),
    };
    const result = await connector().send(thread(), { type: 'message' });
    assert.deepEqual(result, { kind: 'refused', code: 'entra.401', retryAfterMs: 30_000 });
    assert.equal(seen.length, 0);
  });

  for (const serviceUrl of [
    'https://evil.example/',
    'http://169.254.169.254/',
    'http://user@127.0.0.1/',
  ]) {
    it(`sends no token to ${serviceUrl}`, async () => {
      const result = await connector().createConversation(
        { ...channel, serviceUrl },
        { type: 'message' },
      );
      assert.ok(result.kind === 'refused');
      assert.equal(result.code, 'teams.service-url');
      assert.deepEqual(asked, []);
    });
  }

  it('reads a member, whose name stays untrusted', async () => {
    answer = json(200, {
      id: '29:1',
      aadObjectId: 'ABC',
      tenantId: homeTenant,
      userRole: 'guest',
      name: '**x**',
    });
    const result = await connector().member(thread(), '29:1');
    assert.ok(result.kind === 'found');
    assert.deepEqual(
      [result.value.objectId, result.value.role, String(result.value.name)],
      ['abc', 'guest', '[untrusted]'],
    );
  });

  it('calls a member that does not exist gone, and a failed look-up refused', async () => {
    answer = failure(404, 'MemberNotFoundInConversation');
    assert.equal((await connector().member(thread(), '29:1')).kind, 'gone');
    answer = failure(500, 'ServiceError');
    assert.equal((await connector().member(thread(), '29:1')).kind, 'refused');
  });

  it('reads the members of a team page by page', async () => {
    answer = json(200, { members: [{ id: '29:1', objectId: 'ABC' }], continuationToken: 'next/1' });
    const first = await connector().members({ ...thread(), conversationId: '19:team' });
    assert.ok(first.kind === 'found');
    assert.equal(first.value.continuation, 'next/1');
    await connector().members({ ...thread(), conversationId: '19:team' }, 'next/1');
    assert.match(seen[1]?.url ?? '', /pagedmembers\?pageSize=200&continuationToken=next%2F1$/);
  });

  it('opens a personal chat', async () => {
    answer = json(201, { id: 'a:personal' });
    const result = await connector().createPersonalConversation(channel, '29:1');
    assert.deepEqual(result, { kind: 'found', value: 'a:personal' });
    assert.deepEqual(seen[0]?.body['members'], [{ id: '29:1' }]);
  });
});
