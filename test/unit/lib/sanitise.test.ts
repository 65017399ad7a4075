import assert from 'node:assert/strict';
import { sanitise, stripControls } from '../../../src/lib/sanitise.js';

const hostileToString = {
  toString(): string {
    throw new Error('called');
  },
};
const trap = new Proxy(
  {},
  {
    get(): never {
      throw new Error('called');
    },
  },
);

describe('sanitise', () => {
  const claims: readonly (readonly [claim: string, input: unknown, output: string])[] = [
    [
      'keeps ordinary text',
      'Zoë Müller & Søn, 3.5 h, 21.11.2026',
      'Zoë Müller & Søn, 3.5 h, 21.11.2026',
    ],
    ['keeps emoji with their variation selector', 'ok ❤\uFE0F', 'ok ❤\uFE0F'],
    ['keeps an empty text empty', '', ''],
    ['says so when there is no text', null, '(no text)'],
    ['reads no object', hostileToString, '(no text)'],
    ['touches no proxy', trap, '(no text)'],
    ['shows a right-to-left override', 'invoice\u202Efdp.exe', 'invoice▯fdp[.]exe'],
    ['shows zero-width characters', 'pay\u200Bpal', 'pay▯pal'],
    ['shows tag characters', 'a\u{E0041}\u{E007F}b', 'a▯▯b'],
    ['shows controls and line separators', 'a\0b\x1b[31m\u2028c\u0085', 'a▯b▯[31m▯c▯'],
    ['shows a variation selector that is no part of an emoji', 'a\uFE0Fb', 'a▯b'],
    ['mends a lone surrogate', 'a\uD800b', 'a\uFFFDb'],
    ['composes', 'e\u0301', 'é'],
    ['keeps four marks of a stack', `a${'\u0316'.repeat(9)}b`, `a${'\u0316'.repeat(4)}b`],
    ['gives a leading mark a base of its own', '\u0301x', '▯\u0301x'],
    ['collapses white space', '  a \u00A0\u3000 b  ', 'a b'],
    ['breaks card functions', '{{DATE(2026-01-01)}} {{{', '{ {DATE(2026-01-01)}} { { {'],
    ['breaks template expressions', '${$root.secret}', '$ {$root[.]secret}'],
    ['breaks mentions', '<at>Ida</AT>', '< at>Ida< /AT>'],
    ['defangs a web address', 'HTTPS://evil.example/x?y=a.b', 'HxxPS://evil[.]example/x?y=a[.]b'],
    ['defangs a mail address', 'user@evil.example', 'user@evil[.]example'],
    [
      'defangs a bare host and an IPv4 address',
      'www.evil.example 10.0.0.1',
      'www[.]evil[.]example 10[.]0[.]0[.]1',
    ],
    [
      'defangs other schemes',
      'ftp://a mailto:b javascript:c',
      'ftp[:]//a mailto[:]b javascript[:]c',
    ],
    ['leaves a colon in a sentence', 'Data: none', 'Data: none'],
    [
      'shows the xn-- form and mixed alphabets',
      'x@\u0430pple.com',
      'x@\u0430pple[.]com (xn--pple-43d[.]com, mixed scripts)',
    ],
    [
      'notes no mixture in one alphabet',
      'x@\u043F\u043E\u0447\u0442\u0430.\u0440\u0444',
      'x@почта[.]рф (xn--80a1acny[.]xn--p1ai)',
    ],
    ['reads ideographic dots as dots of a host', 'x@例え。com', 'x@例え[.]com (xn--r8jz45g[.]com)'],
    [
      'shows the xn-- form of a mail domain under no known suffix',
      'x@bücher.intern',
      'x@bücher[.]intern (xn--bcher-kva[.]intern)',
    ],
    ['leaves a Japanese sentence alone', '元気です。はい', '元気です。はい'],
  ];
  for (const [claim, input, output] of claims) {
    it(claim, () => {
      assert.equal(sanitise(input), output);
    });
  }

  it('cuts at 150 clusters with an ellipsis, never inside one', () => {
    const flag = '🇩🇰';
    assert.equal(sanitise(flag.repeat(200)), `${flag.repeat(149)}…`);
    assert.equal(sanitise('x'.repeat(150)), 'x'.repeat(150));
    assert.equal(sanitise('x'.repeat(151)), `${'x'.repeat(149)}…`);
  });

  it('cuts at 600 units what has few clusters', () => {
    const family = '\u{1F468}\u{1F3FD}\u0301\u0302\u0303\u0304';
    const out = sanitise(family.repeat(120));
    assert.ok(out.length <= 600 && out.endsWith('…'));
  });

  it('says that text was cut even when what is left is short', () => {
    assert.equal(sanitise(`a${' '.repeat(5000)}b`), 'a…');
  });

  it('takes 10 MB in the time of 2 kB', () => {
    const started = performance.now();
    for (const unit of ['a', 'a.', '\u0301', '{', '\uD83D', 'http://', '\u200B']) {
      sanitise(unit.repeat(10_000_000 / unit.length));
    }
    assert.ok(performance.now() - started < 1500);
  });
});

describe('stripControls', () => {
  it('shows what hides and keeps the rest as it was', () => {
    assert.equal(
      stripControls('=1+1\r\n\x1b[2J\u202E http://evil.example e\u0301'),
      '=1+1▯▯▯[2J▯ http://evil.example e\u0301',
    );
  });
  it('cuts what no cell can hold', () => {
    const out = stripControls('x'.repeat(100_000));
    assert.equal(out.length, 32_000);
    assert.ok(out.endsWith('…'));
  });
  it('says so when there is no text', () => {
    assert.equal(stripControls(undefined), '(no text)');
  });
});
