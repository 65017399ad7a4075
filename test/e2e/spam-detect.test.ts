import assert from 'node:assert/strict';
import type { MessageView } from '../../src/simulator/channel/channel-driver.js';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { plantedIn } from '../../src/simulator/story/planted-in.js';
import type { PlantedStoryName } from '../../src/simulator/scenario/story-schema.js';
import { alertIdOn } from '../support/kill-run.js';
import {
  everything,
  flow,
  pressView,
  readSpam,
  scenarioWithFlow,
  senderCard,
  senderCards,
} from '../support/spam-world.js';
import { say, startWorld, type World } from '../support/world.js';
import { alertRowOf, assertLawful, tenantChanges } from '../support/zap-judge.js';
import { textOf } from '../support/zap-world.js';

const scenario = scenarioWithFlow({
  [DEMO.contoso]: {
    licence: everything,
    flow,
    stories: [
      { story: 'account-bursts-at-night', daysAgo: 1 },
      { story: 'newsletter-sent', daysAgo: 1 },
      { story: 'infected-client', daysAgo: 2 },
      { story: 'director-spoofed', daysAgo: 1 },
      { story: 'assistant-spear-phished', daysAgo: 1 },
      { story: 'one-attacker-many-targets', daysAgo: 2 },
    ],
  },
  [DEMO.fabrikam]: {
    licence: { defender: 'P1', messageTrace: 'ready' },
    flow,
    stories: [{ story: 'infected-client', daysAgo: 1 }],
  },
  [DEMO.adatum]: { flow, stories: [{ story: 'quiet-week' }] },
});

