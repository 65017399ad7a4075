import assert from 'node:assert/strict';
import {
  ALICE,
  card,
  cardActivity,
  postCard,
  SECURITY,
  startBench,
  type Bench,
} from './channel-bench.js';

const activities = `/v3/conversations/${encodeURIComponent(SECURITY)}/activities`;

function withCard(change: Record<string, unknown>): Record<string, unknown> {
  const content = { ...card('New forward', 'remove'), ...change };
  const contentType = 'application/vnd.microsoft.card.adaptive';
  return { type: 'message', summary: 'New forward', attachments: [{ contentType, content }] };
}

describe('the strictness of the simulated connector', () => {
  let bench: Bench;
  before(async () => {
    bench = await startBench();
    await bench.channel.install({ by: ALICE.objectId, channelId: SECURITY });
  });
  after(() => bench.close());
  beforeEach(() => {
    bench.advance(60 * 60 * 1000);
  });

  async function rulesBroken(run: () => Promise<unknown>): Promise<string[]> {
    const before = bench.violations().length;
    await run();
    return bench.violations().slice(before);
  }

  it('finds nothing wrong with an ordinary card', async () => {
    const rules = await rulesBroken(() => bench.call('POST', activities, cardActivity()));
    assert.deepEqual(rules, []);
  });

  for (const [method, path, status, rule] of [
    ['POST', '/v3/attachments', 404, 'connector-unknown-route'],
    ['GET', '/v4/conversations', 404, 'connector-unknown-route'],
    ['PATCH', activities, 405, 'connector-unknown-method'],
    ['GET', `/v3/teams/x?expand=all`, 404, 'connector-unknown-parameter'],
  ] as const) {
    it(`reports ${method} ${decodeURIComponent(path)} as ${rule}`, async () => {
      const rules = await rulesBroken(async () => {
        assert.equal((await bench.call(method, path)).status, status);
      });
      assert.deepEqual(rules, [rule]);
    });
  }

  it('reports unknown members anywhere in an activity, and posts the rest', async () => {
    const activity = {
      ...cardActivity(),
      colour: 'red',
      from: { id: 'x', name: 'y', shoeSize: 43 },
    };
    const rules = await rulesBroken(async () => {
      assert.equal((await bench.call('POST', activities, activity)).status, 201);
    });
    assert.deepEqual(rules, ['connector-unknown-field']);
    assert.match(bench.ledger.of('violation').at(-1)?.detail ?? '', /from\.shoeSize, colour/u);
  });

  it('refuses an activity that is no activity', async () => {
    const rules = await rulesBroken(async () => {
      assert.equal((await bench.call('POST', activities, { text: 7 })).status, 400);
    });
    assert.deepEqual(rules, ['connector-malformed']);
  });

  it('counts the size of a message in UTF-16 and refuses what is above 100 KB', async () => {
    const message = (length: number) => ({ type: 'message', text: 'é'.repeat(length) });
    const fits = await bench.call('POST', activities, message(51_000));
    const tooBig = await bench.call('POST', activities, message(51_300));
    assert.deepEqual([fits.status, tooBig.status], [201, 413]);
    assert.equal((tooBig.body as { error: { code: string } }).error.code, 'MessageSizeTooBig');
  });

  const execute = { type: 'Action.Execute', title: 'Go' };
  for (const [what, activity, rule] of [
    ['a card without summary', { ...cardActivity(), summary: '' }, 'card-without-summary'],
    ['a card above version 1.5', withCard({ version: '1.6' }), 'card-version'],
    ['a button without verb', withCard({ actions: [execute] }), 'card-execute-without-verb'],
    ['templating left in a card', withCard({ speak: '${subject}' }), 'card-unexpanded'],
    [
      'an image from elsewhere',
      withCard({ body: [{ type: 'Image', url: 'https://evil.example/p.png' }] }),
      'card-foreign-address',
    ],
    [
      'a look-alike of a Microsoft host',
      withCard({
        actions: [{ type: 'Action.OpenUrl', url: 'https://security.microsoft.com.evil.example/' }],
      }),
      'card-foreign-address',
    ],
    [
      'a Markdown link in a fact',
      withCard({
        body: [{ type: 'FactSet', facts: [{ title: 'a', value: '[b](https://evil.example)' }] }],
      }),
      'card-foreign-address',
    ],
    [
      'a chart without fallback',
      withCard({ body: [{ type: 'Chart.Donut', data: [] }] }),
      'card-element-without-fallback',
    ],
    [
      'more than 60 people in a refresh',
      withCard({
        refresh: {
          action: { ...execute, verb: 'refresh' },
          userIds: Array.from({ length: 61 }, (_, n) => `29:${n}`),
        },
      }),
      'card-refresh-ids',
    ],
  ] as const) {
    it(`reports ${what}`, async () => {
      const rules = await rulesBroken(() => bench.call('POST', activities, activity));
      assert.deepEqual(rules, [rule]);
    });
  }

  it('reports a conversation in the body that is not the one of the address', async () => {
    const activity = { ...cardActivity(), conversation: { id: 'a:1other' } };
    const rules = await rulesBroken(() => bench.call('POST', activities, activity));
    assert.deepEqual(rules, ['connector-conversation-mismatch']);
  });

  it('lets seven calls through in a second, and calls the one that does not wait a violation', async () => {
    const id = await postCard(bench);
    const update = () => bench.call('PUT', `${activities}/${id}`, cardActivity());
    for (let n = 0; n < 7; n += 1) assert.equal((await update()).status, 200);
    const rules = await rulesBroken(async () => {
      const limited = await update();
      assert.equal(limited.status, 429);
      assert.equal(limited.headers.get('retry-after'), '1');
    });
    assert.deepEqual(rules, []);
    bench.advance(50);
    const early = await rulesBroken(async () => {
      assert.equal((await update()).status, 429);
    });
    assert.deepEqual(early, ['connector-early-retry']);
    bench.advance(2000);
    assert.equal((await update()).status, 200);
    const limits = bench.ledger.of('fault').filter(({ fault }) => fault === 'connector-rate-limit');
    assert.equal(limits.length, 2);
  });
});
