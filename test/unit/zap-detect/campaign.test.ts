import assert from 'node:assert/strict';
import { campaignOf } from '../../../src/zap/campaign.js';
import { subjectShape } from '../../../src/lib/subject-shape.js';

describe('the shape of a subject', () => {
  const same: readonly (readonly [string, string])[] = [
    ['Invoice 4711 for you', 'invoice 99 for you'],
    ['Invoice 4711', 'RE: Fwd: AW:  invoice  1'],
    ['Your code A1B2C3', 'Your code Z9'],
    ['Invoice 12/34-56', 'Invoice 7'],
    ['In\u200bvoice\u202e now', 'Invoice now'],
    ['Ｉｎｖｏｉｃｅ now', 'Invoice now'],
  ];
  for (const [a, b] of same) {
    it(`is one for ${JSON.stringify(a)} and ${JSON.stringify(b)}`, () => {
      assert.equal(subjectShape(a), subjectShape(b));
      assert.match(subjectShape(a), /^[0-9a-f]{16}$/);
    });
  }
  it('differs with the words', () => {
    assert.notEqual(subjectShape('Invoice overdue'), subjectShape('Invoice paid'));
  });
  it('is empty where nothing is left', () => {
    for (const subject of ['', ' \u200b', '4711', '!!!']) assert.equal(subjectShape(subject), '');
  });
  it('takes a megabyte at once', () => {
    for (const text of ['re:', 'a ', '[', 'Re [1] : ', '1a']) {
      subjectShape(text.repeat(1_000_000 / text.length));
    }
  });
});

describe('the campaign', () => {
  const message = {
    clusterId: undefined,
    senderDomain: 'mail.evil.example',
    network: '203.0.113.0/24',
    subjectShape: '0123456789abcdef',
  };
  it('is the cluster of Microsoft where there is one', () => {
    assert.equal(
      campaignOf({ ...message, clusterId: '1234567890123456789' }),
      'cluster:1234567890123456789',
    );
  });
  it('is otherwise sender domain, network and subject shape together', () => {
    const key = campaignOf(message);
    assert.match(key ?? '', /^like:[0-9A-Z]{26}$/);
    assert.equal(campaignOf({ ...message, senderDomain: 'other.evil.example' }), key);
    assert.notEqual(campaignOf({ ...message, network: '198.51.100.0/24' }), key);
    assert.notEqual(campaignOf({ ...message, subjectShape: 'f123456789abcdef' }), key);
    assert.notEqual(campaignOf({ ...message, senderDomain: 'good.example' }), key);
  });
  it('is none when one of them is missing, and for a cluster that is no number', () => {
    assert.equal(campaignOf({ ...message, network: undefined }), undefined);
    assert.equal(campaignOf({ ...message, senderDomain: '' }), undefined);
    assert.equal(campaignOf({ ...message, subjectShape: '' }), undefined);
    assert.match(campaignOf({ ...message, clusterId: '0' }) ?? '', /^like:/);
    assert.match(campaignOf({ ...message, clusterId: '1|2' }) ?? '', /^like:/);
  });
});
