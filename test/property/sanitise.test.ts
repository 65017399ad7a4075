import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sanitise, stripControls } from '../../src/lib/sanitise.js';

const nasty = fc.constantFrom(
  '{',
  '{{',
  '${',
  '}',
  '<at',
  '</at>',
  '<AT>',
  'http',
  'https://',
  '://',
  ':',
  'mailto:',
  'javascript:x',
  '.',
  '\u3002',
  '\uFF0E',
  '@',
  '/',
  '1.2.3.4',
  'evil.example',
  'аpple.com',
  'xn--zz',
  'é',
  '\u0301',
  '\u0DDC',
  '\u1161',
  '\u11A8',
  'ᄀ',
  '\u200B',
  '\u200D',
  '\u202E',
  '\u2066',
  '\uFEFF',
  '\u180E',
  '\u{E0041}',
  '\0',
  '\n',
  '\t',
  ' ',
  '\u00A0',
  '\u2028',
  '\u0085',
  '\uD800',
  '\uDC00',
  '❤\uFE0F',
  '\uFE0F',
  '👩\u200D👩',
  '\u0600',
  '…',
  '▯',
  '[.]',
  '(',
  ')',
  '\uFFFE',
  '中',
  'و',
);
const hostile = fc.oneof(
  fc
    .array(fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 400 })
    .map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 1200 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.webUrl(),
  fc.emailAddress(),
);

const forbidden =
  /[\p{Cc}\u2028\u2029\u061C\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF\u180E\u{E0000}-\u{E007F}]/u;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

describe('sanitise, for any text', () => {
  const holds = (claim: (out: string) => void): void => {
    fc.assert(
      fc.property(hostile, (text) => {
        claim(sanitise(text));
      }),
      { numRuns: 2000 },
    );
  };

  it('changes nothing the second time', () => {
    holds((out) => {
      assert.equal(sanitise(out), out);
    });
  });
  it('keeps to 150 clusters and 600 units', () => {
    holds((out) => {
      assert.ok(out.length <= 600);
      assert.ok([...graphemes.segment(out)].length <= 150);
    });
  });
  it('lets no hidden character and no lone surrogate through', () => {
    holds((out) => {
      assert.doesNotMatch(out, forbidden);
      assert.ok(out.isWellFormed());
      assert.equal(out.normalize('NFC'), out);
    });
  });
  it('leaves no template, mention or link syntax', () => {
    holds((out) => {
      assert.doesNotMatch(out, /\{\{|\$\{|<\/?at/i);
      assert.doesNotMatch(out, /https?:/i);
      assert.doesNotMatch(out, /(?<!hxxps?):\/\//i);
      assert.doesNotMatch(out, /[\p{L}\p{N}]\.\p{L}/u);
    });
  });
  it('stacks at most four marks on a base', () => {
    holds((out) => {
      assert.doesNotMatch(out, /\p{M}{5}/u);
    });
  });
  it('never throws and always gives a string, for any value', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }),
        (value) => {
          assert.equal(typeof sanitise(value), 'string');
          assert.equal(typeof stripControls(value), 'string');
        },
      ),
    );
  });
});

describe('stripControls, for any text', () => {
  it('gives one visible line that does not change the second time', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const out = stripControls(text);
        assert.doesNotMatch(out, forbidden);
        assert.equal(stripControls(out), out);
      }),
    );
  });
});
