import assert from 'node:assert/strict';
import type { MessageView } from '../../src/simulator/channel/channel-driver.js';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { live, marks, texts, textsIn } from '../support/hostile-mail.js';
import { inChannel, shownTexts } from '../support/scans.js';
import {
  everything,
  flow,
  pressView,
  readSpam,
  scenarioWithFlow,
  viewData,
} from '../support/spam-world.js';
import { startWorld, type World } from '../support/world.js';
import { assertLawful, tenantChanges } from '../support/zap-judge.js';
import { textOf } from '../support/zap-world.js';

const vip = 'marta@contoso.example';

/** Nobody has an address like these, and nothing keeps an attacker from writing them. */
const hostileSenders = texts.map((text, index) => ({
  kind: 'phish',
  minutesAgo: 200 + index,
  subject: `${marks.subject} ${text}`,
  senderName: `${marks.name} ${text}`,
  senderAddress: `=${marks.name}${text.replaceAll(/[\s@]+/g, '+').slice(0, 300)}@hostile-sender${index}.example`,
  filtered: { threat: 'Phish', technology: 'URL malicious reputation' },
  recipients: ['marta', 'ida', 'jonas', 'sofia', 'priya'].map((name) => ({
    address: `${name}@contoso.example`,
    deliveredTo: 'quarantine',
  })),
}));

