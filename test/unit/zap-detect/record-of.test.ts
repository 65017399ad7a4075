import assert from 'node:assert/strict';
import { exactAsciiJson } from '../../../src/lib/exact-json.js';
import { ContractError } from '../../../src/lib/errors.js';
import { largestRecord, recordOf } from '../../../src/zap/record-of.js';
import { mergeSightings } from '../../../src/zap/merge.js';
import { parseZapRecord, zapRecordJson } from '../../../src/zap/records.js';
import { after, item, now, people, recordFrom, sighting, tenant } from './fixture.js';

const later = new Date('2026-11-21T12:00:00.000Z');

describe('a record', () => {
  it('reads back from JSON as it was', () => {
    const record = recordFrom([sighting({ urls: ['https://x.evil.example/a?u=1'] }), item()]);
    assert.deepEqual(zapRecordJson(parseZapRecord(zapRecordJson(record))), zapRecordJson(record));
  });
  it('is refused with the place and never the value when it has another shape', () => {
    const json = { ...zapRecordJson(recordFrom([sighting()])), at: 'secret@contoso.example' };
    assert.throws(
      () => parseZapRecord(json),
      (error) =>
        error instanceof ContractError && error.path === 'at' && !error.message.includes('secret'),
    );
  });
  it('holds hosts of links, and neither their paths nor queries, nor item ids', () => {
    const url = 'https://Login.Evil.example/path/alice?token=SECRET';
    const record = recordFrom([sighting({ urls: [url, 'javascript:alert(1)', 'no url'] }), item()]);
    assert.deepEqual(record.linkHosts, ['login.evil.example']);
    const text = JSON.stringify(record);
    for (const part of ['SECRET', '/path', 'immutable-1', 'javascript']) {
      assert.ok(!text.includes(part), part);
    }
  });
  it('is dated by the earliest purge, else by the delivery', () => {
    assert.equal(recordFrom([sighting()]).at, after(47));
    assert.equal(recordFrom([sighting({ zapAt: undefined })]).at, after(0));
  });
  it('is the very same object when a later reading says nothing new', () => {
    const record = recordFrom([sighting(), item()]);
    assert.equal(recordFrom([sighting(), item()], [record], later), record);
  });
  it('keeps when it was first seen, and says when it changed', () => {
    const record = recordFrom([sighting(), item()]);
    const changed = recordFrom([sighting(), item({ isRead: true })], [record], later);
    assert.equal(changed.firstSeenAt, now.toISOString());
    assert.equal(changed.changedAt, later.toISOString());
  });
  it('knows the network and the domain of the sender', () => {
    const record = recordFrom([sighting({ senderAddress: 'Billing@EVIL.example' })]);
    assert.equal(record.senderDomain, 'evil.example');
    assert.equal(record.network, '203.0.113.0/24');
    const six = recordFrom([sighting({ senderIp: '2001:DB8:1:2::3' })]);
    assert.equal(six.network, '2001:db8:1::/48');
    const internal = recordFrom([sighting({ senderIp: '255.255.255.255' })]);
    assert.equal(internal.senderIp, undefined);
  });
});

describe('whether the sender is proven', () => {
  const claims: readonly (readonly [Record<string, string>, boolean])[] = [
    [{ dmarc: 'pass' }, true],
    [{ dmarc: 'PASS action=none' }, true],
    [{ compauth: 'pass', dmarc: 'fail' }, true],
    [{ compauth: 'fail', dmarc: 'pass' }, false],
    [{ dmarc: 'bestguesspass' }, false],
    [{ spf: 'pass', dkim: 'pass' }, false],
    [{ dmarc: 'fail (pass)' }, false],
    [{ dmarc: 'passed' }, false],
  ];
  for (const [authentication, expected] of claims) {
    it(`is ${expected ? 'so' : 'not so'} with ${JSON.stringify(authentication)}`, () => {
      assert.equal(recordFrom([sighting({ authentication })]).authenticated, expected);
    });
  }
  it('is not so when nobody says anything', () => {
    assert.equal(recordFrom([sighting()]).authenticated, false);
  });
  it('stays what it was when a later reading does not tell', () => {
    const record = recordFrom([sighting({ authentication: { dmarc: 'pass' } })]);
    assert.equal(recordFrom([item()], [record]).authenticated, true);
  });
});

describe('a record of a message to thousands', () => {
  const all = Array.from({ length: 2_000 }, (_, i) =>
    sighting({
      recipient: `person${i}@contoso.example`,
      subject: 'Ж'.repeat(2_000),
      ...(i === 1_234
        ? { clicks: [{ at: after(5), account: 'person1234@contoso.example', reached: true }] }
        : {}),
    }),
  );
  const [message] = mergeSightings(all, people);
  assert.ok(message);
  const record = recordOf(message, { tenantId: tenant.id, now });

  it('fits, keeps who is most at risk, and says how many had no room', () => {
    assert.ok(exactAsciiJson(zapRecordJson(record)).length <= largestRecord);
    assert.ok(record.recipients.some(({ address }) => address === 'person1234@contoso.example'));
    assert.ok(record.recipients.length > 90);
    assert.equal(record.recipients.length + record.recipientsLeftOut, 2_000);
  });
  it('does not change when only some of them are seen again', () => {
    const [again] = mergeSightings(all.slice(0, 10), people, [record]);
    assert.ok(again);
    assert.equal(recordOf(again, { tenantId: tenant.id, previous: record, now: later }), record);
  });
});
