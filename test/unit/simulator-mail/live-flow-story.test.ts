import assert from 'node:assert/strict';
import { DEMO } from '../../../src/simulator/scenario/demo.js';
import { plantedStories } from '../../../src/simulator/scenario/story-schema.js';
import { call, rows, strings, textOf } from '../simulator/raw-client.js';
import { startAt, tell, tenantOf } from './mail-client.js';

const NOW = '2026-11-19T12:00:00Z';

describe('stories of the mail flow, told while the simulator runs,', () => {
  let world: Awaited<ReturnType<typeof startAt>>;
  beforeEach(async () => {
    world = await startAt(NOW);
  });
  afterEach(() => world.simulator.close());

  const refused = async (story: string, input: object) => {
    const url = `${world.simulator.url}/control/story/${story}`;
    return (await call(url, { method: 'POST', body: JSON.stringify(input) })).status;
  };

  it('happen at once, and answer the truth of what was planted', async () => {
    const { mail } = tenantOf(world.simulator, DEMO.contoso);
    for (const story of plantedStories) {
      const before = mail.messages().length;
      const told = await tell(world.simulator, story);
      assert.deepEqual([told['story'], told['tenantId']], [story, DEMO.contoso]);
      assert.equal(mail.messages().length - before, told['messages']);
      assert.ok(textOf(told['to']) <= new Date(NOW).toISOString());
      assert.equal(world.simulator.ledger.of('change').at(-1)?.what, story);
    }
  });

  it('block an account that bursts, once, and let it burst again as another edition', async () => {
    const { mail } = tenantOf(world.simulator, DEMO.contoso);
    const input = { mailbox: 'erik@contoso.example', minutesAgo: 30 };
    const told = await tell(world.simulator, 'account-bursts-at-night', input);
    assert.equal(told['mailbox'], 'erik@contoso.example');
    assert.equal(told['to'], mail.messages().at(-1)?.receivedAt);
    const messages = mail.messages().length;
    await tell(world.simulator, 'account-bursts-at-night', input);
    assert.ok(mail.messages().length > messages + 300);
    assert.deepEqual(
      mail.blockedSenders.map(({ address }) => address),
      ['erik@contoso.example'],
    );
    assert.equal(mail.signIns.length, 2);
    const state = await call(`${world.simulator.url}/control/state`);
    const contoso = rows(state.json['tenants']).find((row) => row['tenantId'] === DEMO.contoso);
    const shown = JSON.stringify(contoso?.['mail']);
    assert.match(shown, /"blockedSenders":\[\{"address":"erik@contoso\.example"/);
    // What was told before is still what a person sees.
    assert.match(shown, new RegExp(DEMO.mail.clicked));
    assert.doesNotMatch(shown, /shared a document with you/);
  });

  it('choose the tenant and the mailbox that are named, by any of their names', async () => {
    const told = await tell(world.simulator, 'director-spoofed', {
      mailbox: 'nils@fabrikam.example',
    });
    assert.deepEqual(
      [told['tenantId'], told['mailbox']],
      [DEMO.fabrikam, 'nils.quist@fabrikam.example'],
    );
    assert.ok(strings(told['addresses']).every((address) => address.endsWith('fabrikam.example')));
  });

  it('are refused with two times, a name that is nobody’s, or a field of no story', async () => {
    const wrong: readonly object[] = [
      { daysAgo: 1, minutesAgo: 1 },
      { daysAgo: 30 },
      { mailbox: 'nobody@contoso.example' },
      { mailbox: '\u202e${x} <at>' },
      { tenantId: 'no-such-tenant' },
      { colour: 'red' },
    ];
    for (const input of wrong) {
      assert.equal(await refused('newsletter-sent', input), 400, JSON.stringify(input));
    }
    assert.equal(await refused('constructor', {}), 400);
    assert.equal(tenantOf(world.simulator, DEMO.contoso).mail.messages().length, 12);
  });
});
