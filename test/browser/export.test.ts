import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { launchBrowser } from '../support/browser.js';
import { forwardOnCard, startWorld, type World } from '../support/world.js';
import { assertCards } from './every-card.js';
import { assertQuiet, button, takeSeat, type Seat } from './seat.js';

describe('a file in personal chat, in a browser', function () {
  this.timeout(90_000);
  let browser: Browser;
  let world: World;
  let avery: Seat;
  let mailbox: string;

  before(async () => {
    browser = await launchBrowser();
    world = await startWorld();
    ({ mailbox } = await forwardOnCard(world));
    avery = await takeSeat(browser, world.simulator.url, DEMO.approver);
    await avery.page.getByRole('button', { name: 'Inbox Warden', exact: true }).click();
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

  it('is offered, accepted, shown, and has exactly the bytes that were sent', async () => {
    await avery.say('export forwards');
    const offer = avery.page.getByTestId('offer');
    await offer.getByText(/^inbox-warden-forwards-contoso-[\d-]+\.csv$|-tenants-/).waitFor();
    await offer.getByText(/^Export of forwards: 1 row of \d+ tenants?\.$/).waitFor();
    await button(offer, 'Accept').click();
    const link = avery.page.getByTestId('messages').getByTestId('file');
    await link.waitFor();
    assert.equal(await offer.count(), 0);
    await avery
      .message('Export of forwards is done')
      .getByText(/OneDrive: 1 row\./)
      .waitFor();
    const [download] = await Promise.all([avery.page.waitForEvent('download'), link.click()]);
    assert.match(download.suggestedFilename(), /^inbox-warden-forwards-[a-z0-9-]+\.csv$/);
    const bytes = await readFile(await download.path());
    const [file] = world.channel.files();
    assert.equal(createHash('sha256').update(bytes).digest('hex'), file?.sha256);
    assert.match(bytes.toString('utf8'), /^\uFEFF"AlertId","Customer"/);
    assert.ok(bytes.toString('utf8').includes(`"${mailbox}"`));
  });

  it('is not sent when it is declined', async () => {
    await avery.say('export audit');
    const offer = avery.page.getByTestId('offer');
    await button(offer, 'Decline').click();
    await avery.message('Export of audit was declined').waitFor();
    assert.equal(await offer.count(), 0);
    assert.equal(world.channel.files().length, 1);
  });
});
