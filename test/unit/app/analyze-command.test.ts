import assert from 'node:assert/strict';
import { CardRenderer, largestCard } from '../../../src/adapters/teams/card-renderer.js';
import type { IncomingFile } from '../../../src/adapters/teams/incoming-files.js';
import type { CardContent } from '../../../src/alerts/card-content.js';
import { rememberDomains } from '../../../src/app/own-domains.js';
import { Untrusted } from '../../../src/lib/untrusted.js';
import { avery, mallory } from '../../support/desk.js';
import { contoso } from '../../support/sample-findings.js';
import { elements, texts } from '../cards/card-walk.js';
import { hostileTexts } from '../zap-show/fixture.js';
import { CommandDesk, personalChat, securityChannel } from './commands-desk.js';
import { wordsOf } from './zap-bench.js';

const headers = [
  'Received: from mail.evil.example (203.0.113.9) by mx.contoso.example; Mon, 5 Oct 2026 08:00:05 +0000',
  'From: "Billing" <pay@evil.example>',
  'Date: Mon, 5 Oct 2026 08:00:00 +0000',
  'Subject: Your invoice',
].join('\n');
const message = `${headers}\nMIME-Version: 1.0\nContent-Type: text/plain\n\nSee https://login.evil.example/x\n`;

function file(name: string): IncomingFile {
  return { name: Untrusted.of(name), downloadUrl: `https://files.example/${name}` };
}

