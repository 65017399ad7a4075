import assert from 'node:assert/strict';
import PostalMime from 'postal-mime';
import { DEMO } from '../../../src/simulator/scenario/demo.js';
import { headerText } from '../../../src/simulator/mail/mail-headers.js';
import type { Simulator } from '../../../src/simulator/server.js';
import { start, textOf } from '../simulator/raw-client.js';
import { copyIn, graphAs, tell, tenantOf, values } from './mail-client.js';
import type { Send } from './mail-client.js';

const ZAP = 'x-microsoft-antispam-zap-message-info';

describe('the simulated MIME of a message', () => {
  let simulator: Simulator;
  let send: Send;
  beforeEach(async () => {
    simulator = await start();
    send = await graphAs(simulator, DEMO.contoso);
  });
  afterEach(() => simulator.close());

  const mimeOf = async (mailbox: string, folder: string) => {
    const path = `/users/${mailbox}/mailFolders/${folder}/messages?$top=1`;
    const [message] = values(await send('GET', path));
    const id = textOf(message?.['id']);
    const answer = await send('GET', `/users/${mailbox}/messages/${id}/$value`);
    assert.equal(answer.headers.get('content-type'), 'text/plain');
    return { text: answer.text, parsed: await PostalMime.parse(answer.text) };
  };

  it('has the stamp of ZAP as the very last header', async () => {
    const { parsed, text } = await mimeOf('priya@contoso.example', 'junkemail');
    assert.equal(parsed.headers.at(-1)?.key, ZAP);
    assert.ok(text.split('\r\n').every((line) => line.length <= 998));
    const inbox = await mimeOf('ida@contoso.example', 'inbox');
    assert.ok(inbox.parsed.headers.every(({ key }) => key !== ZAP));
  });

  it('keeps the values from the time of delivery', async () => {
    const { parsed } = await mimeOf('priya@contoso.example', 'junkemail');
    const value = (name: string) => parsed.headers.find(({ key }) => key === name)?.value ?? '';
    assert.match(
      value('authentication-results'),
      /^spf=pass \(sender IP is 203\.0\.113\.140\) smtp/,
    );
    assert.match(value('authentication-results'), /compauth=pass reason=100$/);
    assert.match(
      value('x-forefront-antispam-report'),
      /^CIP:203\.0\.113\.140;.*SCL:1;.*SFV:NSPM;.*DIR:INB;$/,
    );
    assert.match(value('x-microsoft-antispam'), /^BCL:0;/);
    assert.match(value('x-microsoft-antispam-mailbox-delivery'), /dest:I;/);
    assert.equal(value('x-ms-exchange-organization-network-message-id'), DEMO.mail.spamReadAfter);
    assert.equal(parsed.headers.filter(({ key }) => key === 'received').length, 3);
  });

  it('says of mail that went to Junk at once that it did', async () => {
    const adatum = await graphAs(simulator, DEMO.adatum);
    const path = '/users/ewan@adatum.example/messages?$select=internetMessageHeaders';
    const [message] = values(await adatum('GET', path));
    const headers = message?.['internetMessageHeaders'] as { name: string; value: string }[];
    const value = (name: string) => headers.find((header) => header.name === name)?.value ?? '';
    assert.match(value('X-Microsoft-Antispam-Mailbox-Delivery'), /dest:J;/);
    assert.match(value('X-Forefront-Antispam-Report'), /SCL:5;.*SFV:SPM;.*CAT:SPM;/);
  });

  it('carries bodies and files, and words of any script in one piece', async () => {
    await tell(simulator, 'mail-arrives', {
      mailbox: 'marta@contoso.example',
      kind: 'malware',
      subject: `=?utf-8?B?eA==?= ${'Überweisung 💶 '.repeat(20)}\r\nBcc: x@y.example`,
      senderName: 'Мета"Mask\\',
    });
    const { parsed } = await mimeOf('marta@contoso.example', 'inbox');
    assert.match(parsed.subject ?? '', /^=\?utf-8\?B\?eA==\?= Überweisung 💶 .*Überweisung 💶/s);
    assert.equal(parsed.from?.name, 'Мета"Mask\\');
    assert.equal(parsed.bcc, undefined);
    assert.equal(parsed.html?.trim(), '<p>Please find the overdue invoice attached.</p>');
    assert.equal(parsed.attachments[0]?.filename, 'invoice_20417.pdf.js');
  });

  it('leaves out compauth where it was not judged', () => {
    const message = tenantOf(simulator, DEMO.contoso).mail.message(DEMO.mail.malware);
    assert.ok(message);
    const copy = copyIn(simulator, DEMO.contoso, DEMO.mail.malware, 'tomas@contoso.example');
    const unfolded = headerText(message, copy).replaceAll('\r\n ', ' ');
    assert.match(unfolded, /Authentication-Results: spf=softfail .*header\.from=\S+;\r\n/);
    assert.doesNotMatch(unfolded, /compauth/);
  });
});
