import assert from 'node:assert/strict';
import fc from 'fast-check';
import { analyseText } from '../../../src/app/message-analysis.js';
import type { MessageAnalysis } from '../../../src/zap/analysis/report.js';

const headers = [
  'Received: from mail.evil.example (203.0.113.9) by mx.contoso.example; Mon, 5 Oct 2026 08:00:05 +0000',
  'Authentication-Results: spf=fail smtp.mailfrom=evil.example; dmarc=fail header.from=evil.example',
  'From: "Contoso Billing" <pay@evil.example>',
  'Subject: Your invoice',
  'Message-ID: <ab1@evil.example>',
  'MIME-Version: 1.0',
  'Content-Type: text/html; charset=utf-8',
];
const body = '<p>See <a href="https://login.evil.example/x">https://bank.example</a></p>';
const message = `${headers.join('\r\n')}\r\n\r\n${body}\r\n`;

async function analysed(
  input: string | Uint8Array,
  own: readonly string[] = [],
): Promise<MessageAnalysis> {
  const result = await analyseText(input, own);
  assert.equal(result.kind, 'analysis');
  return result.analysis;
}

const hostsOf = ({ links }: MessageAnalysis): string[] => links.map(({ host }) => host);

describe('The analysis of what somebody pasted or sent', () => {
  it('reads a whole message with its links, pasted or as a file', async () => {
    for (const input of [message, message.replaceAll('\r\n', '\n'), Buffer.from(message)]) {
      const analysis = await analysed(input);
      assert.equal(analysis.people.subject, 'Your invoice');
      assert.deepEqual(hostsOf(analysis), ['login.evil.example']);
    }
  });

  it('reads headers alone, whether they end with an empty line or not', async () => {
    for (const input of [headers.join('\n'), headers.join('\r\n'), `${headers.join('\n')}\n\n`]) {
      const analysis = await analysed(input);
      assert.equal(analysis.people.fromAddress, 'pay@evil.example');
      assert.deepEqual(hostsOf(analysis), []);
    }
  });

  it('reads headers between which somebody put empty lines, though they say of what type it is', async () => {
    const analysis = await analysed(headers.join('\n\n'));
    assert.equal(analysis.people.subject, 'Your invoice');
    assert.equal(analysis.people.fromAddress, 'pay@evil.example');
  });

  it('reads a message behind empty lines, a byte order mark, or in UTF-16', async () => {
    const utf16 = Buffer.from(`\uFEFF${message}`, 'utf16le');
    for (const input of [`\n\n ${message}`.replace(' ', ''), `\uFEFF${message}`, utf16]) {
      const analysis = await analysed(input);
      assert.deepEqual(
        [analysis.people.subject, hostsOf(analysis)],
        ['Your invoice', ['login.evil.example']],
      );
    }
  });

  it('takes no header from the body of a message', async () => {
    const forged = `${message}\r\n\r\nAuthentication-Results: spf=pass; dmarc=pass\r\nSubject: Honest\r\n`;
    const { people, headers: report } = await analysed(forged);
    assert.equal(people.subject, 'Your invoice');
    assert.doesNotMatch(String(report.values.dmarc), /pass/);
  });

  it('knows its own domains from those that it is given', async () => {
    const alike = message.replaceAll('pay@evil.example', 'boss@c0ntoso.example');
    const alone = await analysed(alike);
    const guarded = await analysed(alike, ['contoso.example']);
    assert.ok(guarded.names.length > alone.names.length, JSON.stringify(guarded.names));
  });

  it('knows an Outlook item by its first bytes', async () => {
    const item = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from(message)]);
    assert.deepEqual(await analyseText(item, []), { kind: 'outlook' });
  });

  for (const [what, input] of [
    ['nothing', ''],
    ['empty lines', ' \n\n\t\r\n'],
    ['words', 'Please look at this, it is strange.'],
    ['60,000 letters', 'x'.repeat(60_000)],
    ['60,000 colons', ':'.repeat(60_000)],
    ['60,000 opening brackets', '<'.repeat(60_000)],
    ['30,000 lines', 'a\n'.repeat(30_000)],
    ['an image', Buffer.from('89504e470d0a1a0a0000', 'hex')],
    ['zeros', new Uint8Array(60_000)],
    ['half an Outlook item', Buffer.from('d0cf11e0', 'hex')],
  ] as const) {
    it(`finds no header in ${what}`, async () => {
      assert.deepEqual(await analyseText(input, []), { kind: 'no-headers' });
    });
  }

  it('never rejects, whatever the bytes are', async () => {
    const bytes = fc.uint8Array({ maxLength: 400 });
    const parts = fc.constantFrom(
      'MIME-Version: 1.0\r\n',
      'Content-Type: multipart/mixed\r\n',
      '\r\n\r\n',
      'X:',
      '=?',
    );
    await fc.assert(
      fc.asyncProperty(bytes, fc.array(parts, { maxLength: 12 }), async (some, texts) => {
        const result = await analyseText(Buffer.concat([Buffer.from(texts.join('')), some]), []);
        assert.ok(['analysis', 'no-headers', 'outlook'].includes(result.kind));
      }),
    );
  });
});
