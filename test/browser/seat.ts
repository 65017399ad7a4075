import assert from 'node:assert/strict';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';

/** One browser window on the channel page, as one person. */
export interface Seat {
  readonly page: Page;
  /** Addresses outside the page's own origin that it asked for. They were not answered. */
  readonly foreign: readonly string[];
  /** Errors of the page's scripts and of its content policy. */
  readonly complaints: readonly string[];
  /** The newest message whose text has all of these in it. */
  message(...texts: readonly (string | RegExp)[]): Locator;
  say(text: string): Promise<void>;
  /** Presses a story button of the panel and waits until the story has been told. */
  story(title: string, tenant: string): Promise<void>;
  /** Has the bot scan everything, and waits until it says that it is through. */
  scan(): Promise<void>;
  toast(text: string | RegExp): Locator;
  close(): Promise<void>;
}

export async function takeSeat(
  browser: Browser,
  url: string,
  person: string,
  look: BrowserContextOptions = {},
): Promise<Seat> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    ...look,
  });
  const { origin } = new URL(url);
  const foreign: string[] = [];
  const complaints: string[] = [];
  await context.route(
    (asked) => asked.origin !== origin,
    async (route) => {
      foreign.push(route.request().url());
      await route.abort();
    },
  );
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (line) => {
    if (line.type() === 'error') complaints.push(line.text());
  });
  await page.goto(`${url}/?you=${person}`);
  await page.getByTestId('story-tenant').locator('option').nth(1).waitFor({ state: 'attached' });
  const message: Seat['message'] = (...texts) =>
    texts
      .reduce<Locator>(
        (found, hasText) => found.filter({ hasText }),
        page.getByTestId('messages').locator('li.message.bot'),
      )
      .last();
  const say = async (text: string): Promise<void> => {
    await page.getByTestId('compose').fill(text);
    await page.getByTestId('send').click();
  };
  return {
    page,
    foreign,
    complaints,
    message,
    say,
    story: async (title, tenant) => {
      await page.getByTestId('story-tenant').selectOption({ label: tenant });
      await page.getByRole('button', { name: title, exact: true }).click();
      await page.getByText(`Done: ${title}.`).waitFor();
    },
    scan: async () => {
      const finished = page.getByTestId('messages').getByText('Coverage: ');
      const before = await finished.count();
      await say('scan forwards');
      await finished.nth(before).waitFor();
    },
    toast: (hasText) => page.getByTestId('toast').filter({ hasText }).last(),
    close: () => context.close(),
  };
}

/** The card of a forward from this mailbox, as the page shows it. */
export function alertOf(seat: Seat, mailbox: string): Locator {
  return seat.message('Why this severity: ', mailbox.replaceAll('.', '[.]'));
}

export function button(card: Locator, name: string): Locator {
  return card.getByRole('button', { name, exact: true });
}

/** The window asked for nothing outside and nothing in it broke. */
export function assertQuiet({ foreign, complaints }: Seat): void {
  assert.deepEqual(foreign, []);
  assert.deepEqual(complaints, []);
}
