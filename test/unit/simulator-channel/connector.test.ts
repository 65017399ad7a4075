import assert from 'node:assert/strict';
import {
  ALICE,
  cardActivity,
  GENERAL,
  GREG,
  HOME_TENANT,
  postCard,
  SECURITY,
  startBench,
  type Bench,
} from './channel-bench.js';

const at = (id: string): string => `/v3/conversations/${encodeURIComponent(id)}`;

describe('the simulated connector', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
    await bench.channel.install({ by: ALICE.objectId, channelId: SECURITY });
  });
  afterEach(() => bench.close());

  it('creates a thread in a channel and answers with the root in the conversation id', async () => {
    const answer = await bench.call('POST', '/v3/conversations', {
      isGroup: true,
      channelData: { channel: { id: SECURITY } },
      activity: cardActivity(),
    });
    const { id, activityId } = answer.body as { id: string; activityId: string };
    assert.equal(answer.status, 201);
    assert.equal(id, `${SECURITY};messageid=${activityId}`);
    assert.deepEqual(bench.violations(), []);
    const [posted] = bench.ledger.of('message');
    assert.deepEqual([posted?.action, posted?.conversationId], ['posted', id]);
  });

  it('puts replies into the thread that the conversation id or the replied activity names', async () => {
    const root = await postCard(bench);
    const text = { type: 'message', text: 'done' };
    const first = await bench.call(
      'POST',
      `${at(`${SECURITY};messageid=${root}`)}/activities`,
      text,
    );
    const second = await bench.call('POST', `${at(SECURITY)}/activities/${root}`, text);
    assert.deepEqual([first.status, second.status], [201, 201]);
    const roots = bench.channel
      .messages({ place: 'channel', channelId: SECURITY })
      .map((message) => message.rootId);
    assert.deepEqual(roots, [root, root, root]);
  });

  it('updates only messages of the bot, and keeps what they were', async () => {
    const id = await postCard(bench);
    const said = await bench.channel.say({
      ...{ as: ALICE.objectId, text: 'hi', place: 'channel', channelId: SECURITY, mention: false },
    });
    const own = await bench.call(
      'PUT',
      `${at(SECURITY)}/activities/${id}`,
      cardActivity('Removed'),
    );
    const foreign = await bench.call(
      'PUT',
      `${at(SECURITY)}/activities/${said.messageId}`,
      cardActivity(),
    );
    const unknown = await bench.call('PUT', `${at(SECURITY)}/activities/1`, cardActivity());
    const elsewhere = await bench.call('PUT', `${at(GENERAL)}/activities/${id}`, cardActivity());
    assert.deepEqual(
      [own.status, foreign.status, unknown.status, elsewhere.status],
      [200, 403, 404, 404],
    );
    const message = bench.channel.message(id);
    assert.equal(message.summary, 'Removed');
    assert.equal(message.history.length, 2);
    assert.notEqual(message.editedAt, undefined);
    assert.deepEqual(bench.violations(), ['connector-foreign-message']);
  });

  it('deletes a message, which then cannot be updated', async () => {
    const id = await postCard(bench);
    const deleted = await bench.call('DELETE', `${at(SECURITY)}/activities/${id}`);
    const updated = await bench.call('PUT', `${at(SECURITY)}/activities/${id}`, cardActivity());
    assert.deepEqual([deleted.status, updated.status], [200, 404]);
  });

  it('knows members by MRI and by Entra object id, with tenant and role', async () => {
    const mri = bench.channel.roster.mri(GREG);
    const byMri = await bench.call('GET', `${at(SECURITY)}/members/${encodeURIComponent(mri)}`);
    const byObjectId = await bench.call('GET', `${at(SECURITY)}/members/${GREG.objectId}`);
    const nobody = await bench.call('GET', `${at(SECURITY)}/members/29:1nobody`);
    assert.match(mri, /^29:/u);
    assert.deepEqual(byMri.body, byObjectId.body);
    assert.deepEqual(byMri.body, {
      id: mri,
      objectId: GREG.objectId,
      aadObjectId: GREG.objectId,
      name: GREG.name,
      email: GREG.userPrincipalName,
      userPrincipalName: GREG.userPrincipalName,
      tenantId: GREG.tenantId,
      userRole: 'guest',
    });
    assert.equal(nobody.status, 404);
  });

  it('lists members whole and in pages, and the team with its channels', async () => {
    const whole = await bench.call('GET', `${at(SECURITY)}/members`);
    const paged = await bench.call('GET', `${at(SECURITY)}/pagedmembers?pageSize=50`);
    const team = await bench.call('GET', `/v3/teams/${encodeURIComponent(GENERAL)}`);
    const channels = await bench.call(
      'GET',
      `/v3/teams/${encodeURIComponent(GENERAL)}/conversations`,
    );
    assert.deepEqual(paged.body, { members: whole.body });
    assert.equal((whole.body as unknown[]).length, 3);
    assert.equal((team.body as { memberCount: number }).memberCount, 3);
    assert.deepEqual(channels.body, {
      conversations: [{ id: GENERAL }, { id: SECURITY, name: 'Mail alerts' }],
    });
    assert.deepEqual(bench.violations(), []);
  });

  it('opens the chat with one person, and refuses another tenant', async () => {
    const members = [{ id: bench.channel.roster.mri(ALICE) }];
    const home = { members, tenantId: HOME_TENANT, activity: { type: 'message', text: 'hello' } };
    const chat = await bench.call('POST', '/v3/conversations', home);
    const other = await bench.call('POST', '/v3/conversations', {
      ...home,
      tenantId: GREG.tenantId,
    });
    assert.equal(chat.status, 201);
    const texts = bench.channel
      .messages({ place: 'personal', as: ALICE.objectId })
      .map((message) => message.text);
    assert.deepEqual(texts, ['hello']);
    assert.equal(other.status, 403);
    assert.deepEqual(bench.violations(), ['connector-wrong-tenant']);
  });

  it('takes no post once the bot has been removed', async () => {
    await bench.channel.uninstall({ by: ALICE.objectId, channelId: SECURITY });
    const answer = await bench.call('POST', `${at(SECURITY)}/activities`, cardActivity());
    assert.equal(answer.status, 403);
    assert.deepEqual(answer.body, {
      error: {
        code: 'BotNotInConversationRoster',
        message: 'The bot is not part of the conversation roster.',
      },
    });
  });

  for (const [name, claims] of [
    ['without a token', null],
    ['for another audience', { aud: 'https://graph.microsoft.com' }],
    ['of another application', { appid: 'ffffffff-0000-4000-8000-00000000000f' }],
    ['that has expired', { exp: 1 }],
  ] as const) {
    it(`refuses a call ${name}`, async () => {
      const token = claims === null ? null : await bench.botToken(claims);
      const answer = await bench.call('GET', `${at(SECURITY)}/members`, undefined, token);
      assert.equal(answer.status, 401);
      assert.deepEqual(bench.violations(), ['connector-unauthorized']);
    });
  }
});
