import assert from 'node:assert/strict';
import type { Browser, Locator } from 'playwright-core';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { launchBrowser } from '../support/browser.js';
import { startWorld, type World } from '../support/world.js';
import { accountOf, assertLawful, blocksOf, tenantChanges } from '../support/zap-judge.js';
import { mailCards, scenarioWithMail } from '../support/zap-world.js';
import { assertCards } from './every-card.js';
import { assertQuiet, button, takeSeat, type Seat } from './seat.js';

const ida = 'ida@contoso.example';
const clicked = 'Clicked before ZAP took it away';
const failed = 'Still in the mailbox: ZAP failed';
const read = 'Read, then taken away by ZAP';

/** What would be alive: anything that links, loads or runs. */
const alive = 'a, img, picture, video, audio, iframe, object, embed, script, style, svg, link';

describe('the card of mail that ZAP took, in a browser', function () {
  this.timeout(150_000);
  let browser: Browser;
  let world: World;
  let avery: Seat;

  before(async () => {
    browser = await launchBrowser();
    world = await startWorld({
      scenario: scenarioWithMail({ [DEMO.contoso]: {}, [DEMO.fabrikam]: {} }),
      settings: { WARDEN_SCAN_EVERY: '12h' },
    });
    avery = await takeSeat(browser, world.simulator.url, DEMO.approver, {
      viewport: { width: 1280, height: 2_000 },
    });
    avery.page.setDefaultTimeout(45_000);
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

  /** Has the bot look, and waits until it shows its figures. */
  async function look(what: string): Promise<Locator> {
    const figures = avery.page.getByTestId('messages').getByText(/^ZAP: /);
    const before = await figures.count();
    await avery.say(`scan zap ${what}`);
    await figures.nth(before).waitFor();
    return figures.nth(before);
  }

  async function arrive(kind: string, tenant: string): Promise<void> {
    await avery.page.getByTestId('story-kind').selectOption(kind);
    await avery.story('Mail arrives', tenant);
  }

  /** What Teams keeps behind the three dots. */
  async function secondary(card: Locator, title: string): Promise<void> {
    await button(card, 'More options').click();
    await avery.page.getByRole('menuitem', { name: title, exact: true }).click();
  }

  /** Presses as somebody else, and comes back. */
  async function pressAs(person: string, work: () => Promise<void>): Promise<void> {
    await avery.page.getByTestId('you').selectOption(person);
    await work();
    await avery.page.getByTestId('you').selectOption(DEMO.approver);
  }

  it('is not there for spam that nobody opened, nor for phish that was taken unread; they are counted', async () => {
    await avery.story('Spam was zapped unread', 'Contoso');
    await arrive('phish', 'Contoso');
    await avery.story('ZAP takes the mail away', 'Contoso');
    const figures = await look('contoso 3');
    assert.match(await figures.innerText(), /ZAP: 2 messages in 3 days/);
    assert.deepEqual(mailCards(world, ''), []);
  });

  it('tells who clicked, how long it lay there, where it is now and what it is', async () => {
    await avery.story('Phishing was read, clicked and zapped', 'Contoso');
    await look('contoso 3');
    const card = avery.message(clicked);
    for (const text of [
      'High severity',
      '47 min',
      'ida@contoso[.]example',
      'Judged as',
      'phishing',
    ]) {
      await card.getByText(text).first().waitFor();
    }
    const text = (await card.innerText()).replaceAll(/\s+/g, ' ');
    assert.match(text, /exposed 47 min clicked, page reached; now in quarantine/);
    assert.match(text, /Seen by: Advanced hunting\./);
    assert.match(text, /login\[\.\]microsoftonline\[\.\]account-verify\[\.\]example/);
    assert.doesNotMatch(text, /session\/keep|id=7731|Keep it to go on working/);
    assert.equal(await card.locator('.card').locator(alive).count(), 0);
  });

  for (const [who, person, says] of [
    ['an analyst without rights', DEMO.analyst, /You are not an approver/],
    ['a guest', DEMO.guest, /(not an approver|Guests cannot decide here)/],
  ] as const) {
    it(`lets ${who} change nothing, and says so`, async () => {
      const card = avery.message(clicked);
      await pressAs(person, async () => {
        await button(card, 'Contain account').click();
        await button(card, 'Block sign-in').click();
        await avery.toast(says).waitFor();
      });
      assert.deepEqual(tenantChanges(world), []);
      assert.equal(accountOf(world, ida).accountEnabled, true);
    });
  }

  it('contains the account for an approver, and undoes it', async () => {
    const card = avery.message(clicked);
    await button(card, 'Contain account').click();
    await button(card, 'Block sign-in').click();
    await card
      .getByText(/Sign-in blocked: ida@contoso\[\.\]example\. Ordered by Avery/)
      .first()
      .waitFor();
    assert.equal(accountOf(world, ida).accountEnabled, false);
    await secondary(card, 'Undo a measure');
    await button(card, 'Yes, undo this').click();
    await card
      .getByText(/Sign-in allowed again/)
      .first()
      .waitFor();
    assert.equal(accountOf(world, ida).accountEnabled, true);
  });

  it('blocks the sender after a second step', async () => {
    const card = avery.message(clicked);
    await button(card, 'Block sender').click();
    await card.getByText('servicedesk@account-verify[.]example').last().waitFor();
    assert.deepEqual(blocksOf(world), []);
    await button(card, 'Yes, block this').first().click();
    await card
      .getByText(/Sender blocked: servicedesk@account-verify/)
      .first()
      .waitFor();
    assert.deepEqual(blocksOf(world), ['servicedesk@account-verify.example']);
  });

  it('is urgent when ZAP failed, and Remove everywhere asks first, with the exact recipients', async () => {
    await arrive('phish', 'Contoso');
    await avery.story('ZAP fails', 'Contoso');
    await look('contoso 3');
    const card = avery.message(failed);
    await card.getByText('not taken away: ZAP failed').waitFor();
    const before = tenantChanges(world).length;
    await button(card, 'Remove everywhere').click();
    await card.getByText('Remove the message from the mailboxes of 1 recipient?').waitFor();
    assert.equal(tenantChanges(world).length, before);
    await button(card, 'Yes, remove it everywhere').click();
    const done = avery.message('Message removed');
    await done.getByText(/^Removed by Avery Approver, /).waitFor();
    await done
      .getByText(/1 removed\./)
      .first()
      .waitFor();
    assert.equal(tenantChanges(world, /^mail-remediated$/).length, 1);
    await button(done, 'Undo').click();
    await button(done, 'Yes, put it back').click();
    await avery.message('Message put back').waitFor();
  });

  it('says read where a mailbox shows it, and remembers what was judged not malicious', async () => {
    await arrive('phish', 'Fabrikam');
    await avery.story('User reads the mail', 'Fabrikam');
    await avery.story('ZAP takes the mail away', 'Fabrikam');
    await look('fabrikam 3');
    const card = avery.message(read);
    await card.getByText(/marked read \(state now\); now in Junk Email/).waitFor();
    await button(card, 'Close').click();
    await button(card, 'Not malicious').click();
    await card.getByText(/give a reason/i).waitFor();
    await card.getByLabel('Why?').fill('Our own newsletter');
    await button(card, 'Not malicious').click();
    const judged = avery.message('Judged not malicious');
    await judged.getByText('Our own newsletter').waitFor();
    await button(judged, 'Give it back').click();
    await button(judged, 'Yes, give it back').click();
    await judged
      .getByText(/Message put back: to /)
      .first()
      .waitFor();
    await look('fabrikam 3');
    assert.equal(mailCards(world, 'Fabrikam').length, 1);
  });

  it('is closed with a word when everything was done', async () => {
    const card = avery.message(clicked);
    await button(card, 'Close').click();
    await card.getByLabel('Why?').fill('Password changed, nothing was lost');
    await button(card, 'Acknowledge: dealt with').click();
    await avery.page.getByText(/^Acknowledged by Avery Approver/).waitFor();
    assert.equal(await avery.message(clicked).count(), 0);
  });
});
