import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RecordingHandlers, startBot, type RunningBot } from './bot-fixture.js';
import {
  FakeChannel,
  RecordingLog,
  appId,
  homeTenant,
  issuer,
  message,
  type TokenParts,
} from './channel-fixture.js';

/** One property of a token or a body: right with the first value, wrong with any other. */
function pick<T>(
  right: T,
  ...wrong: T[]
): fc.Arbitrary<{ readonly right: boolean; readonly value: T }> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant({ right: true, value: right }) },
    { weight: 1, arbitrary: fc.constantFrom(...wrong).map((value) => ({ right: false, value })) },
  );
}

describe('token matrix', function () {
  this.timeout(60_000);
  const channel = new FakeChannel();
  const handlers = new RecordingHandlers();
  const log = new RecordingLog();
  let bot: RunningBot;

  before(async () => {
    await channel.start();
    bot = await startBot(channel, handlers, log);
  });

  after(async () => {
    await bot.close();
    await channel.stop();
  });

  it('runs a turn for exactly the combinations that are right in every respect', async () => {
    const now = Math.floor(Date.now() / 1000);
    const foreign = 'https://smba.trafficmanager.net/emea/';
    const matrix = fc.record({
      key: pick<NonNullable<TokenParts['key']>>('published', 'other', 'unendorsed', 'none'),
      alg: pick<unknown>('RS256', 'none', 'HS256', 'RS512'),
      iss: pick<unknown>(
        issuer,
        `https://sts.windows.net/${homeTenant}/`,
        `https://login.microsoftonline.com/${homeTenant}/v2.0`,
        '',
      ),
      aud: pick<unknown>(appId, issuer, homeTenant, [appId, 'x']),
      exp: pick<unknown>(now + 3_600, now - 3_600, 'never', undefined),
      nbf: pick<unknown>(now - 60, now + 3_600),
      claimed: pick<unknown>(channel.serviceUrl, foreign, undefined),
      extra: pick<object>(
        {},
        { tid: homeTenant },
        { appid: appId, ver: '1.0' },
        { azp: appId, ver: '2.0' },
      ),
      channelId: pick<unknown>('msteams', 'AseChannel', 'emulator', undefined),
      tenant: pick<string>(homeTenant, appId),
    });
    let passed = 0;
    await fc.assert(
      fc.asyncProperty(matrix, async (m) => {
        const before = handlers.turns;
        const claims = {
          ...{ iss: m.iss.value, aud: m.aud.value, exp: m.exp.value, nbf: m.nbf.value },
          ...{ serviceurl: m.claimed.value, ...m.extra.value },
        };
        const token = channel.token({ key: m.key.value, header: { alg: m.alg.value }, claims });
        const body = {
          ...message(channel.serviceUrl, 'help'),
          channelId: m.channelId.value,
          channelData: { tenant: { id: m.tenant.value }, channel: { id: '19:c@thread.tacv2' } },
        };
        const sent = await bot.send(body, token);
        const right = Object.values(m).every((property) => property.right);
        assert.equal(handlers.turns - before, right ? 1 : 0);
        if (right) passed += 1;
        else assert.match(sent.text, /^{"error":"Refused\.","id":"[0-9a-f-]{36}"}$/);
        assert.ok(right ? sent.status === 200 : [401, 403].includes(sent.status));
      }),
      { numRuns: 1000 },
    );
    assert.ok(passed >= 50, `only ${passed} right combinations were tried`);
  });

  it('answers any bytes with one of the fixed refusals, and no turn', async () => {
    const before = handlers.turns;
    const statuses = new Set([400, 401, 403, 413, 415]);
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 2_000 }),
        fc.json(),
        fc.boolean(),
        async (bytes, json, raw) => {
          const sent = await bot.send(raw ? bytes : json, channel.token());
          assert.ok(statuses.has(sent.status), String(sent.status));
          assert.match(sent.text, /^{"error":"Refused\.","id":"[0-9a-f-]{36}"}$/);
        },
      ),
      { numRuns: 300 },
    );
    assert.equal(handlers.turns, before);
  });
});
