import assert from 'node:assert/strict';
import { domainPlacer, isInternal } from '../../../src/forwards/accepted-domains.js';

const accepted = [
  { domainName: 'contoso.com', matchSubDomains: false },
  { domainName: 'Fabrikam.com', matchSubDomains: true },
  { domainName: 'xn--bcher-kva.example', matchSubDomains: false },
  { domainName: '*.wild.example', matchSubDomains: false },
  { domainName: '*', matchSubDomains: true },
  { domainName: 'com', matchSubDomains: true },
];

describe('isInternal', () => {
  const claims: readonly (readonly [domain: string, internal: boolean, why: string])[] = [
    ['contoso.com', true, 'an accepted domain'],
    ['CONTOSO.com.', true, 'its case and trailing dot'],
    ['mail.contoso.com', false, 'a subdomain without MatchSubDomains'],
    ['fabrikam.com', true, 'the domain with MatchSubDomains itself'],
    ['a.b.fabrikam.com', true, 'a subdomain with MatchSubDomains'],
    ['evilfabrikam.com', false, 'a name that only ends like it'],
    ['fabrikam.com.evil.example', false, 'a name that only begins like it'],
    ['xn--bcher-kva.example', true, 'an IDN in ASCII'],
    ['x.wild.example', true, 'a wildcard'],
    ['wild.example', false, 'the domain above a wildcard'],
    ['anything.example', false, 'an accepted domain *'],
    ['evil.com', false, 'a public suffix with MatchSubDomains'],
    ['', false, 'no domain'],
  ];
  for (const [domain, internal, why] of claims) {
    it(`calls ${domain || '(empty)'} ${internal ? 'internal' : 'external'}: ${why}`, () => {
      assert.equal(isInternal(domain, accepted), internal);
    });
  }
});

describe('domainPlacer', () => {
  const place = domainPlacer(accepted, {
    partnerDomains: ['Partner.example', '*.msp.example', 'contoso.com'],
  });
  it('tells partners from the rest', () => {
    assert.equal(place('partner.example'), 'partner');
    assert.equal(place('x.partner.example'), 'external');
    assert.equal(place('x.msp.example'), 'partner');
    assert.equal(place('evil.example'), 'external');
  });
  it('calls an accepted domain internal even when it is listed as a partner', () => {
    assert.equal(place('contoso.com'), 'internal');
  });
});
