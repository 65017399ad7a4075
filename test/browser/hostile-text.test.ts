import assert from 'node:assert/strict';
import type { Browser, Locator } from 'playwright-core';
import { sanitise } from '../../src/lib/sanitise.js';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import type { Scenario } from '../../src/simulator/scenario/schema.js';
import { launchBrowser } from '../support/browser.js';
import { scenarioWith, startWorld, type World } from '../support/world.js';
import { assertCards } from './every-card.js';
import { alertOf, assertQuiet, button, takeSeat, type Seat } from './seat.js';

const customer = '**Contoso** <b>Ltd</b> [portal](https://evil.example/t)';

/** Display name and ForwardingSmtpAddress of each mailbox. At most five, so that each gets a card of its own. */
const hostile: Readonly<Record<string, readonly [name: string, address: string]>> = {
  'ida@contoso.example': [
    '**Paid** _now_ # Heading [Approve here](https://evil.example/a) https://evil.example/b',
    'smtp:*x*[y](https://evil.example/c)@evil.example',
  ],
  'yara@contoso.example': [
    '![pixel](https://evil.example/p.png) <img src=https://evil.example/q.png onerror=alert(1)>',
    'smtp:<script>alert(1)</script>@evil.example',
  ],
  'marta@contoso.example': [
    '\u202Egnp.exe\u2066 {{DATE(2026-01-01T00:00:00Z,SHORT)}} ${1+1} ${$root.nonce} <at>Avery</at>',
    'smtp:a\u202E\u200B@evil.example',
  ],
  'erik@contoso.example': ['long'.repeat(2500), `smtp:${'a'.repeat(10_000)}@evil.example`],
  'tomas@contoso.example': [
    'nul\0 bell\u0007 esc\u001b[31m "}],"type":"Image"',
    'smtp:nul\0@evil.example',
  ],
};

function hostileScenario(): Scenario {
  const scenario = scenarioWith(DEMO.contoso);
  return {
    ...scenario,
    tenants: scenario.tenants.map((tenant) =>
      tenant.tenantId === DEMO.contoso
        ? {
            ...tenant,
            displayName: customer,
            mailboxes: tenant.mailboxes.map((mailbox) => {
              const [DisplayName, ForwardingSmtpAddress] = hostile[mailbox.UserPrincipalName] ?? [];
              return DisplayName === undefined || ForwardingSmtpAddress === undefined
                ? mailbox
                : { ...mailbox, DisplayName, ForwardingSmtpAddress };
            }),
          }
        : tenant,
    ),
  };
}

/** What would be alive: anything that links, loads, runs, or was made by Markdown or HTML. */
const alive = 'a, img, picture, video, audio, iframe, object, embed, script, style, svg, link, strong, em, b, i, h1, h2, h3, ul, ol, code'; // prettier-ignore

async function assertInert(card: Locator): Promise<void> {
  assert.equal(await card.locator('.card').locator(alive).count(), 0, await card.innerHTML());
  const text = (await card.textContent()) ?? '';
  assert.doesNotMatch(text, /[\u0000-\u0008\u202A-\u202E\u2066-\u2069\u200B]/u); // eslint-disable-line no-control-regex -- that is what is looked for
  assert.doesNotMatch(text, /\$\{|\{\{|evil\.example/);
}

describe('text that attackers wrote, in a browser', function () {
  this.timeout(90_000);
  let browser: Browser;
  let world: World;
  let avery: Seat;
  let dialogs = 0;

  before(async () => {
    browser = await launchBrowser();
    world = await startWorld({ scenario: hostileScenario() });
    avery = await takeSeat(browser, world.simulator.url, DEMO.approver);
    avery.page.on('dialog', (dialog) => {
      dialogs += 1;
      void dialog.dismiss();
    });
    await avery.scan();
  });
  after(async () => {
    await world.stop();
    await browser.close();
  });
  afterEach(() => {
    assertQuiet(avery);
    assertCards(world);
    assert.equal(dialogs, 0);
    assert.deepEqual(world.simulator.violations(), []);
  });

  for (const [mailbox, [name, address]] of Object.entries(hostile)) {
    it(`is inert in the card of ${mailbox} and stands there as the sanitiser left it`, async () => {
      const card = alertOf(avery, mailbox);
      await card.waitFor();
      await assertInert(card);
      const text = (await card.textContent()) ?? '';
      const destination = address.replace('smtp:', '');
      for (const written of [name, customer]) assert.ok(text.includes(sanitise(written)), text);
      assert.ok(
        text.includes(sanitise(destination)) || text.includes(sanitise(address)),
        `${sanitise(destination)}\n${text}`,
      );
    });
  }

  it('is inert on the scan card, in the lists, in the status and in toasts', async () => {
    await assertInert(avery.message('Scan for forwards', sanitise(customer)));
    await avery.say('status');
    const status = avery.message('were read completely last time');
    await status.getByText(sanitise(customer)).waitFor();
    await assertInert(status);
    await avery.say('alerts');
    const list = avery.message('alerts wait for a decision');
    await list.getByText('ida@contoso[.]example').waitFor();
    await assertInert(list);
    const toasts = avery.page.locator('#activity-list');
    assert.match((await toasts.textContent()) ?? '', /External forward found: ida@contoso/);
    assert.equal(await toasts.locator(alive).count(), 0);
  });

  it('is inert when an approver types it as a reason', async () => {
    const reason = '**because** [click](https://evil.example/r) ${x} <img src=//evil.example>';
    const card = alertOf(avery, 'ida@contoso.example');
    await button(card, 'Approve').click();
    await card.getByLabel('Why is this forward wanted?').fill(reason);
    await button(card, 'Approve this forward').click();
    await card.getByText('External forward approved').waitFor();
    await card.getByText(`Reason: ${sanitise(reason)}`).waitFor();
    await assertInert(card);
    await avery.say('approvals');
    const list = avery.message('1 approval holds');
    await list.waitFor();
    await assertInert(list);
  });

  it('is inert when somebody says it to the bot', async () => {
    await avery.say('show **x** [y](https://evil.example/s) <img src=//evil.example/z>');
    const answer = avery.message('Which alert?');
    await answer.waitFor();
    await assertInert(answer);
  });
});
