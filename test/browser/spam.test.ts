import assert from 'node:assert/strict';
import type { Browser, Locator } from 'playwright-core';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { launchBrowser } from '../support/browser.js';
import { everything, flow, plant, scenarioWithFlow, senderCards } from '../support/spam-world.js';
import { startWorld, type World } from '../support/world.js';
import { accountOf, assertLawful, tenantChanges } from '../support/zap-judge.js';
import { assertCards } from './every-card.js';
import { assertQuiet, button, takeSeat, type Seat } from './seat.js';

const ida = 'ida@contoso.example';
const blocked = 'Blocked by Microsoft from sending';

/** What would be alive: anything that links, loads or runs. */
const alive = 'a, img, picture, video, audio, iframe, object, embed, script, style, link';

describe('the spam report and the card of an own sender, in a browser', function () {
  this.timeout(240_000);
  let browser: Browser;
  let world: World;
  let avery: Seat;

  before(async () => {
    browser = await launchBrowser();
    world = await startWorld({
      scenario: scenarioWithFlow({
        [DEMO.contoso]: { licence: everything, flow: { ...flow, days: 12, perDay: 30 } },
      }),
      settings: { WARDEN_SCAN_EVERY: '12h' },
    });
    avery = await takeSeat(browser, world.simulator.url, DEMO.approver, {
      viewport: { width: 1280, height: 2_000 },
    });
    avery.page.setDefaultTimeout(60_000);
  });
  after(async () => {
    await avery.close();
    await world.stop();
    await browser.close();
  });
  afterEach(() => {
    assertQuiet(avery);
    assertCards(world);
    assertLawful(world);
  });

  const report = (): Locator => avery.message('Spam report');

  /** Has the bot read the mail flow, and waits until it shows the figures. */
  async function read(what: string): Promise<void> {
    const figures = avery.page.getByTestId('messages').getByText(/^Spam: /);
    const before = await figures.count();
    await avery.say(`spam ${what}`);
    await figures.nth(before).waitFor();
  }

  it('shows where it is, and in the end the figures with their rule', async () => {
    await plant(world, 'account-bursts-at-night', { mailbox: ida, minutesAgo: 120 });
    await read('contoso 3');
    const text = (await report().innerText()).replaceAll(/\s+/g, ' ');
    assert.match(text, /Spam: \d+ unwanted deliveries in 3 days/);
    assert.match(text, /Read completely: 1 customer\./);
    assert.match(text, /unwanted from our own people/);
    assert.match(text, /Counted by Advanced hunting/);
    assert.equal(await report().locator('.card').locator(alive).count(), 0);
  });

  it('shows each view in its place, and the report again', async () => {
    for (const [title, says] of [
      ['Senders', 'Who sends spam, 3 days'],
      ['Receivers', 'Who gets spam, 3 days'],
      ['Own people', 'Our own people as senders, 3 days'],
      ['Spoofed', 'Our name used by others, 3 days'],
      ['Trends', 'What changed, 3 days'],
    ] as const) {
      await button(report(), title).click();
      await report().getByText(says).waitFor();
    }
    await button(report(), 'Own people').click();
    await report().getByText('ida@contoso[.]example').first().waitFor();
    await report()
      .getByText(/a compromised account/)
      .first()
      .waitFor();
    await button(report(), 'Overview').click();
    await report()
      .getByText(/^Spam: \d+ unwanted/)
      .waitFor();
  });

  it('puts one card into the channel for the account that sends at night', async () => {
    const card = avery.message(blocked);
    for (const said of [
      'High severity',
      'Likely cause: a compromised account.',
      'Questions to ask the person',
    ]) {
      await card.getByText(said).first().waitFor();
    }
    assert.equal(senderCards(world, ida).length, 1);
    assert.equal(await card.locator('.card').locator(alive).count(), 0);
  });

  it('lets an analyst without rights change nothing, and says so', async () => {
    const card = avery.message(blocked);
    await avery.page.getByTestId('you').selectOption(DEMO.analyst);
    await button(card, 'Allow sending again').click();
    await button(card, 'Yes, allow sending again').click();
    await avery.toast(/You are not an approver/).waitFor();
    await avery.page.getByTestId('you').selectOption(DEMO.approver);
    assert.deepEqual(tenantChanges(world), []);
  });

  it('contains the account and allows to send again for an approver', async () => {
    const card = avery.message(blocked);
    await button(card, 'Contain account').click();
    await button(card, 'Yes, block sign-in').click();
    await card
      .getByText(/Sign-in blocked: ida@contoso\[\.\]example\./)
      .first()
      .waitFor();
    assert.equal(accountOf(world, ida).accountEnabled, false);
    await button(card, 'Allow sending again').click();
    await button(card, 'Yes, allow sending again').click();
    await card
      .getByText(/Sending allowed again: ida@contoso\[\.\]example\./)
      .first()
      .waitFor();
    assert.equal(tenantChanges(world, /^sender-unblocked$/).length, 1);
  });

  it('asks what it turned out to be before it is closed', async () => {
    const card = avery.message(blocked);
    await button(card, 'Acknowledge').click();
    await card.getByLabel(/What did it turn out to be\?/).selectOption('compromised-account');
    await card.getByLabel(/What was found and done\?/).fill('Password was stolen, now changed');
    await button(card, 'Acknowledge: dealt with').click();
    const closed = avery.message('It turned out to be: Compromised account.');
    await closed.getByText('Password was stolen, now changed').waitFor();
    await closed.getByText(/^Acknowledged by Avery Approver/).waitFor();
  });

  it('names the person whose address strangers used, in a story told on the page', async () => {
    await avery.story('The director was forged', 'Contoso');
    await read('contoso 7');
    await button(report(), 'Senders').click();
    await report()
      .getByText(/It uses a domain of the organisation\./)
      .first()
      .waitFor();
    await button(report(), 'Spoofed').click();
    await report().getByText('Our name used by others, 7 days').waitFor();
    const text = (await report().innerText()).replaceAll(/\s+/g, ' ');
    assert.match(text, /Our own domains .*\bcontoso\[\.\]example/);
  });
});
