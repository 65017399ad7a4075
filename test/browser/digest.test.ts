import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { launchBrowser } from '../support/browser.js';
import { startWorld, type World } from '../support/world.js';
import { scenarioWithMail } from '../support/zap-world.js';
import { assertCards } from './every-card.js';
import { alertOf, assertQuiet, button, takeSeat, type Seat } from './seat.js';

const ida = 'ida@contoso.example';
/** What would be alive: anything that links, loads or runs. The page draws charts as SVG. */
const alive = 'a, img, picture, video, audio, iframe, object, embed, script, style, link';

describe('the weekly digest, in a browser', function () {
  this.timeout(180_000);
  let browser: Browser;
  let world: World;
  let avery: Seat;

  before(async () => {
    browser = await launchBrowser();
    world = await startWorld({
      scenario: scenarioWithMail({ [DEMO.contoso]: {} }),
      settings: { WARDEN_SCAN_EVERY: '12h', WARDEN_DIGEST_AT: 'off' },
    });
    avery = await takeSeat(browser, world.simulator.url, DEMO.approver, {
      viewport: { width: 1280, height: 2_000 },
    });
    avery.page.setDefaultTimeout(60_000);
    await avery.story('Attacker sets a forward', 'Contoso');
    await avery.scan();
    await alertOf(avery, ida).waitFor();
    await avery.say('digest now');
    await avery.message('Weekly digest', 'What was read').waitFor();
  });
  after(async () => {
    await avery.close();
    await world.stop();
    await browser.close();
  });
  afterEach(() => {
    assertQuiet(avery);
    assertCards(world);
  });

  it('says what was read before what was found, and the numbers of the charts as tables', async () => {
    const text = (await avery.message('Weekly digest').innerText()).replaceAll(/\s+/g, ' ');
    const order = [
      ...['What was read', 'What most deserves attention', 'Forwards to the outside', 'Approvals'],
      ...['Mail that ZAP took away', 'Unwanted mail from outside', 'Own users and own domains'],
      ...['From detection to decision', 'Against the week before', 'Record'],
    ].map((heading) => text.indexOf(heading));
    assert.ok(!order.includes(-1), text);
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
    );
    assert.match(text, /Waiting for a decision: 1/);
    assert.match(text, /not known/);
  });

  it('shows nothing that is alive', async () => {
    const card = avery.message('Weekly digest').locator('.card');
    assert.equal(await card.locator(alive).count(), 0);
  });

  it('opens details in its place, and the digest again', async () => {
    await button(avery.message('Weekly digest'), 'Forwards').click();
    const details = avery.message('Weekly digest', 'the gravest first');
    await details.getByText('ida@contoso[.]example').first().waitFor();
    await button(details, 'Back to the digest').click();
    await avery.message('Weekly digest', 'What was read').waitFor();
    await button(avery.message('Weekly digest', 'What was read'), 'More options').click();
    await avery.page.getByRole('menuitem', { name: 'Audit heads', exact: true }).click();
    await avery.message('Heads of the audit records').waitFor();
    await button(avery.message('Heads of the audit records'), 'Back to the digest').click();
    await avery.message('Weekly digest', 'What was read').waitFor();
  });

  it('opens the menu of its buttons by keyboard, in a narrow dark window too', async () => {
    const look = { viewport: { width: 390, height: 700 }, colorScheme: 'dark' } as const;
    const seat = await takeSeat(browser, world.simulator.url, DEMO.approver, look);
    const more = button(seat.message('Weekly digest', 'What was read'), 'More options');
    const item = seat.page.getByRole('menuitem');
    await more.press('Enter');
    await item.first().waitFor();
    for (const one of await item.all()) await one.click({ trial: true });
    await seat.page.keyboard.press('Escape');
    assert.equal(await item.count(), 0);
    await more.press('Enter');
    await seat.page.keyboard.press('ArrowUp');
    const chosen = await seat.page.locator('[role=menuitem]:focus').innerText();
    await seat.page.keyboard.press('Enter');
    assert.equal(chosen, 'Audit heads');
    await button(seat.message('Heads of the audit records'), 'Back to the digest').click();
    await seat.message('Weekly digest', 'What was read').waitFor();
    assertQuiet(seat);
    await seat.close();
  });

  it('is previewed without buttons, since the rows of a preview are not kept', async () => {
    await avery.say('digest preview');
    const preview = avery.message('Preview of week');
    await preview.waitFor();
    assert.equal(await button(preview, 'Forwards').count(), 0);
  });
});
