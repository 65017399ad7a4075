import assert from 'node:assert/strict';
import { headersOfText } from '../../../src/zap/analysis/headers/headers-of-text.js';
import { readHeaders } from '../../../src/zap/analysis/headers/read-headers.js';

const folded = [
  'Received: from a.example (203.0.113.9) by b.example',
  ' with SMTP; Mon, 5 Oct 2026 08:00:05',
  ' +0000',
  'Authentication-Results: spf=pass (sender IP is 203.0.113.9)',
  ' smtp.mailfrom=a.example; dkim=none (message not signed)',
  '\theader.d=none;dmarc=fail action=none',
  ' header.from=a.example;compauth=fail reason=001',
  'X-Forefront-Antispam-Report:',
  '\tCIP:203.0.113.9;CTRY:NL;SCL:5;SFV:SPM;',
  'Subject: Hello',
  'DKIM-Signature: v=1; a=rsa-sha256; d=a.example;',
  ' h=From:Date:Subject;',
  ' b=abc',
];
const expected = {
  ignored: 0,
  headers: [
    {
      name: 'Received',
      value: 'from a.example (203.0.113.9) by b.example with SMTP; Mon, 5 Oct 2026 08:00:05 +0000',
    },
    {
      name: 'Authentication-Results',
      value:
        'spf=pass (sender IP is 203.0.113.9) smtp.mailfrom=a.example; dkim=none (message not signed) header.d=none;dmarc=fail action=none header.from=a.example;compauth=fail reason=001',
    },
    { name: 'X-Forefront-Antispam-Report', value: 'CIP:203.0.113.9;CTRY:NL;SCL:5;SFV:SPM;' },
    { name: 'Subject', value: 'Hello' },
    { name: 'DKIM-Signature', value: 'v=1; a=rsa-sha256; d=a.example; h=From:Date:Subject; b=abc' },
  ],
};

describe('pasted headers', () => {
  const forms: Readonly<Record<string, string>> = {
    'with line feeds': folded.join('\n'),
    'with carriage returns and line feeds': folded.join('\r\n'),
    'with carriage returns alone': folded.join('\r'),
    'without the indentation of folded lines': folded.map((line) => line.trim()).join('\n'),
    'with no-break spaces': folded.join('\n').replaceAll(' ', '\u00A0'),
    'with a byte-order mark': `\uFEFF${folded.join('\r\n')}`,
    'with a blank line after every line': folded.map((line) => line.trim()).join('\n\n'),
    'with a blank line after every header': folded.join('\n').replaceAll(/\n(?=\S)/g, '\n\n'),
    'indented as a whole': folded.map((line) => `    ${line}`).join('\n'),
    'quoted with >': folded.map((line) => `> ${line}`).join('\n'),
    'with blank lines around': `\n\n${folded.join('\n')}\n\n`,
  };
  for (const [what, text] of Object.entries(forms)) {
    it(`${what} are read`, () => {
      assert.deepEqual(headersOfText(text), expected);
    });
  }

  it('are read below a title and other lines, which are counted', () => {
    const text = `Internet headers\nof the message (copied today)\n\n${folded.join('\n')}`;
    assert.deepEqual(headersOfText(text), { ...expected, ignored: 2 });
  });

  it('are read below a title that looks like a header', () => {
    const { headers, ignored } = headersOfText(`Headers:\n\n${folded.join('\n')}\n\nbody`);
    assert.deepEqual(headers.slice(1), expected.headers);
    assert.equal(ignored, 1);
  });

  it('end where the message begins: a body adds no header', () => {
    const body = 'X-MS-Exchange-Organization-SCL: -1\nAuthentication-Results: spf=pass';
    const { headers, ignored } = headersOfText(`${folded.join('\n')}\n\n${body}`);
    assert.deepEqual(headers, expected.headers);
    assert.equal(ignored, 2);
  });

  it('go on behind a line of spaces, which is no end of the headers', () => {
    const { headers } = headersOfText(
      'Received: a\nSubject: b\n \nX-Sender-IP: 203.0.113.9\n\nbody',
    );
    assert.deepEqual(
      headers.map(({ name }) => name),
      ['Received', 'Subject', 'X-Sender-IP'],
    );
  });

  it('may have a space before the colon, or none after it', () => {
    const { headers } = headersOfText('From : a@b.example\nX-Mailer:y\nSubject:x');
    assert.deepEqual(headers, [
      { name: 'From', value: 'a@b.example' },
      { name: 'X-Mailer', value: 'y' },
      { name: 'Subject', value: 'x' },
    ]);
  });

  it('are none where nobody pasted any', () => {
    assert.deepEqual(headersOfText(''), { headers: [], ignored: 0 });
    assert.deepEqual(headersOfText('please look\nat this'), { headers: [], ignored: 2 });
  });

  it('are read up to 2000; the rest is counted', () => {
    const { headers, ignored } = headersOfText('X-Line: 1\n'.repeat(2100));
    assert.deepEqual([headers.length, ignored], [2000, 100]);
  });

  it('are read up to 256 KB; the lines beyond are counted', () => {
    const line = `X-Long: ${'a'.repeat(1014)}\n\t\n`;
    const { headers, ignored } = headersOfText(line.replace('\t\n', '').repeat(300));
    assert.ok(headers.length >= 255 && headers.length <= 257);
    assert.ok(headers.length + ignored >= 300);
  });

  it('lead to the same report as the headers themselves', () => {
    assert.deepEqual(
      readHeaders(headersOfText(folded.join('\r\n')).headers),
      readHeaders(expected.headers),
    );
  });
});