describe('mail that our own people send, and mail that is sent to them', function () {
  this.timeout(300_000);
  let world: World;
  let report: MessageView;

  before(async () => {
    world = await startWorld({ scenario });
    report = await readSpam(world);
  });
  after(() => world.stop());
  afterEach(() => {
    assertLawful(world);
    assert.deepEqual(tenantChanges(world), [], 'looking changes nothing');
  });

  const truth = plantedIn(scenario, new Date());
  const of = (story: PlantedStoryName, tenantId: string = DEMO.contoso) => {
    const found = truth.find((one) => one.story === story && one.tenantId === tenantId);
    assert.ok(found);
    return found;
  };
  const shown = (address = ''): string => address.replaceAll('.', '[.]');

  it('comes as one card for an account that sends at night, with cause, evidence and questions', async () => {
    const card = await senderCard(world, of('account-bursts-at-night').mailbox);
    const text = textOf(card);
    for (const said of [
      /^Own user as a sender of spam\nBlocked by Microsoft from sending\n••• High severity/,
      /Customer\nContoso/,
      /Likely cause: a compromised account\./,
      /Evidence\n/,
      /• Microsoft keeps this person from sending, because of outbound spam\./,
      /• Sent phishing: \d+ deliveries\./,
      /• Signed in from [A-Z]{2}, and never from there before/,
      /• Sent \d+ of \d+ at hours at which this person does not write/,
      /Questions to ask the person\n• Do you know that your mail/,
      /Counted by: Advanced hunting/,
    ]) {
      assert.match(text, said);
    }
    assert.equal(senderCards(world, of('account-bursts-at-night').mailbox ?? '').length, 1);
  });

  it('tells an infected client from it', async () => {
    const text = textOf(await senderCard(world, of('infected-client').mailbox));
    assert.match(text, /One of our own sends malware\n••• High severity/);
    assert.match(text, /Likely cause: an infected client\./);
    assert.match(text, /• Sent malware to colleagues: \d+ deliveries\./);
  });

  it('makes no card of a newsletter that goes out every week, and says in the report what it is', async () => {
    const { mailbox = '' } = of('newsletter-sent');
    assert.deepEqual(senderCards(world, mailbox), []);
    const { shown: what, text } = await pressView(world, report.id, 'internal');
    assert.equal(what, 'card');
    const line = text
      .slice(text.indexOf(shown(mailbox)))
      .split('\n', 2)
      .join(' ');
    assert.match(line, /bulk mail on purpose/);
    assert.doesNotMatch(line, /compromised|infected/);
  });

  it('names the director whose address strangers used, and the domain', async () => {
    const senders = await pressView(world, report.id, 'senders');
    assert.ok(senders.text.includes(shown(of('director-spoofed').mailbox)), senders.text);
    assert.match(senders.text, /It uses a domain of the organisation\./);
    const spoofed = await pressView(world, report.id, 'spoofed');
    assert.match(spoofed.text, /Our own domains\ncontoso\[\.\]example/);
    assert.match(spoofed.text, /spoof report/i);
  });

  it('names who is aimed at with care, and who attacks many', async () => {
    const receivers = await pressView(world, report.id, 'receivers');
    const { mailbox = '' } = of('assistant-spear-phished');
    assert.match(receivers.text, /spear/i);
    assert.ok(receivers.text.includes(shown(mailbox)), receivers.text);
    const senders = await pressView(world, report.id, 'senders');
    const [domain = ''] = of('one-attacker-many-targets').senderDomains;
    assert.ok(senders.text.includes(shown(domain)), senders.text);
  });

  it('stays one card however often it is read, and nothing is written or posted again', async () => {
    const card = await senderCard(world, of('infected-client').mailbox);
    const id = alertIdOn(world, card.id);
    const before = await alertRowOf(world, id);
    for (const what of ['contoso 7', 'contoso 3']) await readSpam(world, what);
    assert.equal(senderCards(world, of('infected-client').mailbox ?? '').length, 1);
    assert.equal(world.channel.message(card.id).history.length, card.history.length);
    assert.deepEqual(await alertRowOf(world, id), before);
  });

  it('is found in a tenant with Plan 1, which says what its reports can not tell', async () => {
    const said = textOf(await readSpam(world, 'fabrikam 3'));
    assert.match(said, /Advanced hunting[^.]*: the tenant has no licence for it\./);
    const { mailbox } = of('infected-client', DEMO.fabrikam);
    const text = textOf(await senderCard(world, mailbox));
    assert.match(text, /Likely cause: an infected client\./);
    assert.match(text, /Counted by: /);
    assert.doesNotMatch(text, /Counted by: Advanced hunting/);
  });

  it('makes no card of a quiet week', async () => {
    const before = world
      .cards()
      .filter(({ card }) => JSON.stringify(card).includes('alert.acknowledge'));
    await readSpam(world, 'adatum 7');
    const after = world
      .cards()
      .filter(({ card }) => JSON.stringify(card).includes('alert.acknowledge'));
    assert.equal(after.length, before.length);
  });

  it('is never called nothing where a source broke off', async () => {
    await world.tell('faults', { fault: 'html-with-200', tenantId: DEMO.adatum });
    const text = textOf(await readSpam(world, 'adatum 2'));
    assert.match(text, /not everything was read/);
    assert.match(text, /Read completely: 0 of 1 customer\./);
    await fetch(`${world.simulator.url}/control/faults`, { method: 'DELETE' });
    await say(world, 'status');
    const status = await world.until('the status', () =>
      world.cards().findLast(({ card }) => textOf({ card }).startsWith('Status')),
    );
    assert.match(textOf(status), /Mail flow of Adatum\nLast read .*, not completely\. \S/);
  });
});

describe('mail flow that nobody asked for', function () {
  this.timeout(300_000);
  let world: World;

  before(async () => {
    const contoso = {
      licence: everything,
      flow: { ...flow, days: 14 },
      stories: [{ story: 'account-bursts-at-night', daysAgo: 1 }],
    };
    world = await startWorld({
      scenario: scenarioWithFlow({ [DEMO.contoso]: contoso }),
      settings: { WARDEN_SPAM_EVERY: '10s' },
    });
  });
  after(() => world.stop());

  it('is read by the schedule, and raises one card though the worker is killed again and again', async () => {
    const busy = (): number =>
      world.simulator.ledger
        .of('request')
        .filter(({ path, tenantId }) => tenantId === DEMO.contoso && /hunting|batch/i.test(path))
        .length;
    for (const requests of [2, 5, 9]) {
      await world.until('the mail flow is being read', () => busy() >= requests, 60_000);
      await world.bot.kill();
      await world.bot.start();
    }
    const card = await world.until(
      'a card',
      () => world.cards().find(({ card: one }) => textOf({ card: one }).includes('Likely cause')),
      120_000,
    );
    const round = (): number => world.simulator.ledger.of('request').length;
    const seen = round();
    await world.until('another reading or two', () => round() > seen + 40, 120_000);
    const cards = world
      .cards()
      .filter(({ card: one }) => textOf({ card: one }).includes('Likely cause'));
    assert.deepEqual(
      cards.map(({ id }) => id),
      [card.id],
    );
    assertLawful(world);
  });
});
