import assert from 'node:assert/strict';
import { withoutSafeLinks } from '../../../src/adapters/graph/safe-links.js';

const wrap = (url: string): string =>
  `https://nam02.safelinks.protection.outlook.com/?url=${encodeURIComponent(url)}&data=05%7Cida%40contoso.example&reserved=0`;

describe('withoutSafeLinks', () => {
  it('undoes several layers, encoded or not', () => {
    assert.equal(
      withoutSafeLinks(wrap(wrap('https://bad.example/?a=1&b=2'))),
      'https://bad.example/?a=1&b=2',
    );
    const html = wrap('https://bad.example/').replaceAll('&', '&amp;');
    assert.equal(withoutSafeLinks(html), 'https://bad.example/');
  });

  it('never gives the recipient away, not even of a wrapper that it can’t undo', () => {
    let deep = 'https://bad.example/';
    for (let i = 0; i < 8; i += 1) deep = wrap(deep);
    const broken = 'https://nam02.safelinks.protection.outlook.com/f/x?data=ida%40contoso.example';
    for (const url of [deep, broken, wrap('')]) {
      assert.doesNotMatch(withoutSafeLinks(url), /ida|contoso/);
    }
  });

  it('leaves other links as they are', () => {
    for (const url of [
      'https://safelinks.protection.outlook.com.bad.example/?url=https://x.example',
      'https://outlook.office.com/calendar?url=x',
      'no link',
      'a'.repeat(1_000_000),
    ]) {
      assert.equal(withoutSafeLinks(url), url);
    }
  });
});
