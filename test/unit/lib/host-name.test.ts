import assert from 'node:assert/strict';
import { asciiDomain, unicodeLabel } from '../../../src/lib/host-name.js';

describe('asciiDomain', () => {
  const read: readonly (readonly [raw: string, ascii: string])[] = [
    ['Contoso.COM.', 'contoso.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['例え。example', 'xn--r8jz45g.example'],
    ['[203.0.113.7]', '[203.0.113.7]'],
    ['_dmarc.contoso.com', '_dmarc.contoso.com'],
  ];
  for (const [raw, ascii] of read) {
    it(`reads ${raw}`, () => {
      assert.equal(asciiDomain(raw), ascii);
    });
  }
  const refused = ['', '.', '*', 'a..b', 'contoso.com/x', 'contoso.com#x', 'x@contoso.com', 'a b', 'a:25', '%63om', 'xn--zz']; // prettier-ignore
  for (const raw of [...refused, 'ｃontoso.com', 'cont\u00ADoso.com', `${'a'.repeat(64)}.com`]) {
    it(`refuses ${JSON.stringify(raw).slice(0, 30)}`, () => {
      assert.equal(asciiDomain(raw), undefined);
    });
  }
});

describe('unicodeLabel', () => {
  it('shows what a person sees', () => {
    assert.equal(unicodeLabel('xn--bcher-kva'), 'bücher');
  });
});
