import assert from 'node:assert/strict';
import type { Tenant, TenantId } from '../../../src/tenants/tenant.js';
import { contoso } from '../../support/sample-findings.js';
import { mallory } from '../../support/desk.js';
import { serviceError } from '../zap-detect/fake-sources.js';
import { networkMessageId, recordOf } from '../zap-show/fixture.js';
import { fabrikam, personalChat, woodgrove } from './commands-desk.js';
import { wordsOf, ZapBench } from './zap-bench.js';

const id = `message ${networkMessageId}`;
const delivery = {
  networkMessageId,
  internetMessageId: '<ab1@mail.evil.example>',
  recipient: 'ana@x.example',
  receivedAt: '2026-01-05T07:00:00.000Z',
  location: 'inbox',
  subject: 'Your *invoice* https://evil.example/x',
} as const;

describe('message', () => {
  let bench: ZapBench;
  beforeEach(() => {
    bench = new ZapBench();
  });

  it('says that nobody has it only when every tenant was asked', async () => {
    const nobody = await bench.say(id);
    assert.equal(nobody?.data['title'], 'Not found');
    assert.match(wordsOf(nobody), /No tenant has it, as far as 10 days back\.$/m);
    bench.finder.readings.set(fabrikam.id, serviceError(403));
    const some = await bench.say(id);
    assert.equal(some?.data['title'], 'Not everything is known');
    assert.match(
      wordsOf(some),
      /No tenant that could be asked has it.* Not asked: Fabrikam\. The /,
    );
  });

  it('says that nothing was looked for when no tenant is watched', async () => {
    bench.tenants = [];
    assert.equal((await bench.say(id))?.data['title'], 'Not looked for');
  });

  it('shows the message of one tenant, and beside it that another could not be asked', async () => {
    bench.finder.delivered(contoso.id, delivery);
    bench.finder.readings.set(woodgrove.id, serviceError(503));
    const last = await bench.say(id);
    assert.match(wordsOf(last), /Not asked: Woodgrove Bank\. Microsoft 365 answered with an error/);
    assert.doesNotMatch(wordsOf(last), /No tenant/);
    assert.deepEqual(
      bench.replies.map(({ card }) => [card.template, String(card.data['tenant'])]),
      [['message', 'Contoso']],
    );
  });

  it('names three tenants that could not be asked, and counts the others', async () => {
    bench.tenants = Array.from({ length: 5 }, (_, i): Tenant => {
      const tenantId = `${i}1111111-1111-4111-8111-111111111111` as TenantId;
      bench.finder.readings.set(tenantId, serviceError(503));
      return { id: tenantId, name: `T${i} <at>all</at> https://evil.example` };
    });
    const words = wordsOf(await bench.say(id));
    assert.equal(words.match(/Not asked: /g)?.length, 3);
    assert.match(words, /Not asked either: 2 more\./);
    assert.doesNotMatch(words, /https:\/\/evil|<at>/);
  });

  it('posts five cards at most, and says how many tenants more have it', async () => {
    bench.tenants = Array.from({ length: 7 }, (_, i): Tenant => {
      const tenantId = `${i}1111111-1111-4111-8111-111111111111` as TenantId;
      bench.finder.delivered(tenantId, delivery);
      return { id: tenantId, name: `T${i}` };
    });
    assert.match(wordsOf(await bench.say(id)), /^2 more tenants have it\.$/m);
    assert.equal(bench.replies.length, 5);
  });

  it('shows what attackers wrote without any live text', async () => {
    bench.finder.delivered(contoso.id, delivery);
    const words = wordsOf(await bench.say(id));
    assert.match(words, /invoice/);
    assert.doesNotMatch(words, /https:\/\/evil/);
  });

  for (const [text, refs] of [
    [networkMessageId.toUpperCase(), { networkMessageId }],
    [`{${networkMessageId}}`, { networkMessageId }],
    ['<ab1@mail.evil.example>', { internetMessageId: '<ab1@mail.evil.example>' }],
    ['ab1@mail.evil.example', { internetMessageId: '<ab1@mail.evil.example>' }],
    ["<o'hara''@x>", { internetMessageId: "<o'hara''@x>" }],
  ] as const) {
    it(`asks every tenant for ${text}`, async () => {
      await bench.say(`message ${text}`);
      assert.deepEqual(
        bench.finder.queries,
        [1, 2, 3].map(() => ({ by: 'message', message: refs })),
      );
    });
  }

  for (const text of ['', '*', '""', '<>', 'this one', `${networkMessageId}\n*`, '"a@b"', 'a"@b']) {
    it(`asks nobody for ${JSON.stringify(text)}`, async () => {
      const card = await bench.say(`message ${text}`);
      assert.equal(card?.data['title'], 'Which message?');
      assert.deepEqual(bench.finder.queries, []);
    });
  }

  it('takes the id as it was typed, not as Teams writes it in its text', async () => {
    await bench.sayEscaped(
      'message &lt;ab1@mail.evil.example&gt;',
      'message <ab1@mail.evil.example>',
    );
    const [query] = bench.finder.queries;
    assert.deepEqual(query, {
      by: 'message',
      message: { internetMessageId: '<ab1@mail.evil.example>' },
    });
  });

  it('is answered to nobody else in personal chat, and asks no tenant for them', async () => {
    await bench.store(recordOf({ tenantId: contoso.id }));
    const card = await bench.say(id, mallory, personalChat);
    assert.equal(card?.data['title'], 'Not here');
    assert.deepEqual([bench.finder.queries, bench.replies], [[], []]);
  });
});
