import { mkdir } from 'node:fs/promises';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { startDemo, type Demo } from '../src/cli/demo.js';
import { DEMO } from '../src/simulator/scenario/demo.js';
import { launchBrowser } from '../test/support/browser.js';

/** Plays the story of the demo in a real browser and photographs it into docs/screenshots. */

const folder = fileURLToPath(new URL('../docs/screenshots/', import.meta.url));
const zone = 'Europe/Berlin';
const desk = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };
const patience = 40_000;

/** One browser window on the channel, as one person. */
interface Seat {
  readonly page: Page;
  card(text: string | RegExp): Locator;
  say(text: string): Promise<void>;
  story(title: string, tenant?: string): Promise<void>;
}

async function sit(
  browser: Browser,
  demo: Demo,
  person: string,
  look: BrowserContextOptions = {},
): Promise<Seat> {
  const context = await browser.newContext({
    viewport: desk,
    locale: 'en-GB',
    timezoneId: zone,
    reducedMotion: 'reduce',
    ...look,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  await page.goto(`${demo.url}/?you=${person}`);
  await page.getByTestId('messages').locator('li').first().waitFor();
  return {
    page,
    card: (text) => page.getByTestId('messages').locator('li').filter({ hasText: text }).last(),
    say: async (text) => {
      await page.getByTestId('compose').fill(text);
      await page.getByTestId('send').click();
    },
    story: async (title, tenant = 'Contoso') => {
      await page.getByTestId('story-tenant').selectOption({ label: tenant });
      await page.getByRole('button', { name: title, exact: true }).click();
      await page.getByText(`Done: ${title}.`).waitFor();
    },
  };
}

/** Photographs the window with this message at its top. */
async function photograph({ page }: Seat, name: string, subject: Locator): Promise<void> {
  await subject.evaluate((element) => {
    element.scrollIntoView({ block: 'start' });
  });
  await page.mouse.move(0, 0);
  await page.screenshot({ path: `${folder}${name}.png` });
  process.stdout.write(`${name}.png\n`);
}

async function scanned(seat: Seat): Promise<void> {
  const before = await seat.page.getByText('Scan for forwards: finished').count();
  await seat.say('scan forwards');
  await seat.page.getByText('Scan for forwards: finished').nth(before).waitFor();
}

async function forwardStory(browser: Browser, demo: Demo, seat: Seat): Promise<void> {
  await seat.story('Attacker sets a forward');
  await scanned(seat);
  const alert = seat.card('ida@contoso[.]example').filter({ hasText: 'Forwards to' });
  await alert.waitFor();
  await photograph(seat, 'alert', alert);
  await photograph(seat, 'scan', seat.card('Scan for forwards: finished'));

  const analyst = await sit(browser, demo, DEMO.analyst);
  const seen = analyst.card('ida@contoso[.]example').filter({ hasText: 'Forwards to' });
  await seen.getByRole('button', { name: 'Remove the forward', exact: true }).click();
  await seen.getByRole('button', { name: 'Yes, remove the forward' }).click();
  await analyst.page.getByTestId('toast').filter({ hasText: 'not an approver' }).waitFor();
  await photograph(analyst, 'refusal', seen);
  await analyst.page.context().close();

  const dark = await sit(browser, demo, DEMO.secondApprover, { colorScheme: 'dark' });
  const night = dark.card('ida@contoso[.]example').filter({ hasText: 'Forwards to' });
  await night.getByRole('button', { name: 'Approve' }).click();
  await photograph(dark, 'dark', night);
  await dark.page.context().close();

  const small = await sit(browser, demo, DEMO.approver, { viewport: phone, hasTouch: true });
  await photograph(
    small,
    'narrow',
    small.card('ida@contoso[.]example').filter({ hasText: 'Forwards to' }),
  );
  await small.page.context().close();

  await alert.getByRole('button', { name: 'Remove the forward', exact: true }).click();
  await photograph(seat, 'confirm', alert);
  await alert.getByRole('button', { name: 'Yes, remove the forward' }).click();
  const removed = seat.card('Verified by reading');
  await removed.waitFor();
  await photograph(seat, 'removed', removed);
}

async function groupStory(seat: Seat): Promise<void> {
  await photograph(seat, 'grouped', seat.card('Page 1 of 2'));
}

async function operatorStory(seat: Seat): Promise<void> {
  await seat.story('Tenant withdraws consent', 'Tailspin Toys');
  await scanned(seat);
  const operator = seat.card('Tailspin Toys').filter({ hasText: 'What to do' });
  await operator.waitFor();
  await photograph(seat, 'operator', operator);
}

await mkdir(folder, { recursive: true });
// The demo shows times in the zone of the machine.
process.env['TZ'] = zone;
const demo = await startDemo({ logLevel: 'error' });
const browser = await launchBrowser();
try {
  const seat = await sit(browser, demo, DEMO.approver);
  await seat.card('Page 1 of 2').waitFor();
  await forwardStory(browser, demo, seat);
  await groupStory(seat);
  await operatorStory(seat);
} finally {
  await browser.close();
  await demo.stop();
}
