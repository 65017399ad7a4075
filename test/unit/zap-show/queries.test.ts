import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hostOf, networkOf, plainIp, registrableDomain } from '../../../src/lib/infrastructure.js';
import { parseMessageQuery } from '../../../src/zap/message-query.js';
import { parseWho } from '../../../src/zap/who-query.js';

describe('the words after "who"', () => {
  const understood: readonly (readonly [string, unknown])[] = [
    ['Mallory@Evil.Example', { by: 'address', address: 'mallory@evil.example' }],
    ['mallory@evil[.]example', { by: 'address', address: 'mallory@evil.example' }],
    ['evil.example', { by: 'domain', domain: 'evil.example' }],
    [' login.evil.example. ', { by: 'host', host: 'login.evil.example' }],
    ['bücher.example', { by: 'domain', domain: 'xn--bcher-kva.example' }],
    ['203.0.113.9', { by: 'ip', ip: '203.0.113.9', network: '203.0.113.0/24' }],
    ['203[.]0[.]113[.]9', { by: 'ip', ip: '203.0.113.9', network: '203.0.113.0/24' }],
    ['::ffff:203.0.113.9', { by: 'ip', ip: '203.0.113.9', network: '203.0.113.0/24' }],
    ['2001:DB8:1:2::9', { by: 'ip', ip: '2001:db8:1:2::9', network: '2001:db8:1::/48' }],
  ];
  for (const [text, query] of understood) {
    it(`understands ${text}`, () => {
      assert.deepEqual(parseWho(text), query);
    });
  }

  for (const text of [
    '',
    ' ',
    'evil',
    '*',
    '*.evil.example',
    'https://evil.example/',
    'a@b',
    'a b@evil.example',
    'a@evil.example, b@evil.example',
    '@evil.example',
    '255.255.255.255',
    '999.1.1.1',
    '1',
    '0x7f.0.0.1',
    'evil.example/x',
    "evil.example' or 1 eq 1",
    `${'a'.repeat(400)}.example`,
    'evil.example#contoso.com',
    '[203.0.113.9]',
    'fe80::1%eth0',
  ]) {
    // prettier-ignore
    it(`refuses ${text.slice(0, 40) || 'nothing'}`, () => {
      assert.equal(parseWho(text), undefined);
    });
  }

  it('takes any text without an exception', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const query = parseWho(text);
        assert.ok(query === undefined || parseWho(Object.values(query)[1] ?? '') !== undefined);
      }),
    );
  });
});

describe('the words after "message"', () => {
  const guid = '11111111-2222-3333-4444-55555555abcd';

  it('takes a NetworkMessageId in any case, in braces or not', () => {
    assert.deepEqual(parseMessageQuery(guid.toUpperCase()), { networkMessageId: guid });
    assert.deepEqual(parseMessageQuery(` {${guid}} `), { networkMessageId: guid });
  });

  it('takes an InternetMessageId with and without its brackets, in its own case', () => {
    for (const text of ['<AB1@mail.evil.example>', 'AB1@mail.evil.example']) {
      assert.deepEqual(parseMessageQuery(text), { internetMessageId: '<AB1@mail.evil.example>' });
    }
    assert.deepEqual(parseMessageQuery('<no-at-sign>'), { internetMessageId: '<no-at-sign>' });
  });

  for (const text of [
    '',
    '<>',
    '< >',
    'hello',
    '@',
    'a b@c',
    '<a@b> <c@d>',
    '<a@b',
    'a@b>',
    '"a"@b',
    `${'x'.repeat(999)}@b`,
    '<a\u202e@b>',
  ]) {
    // prettier-ignore
    it(`refuses ${JSON.stringify(text.slice(0, 20))}`, () => {
      assert.equal(parseMessageQuery(text), undefined);
    });
  }
});

describe('infrastructure', () => {
  it('never counts the address of an internal submission', () => {
    for (const ip of ['255.255.255.255', '::ffff:255.255.255.255', ' 255.255.255.255 ']) {
      assert.equal(plainIp(ip), undefined);
      assert.equal(networkOf(ip), undefined);
    }
  });

  it('finds the /24 and the /48', () => {
    assert.equal(networkOf('198.51.100.200'), '198.51.100.0/24');
    assert.equal(networkOf('2001:db8:aa:bb::1'), '2001:db8:aa::/48');
  });

  it('names the host of a web link only', () => {
    assert.equal(hostOf('https://user:pw@Login.Evil.Example:8443/x'), 'login.evil.example');
    for (const url of ['javascript:alert(1)', 'data:text/html,x', 'mailto:a@b.example', 'x', '']) {
      assert.equal(hostOf(url), undefined);
    }
    assert.equal(hostOf(`https://evil.example/${'a'.repeat(1_000_000)}`), undefined);
  });

  it('takes a tenant of a hosting service for an owner', () => {
    assert.equal(registrableDomain('mallory.github.io'), 'mallory.github.io');
    assert.equal(registrableDomain('a.b.contoso.com'), 'contoso.com');
    assert.equal(registrableDomain('203.0.113.9'), undefined);
  });
});
