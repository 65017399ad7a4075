import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  compauthReason,
  isOwnDomainSpoof,
} from '../../../src/zap/analysis/headers/compauth-reason.js';
import { codes, field, read } from './sample-headers.js';

const stamped = (reason: string, result = 'fail'): ReturnType<typeof read> =>
  read([
    'Authentication-Results',
    `spf=none; dkim=none; dmarc=none header.from=a.example;compauth=${result} reason=${reason}`,
  ]);

describe('a compauth reason', () => {
  const expected: readonly (readonly [string, RegExp])[] = [
    ['000', /explicitly/],
    ['001', /implicitly/],
    ['002', /administrator/],
    ['010', /one of your own/],
    ['109', /passed/],
    ['130', /ARC/],
    ['201', /softly/],
    ['301', /not checked/],
    ['404', /bypassed/],
    ['601', /one of your own/],
    ['703', /passed/],
    ['999', /bypassed/],
  ];
  for (const [code, sentence] of expected) {
    it(`${code} is explained`, () => {
      assert.match(compauthReason(code) ?? '', sentence);
      assert.equal(field(stamped(code).fields, 'reason')?.understood, true);
    });
  }

  for (const code of ['500', '800', '050', '12', '1234', 'abc', '']) {
    it(`'${code}' is not understood`, () => {
      assert.equal(compauthReason(code), undefined);
    });
  }

  it('says that an own domain is spoofed for 010 and 6xx, and for nothing else', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999 }), (number) => {
        const code = String(number).padStart(3, '0');
        const isOwn = code === '010' || code.startsWith('6');
        assert.equal(isOwnDomainSpoof(code), isOwn);
        assert.equal(stamped(code).spoofsOwnDomain, isOwn);
        assert.equal(codes(stamped(code)).includes('own-domain-spoofed'), isOwn);
      }),
      { numRuns: 300 },
    );
  });

  it('is no value when it is not three digits', () => {
    assert.equal(stamped('6').values.compauthReason, undefined);
    assert.equal(stamped('6').spoofsOwnDomain, false);
    assert.equal(stamped('6000').spoofsOwnDomain, false);
  });

  it('from another hop says nothing about the own domain', () => {
    const report = read([
      'ARC-Authentication-Results',
      'i=1; mx.microsoft.com 1; compauth=fail reason=601',
    ]);
    assert.equal(report.spoofsOwnDomain, false);
  });
});
