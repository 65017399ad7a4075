import assert from 'node:assert/strict';
import { rows, rules, textOf } from '../simulator/raw-client.js';
import { copy, hoursAgo, message } from './sample-mail.js';
import { mailWorld } from './mail-world.js';
import type { MailWorld, MailWorldOptions } from './mail-world.js';

describe('simulated runHuntingQuery', () => {
  let world: MailWorld;
  const begin = async (options: MailWorldOptions = {}, count = 1) => {
    const messages = Array.from({ length: count }, (_, index) =>
      message({
        networkMessageId: `11111111-1111-4111-8111-${String(index).padStart(12, '0')}`,
        receivedAt: hoursAgo(10 + 24 * index),
        copies: [copy({ immutableId: `copy ${index}` })],
      }),
    );
    world = await mailWorld(messages, options);
  };
  afterEach(() => world.simulator.close());

  it('answers schema and rows, the cluster id to its last digit', async () => {
    await begin();
    const Query = 'EmailEvents | project Timestamp, EmailClusterId, UrlCount, Ok = UrlCount == 1';
    const answer = await world.hunt({ Query, Timespan: 'P14D' });
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
    assert.deepEqual(answer.json['schema'], [
      { name: 'Timestamp', type: 'DateTime' },
      { name: 'EmailClusterId', type: 'Int64' },
      { name: 'UrlCount', type: 'Int32' },
      { name: 'Ok', type: 'Boolean' },
    ]);
    assert.match(answer.text, /"EmailClusterId":9007199254740993123,/);
    assert.equal(rows(answer.json['results'])[0]?.['Ok'], true);
    assert.deepEqual(rules(world.simulator), []);
  });

  it('writes Name and Type when told so, and stops at its cap without a word', async () => {
    await begin({ quirks: { huntingSchemaKeys: 'upper', huntingRowCap: 2 } }, 3);
    const answer = await world.hunt({ Query: 'EmailEvents | project Subject' });
    assert.deepEqual(answer.json['schema'], [{ Name: 'Subject', Type: 'String' }]);
    assert.equal(rows(answer.json['results']).length, 2);
    assert.deepEqual(Object.keys(answer.json), ['schema', 'results']);
  });

  it('looks at the Timespan, thirty days without', async () => {
    await begin({}, 40);
    const count = async (Timespan?: string) => {
      const body = Timespan === undefined ? {} : { Timespan };
      const answer = await world.hunt({ Query: 'EmailEvents | count', ...body });
      return rows(answer.json['results'])[0]?.['Count'];
    };
    assert.equal(await count(), 30);
    assert.equal(await count('P90D'), 30);
    assert.equal(await count('P1D'), 1);
    assert.equal(await count('PT36H'), 2);
    assert.equal(await count('2026-11-20T00:00:00Z'), 2);
    assert.equal(await count('2026-11-19T00:00:00Z/2026-11-20T12:00:00Z'), 2);
    assert.equal(await count('P1D/2026-11-20T12:00:00Z'), 1);
    assert.equal(await count('2026-11-19/P1D'), 1);
    assert.deepEqual(rules(world.simulator), []);
  });

  it('refuses a bad body or Timespan, and blames the caller', async () => {
    await begin();
    const bad = [
      {},
      { Query: '' },
      { query: 'EmailEvents' },
      { Query: 'EmailEvents', Top: 1 },
      { Query: 'EmailEvents', Timespan: 'yesterday' },
      { Query: 'EmailEvents', Timespan: 'P' },
      { Query: 'EmailEvents', Timespan: 'P1D/P1D' },
      { Query: 'EmailEvents', Timespan: '2026-11-20/2026-11-19' },
    ];
    for (const body of bad) {
      const answer = await world.hunt(body);
      assert.equal(answer.status, 400, JSON.stringify(body));
      assert.equal(answer.json['error']?.['code'], 'BadRequest');
    }
    assert.deepEqual(
      rules(world.simulator),
      bad.map(() => 'malformed-body'),
    );
  });

  it('refuses what it does not understand, and blames the caller', async () => {
    await begin();
    assert.equal((await world.hunt({ Query: 'EmailEvents | evaluate x' })).status, 400);
    assert.equal((await world.hunt({ Query: 'EmailEvents | where Nothing' })).status, 400);
    assert.deepEqual(rules(world.simulator), ['kql-syntax', 'kql-semantic']);
  });

  it('refuses the tables to a tenant without the licence, and blames nobody', async () => {
    await begin({ defender: 'P1' });
    const answer = await world.hunt({ Query: 'EmailEvents | count' });
    assert.equal(answer.status, 400);
    assert.equal(answer.json['error']?.['code'], 'BadRequest');
    assert.match(textOf(answer.json['error']['message']), /EmailEvents/);
    assert.deepEqual(rules(world.simulator), []);
  });

  it('needs its permission', async () => {
    await begin({ readerRoles: ['User.Read.All'] });
    assert.equal((await world.hunt({ Query: 'EmailEvents' })).status, 403);
  });

  it('takes 45 calls a minute, then answers 429', async () => {
    await begin();
    for (let number = 0; number < 45; number += 1) {
      assert.equal((await world.hunt({ Query: 'EmailEvents | count' })).status, 200);
    }
    world.wait(20);
    const refused = await world.hunt({ Query: 'EmailEvents | count' });
    assert.equal(refused.status, 429);
    assert.equal(refused.headers.get('retry-after'), '40');
    world.wait(40);
    assert.equal((await world.hunt({ Query: 'EmailEvents | count' })).status, 200);
  });
});
