import assert from 'node:assert/strict';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { contosoWith, extraMailbox } from '../support/crowded-scenario.js';
import { say, startWorld, type World } from '../support/world.js';

/** Stands in every hostile text: where it shows up, an attacker's words do. */
const mark = 'EVILMARK';

const names: readonly string[] = [
  `[${mark} Approve here](https://evil.example/approve)`,
  `![${mark}](https://evil.example/p.png)`,
  `**${mark}** _x_ # heading \n\n- list`,
  `\${1+1} ${mark} \${$root.nonce}`,
  `{{DATE(2026-01-01T00:00:00Z,SHORT)}} ${mark}`,
  `<at>${mark}</at> <b>html</b> <script>alert(1)</script>`,
  `${mark} \u202eexe.gpj\u2066 \u200b\ufeff\u061c\u{e0041}`,
  `${mark} https://evil.example/x http://evil.example javascript:alert(1)`,
  `${mark} ${'A'.repeat(10_000)}`,
  `${mark} Z${'\u0301'.repeat(200)}algo`,
  `${mark} \u0000\u0007\u001b[31m\u009b`,
  `=cmd|'/c calc'!A1 ${mark}`,
  `"},{"type":"Image","url":"https://evil.example/${mark}.png"}`,
];
const destinations: readonly string[] = [
  `${mark}+[x](https://evil.example)@relay.example`.replace(/\s/g, ''),
  `${mark}\u202e@relay.example`,
  `\${${mark}}@relay.example`,
  `{{DATE(${mark})}}@relay.example`,
  `${mark}@xn--80ak6aa92e.example`,
  `${mark}@p\u0430ypal.example`,
  `${mark}${'b'.repeat(2000)}@relay.example`,
];

interface Placed {
  readonly text: string;
  readonly type: string;
  readonly key: string;
}

/** Every string in a card with the element that it belongs to. */
function textsIn(node: unknown, type = '', key = ''): readonly Placed[] {
  if (typeof node === 'string') return [{ text: node, type, key }];
  if (Array.isArray(node)) return node.flatMap((item) => textsIn(item, type, key));
  if (typeof node !== 'object' || node === null) return [];
  const own = (node as { type?: unknown }).type;
  const inside = typeof own === 'string' ? own : type;
  return Object.entries(node).flatMap(([name, inner]) => textsIn(inner, inside, name));
}

const live = [
  /\$\{/,
  /\{\{/,
  /https?:\/\/(?!(?:adaptivecards\.io|[a-z.]+\.microsoft\.com|login\.microsoftonline\.com)\/)/i,
  /javascript:/i,
  /<at>/i,
  // eslint-disable-next-line no-control-regex -- what must not be there
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\u{e0000}-\u{e007f}]/u,
  /\u0301{5}/,
];

describe('what attackers wrote', function () {
  this.timeout(120_000);
  let world: World;

  before(async () => {
    const rows = names.map((DisplayName, index) => ({
      DisplayName,
      ForwardingSmtpAddress: `smtp:${destinations[index % destinations.length] ?? ''}`,
    }));
    world = await startWorld({
      scenario: contosoWith([...rows, { ForwardingSmtpAddress: 'smtp:nobody@relay.example' }]),
      settings: { WARDEN_LOG_LEVEL: 'debug' },
    });
    const contoso = world.simulator.tenants.find(({ tenantId }) => tenantId === DEMO.contoso);
    const nameless = contoso?.find(extraMailbox(rows.length + 1))[0];
    assert.ok(contoso && nameless);
    // A scenario file can't say it, but Exchange can.
    contoso.set(nameless.number, { DisplayName: null } as never);
    await say(world, 'scan forwards');
    await world.until(
      'the grouped card',
      () => world.cards(/forwards found in one tenant/)[0],
      40_000,
    );
  });
  after(() => world.stop());

  it('does not keep an alert from its card, nor one card from another', async () => {
    const [group] = world.cards(/forwards found in one tenant/);
    assert.ok(group);
    assert.match(group.summary ?? '', new RegExp(`^${names.length + 1} external forwards`));
    const ids = new Set<string>();
    for (const page of ['first', 'second']) {
      if (page === 'second') {
        const turned = await world.channel.press({
          ...{ as: DEMO.approver, messageId: group.id, verb: 'group.page' },
          title: 'Next page',
        });
        assert.equal(turned.shown, 'card', turned.toast);
      }
      const seen = world.channel.message(group.id);
      const card = seen.privateCards[DEMO.approver] ?? seen.card;
      for (const { text, key } of textsIn(card)) if (key === 'alertId') ids.add(text);
    }
    assert.equal(ids.size, names.length + 1);
    for (const id of ids) await say(world, `show ${id}`);
    await world.until(
      'a card for each',
      () => world.cards(/^External forward found/).length === ids.size,
      60_000,
    );
  });

  it('stands in text runs only, and nothing of it is live', async () => {
    await say(world, 'alerts');
    await world.until('the list', () => world.cards(/alerts wait/)[0], 40_000);
    const marked = world
      .cards()
      .flatMap(({ card, summary, text }) => [
        ...textsIn(card),
        { text: summary ?? '', type: 'summary', key: 'summary' },
        { text, type: 'message', key: 'text' },
      ])
      .filter(({ text }) => text.includes(mark));
    assert.ok(marked.length > names.length * 2, `${marked.length} places`);
    for (const { text, type, key } of marked) {
      assert.deepEqual([type, key], ['TextRun', 'text'], text.slice(0, 200));
      assert.ok(text.length <= 700, `${text.length} characters`);
    }
    for (const { card, summary, text } of world.cards()) {
      const all = [...textsIn(card).map((placed) => placed.text), summary ?? '', text];
      for (const pattern of live) {
        assert.deepEqual(
          all.filter((shown) => pattern.test(shown)),
          [],
          pattern.source,
        );
      }
      assert.ok(JSON.stringify(card).length <= 24 * 1024);
    }
  });

  it('stays out of the log, and so do secrets and tokens', () => {
    const { output } = world.bot;
    assert.ok(output.includes('"started"'), 'there is a log');
    const canaries = [
      mark,
      'evil.example',
      'EVILMARK'.toLowerCase(),
      DEMO.bot.secret,
      DEMO.reader.secret,
      DEMO.actor.secret,
      'eyJ',
      'Bearer ',
      'AccountKey',
      'Eby8vdM02xNOcqFl',
      'Avery',
      '@contoso.example',
    ];
    assert.deepEqual(
      canaries.filter((canary) => output.includes(canary)),
      [],
    );
  });

  it('passes the checks of the channel', () => {
    assert.deepEqual(world.simulator.violations(), []);
  });
});
