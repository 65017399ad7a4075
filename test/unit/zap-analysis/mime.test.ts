import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { analyse } from '../../../src/zap/analysis/analyse.js';
import { partsOfMime } from '../../../src/zap/analysis/mime.js';
import { nobody } from './mail-fixture.js';

const lines = (...all: readonly string[]): string => all.join('\r\n');

const whole = lines(
  'Received: from b by c; Mon, 5 Jan 2026 08:00:01 +0000',
  'Received: from a by b; Mon, 5 Jan 2026 08:00:00 +0000',
  'From: Fabrikam <news@fabrikam.com>',
  'Subject: =?utf-8?q?H=C3=A9llo?=',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="x"',
  '',
  '--x',
  'Content-Type: multipart/alternative; boundary="y"',
  '',
  '--y',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'plain https://adatum.com/text',
  '--y',
  'Content-Type: text/html; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  '<a href=3D"https://adatum.com/html">x</a>',
  '--y--',
  '--x',
  'Content-Type: application/octet-stream; name="run.js"',
  'Content-Disposition: attachment; filename="run.js"',
  'Content-Transfer-Encoding: base64',
  '',
  'YWxlcnQoMSk=',
  '--x--',
  '',
);

const carrying = (inner: string, type = 'message/rfc822', name = 'inner.eml'): string =>
  lines(
    'From: a@fabrikam.com',
    'Content-Type: multipart/mixed; boundary="outer"',
    '',
    '--outer',
    'Content-Type: text/html',
    '',
    '<p>see below <!--',
    '--outer',
    `Content-Type: ${type}`,
    `Content-Disposition: attachment; filename="${name}"`,
    '',
    inner,
    '--outer--',
    '',
  );

describe('the intake of a message', () => {
  it('keeps raw headers in order, bodies and attachments with their hashes', async () => {
    const { headers, html, text, attachments, incomplete } = await partsOfMime(whole);
    assert.deepEqual(
      headers.slice(0, 4).map(({ name }) => name),
      ['Received', 'Received', 'From', 'Subject'],
    );
    assert.equal(headers[3]?.value, '=?utf-8?q?H=C3=A9llo?=');
    assert.equal(html?.trim(), '<a href="https://adatum.com/html">x</a>');
    assert.equal(text?.trim(), 'plain https://adatum.com/text');
    const sha256 = createHash('sha256').update('alert(1)').digest('hex');
    const contentType = 'application/octet-stream';
    assert.deepEqual(attachments, [{ name: 'run.js', contentType, size: 8, sha256 }]);
    assert.equal(incomplete, false);
  });

  it('reads bytes and text alike', async () => {
    assert.deepEqual(await partsOfMime(Buffer.from(whole)), await partsOfMime(whole));
  });

  it('reads bare line feeds', async () => {
    assert.equal((await partsOfMime(whole.replaceAll('\r\n', '\n'))).attachments.length, 1);
  });

  for (const [title, inner] of [
    ['by its type', carrying(whole)],
    ['by its name', carrying(whole, 'application/octet-stream')],
  ] as const)
    it(`finds links and attachments of a message within the message, known ${title}`, async () => {
      const parts = await partsOfMime(inner);
      assert.deepEqual(
        parts.attachments.map(({ name }) => name),
        ['inner.eml', 'run.js'],
      );
      // The outer body ends within a comment, which must not swallow the inner one.
      const targets = analyse(parts, nobody).links.map(({ target }) => target);
      assert.deepEqual(targets, ['https://adatum.com/html', 'https://adatum.com/text']);
    });

  it('follows messages four deep, and says so when there are more', async () => {
    const nest = (depth: number): string => {
      let inner = whole;
      for (let at = 0; at < depth; at++) inner = carrying(inner).replaceAll('outer', `level${at}`);
      return inner;
    };
    const four = await partsOfMime(nest(4));
    assert.deepEqual([four.nested?.length, four.incomplete], [4, false]);
    assert.equal((await partsOfMime(nest(5))).incomplete, true);
  });

  it('keeps the headers of a message that is nested too deep, and says that it is not whole', async () => {
    const parts = Array.from(
      { length: 300 },
      (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`,
    );
    const mail = await partsOfMime(`From: Facebook <x@fabrikam.com>\r\n${parts.join('')}`);
    assert.equal(mail.incomplete, true);
    const analysis = analyse(mail, nobody);
    assert.equal(analysis.people.fromAddress, 'x@fabrikam.com');
    assert.ok(analysis.names.some(({ code }) => code === 'not-all-read'));
  });

  it('takes an empty text for an empty message', async () => {
    const parts = await partsOfMime('');
    assert.equal(analyse(parts, nobody).verdict.level, 'not-judged');
  });
});
