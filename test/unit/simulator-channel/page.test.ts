import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import type { SimulatedRequest, SimulatedResponse } from '../../../src/simulator/service.js';
import { launchBrowser } from '../../support/browser.js';
import { ALICE, BOB, card, postCard, SECURITY, startBench, type Bench } from './channel-bench.js';

const TENANT = {
  tenantId: 't1',
  displayName: 'Contoso',
  domains: ['contoso.example'],
  consents: { reader: 'granted', actor: 'granted' },
  forwarding: [
    {
      UserPrincipalName: 'finance@contoso.example',
      ForwardingSmtpAddress: 'smtp:drop@evil.example',
      ForwardingAddress: null,
      DeliverToMailboxAndForward: true,
    },
  ],
};

const CARD = 'application/vnd.microsoft.card.adaptive';
const MESSAGE = 'application/vnd.microsoft.activity.message';

describe('the channel page', () => {
  let bench: Bench;
  let browser: Browser;
  let page: Page;
  let id: string;
  const stories: string[] = [];
  const complaints: string[] = [];

  const control = ({ path }: SimulatedRequest): Promise<SimulatedResponse> => {
    if (path === '/state') {
      return Promise.resolve({ status: 200, body: { tenants: [TENANT], faults: [] } });
    }
    stories.push(path);
    return Promise.resolve({ status: 200, body: {} });
  };

  before(async function () {
    this.timeout(60_000);
    const commands = ['help', 'scan'].map((title) => ({ title, description: `To ${title}` }));
    bench = await startBench({ commands }, [{ prefix: '/control', handle: control }]);
    await bench.channel.install({ by: ALICE.objectId, channelId: SECURITY });
    const content = {
      ...card('**New** forward', 'remove'),
      body: [
        { type: 'TextBlock', text: '**New** forward', wrap: true },
        {
          type: 'RichTextBlock',
          inlines: [
            { type: 'TextRun', text: '[Approve](https://evil.example) https://evil.example' },
          ],
        },
        {
          type: 'Chart.Donut',
          title: 'Kinds',
          data: [
            { legend: 'Spam', value: 3 },
            { legend: '<b>Phish', value: 1 },
          ],
          fallback: { type: 'TextBlock', text: 'In numbers: 4' },
        },
        {
          type: 'Input.Text',
          id: 'reason',
          label: 'Reason',
          isRequired: true,
          errorMessage: 'Why?',
        },
      ],
    };
    const attachments = [{ contentType: CARD, content }];
    id = await postCard(bench, { type: 'message', summary: 'New forward', attachments });
    browser = await launchBrowser();
    page = await browser.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(bench.url);
    await page.waitForSelector(`[data-message-id="${id}"] .card`);
  });
  after(async () => {
    await browser.close();
    await bench.close();
  });

  const message = (): ReturnType<Page['locator']> => page.locator(`[data-message-id="${id}"]`);

  it('draws Markdown in text blocks, and none in text runs', async () => {
    assert.equal(await message().locator('strong').textContent(), 'New');
    assert.equal(await message().locator('a').count(), 0);
  });

  it('draws charts as new clients do, and their fallback as old ones do', async () => {
    const chart = message().locator('.chart svg[aria-label="Kinds"]');
    assert.match((await chart.textContent()) ?? '', /Spam: 3/u);
    assert.match((await chart.textContent()) ?? '', /<b>Phish: 1/u);
    assert.equal(await message().getByText('In numbers: 4').count(), 0);
    await page.selectOption('#client', 'old');
    await message().getByText('In numbers: 4').waitFor();
    assert.equal(await message().locator('.chart').count(), 0);
    await page.selectOption('#client', 'new');
    await chart.waitFor();
  });

  it('holds a press back until a required input is filled in', async () => {
    const heard = bench.heard.length;
    await message().getByRole('button', { name: 'Remove' }).click();
    await message().getByText('Why?').waitFor();
    assert.equal(bench.heard.length, heard);
  });

  it('sends a press with its input and shows the answer as a toast with a live region', async () => {
    bench.reply = () => ({ body: { statusCode: 200, type: MESSAGE, value: 'Not you.' } });
    await message().getByLabel('Reason').fill('known');
    await message().getByRole('button', { name: 'Remove' }).click();
    await page.locator('#toasts[role="status"] .toast', { hasText: 'Not you.' }).waitFor();
    const { value } = bench.heard.at(-1)?.activity as { value: { action: { data: unknown } } };
    assert.deepEqual(value.action.data, { v: 1, alertId: 'a1', nonce: 'n', reason: 'known' });
  });

  it('keeps what somebody types into a card while other messages arrive', async () => {
    await message().getByLabel('Reason').fill('half a sen');
    const other = await postCard(bench);
    await page.waitForSelector(`[data-message-id="${other}"]`);
    assert.equal(await message().getByLabel('Reason').inputValue(), 'half a sen');
  });

  it('shows a returned card to the presser and the old one to everybody else', async () => {
    bench.reply = () => ({
      body: { statusCode: 200, type: CARD, value: card('Removing now', 'none') },
    });
    await message().getByLabel('Reason').fill('known');
    await message().getByRole('button', { name: 'Remove' }).click();
    await message().getByText('Removing now').waitFor();
    await page.selectOption('#you', BOB.objectId);
    await message().getByText('New forward').waitFor();
    assert.equal(await message().getByText('Removing now').count(), 0);
  });

  it('offers the commands by keyboard and sends the chosen one', async () => {
    bench.reply = () => ({});
    await page.fill('#compose', '@');
    await page.keyboard.press('ArrowDown');
    assert.equal(
      await page.locator('#commands [aria-selected="true"] .command').textContent(),
      'scan',
    );
    await page.keyboard.press('Enter');
    await page.click('#send');
    await page.getByText('@Inbox Warden scan').waitFor();
    const { text } = bench.heard.at(-1)?.activity as { text: string };
    assert.equal(text, '<at>Inbox Warden</at>&nbsp;scan\n');
  });

  it('shows the tenants and tells the stories', async () => {
    const tenant = page.locator('[data-tenant-id="t1"]');
    assert.match((await tenant.textContent()) ?? '', /Consent given.*finance@contoso.example/u);
    await page.click('[data-story="attacker-sets-forward"]');
    await page.getByText('Done: Attacker sets a forward.').waitFor();
    assert.deepEqual(stories, ['/story/attacker-sets-forward']);
  });

  it('runs without an error, a refused script or a request to elsewhere', () => {
    assert.deepEqual(complaints, []);
    assert.deepEqual(bench.violations(), []);
  });
});
