import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { demoChannel } from '../../../src/simulator/demo-channel.js';
import { DEMO } from '../../../src/simulator/scenario/demo.js';
import type { Simulator } from '../../../src/simulator/server.js';
import { launchBrowser } from '../../support/browser.js';
import { start } from '../simulator/raw-client.js';
import { tenantOf } from './mail-client.js';

describe('mail on the channel page', () => {
  let simulator: Simulator;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  before(async function () {
    this.timeout(60_000);
    const botEndpoint = 'http://127.0.0.1:9/api/messages';
    simulator = await start({
      extraServices: (context) => [
        ...demoChannel(context, { simulatorUrl: () => simulator.url, botEndpoint }).services,
      ],
    });
    browser = await launchBrowser();
    page = await browser.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => {
      complaints.push(dialog.message());
      void dialog.dismiss();
    });
    await page.goto(simulator.url);
    await page.locator(`[data-tenant-id="${DEMO.contoso}"]`).waitFor();
    await page.selectOption('#story-tenant', DEMO.contoso);
  });

  after(async () => {
    await browser.close();
    await simulator.close();
  });

  const contoso = () => page.locator(`[data-tenant-id="${DEMO.contoso}"]`);

  it('shows where each copy is, who read it and who clicked', async () => {
    const message = contoso().locator(`[data-network-message-id="${DEMO.mail.clicked}"]`);
    const ida = message.locator('[data-recipient="ida@contoso.example"]');
    assert.equal(await ida.getAttribute('data-place'), 'quarantine');
    assert.match(
      (await ida.textContent()) ?? '',
      /in quarantine, read, clicked 1×, Phish ZAP: Success/,
    );
    const failed = contoso().locator(`[data-network-message-id="${DEMO.mail.failedZap}"]`);
    const yara = failed.locator('[data-recipient="yara@contoso.example"]');
    assert.match((await yara.textContent()) ?? '', /in the inbox, read, Phish ZAP: Error/);
  });

  it('tells the stories of mail by its buttons', async () => {
    await page.selectOption('#story-kind', 'malware');
    await page.click('[data-story="mail-arrives"]');
    await page.getByText('Done: Mail arrives.').waitFor();
    await page.click('[data-story="zap-takes-mail"]');
    await page.getByText('Done: ZAP takes the mail away.').waitFor();
    const newest = contoso().locator('.mails > li').first();
    await newest.getByText('Malware ZAP: Success').waitFor();
    assert.match((await newest.textContent()) ?? '', /^Overdue invoice 20417/);
  });

  it('shows blocked senders and accounts that were changed', async () => {
    const tenant = tenantOf(simulator, DEMO.contoso);
    tenant.mail.blocks.push({
      id: '1',
      listType: 'Sender',
      action: 'Block',
      value: 'servicedesk@account-verify.example',
      notes: '',
      createdAt: new Date().toISOString(),
    });
    tenant.accounts.setEnabled('e0020001-0000-4000-8000-000000000001', false);
    await page.click('[data-story="spam-zapped-unread"]');
    await contoso().getByText('Sender, block, for ever').waitFor();
    await contoso()
      .getByText(/sign-in blocked/)
      .waitFor();
  });

  it('keeps hostile subjects inert', async () => {
    const hostile = contoso().locator(`[data-network-message-id="${DEMO.mail.hostile}"]`);
    assert.match((await hostile.textContent()) ?? '', /\*\*Urgent\*\* \[pay now\].*<b>gpj/);
    assert.equal(await hostile.locator('b, a, img').count(), 0);
    assert.deepEqual(complaints, []);
  });
});
