import assert from 'node:assert/strict';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { inChannel, shownTexts } from '../support/scans.js';
import { startWorld, type World } from '../support/world.js';
import { assertLawful, mailOf, tenantChanges } from '../support/zap-judge.js';
import { scanZap, scenarioWithMail, zappedOnCard, type ToldMail } from '../support/zap-world.js';

const ida = 'ida@contoso.example';

/** As somebody copies them out of Outlook. */
const pasted = [
  'Authentication-Results: spf=fail (sender IP is 203.0.113.9) smtp.mailfrom=bounce.example; dkim=none',
  ' header.d=none;dmarc=fail action=none header.from=bank.example;compauth=fail reason=000',
  'Received: from mx.hostile-host.example (203.0.113.9) by',
  ' AM5EUR01FT020.mail.protection.outlook.com (10.152.16.139) with Microsoft SMTP Server; Fri, 20 Nov 2026 08:00:01 +0000',
  'From: "Your bank avery@northwind-security.example" <help@bank.example>',
  'Reply-To: answers@elsewhere.example',
  'Subject: **Verify** [now](https://hostile-host.example/x)',
  'Message-ID: <1@bank.example>',
].join('\n');

const file = `${pasted}\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<p>BODYMARK</p><a href="https://hostile-host.example/PATHTOKEN?e=ida%40contoso.example">https://www.paypal.com/login</a>\n`;

describe('chat commands about mail', function () {
  this.timeout(240_000);
  let world: World;
  let told: ToldMail;

  before(async () => {
    world = await startWorld({ scenario: scenarioWithMail({ [DEMO.contoso]: {} }) });
    ({ told } = await zappedOnCard(world, { subject: 'Asked about', recipients: [ida] }));
  });
  after(() => world.stop());
  afterEach(() => {
    assertLawful(world);
    assert.deepEqual(tenantChanges(world), [], 'asking changes nothing');
  });

  /** Says something, and gives what the bot answers there. */
  async function ask(
    text: string,
    as: string = DEMO.approver,
    where: 'channel' | 'personal' = 'channel',
    attached?: { readonly name: string; readonly content: string },
  ): Promise<string> {
    const place = where === 'channel' ? inChannel : ({ place: 'personal', as } as const);
    const answers = (): ReturnType<typeof world.channel.messages> =>
      world.channel.messages(place).filter(({ author }) => author.kind === 'bot');
    const before = new Set(answers().map(({ id }) => id));
    const said = where === 'channel' ? inChannel : ({ place: 'personal' } as const);
    await world.channel.say({ ...said, as, text, ...(attached ? { file: attached } : {}) });
    const answer = await world.until(
      `an answer to '${text.slice(0, 50)}'`,
      () => answers().find(({ id }) => !before.has(id)),
      45_000,
    );
    return [answer.text, ...shownTexts(answer.card)].join('\n');
  }

  it('scan zap takes a tenant, a mailbox and days, and asks back what it does not know', async () => {
    assert.match(
      shownTexts((await scanZap(world, 'ida@contoso.example 2')).card).join('\n'),
      /ZAP: 1 message in 2 days/,
    );
    assert.match(shownTexts((await scanZap(world, '5')).card).join('\n'), /in 5 days/);
    assert.match(await ask('scan zap nowhere'), /Which tenant or mailbox\?/);
    assert.match(await ask('scan zap contoso 99'), /How many days\?/);
  });

  it('who says everything stored about a sender, a domain, a host and an address', async () => {
    const { senderAddress, senderIp, urls } = mailOf(world, told.networkMessageId);
    const host = new URL(urls[0] ?? '').hostname;
    for (const what of [senderAddress, 'account-verify.example', host, senderIp, ida]) {
      assert.match(await ask(`who ${what}`), /Asked about/, what);
    }
    assert.doesNotMatch(await ask('who nobody.example'), /Asked about/);
    assert.match(await ask('who https://a.example/x b'), /Who\?/);
  });

  it('message finds a message by either id, says who has it and where it is now', async () => {
    for (const id of [told.networkMessageId, told.internetMessageId]) {
      const answer = await ask(`message ${id}`);
      assert.match(answer, /Asked about/);
      assert.match(answer, /ida@contoso\[\.\]example/);
      assert.match(answer, /quarantine/i);
    }
    const unknown = await ask('message 3a110000-0000-4000-8000-0000000000ff');
    assert.match(unknown, /No tenant that could be asked has it/);
    assert.match(await ask('message what'), /Which message\?/);
  });

  it('analyze explains pasted headers to anybody, in personal chat only', async () => {
    for (const as of [DEMO.approver, DEMO.analyst, DEMO.guest]) {
      const answer = await ask(`analyze ${pasted}`, as, 'personal');
      assert.match(answer, /Analysis: dangerous/);
      assert.match(answer, /DMARC/);
      assert.doesNotMatch(answer, /https?:\/\/hostile/);
    }
    assert.match(await ask(`analyze ${pasted}`), /In our personal chat/);
  });

  it('analyze reads a file that is sent, and shows nothing of its body and of the paths of its links', async () => {
    const attached = { name: 'suspicious.eml', content: file };
    const answer = await ask('', DEMO.analyst, 'personal', attached);
    assert.match(answer, /Analysis: dangerous/);
    assert.match(answer, /hostile-host\[\.\]example/);
    assert.match(answer, /leads to another domain than its text/);
    assert.doesNotMatch(answer, /BODYMARK|PATHTOKEN|ida/);
    assert.doesNotMatch(world.bot.output, /BODYMARK|PATHTOKEN|hostile-host|Verify/);
    const nothing = { name: 'note.txt', content: 'Nothing here' };
    assert.match(await ask('', DEMO.analyst, 'personal', nothing), /No header was found/);
  });

  it('status says when it was last looked at what ZAP took', async () => {
    assert.match(
      await ask('status'),
      /Zapped mail\n\d of 2 tenants read completely\. The oldest look: /,
    );
  });

  it('answers people without rights in the channel only', async () => {
    for (const as of [DEMO.analyst, DEMO.guest]) {
      for (const what of [
        'who account-verify.example',
        `message ${told.networkMessageId}`,
        'scan zap contoso 1',
      ]) {
        assert.match(await ask(what, as, 'personal'), /Not here/, what);
      }
      assert.match(await ask('who account-verify.example', as), /Asked about/);
    }
  });
});
