import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import fc from 'fast-check';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { mutatedActivities } from '../support/mutated-activities.js';
import { rawPost, type RawAnswer } from '../support/raw-post.js';
import { forwardOnCard, startWorld, writes, type World } from '../support/world.js';

type Activity = Record<string, unknown>;
const otherTenant = '6f1c0a10-0000-4000-8000-0000000000ff';

/** What every refusal says, and nothing else. */
function assertFixedRefusal({ status, text }: RawAnswer, expected: readonly number[]): void {
  assert.ok(expected.includes(status), `HTTP ${status} ${text}`);
  const { error, id, ...rest } = JSON.parse(text) as Activity;
  assert.deepEqual({ error, rest }, { error: 'Refused.', rest: {} });
  assert.match(String(id), /^[0-9a-f-]{36}$/);
}

describe('what a stranger can send', function () {
  this.timeout(120_000);
  let world: World;
  let serviceUrl: string;
  /** A press of Remove, as the approver would send it. */
  let removal: Activity;
  let told: number;

  const validToken = (): Promise<string> =>
    world.channel.keys.mint({ audience: DEMO.bot.appId, serviceUrl });
  const post = (
    body: RawAnswer | readonly (string | Buffer | number)[],
    headers: Record<string, string>,
  ) => rawPost({ port: world.bot.port, headers, body: body as readonly string[] });
  const json = { 'content-type': 'application/json' };

  /** Everything that left the service: messages, and calls of Microsoft 365. */
  const effects = (): readonly unknown[] => [
    ...world.simulator.ledger.of('message', told).filter(({ action }) => action !== 'pressed'),
    ...writes(world),
  ];
  async function assertAlive(): Promise<void> {
    const health = await fetch(`http://127.0.0.1:${world.bot.port}/healthz`);
    assert.equal(health.status, 200);
    assert.ok(world.bot.isRunning);
  }

  before(async () => {
    world = await startWorld();
    serviceUrl = `${world.simulator.url}/connector/`;
    const { message } = await forwardOnCard(world);
    await world.channel.press({ as: DEMO.analyst, messageId: message.id, verb: 'alert.remove' });
    const pressed = world.simulator.ledger.of('message').find(({ action }) => action === 'pressed');
    const honest = pressed?.activity as Activity;
    removal = { ...honest, from: { ...(honest['from'] as Activity), aadObjectId: DEMO.approver } };
    await world.until('the scan is over', () => world.cards(/^Scan finished/)[0]);
    // Its card may be drawn once more after two seconds.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    told = world.simulator.ledger.last;
  });
  after(async () => {
    assert.deepEqual(world.simulator.violations(), []);
    await world.stop();
  });
  afterEach(async () => {
    await assertAlive();
    assert.deepEqual(effects(), []);
    const errors = world.bot.output.split('\n').filter((line) => /"level":(?:50|60)/.test(line));
    assert.deepEqual(errors, [], 'a healthy service logs no error');
  });

  it('cannot take the service down with a body that says gzip and is not', async () => {
    for (const body of [
      Buffer.from('not gzip'),
      Buffer.from([0x1f, 0x8b, 8, 0, 0]),
      Buffer.alloc(64),
    ]) {
      const authorization = `Bearer ${await validToken()}`;
      const answer = await post([body], { ...json, authorization, 'content-encoding': 'gzip' });
      assertFixedRefusal(answer, [415]);
    }
  });

  it('cannot make it read 50 MB, whether declared or not', async () => {
    const authorization = `Bearer ${await validToken()}`;
    const megabyte = Buffer.alloc(1024 * 1024, 0x20);
    const body = Array.from({ length: 50 }, () => megabyte);
    const length = String(50 * 1024 * 1024);
    const declared = await post(body, { ...json, authorization, 'content-length': length });
    const chunked = await post(body, { ...json, authorization });
    // The connection may be gone before the refusal could be read.
    for (const answer of [declared, chunked]) {
      if (answer.status !== 0) assertFixedRefusal(answer, [413]);
    }
    const small = await post([`"${'x'.repeat(300 * 1024)}"`], { ...json, authorization });
    assertFixedRefusal(small, [413]);
  });

  it('cannot keep it waiting with bodies that never end, and nobody else waits meanwhile', async () => {
    const authorization = `Bearer ${await validToken()}`;
    const headers = { ...json, authorization, 'content-length': '1000' };
    const slow = Array.from({ length: 50 }, () => post(['{"type":', 20_000, '1}'], headers));
    await new Promise((resolve) => setTimeout(resolve, 500));
    const began = Date.now();
    await assertAlive();
    assert.ok(Date.now() - began < 1000);
    for (const answer of await Promise.all(slow)) {
      if (answer.status !== 0) assertFixedRefusal(answer, [400, 408]);
    }
  });

  it('cannot forge a press', async () => {
    const audience = DEMO.bot.appId;
    const mint = world.channel.keys.mint.bind(world.channel.keys);
    const sts = (tid: string): string => `https://sts.windows.net/${tid}/`;
    const real = await mint({ audience, serviceUrl });
    const forged: Readonly<Record<string, string | null>> = {
      'no token': null,
      'another key': await mint({ audience, serviceUrl, signature: 'unpublished' }),
      'a key id of its own': await mint({ audience, serviceUrl, keyId: 'mine' }),
      'no signature': await mint({ audience, serviceUrl, signature: 'none' }),
      'a signature cut off': real.slice(0, -20),
      'another bot': await mint({ audience: DEMO.reader.appId, serviceUrl }),
      'another issuer': await mint({ audience, serviceUrl, issuer: 'https://issuer.example' }),
      expired: await mint({ audience, serviceUrl, expiresIn: -3600 }),
      'not valid yet': await mint({ audience, serviceUrl, notBefore: 3600 }),
      'another service url': await mint({ audience, serviceUrl: 'https://evil.example/' }),
      'no service url': await mint({ audience, serviceUrl: null }),
      "an emulator's": await mint({
        ...{ audience, serviceUrl, issuer: sts(otherTenant) },
        claims: { tid: otherTenant, appid: audience, ver: '1.0' },
      }),
      "the channel's with tid": await mint({ audience, serviceUrl, claims: { tid: otherTenant } }),
      "the channel's with appid": await mint({ audience, serviceUrl, claims: { appid: audience } }),
      "the bot's own": await ownToken(world),
      'not a token': 'eyJhbGciOiJub25lIn0.e30.',
    };
    for (const [name, token] of Object.entries(forged)) {
      const authorization: Record<string, string> =
        token === null ? {} : { authorization: `Bearer ${token}` };
      const answer = await post([JSON.stringify(removal)], { ...json, ...authorization });
      assert.ok([401, 403].includes(answer.status), `${name}: HTTP ${answer.status}`);
      assertFixedRefusal(answer, [401, 403]);
    }
  });

  it('cannot speak from another tenant, channel or service', async () => {
    const authorization = `Bearer ${await validToken()}`;
    const conversation = removal['conversation'] as Activity;
    const channelData = removal['channelData'] as Activity;
    const variants: readonly Activity[] = [
      { conversation: { ...conversation, tenantId: otherTenant } },
      { channelData: { ...channelData, tenant: { id: otherTenant } } },
      {
        conversation: { ...conversation, tenantId: otherTenant },
        channelData: { ...channelData, tenant: { id: otherTenant } },
      },
      { channelData: undefined },
      { channelId: 'emulator' },
      { channelId: 'AseChannel' },
      { serviceUrl: 'https://evil.example/' },
      { serviceUrl: undefined },
      { type: 'event', name: 'adaptiveCard/action' },
      { name: 'task/submit' },
    ];
    for (const variant of variants) {
      const body = [JSON.stringify({ ...removal, ...variant })];
      assertFixedRefusal(await post(body, { ...json, authorization }), [400, 401, 403]);
    }
  });

  it('gets fixed texts and no effect for 10,000 random activities', async function () {
    const seed = Date.now() & 0xffff;
    const analyst = { ...(removal['from'] as Activity), aadObjectId: DEMO.analyst };
    const press = { ...removal, from: analyst };
    const message = {
      ...removal,
      type: 'message',
      name: undefined,
      value: undefined,
      text: 'status',
    };
    const said = JSON.parse(JSON.stringify({ ...message, from: analyst })) as object;
    const activities = fc.sample(mutatedActivities([press, said]), { seed, numRuns: 10_000 });
    const good = await validToken();
    const bad = await world.channel.keys.mint({
      ...{ audience: DEMO.bot.appId, serviceUrl, signature: 'unpublished' },
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 24 });
    const began = Date.now();
    const counts = new Map<number, number>();
    let next = 0;
    const sender = async (): Promise<void> => {
      for (let i = next++; i < activities.length; i = next++) {
        const valid = i % 2 === 0;
        const answer = await rawPost({
          ...{ port: world.bot.port, agent },
          headers: { ...json, authorization: `Bearer ${valid ? good : bad}` },
          body: [JSON.stringify(activities[i])],
        });
        counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1);
        const where = `seed ${seed}, activity ${i}: HTTP ${answer.status} ${answer.text}`;
        if (answer.status === 200) {
          assert.ok(valid, where);
          assert.doesNotMatch(answer.text, /\bat \S+ \(|node_modules|Error:|stack/, where);
        } else {
          assert.ok([400, 401, 403, 413].includes(answer.status), where);
          assertFixedRefusal(answer, [answer.status]);
        }
      }
    };
    await Promise.all(Array.from({ length: 24 }, sender));
    agent.destroy();
    assert.ok(Date.now() - began < 60_000, `${Date.now() - began} ms`);
    // Both sides of the gate were met.
    assert.ok((counts.get(200) ?? 0) > 50, JSON.stringify([...counts]));
    assert.ok((counts.get(401) ?? 0) > 500, JSON.stringify([...counts]));
    // What a mutated but signed message asked for was answered in words; nothing was changed by it.
    assert.deepEqual(writes(world), []);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    told = world.simulator.ledger.last;
    const personal = { as: DEMO.approver, place: 'personal' } as const;
    await world.channel.say({ ...personal, text: 'help' });
    await world.until('help still works', () =>
      world.channel.messages(personal).find(({ author }) => author.kind === 'bot'),
    );
    told = world.simulator.ledger.last;
  });
});

/** The bot's outbound token: good for the connector, and for nothing else. */
async function ownToken(world: World): Promise<string> {
  const response = await fetch(
    `${world.simulator.url}/login/${DEMO.homeTenantId}/oauth2/v2.0/token`,
    {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: DEMO.bot.appId,
        client_secret: DEMO.bot.secret,
        scope: 'https://api.botframework.com/.default',
      }),
    },
  );
  const { access_token: token } = (await response.json()) as { access_token?: string };
  assert.ok(token);
  return token;
}
