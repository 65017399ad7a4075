import assert from 'node:assert/strict';
import type { Browser, Locator } from 'playwright-core';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { launchBrowser } from '../support/browser.js';
import { hostileMessages, marks, secrets } from '../support/hostile-mail.js';
import { startWorld, type World } from '../support/world.js';
import { assertLawful } from '../support/zap-judge.js';
import { mailCards, scanZap, scenarioWithMail } from '../support/zap-world.js';
import { assertCards } from './every-card.js';
import { assertQuiet, takeSeat, type Seat } from './seat.js';

/** What would be alive: anything that links, loads, runs, or was made by Markdown or HTML. */
const alive = 'a, img, picture, video, audio, iframe, object, embed, script, style, svg, link, strong, em, b, i, h1, h2, h3, code'; // prettier-ignore

describe('mail that attackers wrote, in a browser', function () {
  this.timeout(150_000);
  let browser: Browser;
  let world: World;
  let avery: Seat;
  let dialogs = 0;

  before(async () => {
    browser = await launchBrowser();
    // Few enough for a card each; the others have a test of their own without a browser.
    const messages = hostileMessages('ida@contoso.example');
    world = await startWorld({
      scenario: scenarioWithMail({
        [DEMO.contoso]: { messages: [0, 1, 3, 5, 6].map((index) => messages[index]) },
      }),
    });
    avery = await takeSeat(browser, world.simulator.url, DEMO.approver);
    avery.page.on('dialog', (dialog) => {
      dialogs += 1;
      void dialog.dismiss();
    });
    await scanZap(world);
    await world.until('five cards', () => mailCards(world, marks.subject).length === 5, 60_000);
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
    assert.equal(dialogs, 0);
  });

  async function assertInert(message: Locator): Promise<void> {
    await message.waitFor();
    const cards = message.locator('.card');
    assert.equal(await cards.locator(alive).count(), 0, await cards.first().innerHTML());
    const text = (await message.textContent()) ?? '';
    assert.doesNotMatch(
      text,
      /[\u202a-\u202e\u2066-\u2069\u200b]|\$\{|\{\{|hostile-host\.example/u,
    );
    for (const secret of secrets) {
      assert.ok(!text.toLowerCase().includes(secret.toLowerCase()), secret);
    }
  }

  it('is inert on every card', async () => {
    const messages = avery.page.getByTestId('messages').locator('li.message.bot');
    const marked = messages.filter({ hasText: marks.subject });
    await marked.nth(4).waitFor();
    for (let index = 0; index < (await marked.count()); index++) {
      await assertInert(marked.nth(index));
    }
  });

  it('is inert in the details, in lists and in answers', async () => {
    const id = /"alertId":"([^"]+)"/.exec(JSON.stringify(mailCards(world, marks.subject)[0]?.card));
    assert.ok(id?.[1]);
    await avery.say(`show ${id[1]}`);
    await avery.say('alerts');
    await assertInert(avery.message(/alerts wait/));
    await avery.say('who hostile-host.example');
    await assertInert(avery.message(/hostile-host\[\.\]example/));
    await avery.say('message <**x**@[y](https://hostile-host.example/PATH)>');
    await assertInert(avery.message(/Which message\?|Not found|Not everything is known/));
  });

  it('is inert in the list of what happened and in toasts', async () => {
    const list = avery.page.locator('#activity-list');
    await list.getByText(marks.subject).first().waitFor({ state: 'attached' });
    assert.equal(await list.locator(alive).count(), 0);
    assert.doesNotMatch((await list.textContent()) ?? '', /hostile-host\.example|\$\{|\u202e/);
  });
});
