import { mkdir } from 'node:fs/promises';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator } from 'playwright-core';
import { startDemo, type Demo } from '../src/cli/demo.js';
import { DEMO } from '../src/simulator/scenario/demo.js';
import { alertOf, button, takeSeat, type Seat } from '../test/browser/seat.js';
import { launchBrowser } from '../test/support/browser.js';

/** Plays the story of the demo in a real browser and photographs it into docs/screenshots. */

const folder = fileURLToPath(new URL('../docs/screenshots/', import.meta.url));
const zone = 'Europe/Berlin';
/** Reading the mail of three weeks takes a while. */
const patience = 180_000;
const phone = { width: 390, height: 844 };
const ida = 'ida@contoso.example';

/** What is needed of elements; the types of the browser are not loaded here. */
interface Scrollable {
  scrollIntoView(options: { readonly block: 'start' | 'end' }): void;
}

interface Pressable {
  click(): void;
}

/** Photographs the window with this message at its top, or its end at the bottom. */
async function photograph(
  { page }: Seat,
  name: string,
  subject: Locator,
  block: 'start' | 'end' = 'start',
): Promise<void> {
  await subject.waitFor();
  await subject.evaluate((element: Scrollable, edge) => {
    element.scrollIntoView({ block: edge });
  }, block);
  await page.mouse.move(0, 0);
  await page.screenshot({ path: `${folder}${name}.png` });
  process.stdout.write(`${name}.png\n`);
}

/** Takes away what has popped up, so that it hides nothing. At once, since it also goes away by itself. */
async function dismissToasts({ page }: Seat): Promise<void> {
  const buttons = page.getByTestId('toast').getByRole('button', { name: 'Dismiss' });
  await buttons.evaluateAll((found: readonly Pressable[]) => {
    for (const one of found) one.click();
  });
}

async function otherEyes(browser: Browser, { url }: Demo): Promise<void> {
  const analyst = await takeSeat(browser, url, DEMO.analyst, { timezoneId: zone });
  const seen = alertOf(analyst, ida);
  await button(seen, 'Remove the forward').click();
  await button(seen, 'Yes, remove the forward').click();
  await analyst.toast('You are not an approver').waitFor();
  await photograph(analyst, 'refusal', seen, 'end');
  await analyst.close();

  const night = { timezoneId: zone, colorScheme: 'dark' } as const;
  const dark = await takeSeat(browser, url, DEMO.secondApprover, night);
  await button(alertOf(dark, ida), 'Approve').click();
  await photograph(dark, 'dark', alertOf(dark, ida), 'end');
  await dark.close();

  const small = await takeSeat(browser, url, DEMO.approver, { timezoneId: zone, viewport: phone });
  await photograph(small, 'narrow', alertOf(small, ida));
  await small.close();
}

async function play(browser: Browser, demo: Demo): Promise<void> {
  const avery = await takeSeat(browser, demo.url, DEMO.approver, { timezoneId: zone });
  avery.page.setDefaultTimeout(patience);
  const group = avery.message('Page 1 of 2.');
  await group.waitFor();
  await avery.story('Attacker sets a forward', 'Contoso');
  await avery.scan();
  const alert = alertOf(avery, ida);
  await alert.waitFor();
  await dismissToasts(avery);
  await photograph(avery, 'alert', alert);
  await photograph(avery, 'scan', avery.message('Coverage: 4 of 5 tenants'));
  await photograph(avery, 'grouped', group);
  await otherEyes(browser, demo);

  await button(alert, 'Remove the forward').click();
  await button(alert, 'Yes, remove the forward').click();
  await alert.getByText('Verified by reading').waitFor();
  await dismissToasts(avery);
  await photograph(avery, 'removed', alert);

  await zappedMail(avery);
  await mailFlow(avery);
  await everyWeek(browser, demo, avery);
  await oneMailbox(avery);
  await aFile(browser, demo);

  await avery.story('Tenant withdraws consent', 'Adatum');
  await avery.scan();
  const operator = avery.message('Adatum could not be read', 'What to do');
  await operator.waitFor();
  await dismissToasts(avery);
  await photograph(avery, 'operator', operator);
}

/** The demo's own mail, which the first look at ZAP finds. */
async function zappedMail(avery: Seat): Promise<void> {
  const zapped = avery.message('Clicked before ZAP took it away');
  await zapped.waitFor();
  await dismissToasts(avery);
  await photograph(avery, 'zapped', zapped);
  await button(zapped, 'Contain account').click();
  await photograph(avery, 'contain', zapped, 'end');
  await avery.say('scan zap contoso 7');
  const report = avery.message('ZAP report', 'in 7 days');
  await report.waitFor();
  await dismissToasts(avery);
  await photograph(avery, 'zap-report', report);
}

/** What the filter did in a week, and an own user whom Microsoft keeps from sending. */
async function mailFlow(avery: Seat): Promise<void> {
  const sender = avery.message('Own user as a sender of spam', 'erik@contoso[.]example');
  await sender.waitFor();
  await dismissToasts(avery);
  await photograph(avery, 'spam-alert', sender);
  await avery.say('spam contoso 7');
  const report = avery.message('Spam report');
  await report.getByText(/^Spam: \d+ unwanted/).waitFor();
  await dismissToasts(avery);
  await photograph(avery, 'spam-report', report);
  await button(report, 'Senders').click();
  await report.getByText('Who sends spam, 7 days').waitFor();
  await photograph(avery, 'spam-view', report);
}

/** The digest by day, by night and on a phone. */
async function everyWeek(browser: Browser, { url }: Demo, avery: Seat): Promise<void> {
  await avery.say('digest now');
  const digest = avery.message('Weekly digest', 'What was read');
  await digest.waitFor();
  await dismissToasts(avery);
  await photograph(avery, 'digest', digest);
  for (const [name, look] of [
    ['digest-dark', { colorScheme: 'dark' }],
    ['digest-narrow', { viewport: phone }],
  ] as const) {
    const seat = await takeSeat(browser, url, DEMO.approver, { timezoneId: zone, ...look });
    const same = seat.message('Weekly digest', 'What was read');
    await same.waitFor();
    await dismissToasts(seat);
    await photograph(seat, name, same);
    await seat.close();
  }
}

async function oneMailbox(avery: Seat): Promise<void> {
  await avery.say(`mailbox ${ida}`);
  const card = avery.message('What happened', 'ida@contoso[.]example');
  await card.waitFor();
  await dismissToasts(avery);
  await photograph(avery, 'mailbox', card);
}

/** In personal chat: one file that was accepted, and the offer of the next. */
async function aFile(browser: Browser, { url }: Demo): Promise<void> {
  const seat = await takeSeat(browser, url, DEMO.approver, { timezoneId: zone });
  seat.page.setDefaultTimeout(patience);
  await button(seat.page.locator('nav'), 'Inbox Warden').click();
  await seat.say('export forwards');
  const offer = seat.page.getByTestId('offer');
  await button(offer, 'Accept').click();
  await seat.message('Export of forwards is done').waitFor();
  await seat.say('export zap contoso 7');
  await offer.waitFor();
  await dismissToasts(seat);
  await photograph(seat, 'file', seat.page.locator('li.message', { has: offer }), 'end');
  await seat.close();
}

await mkdir(folder, { recursive: true });
// The demo shows times in the zone of the machine.
process.env['TZ'] = zone;
const demo = await startDemo({ logLevel: 'error' });
const browser = await launchBrowser();
try {
  await play(browser, demo);
} finally {
  await browser.close();
  await demo.stop();
}
