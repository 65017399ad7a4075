import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { launchBrowser } from '../support/browser.js';
import { startWorld, writes, type World } from '../support/world.js';
import { assertCards } from './every-card.js';
import { alertOf, assertQuiet, button, takeSeat, type Seat } from './seat.js';

const ida = 'ida@contoso.example';

describe('the card of a forward, in a browser', function () {
  this.timeout(90_000);
  let browser: Browser;
  let world: World;
  let avery: Seat;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    world = await startWorld();
    avery = await takeSeat(browser, world.simulator.url, DEMO.approver);
  });
  afterEach(async () => {
    assertQuiet(avery);
    assertCards(world);
    assert.deepEqual(world.simulator.violations(), []);
    await avery.close();
    await world.stop();
  });

  function forwardOf(mailbox: string): string | null | undefined {
    const tenant = world.simulator.tenants.find(({ tenantId }) => tenantId === DEMO.contoso);
    return tenant?.find(mailbox)[0]?.row.ForwardingSmtpAddress;
  }

  async function raise(): Promise<void> {
    await avery.story('Attacker sets a forward', 'Contoso');
    await avery.scan();
    await alertOf(avery, ida).waitFor();
  }

  it('appears after a scan and says who forwards where, since when, how bad it is and what to do', async () => {
    await raise();
    const text = (await alertOf(avery, ida).innerText()).replaceAll(/\s+/g, ' ');
    assert.match(
      text,
      /External forward found ••• High severity Why this severity: No copy stays in the mailbox/,
    );
    assert.match(text, /Customer Contoso Mailbox Ida Holm ida@contoso\[\.\]example/);
    assert.match(
      text,
      /Forwards to invoices\[\.\]backup@mail-relay\[\.\]example ForwardingSmtpAddress/,
    );
    assert.match(text, /First seen \d+ \w+ \d{4}, \d\d:\d\d UTC/);
    assert.doesNotMatch(text, /Last seen/);
    assert.match(text, /Next: An approver removes the forward, or approves it with a reason/);
  });

  it('removes after a second step, shows the outcome to everybody without a reload, and can be undone', async () => {
    const blair = await takeSeat(browser, world.simulator.url, DEMO.secondApprover);
    await raise();
    const card = alertOf(avery, ida);
    await button(card, 'Remove the forward').click();
    await card.getByText('Remove the forward from ida@contoso[.]example?').waitFor();
    assert.equal(writes(world).length, 0);
    await button(card, 'Yes, remove the forward').click();
    for (const seat of [avery, blair]) {
      const done = alertOf(seat, ida);
      await done.getByText('Forward removed').waitFor();
      await done.getByText(/^Removed by Avery Approver, .* UTC$/).waitFor();
      await done.getByText(/Verified by reading the mailbox again/).waitFor();
      await done.getByText(/Undo is possible until .* UTC\./).waitFor();
      assert.equal(await button(done, 'Remove the forward').count(), 0);
    }
    assert.equal(writes(world).length, 1);
    assert.equal(forwardOf(ida), null);

    const theirs = alertOf(blair, ida);
    await button(theirs, 'Undo').click();
    await button(theirs, 'Yes, put the forward back').click();
    await alertOf(avery, ida).getByText('Forward put back').waitFor();
    assert.match(forwardOf(ida) ?? '', /invoices\.backup@mail-relay\.example$/);
    assert.equal(await button(alertOf(avery, ida), 'Remove the forward').count(), 1);
    assertQuiet(blair);
    await blair.close();
  });

  it('approves only with a reason, shows who, why and until when, and offers to revoke', async () => {
    await raise();
    const card = alertOf(avery, ida);
    const pressed = (): number =>
      world.simulator.ledger.of('message').filter(({ action }) => action === 'pressed').length;
    await button(card, 'Approve').click();
    await button(card, 'Approve this forward').click();
    await card.getByText('Please give a reason.').waitFor();
    assert.equal(pressed(), 0);
    await card.getByLabel('Why is this forward wanted?').fill('Agreed with Ida, ticket 4711');
    await card.getByLabel('How long is it approved?').selectOption({ label: '30 days' });
    await button(card, 'Approve this forward').click();
    await card.getByText('External forward approved').waitFor();
    await card.getByText(/^Approved until .* UTC$/).waitFor();
    await card.getByText('Reason: Agreed with Ida, ticket 4711').waitFor();
    await card.getByText(/^Approved by Avery Approver, /).waitFor();
    assert.equal(pressed(), 1);
    assert.equal(writes(world).length, 0);
    await button(card, 'Revoke the approval').click();
    await button(card, 'Yes, revoke the approval').click();
    await card.getByText('The approval was taken back.').waitFor();
    assert.equal(await button(card, 'Approve').count(), 1);
  });

  for (const [who, person, says] of [
    ['an analyst without rights', DEMO.analyst, /^Inbox Warden ?You are not an approver/],
    ['a guest', DEMO.guest, /(not an approver|Guests cannot decide here)/],
  ] as const) {
    it(`tells ${who} that nothing was changed, and leaves the card as it is`, async () => {
      await raise();
      await avery.page.getByTestId('you').selectOption(person);
      const card = alertOf(avery, ida);
      await button(card, 'Remove the forward').click();
      await button(card, 'Yes, remove the forward').click();
      await avery
        .toast(says)
        .getByText(/, so nothing was changed\.$/)
        .waitFor();
      assert.equal(writes(world).length, 0);
      assert.match(forwardOf(ida) ?? '', /mail-relay/);
      await card.getByText('External forward found').waitFor();
    });
  }

  it('offers to try again when Exchange refused the removal, and says what refused it', async () => {
    await raise();
    const fault = { fault: 'rbac-missing', cmdlet: 'Set-Mailbox', times: 1 };
    await world.tell('faults', fault);
    const card = alertOf(avery, ida);
    await button(card, 'Remove the forward').click();
    await button(card, 'Yes, remove the forward').click();
    await card.getByText('Forward not removed').waitFor();
    await card.getByText('The actor app has no Exchange role').waitFor();
    await button(card, 'Try again').click();
    await card.getByText('Forward removed').waitFor();
    assert.equal(forwardOf(ida), null);
  });

  it('is found, opened and decided with the keyboard alone', async () => {
    await world.tell('story/attacker-sets-forward', { tenantId: DEMO.contoso });
    const { keyboard } = avery.page;
    const focused = (): Promise<string> =>
      avery.page.evaluate<string>('document.activeElement.textContent.trim()');
    const tabTo = async (name: string, key = 'Tab'): Promise<void> => {
      for (let steps = 0; steps < 60; steps++) {
        if ((await focused()) === name) return;
        await keyboard.press(key);
      }
      assert.fail(`the keyboard does not reach ${name}`);
    };
    await tabTo('Skip to the compose box');
    await keyboard.press('Enter');
    await keyboard.type('scan forwards');
    await keyboard.press('Enter');
    await alertOf(avery, ida).waitFor();
    await tabTo('Remove the forward', 'Shift+Tab');
    await keyboard.press('Enter');
    await tabTo('Yes, remove the forward');
    await keyboard.press('Space');
    await alertOf(avery, ida).getByText('Forward removed').waitFor();
    assert.equal(writes(world).length, 1);
  });
});
