import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { launchBrowser } from '../support/browser.js';
import { channelId, startWorld, type World } from '../support/world.js';
import { assertCards } from './every-card.js';
import { alertOf, assertQuiet, button, takeSeat, type Seat } from './seat.js';

describe('welcome and commands, in a browser', function () {
  this.timeout(90_000);
  let browser: Browser;
  let world: World;
  let avery: Seat;

  before(async () => {
    browser = await launchBrowser();
    world = await startWorld({ bare: true });
    avery = await takeSeat(browser, world.simulator.url, DEMO.approver);
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

  it('welcomes once, and says what comes next', async () => {
    await avery.page.getByTestId('install').click();
    const welcome = avery.message('Inbox Warden is here');
    await welcome.getByText('use this channel').waitFor();
    assert.equal(world.cards().length, 1);
    await avery.say('use this channel');
    await avery.message('This is the security channel now').waitFor();
    assert.equal(world.cards(/is here/).length, 1);
    assert.ok(channelId.length > 0);
  });

  it('lists what it knows when asked, and when it did not understand', async () => {
    await avery.say('help');
    const help = avery.message('What you can say');
    await help.waitFor();
    const known = ['help', 'status', 'alerts', 'show <id>', 'approvals', 'revoke <id>'];
    for (const command of known) {
      assert.equal(await help.getByText(command, { exact: true }).count(), 1, command);
    }
    await avery.say('please do something');
    await avery.message('I did not understand that.').waitFor();
  });

  it('says in the status what was read, when, and what was found', async () => {
    await avery.say('status');
    const status = avery.message('were read completely last time');
    await status.getByText('Security channel').waitFor();
    await avery.scan();
    const clean = avery.message('Scan for forwards', 'Coverage: ');
    await clean.getByText('Coverage: 2 of 2 tenants read completely.').waitFor();
    await avery.say('status');
    await avery
      .message('2 of 2 tenants were read completely last time')
      .getByText(/^No external forwards\. Last read completely .* UTC\.$/)
      .first()
      .waitFor();
  });

  it('lists the alerts that wait, each with a way to its card', async () => {
    await avery.say('alerts');
    await avery.message('No alert waits for a decision').waitFor();
    await avery.story('Attacker sets a forward', 'Contoso');
    await avery.scan();
    await alertOf(avery, 'ida@contoso.example').waitFor();
    const posts = world.cards(/^External forward found/).length;
    await avery.say('alerts');
    const list = avery.message('1 alert waits for a decision');
    await list.getByText('Contoso, forwards to invoices').waitFor();
    await list.getByText('••• High: waiting').waitFor();
    await button(list, 'Details').click();
    await world.until(
      'the card is posted again',
      () => world.cards(/^External forward found/).length === posts + 1,
    );
  });

  it('lists the approvals with who, why and until when, and takes one back by its id', async () => {
    await avery.say('approvals');
    await avery.message('Nothing is approved at the moment.').waitFor();
    const card = alertOf(avery, 'ida@contoso.example');
    await button(card, 'Approve').click();
    await card.getByLabel('Why is this forward wanted?').fill('Agreed with Ida');
    await button(card, 'Approve this forward').click();
    await card.getByText('External forward approved').waitFor();
    await avery.say('approvals');
    const list = avery.message('1 approval holds');
    await list.getByText(/^Approved until .* UTC\. Avery Approver: Agreed with Ida$/).waitFor();
    const [id = ''] = /[0-9A-Z]{5}-[0-9A-Z]{5}/.exec((await list.textContent()) ?? '') ?? [];
    await avery.say(`revoke ${id}`);
    await avery.message('Approval revoked').waitFor();
    await card.getByText('The approval was taken back.').waitFor();
  });

  it('answers in the chat of an approver, and keeps its answers from others', async () => {
    await avery.page.getByRole('button', { name: 'Inbox Warden', exact: true }).click();
    await avery.say('status');
    await avery.message('were read completely last time').waitFor();
    await avery.page.getByTestId('you').selectOption(DEMO.analyst);
    await avery.say('status');
    await avery.message('Ask in the security channel.').waitFor();
    assert.equal(await avery.message('were read completely last time').count(), 0);
  });
});
