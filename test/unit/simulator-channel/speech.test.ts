import assert from 'node:assert/strict';
import {
  ALICE,
  BOT_APP,
  GREG,
  HOME_TENANT,
  SECURITY,
  startBench,
  type Bench,
} from './channel-bench.js';

describe('speaking in the simulated channel', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  it('sends both activities when the bot is added to the team', async () => {
    await bench.channel.install({ by: ALICE.objectId, channelId: SECURITY });
    const byType = new Map(bench.heard.map(({ activity }) => [activity['type'], activity]));
    assert.deepEqual([...byType.keys()].sort(), ['conversationUpdate', 'installationUpdate']);
    assert.deepEqual(byType.get('conversationUpdate')?.['membersAdded'], [
      { id: `28:${BOT_APP}`, name: 'Inbox Warden' },
    ]);
    const installation = byType.get('installationUpdate') ?? {};
    assert.equal(installation['action'], 'add');
    const { settings, tenant } = installation['channelData'] as Record<string, unknown>;
    assert.deepEqual(settings, { selectedChannel: { id: SECURITY } });
    assert.deepEqual(tenant, { id: HOME_TENANT });
    assert.ok(bench.heard.every(({ tokenError }) => tokenError === undefined));
  });

  it('mentions the bot in a channel, with the rubble that Teams leaves in the text', async () => {
    await bench.channel.install({ by: ALICE.objectId, channelId: SECURITY });
    await bench.channel.say({
      ...{ as: GREG.objectId, text: 'scan a<b', place: 'channel', channelId: SECURITY },
    });
    const { activity } = bench.heard.at(-1) ?? { activity: {} };
    assert.equal(activity['text'], '<at>Inbox Warden</at>&nbsp;scan a&lt;b\n');
    assert.deepEqual((activity['entities'] as unknown[])[0], {
      type: 'mention',
      mentioned: { id: `28:${BOT_APP}`, name: 'Inbox Warden' },
      text: '<at>Inbox Warden</at>',
    });
    const { tenantId, id } = activity['conversation'] as Record<string, unknown>;
    assert.deepEqual(
      [tenantId, id],
      [HOME_TENANT, `${SECURITY};messageid=${String(activity['id'])}`],
    );
  });

  it('says in a chat exactly what was typed, without a mention', async () => {
    await bench.channel.say({ as: ALICE.objectId, text: 'help', place: 'personal' });
    const { activity } = bench.heard.at(-1) ?? { activity: {} };
    assert.equal(activity['text'], 'help');
    assert.deepEqual(activity['conversation'], {
      conversationType: 'personal',
      tenantId: HOME_TENANT,
      id: bench.channel.roster.personalConversation(ALICE),
    });
  });

  it('tells the bot nothing that is said without a mention, or before it is added', async () => {
    const said = { as: ALICE.objectId, text: 'hi', place: 'channel', channelId: SECURITY } as const;
    await bench.channel.say(said);
    await bench.channel.install({ by: ALICE.objectId, channelId: SECURITY });
    await bench.channel.say({ ...said, mention: false });
    const types = bench.heard.map(({ activity }) => activity['type']);
    assert.ok(!types.includes('message'));
  });

  it('reports a bot that does not accept a message', async () => {
    bench.reply = () => ({ status: 500 });
    await bench.channel.say({ as: ALICE.objectId, text: 'help', place: 'personal' });
    assert.deepEqual(bench.violations(), ['message-not-accepted']);
  });

  for (const [forgery, request] of [
    ['another key', { signature: 'unpublished' }],
    ['no signature', { signature: 'none' }],
    ['another audience', { audience: 'ffffffff-0000-4000-8000-00000000000f' }],
    ['another issuer', { issuer: 'https://sts.windows.net/x/' }],
    ['an expired lifetime', { expiresIn: -600 }],
    ['another service URL', { serviceUrl: 'https://evil.example/' }],
  ] as const) {
    it(`can send a token with ${forgery}, which a bot can tell`, async () => {
      const serviceUrl = `${bench.url}/connector/`;
      const honest = { audience: BOT_APP, serviceUrl };
      const activity = { type: 'message', serviceUrl };
      const good = await bench.channel.keys.mint(honest);
      const forged = await bench.channel.keys.mint({ ...honest, ...request });
      assert.equal((await bench.channel.send(activity, { token: good })).httpStatus, 200);
      assert.equal((await bench.channel.send(activity, { token: forged })).httpStatus, 401);
      assert.deepEqual(bench.violations(), []);
    });
  }
});
