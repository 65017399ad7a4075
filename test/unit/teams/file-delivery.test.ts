import assert from 'node:assert/strict';
import { ChannelRate } from '../../../src/adapters/teams/channel-rate.js';
import { channelTrust } from '../../../src/adapters/teams/channel-trust.js';
import { Connector } from '../../../src/adapters/teams/connector.js';
import { fileDelivery, type FileDelivery } from '../../../src/adapters/teams/file-delivery.js';
import { systemClock } from '../../../src/lib/clock.js';
import { ownText } from '../../../src/lib/untrusted.js';
import { appId, approver, homeTenant, listen, type Listening } from './channel-fixture.js';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly body: unknown;
}

const team = '19:team@thread.tacv2';
const chatId = 'a:1chat';

describe('files for a person', () => {
  const trust = channelTrust('commercial', { openIdUrl: 'http://127.0.0.1:1/openid' });
  let server: Listening;
  let seen: Seen[];
  let answers: (readonly [number, unknown])[];
  let files: FileDelivery;

  beforeEach(async () => {
    seen = [];
    answers = [];
    server = await listen((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const body: unknown = text === '' ? undefined : JSON.parse(text);
        seen.push({ method: request.method, url: request.url, body });
        const [status, answer] = answers.shift() ?? [201, { id: 'm1' }];
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer));
      });
    });
    const tokens = { token: () => Promise.resolve('bot-token') };
    const connector = new Connector({ appId, trust, tokens, rate: new ChannelRate(systemClock) });
    files = fileDelivery(connector, trust, systemClock);
  });
  afterEach(() => server.close());

  const chat = () => ({ serviceUrl: server.url, tenantId: homeTenant, conversationId: chatId });
  const inTeam = () => ({ ...chat(), conversationId: team });

  it('are asked for with a consent card of exactly the documented form', async () => {
    const result = await files.offer(chat(), {
      offerId: 'offer-1234',
      name: 'inbox-warden-audit-contoso-2026-11-28.csv',
      description: ownText('Export of audit: 12 rows of 1 tenant.'),
      sizeInBytes: 2_048,
    });
    assert.equal(result.kind, 'posted');
    assert.equal(seen[0]?.url, `/v3/conversations/${encodeURIComponent(chatId)}/activities`);
    const context = { v: 1, offerId: 'offer-1234' };
    assert.deepEqual(seen[0].body, {
      type: 'message',
      summary: 'A file for you: inbox-warden-audit-contoso-2026-11-28.csv',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.teams.card.file.consent',
          name: 'inbox-warden-audit-contoso-2026-11-28.csv',
          content: {
            description: 'Export of audit: 12 rows of 1 tenant.',
            sizeInBytes: 2_048,
            acceptContext: context,
            declineContext: context,
          },
        },
      ],
    });
  });

  it('are shown with a file card of exactly the documented form', async () => {
    const file = {
      name: 'x.csv',
      contentUrl: 'https://contoso-my.sharepoint.com/x.csv',
      uniqueId: 'u-1',
      fileType: 'csv',
    };
    await files.show(chat(), file);
    assert.deepEqual((seen[0]?.body as { attachments: unknown[] }).attachments, [
      {
        contentType: 'application/vnd.microsoft.teams.card.file.info',
        contentUrl: file.contentUrl,
        name: 'x.csv',
        content: { uniqueId: 'u-1', fileType: 'csv' },
      },
    ]);
  });

  it('are no longer asked for when the card is taken away, also when it is gone already', async () => {
    answers = [
      [200, {}],
      [404, { error: { code: 'ActivityNotFoundInConversation' } }],
    ];
    const message = { conversationId: chatId, activityId: '17' };
    assert.equal((await files.withdraw(chat(), message)).kind, 'updated');
    assert.equal((await files.withdraw(chat(), message)).kind, 'gone');
    assert.equal(seen[0]?.method, 'DELETE');
    assert.match(seen[0].url ?? '', /\/activities\/17$/);
  });

  it('go to the chat that is opened with the bot’s own id for the person', async () => {
    answers = [
      [200, { id: '29:1ana', aadObjectId: approver }],
      [201, { id: chatId }],
    ];
    const opened = await files.openChat(inTeam(), approver);
    assert.deepEqual(opened, { kind: 'open', conversationId: chatId });
    assert.match(seen[0]?.url ?? '', new RegExp(`/members/${approver}$`));
    assert.deepEqual(seen[1]?.body, {
      isGroup: false,
      bot: { id: `28:${appId}` },
      members: [{ id: '29:1ana' }],
      tenantId: homeTenant,
      channelData: { tenant: { id: homeTenant } },
    });
  });

  for (const code of ['BadArgument', 'ForbiddenOperationException', undefined]) {
    it(`cannot go to a person who has not the app (403 ${code ?? 'without a code'})`, async () => {
      answers = [
        [200, { id: '29:1ana', aadObjectId: approver }],
        [403, code === undefined ? {} : { error: { code, message: 'Bot is not installed' } }],
      ];
      assert.equal((await files.openChat(inTeam(), approver)).kind, 'closed');
    });
  }

  it('cannot go to somebody who is not in the team', async () => {
    answers = [[404, { error: { code: 'MemberNotFoundInConversation' } }]];
    assert.equal((await files.openChat(inTeam(), approver)).kind, 'closed');
  });

  it('may go there later when Teams is busy', async () => {
    answers = [
      [200, { id: '29:1ana', aadObjectId: approver }],
      [429, {}],
    ];
    assert.equal((await files.openChat(inTeam(), approver)).kind, 'refused');
  });

  it('are possible only in the clouds in which Teams takes files from bots', () => {
    const possible = (cloud: 'commercial' | 'gcchigh' | 'dod' | 'china'): boolean =>
      fileDelivery(new Connector({} as never), channelTrust(cloud), systemClock).possible;
    assert.deepEqual((['commercial', 'gcchigh', 'dod', 'china'] as const).map(possible), [
      true,
      false,
      false,
      false,
    ]);
  });
});
