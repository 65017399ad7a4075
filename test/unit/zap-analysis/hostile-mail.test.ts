import assert from 'node:assert/strict';
import fc from 'fast-check';
import { analyse } from '../../../src/zap/analysis/analyse.js';
import { partsOfMime } from '../../../src/zap/analysis/mime.js';
import { contoso, letter, nobody } from './mail-fixture.js';

const million = (piece: string): string =>
  piece.repeat(Math.ceil(1_000_000 / piece.length)).slice(0, 1_000_000);

/** Texts on which a careless expression takes minutes. The runner's limit of 20 s is what fails then. */
const heavy: readonly string[] = [
  ...[
    '<a href=',
    '<a href="',
    '<',
    '<b>',
    '<b></i>',
    '<a href=x>',
    '<!--',
    '<!--[if mso]>',
    '<svg><title>',
  ],
  ...[
    '&',
    '&#x1',
    '&amp;',
    'href=x ',
    '<base href=x>',
    '<form action=x>',
    '<meta http-equiv=refresh content=url=',
  ],
  ...[
    'http://',
    'www.',
    'a.',
    'a@',
    '@',
    '://',
    '//a.com',
    'http://a.com/((',
    'http://a.com ',
    'data=',
    '%40',
    '%25',
  ],
];

const longTexts = ['a@b.c/', 'http://a.b/', 'a.a.', 'data=', 'x', '%', 'www.', 'QUJD'].map(
  (piece) =>
    Array.from(
      { length: 300 },
      (_, at) =>
        `<a href="http://h${at}.example/${piece.repeat(500)}">${piece.repeat(1000)}%=@</a>`,
    ).join(''),
);

const pieces = fc.constantFrom(
  ...[
    '<a href="',
    '">',
    '</a>',
    '<base href="',
    '<!--[if mso]>',
    '<![endif]-->',
    'javascript:',
    'data:text/html,',
  ],
  ...[
    'https://',
    'http:\\\\',
    '//',
    'www.',
    'paypal.com',
    'xn--',
    'а',
    '@',
    '?u=',
    '&data=',
    '#',
    '%',
    '%40',
    '%2F',
  ],
  ...[
    'https://urldefense.com/v3/__',
    '__;',
    '!',
    '*',
    '**A',
    'https://eur03.safelinks.protection.outlook.com/?url=',
  ],
  ...[
    'https://urldefense.proofpoint.com/v2/url?u=',
    'https://www.google.com/url?q=',
    'ida@contoso.com',
    'aWRhQGNvbnRvc28uY29t',
  ],
  ...[
    '1.2.3.4',
    '[::1]',
    '0x7f.1',
    ':99999',
    '\0',
    '\u202E',
    '\u200B',
    '\uD800',
    '=?utf-8?q?=',
    '?=',
    '"',
    ',',
    '<',
    '>',
    ' ',
  ],
);
const text = fc.oneof(
  fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 80 }),
);

const mail = fc.record({
  from: text,
  to: text,
  subject: text,
  replyTo: text,
  returnPath: text,
  authentication: text,
  html: text,
  text,
  urls: fc.array(text, { maxLength: 4 }),
  attachments: fc.array(fc.record({ name: text, contentType: text }), { maxLength: 3 }),
});

describe('hostile mail', () => {
  it('never makes the analysis throw, and gets the same answer twice', () => {
    fc.assert(
      fc.property(mail, (given) => {
        const parts = letter(given);
        assert.deepEqual(analyse(parts, contoso), analyse(parts, contoso));
        assert.notEqual(analyse(parts, nobody).verdict.level, 'not-judged');
      }),
      { numRuns: 250 },
    );
  });

  it('never makes the intake reject', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, fc.uint8Array({ maxLength: 200 }), async (head, body, bytes) => {
        await partsOfMime(`Content-Type: ${head}\r\nFrom: ${body}\r\n\r\n${body}`);
        await partsOfMime(bytes);
      }),
      { numRuns: 200 },
    );
  });

  for (const piece of heavy)
    it(`takes a million characters of ${JSON.stringify(piece)} in its stride`, () => {
      const whole = million(piece);
      analyse(
        letter({ html: whole, text: whole, from: whole, subject: whole, replyTo: whole }),
        contoso,
      );
      analyse(letter({ html: `<a href="${whole}">${whole}</a>`, to: whole }), contoso);
      analyse(letter({ urls: [whole], attachments: [{ name: whole }] }), contoso);
    });

  it('takes hundreds of links with long texts in its stride', () => {
    for (const html of longTexts) analyse(letter({ html }), contoso);
  });

  it('takes a directory of ten thousand people in its stride', () => {
    const people = Array.from({ length: 10_000 }, (_, at) => ({
      name: `Given${at} Family${at}`,
      address: `p${at}@contoso.com`,
    }));
    const { names } = analyse(letter({ from: '"Given9999 Family9999" <x@gmail.com>' }), {
      ...contoso,
      people,
    });
    assert.ok(names.some(({ code }) => code === 'name-of-own-person'));
  });

  it('says that it did not read all of a huge body', () => {
    const { names } = analyse(letter({ html: million('<p>x</p>') + '<a href=x>' }), contoso);
    assert.ok(names.some(({ code }) => code === 'not-all-read'));
  });
});
