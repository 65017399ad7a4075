import assert from 'node:assert/strict';
import type { Browser, Locator } from 'playwright-core';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { launchBrowser } from '../support/browser.js';
import { scenarioWith, startWorld, writes, type World } from '../support/world.js';
import { assertCards } from './every-card.js';
import { alertOf, assertQuiet, button, takeSeat, type Seat } from './seat.js';

describe('grouped and operator cards, in a browser', function () {
  this.timeout(90_000);
  let browser: Browser;
  let world: World;
  let avery: Seat;

  before(async () => {
    browser = await launchBrowser();
    world = await startWorld({ scenario: scenarioWith(DEMO.fabrikam, DEMO.adatum) });
    avery = await takeSeat(browser, world.simulator.url, DEMO.approver);
    await avery.scan();
  });
  after(async () => {
    await world.stop();
    await browser.close();
  });
  afterEach(() => {
    assertQuiet(avery);
    assertCards(world);
    assert.deepEqual(world.simulator.violations(), []);
  });

  const group = (seat: Seat): Locator => seat.message('New external mail forwards', 'Fabrikam');

  it('announces many forwards of one scan on one card, ten on a page', async () => {
    await group(avery).getByText('12 forwards. Page 1 of 2.').waitFor();
    assert.equal(await group(avery).getByRole('row').count(), 11);
    assert.deepEqual(
      (await group(avery).getByRole('columnheader').allInnerTexts()).map((text) => text.trim()),
      ['Mailbox and destination', 'Severity', 'Decide'],
    );
    assert.equal(await alertOf(avery, 'anna@fabrikam.example').count(), 0);
  });

  it('turns the page for the person who asks, and for nobody else', async () => {
    const blair = await takeSeat(browser, world.simulator.url, DEMO.secondApprover);
    assert.equal(await button(group(avery), 'Previous page').count(), 0);
    await button(group(avery), 'Next page').click();
    await group(avery).getByText('12 forwards. Page 2 of 2.').waitFor();
    assert.equal(await group(avery).getByRole('row').count(), 3);
    assert.equal(await button(group(avery), 'Next page').count(), 0);
    await group(blair).getByText('12 forwards. Page 1 of 2.').waitFor();
    await button(group(avery), 'Previous page').click();
    await group(avery).getByText('12 forwards. Page 1 of 2.').waitFor();
    await blair.close();
  });

  it('opens a row as a card of its own that can be decided, and the row follows', async () => {
    const row = group(avery).getByRole('row').nth(1);
    const [line = ''] = (await row.innerText()).split('\n');
    const mailbox = line.replaceAll('[.]', '.').trim();
    await button(row, 'Details').click();
    await avery.toast('The details are posted below.').waitFor();
    const card = alertOf(avery, mailbox);
    await button(card, 'Remove the forward').click();
    await button(card, 'Yes, remove the forward').click();
    await card.getByText('Forward removed').waitFor();
    assert.equal(writes(world).length, 1);
    const fresh = await takeSeat(browser, world.simulator.url, DEMO.secondApprover);
    await group(fresh).getByRole('row').filter({ hasText: line }).getByText('Removed').waitFor();
    await fresh.close();
  });

  it('says that a tenant could not be read, what to do, and closes when it is read again', async () => {
    await avery.story('Tenant withdraws consent', 'Adatum');
    await avery.scan();
    const scan = avery.message('Scan for forwards', 'Adatum');
    await scan.getByText(/seen in what could be read; the rest is unknown\./).waitFor();
    await scan.getByText(/^Not read: Consent for the reader app was withdrawn/).waitFor();
    assert.match(await scan.innerText(), /Coverage: 2 of 3 tenants read completely\./);

    const operator = avery.message('Coverage of a tenant', 'Adatum');
    await operator.getByText('Adatum could not be read').waitFor();
    await operator.getByText(/a Global Administrator of the tenant accepts/).waitFor();
    assert.equal(
      await operator.getByRole('link', { name: 'Grant consent at Microsoft' }).count(),
      1,
    );

    await avery.story('Tenant restores consent', 'Adatum');
    await button(operator, 'Try again').click();
    await avery.toast('The tenant is being read again. This card follows.').waitFor();
    await operator.getByText('Adatum can be read again').waitFor();
    await operator.getByText(/^Read completely at .* UTC\.$/).waitFor();
    assert.equal(await operator.getByRole('button', { name: 'Try again' }).count(), 0);
  });
});
