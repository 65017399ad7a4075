import assert from 'node:assert/strict';
import { isConsumerDomain } from '../../../src/forwards/consumer-domains.js';
import type { Destination } from '../../../src/forwards/destination.js';
import { isLookAlike } from '../../../src/forwards/look-alike.js';
import { reasonsOf, severityOf, type SeverityEvidence } from '../../../src/forwards/severity.js';

function to(change: Partial<Destination> = {}): Destination {
  return {
    address: 'x@agency.example',
    label: 'x',
    vector: 'mailbox-smtp',
    placement: 'external',
    dormant: false,
    ...change,
  };
}

function judge(destination: Destination, change: Partial<SeverityEvidence> = {}): string {
  const codes = reasonsOf({
    destinations: [destination],
    keepsCopy: true,
    recipientType: 'UserMailbox',
    shared: new Set(),
    acceptedDomains: ['contoso.com'],
    ...change,
  });
  return `${severityOf(codes)}: ${codes.join(' ')}`;
}

describe('the severity of a forward', () => {
  const claims: readonly (readonly [claim: string, got: () => string, expected: string])[] = [
    ['low when a copy stays and the place is ordinary', () => judge(to()), 'low: keeps-copy'],
    ['high when no copy stays', () => judge(to(), { keepsCopy: false }), 'high: no-copy'],
    [
      'high when others forward to the same address',
      () => judge(to(), { shared: new Set(['x@agency.example']) }),
      'high: campaign keeps-copy',
    ],
    [
      'not raised by a shared address of others',
      () => judge(to(), { shared: new Set(['y@agency.example']) }),
      'low: keeps-copy',
    ],
    [
      'high for a look-alike domain',
      () => judge(to({ address: 'x@c0ntoso.com' })),
      'high: look-alike keeps-copy',
    ],
    [
      'medium for a public mail service',
      () => judge(to({ address: 'x@gmail.com' })),
      'medium: consumer-domain keeps-copy',
    ],
    [
      'medium when it could not be resolved',
      () => judge(to({ address: undefined, placement: 'unresolved' })),
      'medium: unresolved keeps-copy',
    ],
    [
      'medium for a shared mailbox',
      () => judge(to(), { recipientType: 'SharedMailbox' }),
      'medium: shared-mailbox keeps-copy',
    ],
    [
      'medium through a contact',
      () => judge(to({ via: [{ kind: 'contact', name: 'x' }] })),
      'medium: contact keeps-copy',
    ],
    [
      'medium through a group',
      () => judge(to({ via: [{ kind: 'group', name: 'x' }] })),
      'medium: group keeps-copy',
    ],
    [
      'medium through another mailbox',
      () => judge(to({ via: [{ kind: 'mailbox', name: 'x' }] })),
      'medium: chain keeps-copy',
    ],
    [
      'low while it is dormant, whether or not a copy stays',
      () => judge(to({ dormant: true }), { keepsCopy: false }),
      'low: dormant',
    ],
    [
      'informational when nothing is outside',
      () => judge(to({ placement: 'internal' })),
      'informational: not-external',
    ],
  ];
  for (const [claim, got, expected] of claims) {
    it(`is ${claim}`, () => {
      assert.equal(got(), expected);
    });
  }
});

describe('isLookAlike', () => {
  const own = ['contoso.com', 'fabrikamgroup.de', 'ab.com', 'wideworld.onmicrosoft.com'];
  const yes = [
    'contoso.net', 'c0ntoso.com', 'contozo.com', 'cotnoso.com', 'contosso.com', 'evilcontoso.com', 'contoso-mail.com',
    'contoso.com.evil.example', 'xn--ntoso-iyeu.com', 'frabikamgroup.com', 'wideworld.example', 'vvideworld.com', 'contoso.evil.example',
  ]; // prettier-ignore
  const no = [
    'agency.example',
    'contact.com',
    'ac.com',
    'ab.net',
    'example',
    'fabric.de',
    'toso.com',
  ];
  for (const domain of yes) {
    it(`sees one of ours in ${domain}`, () => {
      assert.equal(isLookAlike(domain, own), true);
    });
  }
  for (const domain of no) {
    it(`sees nothing of ours in ${domain}`, () => {
      assert.equal(isLookAlike(domain, own), false);
    });
  }
});

describe('isConsumerDomain', () => {
  it('knows services, families under many suffixes, and their subdomains', () => {
    for (const domain of ['gmail.com', 'yahoo.co.jp', 'gmx.at', 'proton.me', 'mail.qq.com']) {
      assert.equal(isConsumerDomain(domain), true, domain);
    }
  });
  it('is not taken in by a name that contains one', () => {
    for (const domain of ['gmail.com.agency.example', 'notgmail.com', 'yahoo.agency.example']) {
      assert.equal(isConsumerDomain(domain), false, domain);
    }
  });
});