describe('analyze', () => {
  let desk: CommandDesk;
  beforeEach(() => {
    desk = new CommandDesk();
  });

  const ask = (
    text: string,
    files: readonly IncomingFile[] = [],
  ): Promise<CardContent | undefined> => desk.say(text, mallory, personalChat, files);
  const lies = (name: string, text: string): IncomingFile => {
    desk.files.set(file(name).downloadUrl, Buffer.from(text));
    return file(name);
  };
  const subjectOf = (card: CardContent | undefined): string => String(card?.data['subject']);

  for (const [what, text] of [
    ['on the line of the command', `analyze ${headers}`],
    ['below the command', `analyze\n${headers}`],
    ['below an empty line', `analyze  \n\n${headers}`],
    ['behind a slash and a no-break space', `/Analyze\u00A0${headers}`],
    ['with a title above', `analyze\nInternet headers:\n${headers}`],
    ['in quotation', `analyze\n${headers.replace(/^/gm, '> ')}`],
    ['with empty lines between', `analyze\n${headers.replaceAll('\n', '\n\n')}`],
  ] as const) {
    it(`explains headers that are pasted ${what}`, async () => {
      const card = await ask(text);
      assert.equal(card?.template, 'analysis');
      assert.equal(subjectOf(card), 'Your invoice');
    });
  }

  it('explains a whole pasted message with its links, for anybody in the home tenant', async () => {
    assert.match(wordsOf(await ask(`analyze\n${message}`)), /login\[\.\]evil\[\.\]example/);
  });

  it('compares with the domains of every watched tenant', async () => {
    const alike = headers.replace('evil.example>', 'c0ntoso.example>');
    const before = wordsOf(await ask(`analyze\n${alike}`));
    await rememberDomains(desk.documents, contoso.id, ['contoso.example']);
    assert.notEqual(wordsOf(await ask(`analyze\n${alike}`)), before);
  });

  it('is refused in a channel, to approvers too, and looks at nothing there', async () => {
    for (const files of [[], [lies('a.eml', message)]]) {
      const card = await desk.say(`analyze\n${headers}`, avery, securityChannel, files);
      assert.equal(card?.data['title'], 'In our personal chat');
      assert.doesNotMatch(wordsOf(card), /invoice/);
    }
  });

  for (const [what, text, says] of [
    ['nothing', 'analyze', /Paste the headers/],
    ['empty lines', 'analyze \n\n ', /Paste the headers/],
    ['words', 'analyze this please', /No header was found/],
    ['60,000 letters', `analyze ${'x'.repeat(60_000)}`, /No header was found/],
    ['60,000 line ends', `analyze x${'\n'.repeat(60_000)}`, /No header was found/],
    ['60,000 brackets', `analyze ${'<'.repeat(60_000)}`, /No header was found/],
  ] as const) {
    it(`asks back for ${what}`, async () => {
      const card = await ask(text);
      assert.equal(card?.template, 'notice');
      assert.match(wordsOf(card), says);
    });
  }

  it('shows what attackers wrote as text that nobody can click, on a card that Teams takes', async () => {
    const renderer = new CardRenderer();
    for (const text of hostileTexts) {
      const line = text.replace(/[\r\n]/g, ' ').slice(0, 50_000);
      const card = await ask(
        `analyze\nFrom: "${line}" <a@evil.example>\nSubject: ${line}\nReply-To: ${line}`,
      );
      assert.equal(card?.template, 'analysis');
      const { content } = renderer.render(card);
      assert.ok(Buffer.byteLength(JSON.stringify(content)) <= largestCard);
      for (const found of texts(content)) {
        if (/evil|Paid|alert\(1\)/.test(found.text)) {
          assert.deepEqual([found.type, found.key], ['TextRun', 'text']);
          assert.doesNotMatch(found.text, /https?:\/\/evil/);
        }
      }
      const kinds = [...elements(content)].map(([, { type }]) => type);
      assert.ok(!kinds.includes('Action.OpenUrl') && !kinds.includes('Image'));
    }
  });

  describe('files', () => {
    it('analyses a file that comes without a word in personal chat', async () => {
      assert.equal(subjectOf(await ask('', [lies('a.eml', message)])), 'Your invoice');
    });

    it('answers a file without a word in a channel with the help', async () => {
      const card = await desk.say('', avery, securityChannel, [lies('a.eml', message)]);
      assert.equal(card?.template, 'help');
    });

    it('answers nothing at all, and words that are no command, with the help', async () => {
      assert.equal((await ask(''))?.template, 'help');
      assert.equal((await ask('look at this', [lies('a.eml', message)]))?.template, 'help');
    });

    it('answers each of several files in turn, and names the one that it could not read', async () => {
      const second = lies('b.txt', headers.replace('Your invoice', 'Second'));
      const last = await ask('analyze', [lies('a.eml', message), file('gone.eml'), second]);
      const cards = [...desk.replies.map(({ card }) => card), last];
      assert.deepEqual(
        cards.map((card) => card?.template),
        ['analysis', 'notice', 'analysis'],
      );
      assert.match(wordsOf(cards[1]), /^Not read\ngone[^:]*eml: The file is gone/);
      assert.deepEqual([subjectOf(cards[0]), subjectOf(cards[2])], ['Your invoice', 'Second']);
    });

    it('takes five files at once, and says how many were left out', async () => {
      const many = Array.from({ length: 7 }, (_, i) => lies(`${i}.eml`, message));
      const last = await ask('', many);
      assert.equal(desk.replies.length, 5);
      assert.match(wordsOf(last), /^Not all files\n2 more were left out/);
    });

    it('says of an Outlook item how to send it, and of another file that it has no headers', async () => {
      desk.files.set(file('x.msg').downloadUrl, Buffer.from('d0cf11e0a1b11ae1', 'hex'));
      assert.match(wordsOf(await ask('', [file('x.msg')])), /Outlook \.msg file\. Save/);
      assert.match(wordsOf(await ask('', [lies('x.png', 'PNG')])), /No header was found/);
    });

    it('names a file of a hostile name without live text', async () => {
      const words = wordsOf(await ask('', [file('https://evil.example/<at>all</at>\u202E.eml')]));
      assert.match(words, /The file is gone/);
      assert.doesNotMatch(words, /https:\/\/|<at>|\u202E/);
    });

    it('logs no name and no address of a file', async () => {
      await ask('', [file('secret.eml')]);
      const logged = desk.desk.logged.filter(({ level }) => level === 'warn');
      assert.deepEqual(
        logged.map(({ fields }) => fields),
        [{ code: 'file.gone' }],
      );
    });
  });
});