describe('spam in chat', function () {
  this.timeout(300_000);
  let world: World;
  let report: MessageView;

  before(async () => {
    const small = { ...flow, days: 16, perDay: 40 };
    world = await startWorld({
      scenario: scenarioWithFlow({
        [DEMO.contoso]: {
          licence: everything,
          flow: small,
          messages: hostileSenders,
          stories: [{ story: 'assistant-spear-phished', daysAgo: 0, mailbox: vip }],
        },
        [DEMO.fabrikam]: { licence: { defender: 'P1', messageTrace: 'ready' }, flow: small },
      }),
      settings: { WARDEN_VIPS: vip, WARDEN_LOG_LEVEL: 'debug' },
    });
    report = await readSpam(world, '7');
  });
  after(() => world.stop());
  afterEach(() => {
    assertLawful(world);
    assert.deepEqual(tenantChanges(world), [], 'asking changes nothing');
  });

  /** Says something, and gives what the bot answers there. */
  async function ask(
    text: string,
    as: string = DEMO.approver,
    where: 'channel' | 'personal' = 'channel',
  ): Promise<string> {
    const place = where === 'channel' ? inChannel : ({ place: 'personal', as } as const);
    const answers = (): ReturnType<typeof world.channel.messages> =>
      world.channel.messages(place).filter(({ author }) => author.kind === 'bot');
    const before = new Set(answers().map(({ id }) => id));
    const said = where === 'channel' ? inChannel : ({ place: 'personal' } as const);
    await world.channel.say({ ...said, as, text });
    const answer = await world.until(
      `an answer to '${text}'`,
      () => answers().find(({ id }) => !before.has(id)),
      45_000,
    );
    return [answer.text, ...shownTexts(answer.card)].join('\n');
  }

  it('adds up all tenants, with a line and the sources of each', () => {
    const text = textOf(report);
    assert.match(text, /^Spam report\nSpam: \d+ unwanted deliver(y|ies) in 7 days/);
    assert.match(text, /By customer\n/);
    const total = Number(/Spam: (\d+) unwanted/.exec(text)?.[1]);
    const lines = [...text.matchAll(/(\d+) unwanted from outside, (\d+) from its own people\./g)];
    const sum = lines.reduce((all, [, outside, own]) => all + Number(outside) + Number(own), 0);
    assert.equal(sum, total);
    assert.equal(lines.length, 3);
    assert.match(text, /Counted by Advanced hunting/);
  });

  it('shows a chart whose numbers stand in a table as well', () => {
    const json = JSON.stringify(report.card);
    assert.match(json, /"type":"Chart\./);
    assert.match(json, /"fallback":\{[^]*"type":"Table"/);
  });

  it('shows each view in place of the report to who asked, with a way back, and to nobody else', async () => {
    for (const [view, says] of [
      ['senders', /^Spam report\nWho sends spam, 7 days/],
      ['receivers', /^Spam report\nWho gets spam, 7 days/],
      ['internal', /^Spam report\nOur own people as senders, 7 days/],
      ['spoofed', /^Spam report\nOur name used by others, 7 days/],
      ['trends', /^Spam report\nWhat changed, 7 days/],
    ] as const) {
      const { shown, text } = await pressView(world, report.id, view);
      assert.equal(shown, 'card', text);
      assert.match(text, says);
    }
    const back = await pressView(world, report.id, 'all');
    assert.equal(back.text, textOf(report));
    assert.deepEqual(world.channel.message(report.id).card, report.card);
  });

  it('shows what attackers wrote as text runs only, and nothing of it is live', async () => {
    const cards: unknown[] = [report.card];
    for (const view of ['senders', 'receivers', 'internal', 'spoofed', 'trends']) {
      cards.push((await pressView(world, report.id, view)).card);
    }
    const placed = cards.flatMap((card) => textsIn(card));
    const marked = placed.filter(({ text }) => text.toLowerCase().includes('namemark'));
    assert.ok(marked.length >= 5, `${marked.length} places`);
    for (const { type, key, text } of marked) {
      assert.deepEqual([type, key], ['TextRun', 'text'], text.slice(0, 99));
    }
    for (const pattern of live) {
      const alive = placed.filter(({ text }) => pattern.test(text)).map(({ text }) => text);
      assert.deepEqual(alive, [], pattern.source);
    }
    for (const card of cards) assert.ok(JSON.stringify(card).length <= 24 * 1024);
  });

  it('leaves no address, subject or name in the log', () => {
    assert.ok(world.bot.output.includes('"started"'), 'there is a log');
    assert.doesNotMatch(world.bot.output, /namemark|subjectmark|hostile-|@contoso\.example|eyJ/i);
  });

  it('names the people to watch', async () => {
    const { text } = await pressView(world, report.id, 'receivers');
    assert.match(text, /marta@contoso\[\.\]example/);
    assert.match(text, /Looks like spear phishing/);
  });

  it('shows views to everybody in the security channel, and takes no other data for a view', async () => {
    for (const as of [DEMO.analyst, DEMO.guest]) {
      assert.equal((await pressView(world, report.id, 'senders', as)).shown, 'card');
    }
    const good = viewData(world, report.id, 'senders');
    for (const change of [
      { view: 'everything' },
      { view: 'constructor' },
      { view: ['senders'] },
      { runId: 'x' },
      { runId: "' or 1 eq 1" },
      { v: 2 },
      { tenantId: DEMO.contoso },
    ]) {
      const action = { verb: 'spam.view', data: { ...good, ...change } };
      const outcome = await world.channel.press({
        ...{ as: DEMO.approver, messageId: report.id, title: 'Trends', override: { action } },
        fromOlderVersion: true,
      });
      assert.notEqual(outcome.shown, 'card', JSON.stringify(change));
    }
  });

  it('shows no view of a report that stands in another conversation', async () => {
    await ask('spam contoso 1', DEMO.approver, 'personal');
    const personal = { place: 'personal', as: DEMO.approver } as const;
    const own = await world.until(
      'the report in personal chat',
      () =>
        world.channel
          .messages(personal)
          .find(({ card }) => JSON.stringify(card ?? '').includes('"spam.view"')),
      120_000,
    );
    const action = { verb: 'spam.view', data: viewData(world, own.id, 'senders') };
    const outcome = await world.channel.press({
      ...{ as: DEMO.approver, messageId: report.id, title: 'Trends', override: { action } },
      fromOlderVersion: true,
    });
    assert.equal(outcome.shown, 'toast');
    assert.match(outcome.toast ?? '', /belongs to another conversation/);
  });

  it('says of one mailbox nothing of others', async () => {
    const text = textOf(await readSpam(world, `${vip} 7`));
    assert.match(text, /marta@contoso\[\.\]example/);
    const people = [...text.matchAll(/([\w.]+)@contoso\[\.\]example/g)].map(([, name]) => name);
    assert.deepEqual([...new Set(people)], ['marta']);
  });

  it('asks back what it does not know', async () => {
    assert.match(await ask('spam nowhere'), /Which tenant or mailbox\?/);
    assert.match(await ask('spam contoso 99'), /How many days\?/);
  });

  it('answers people without rights in the channel only', async () => {
    for (const as of [DEMO.analyst, DEMO.guest]) {
      assert.match(await ask('spam contoso 1', as, 'personal'), /Not here/);
    }
  });

  it('says in the status when mail flow was last read, and what could not be read', async () => {
    const text = await ask('status');
    assert.match(text, /Mail flow\n\d of 3 tenants read completely\./);
    assert.match(text, /Mail flow of Contoso\nLast read .*, completely\./);
  });
});
