import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  bclOf,
  compauthOf,
  detectionsOf,
  flowOf,
  outcomeOf,
  spoofOf,
  verdictOf,
} from '../../../src/adapters/graph/filter-words.js';

const verdict = (threats: string, methods?: string) => verdictOf(threats, detectionsOf(methods));

describe('The words of the filter', () => {
  for (const [threats, methods, expected] of [
    ['', '', 'clean'],
    ['No threats', '', 'clean'],
    ['Spam', '{"Spam":["General filter"]}', 'spam'],
    ['Spam', '{"Spam":["Bulk"]}', 'bulk'],
    ['Spam', '{"Spam":["Bulk","Fingerprint matching"]}', 'spam'],
    ['Bulk', '', 'bulk'],
    ['Phish', '{"Phish":["Spoof DMARC"]}', 'spoof'],
    ['PHISH, spam', '{"Phish":["Spoof intra-org"],"Spam":["General filter"]}', 'spoof'],
    ['Phish', '{"Phish":["Spoof external domain","URL malicious reputation"]}', 'phish'],
    ['Phish', '{"Phish":["Impersonation user"]}', 'phish'],
    ['Phish', '', 'phish'],
    ['Spam, Phish, Malware', '{"Malware":["File detonation"]}', 'malware'],
    ['', '{"Spam":["General filter"]}', 'spam'],
    ['Courrier indésirable', '{"Phish":"Spoof DMARC"}', 'spoof'],
    ['Courrier indésirable', 'not json', 'unknown'],
    ['Something new', '', 'unknown'],
  ] as const) {
    it(`takes "${threats}" with ${methods || 'no method'} for ${expected}`, () => {
      assert.equal(verdict(threats, methods), expected);
    });
  }

  for (const [action, location, expected] of [
    ['Delivered', 'Inbox/folder', 'delivered'],
    ['Delivered', 'On-premises/External', 'delivered'],
    ['Delivered', 'Deleted items', 'delivered'],
    ['Replaced', '', 'delivered'],
    ['Junked', 'Junk folder', 'junked'],
    ['Blocked', 'Quarantine', 'quarantined'],
    ['Delivered', 'Quarantine', 'quarantined'],
    ['Blocked', 'Failed', 'rejected'],
    ['Blocked', 'Dropped', 'rejected'],
    ['Blocked', 'On-premises/External', 'rejected'],
    ['Blocked', '', 'unknown'],
    ['Blocked', 'Inbox/folder', 'unknown'],
    ['', 'Junk folder', 'junked'],
    ['Zugestellt', 'Posteingang', 'unknown'],
    [undefined, undefined, 'unknown'],
  ] as const) {
    it(`says ${expected} for ${action} in ${location}`, () => {
      assert.equal(outcomeOf(action, location), expected);
    });
  }

  it('says whose domain was forged as far as the filter does', () => {
    const spoof = (methods: string, own = false) => spoofOf(detectionsOf(methods), own);
    assert.equal(spoof('{"Phish":["Spoof intra-org"]}'), 'internal');
    assert.equal(spoof('{"Phish":["Spoof external domain"]}', true), 'external');
    assert.equal(spoof('{"Phish":["Spoof DMARC"]}', true), 'internal');
    assert.equal(spoof('{"Phish":["Spoof DMARC"]}', false), 'external');
    assert.equal(spoof('{"Phish":["URL detonation"]}', true), undefined);
  });

  it('reads composite authentication where it is', () => {
    assert.equal(compauthOf('{"SPF":"pass","compAuth": "Fail (601)"}'), 'fail');
    assert.equal(compauthOf('{"SPF":"pass"}'), undefined);
    assert.equal(compauthOf(undefined), undefined);
  });

  it('reads levels and directions, and nothing into others', () => {
    assert.deepEqual(['0', '9', '10', '-1', 'x', undefined].map(bclOf), [
      ...[0, 9],
      ...[undefined, undefined, undefined, undefined],
    ]);
    assert.deepEqual(['Inbound', 'OUTBOUND', 'Intra-org', 'IntraOrg', 'Eingehend'].map(flowOf), [
      ...['inbound', 'outbound', 'intra-org', 'intra-org', 'unknown'],
    ]);
  });

  it('never takes a threat in unknown words for clean, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.json(), (threats, methods) => {
        const said = verdict(threats, methods);
        const named = /[\p{L}\p{N}]/u.test(threats) && !/^no(ne|threat)/i.test(threats);
        if (named) assert.notEqual(said, 'clean');
        spoofOf(detectionsOf(methods), true);
        compauthOf(methods);
      }),
    );
  });
});
