import assert from 'node:assert/strict';
import { clickLink, moveCopy, readCopy, zapCopy } from '../../../src/simulator/mail/mail-flow.js';
import type { ZapInput } from '../../../src/simulator/mail/mail-flow.js';
import { newCopy } from '../../../src/simulator/mail/written-mail.js';

const RECEIVED = '2026-11-21T11:00:00.000Z';
const LATER = '2026-11-21T11:30:00.000Z';
const POLICY = { phishAction: 'quarantine', spamAction: 'junkemail' } as const;

function copy() {
  const message = {
    networkMessageId: '3a110000-0000-4000-8000-000000000001',
    receivedAt: RECEIVED,
  };
  const owner = { objectId: 'e0020001', userPrincipalName: 'Ida@contoso.example' };
  return newCopy(message, 'IDA@contoso.example', owner);
}

function zap(threat: ZapInput['threat'], more: Partial<ZapInput> = {}): ZapInput {
  return { at: LATER, threat, ...more };
}

describe('zero-hour auto purge in the simulator', () => {
  it('puts malware and phish into quarantine, read or not', () => {
    for (const threat of ['malware', 'phish'] as const) {
      const taken = copy();
      readCopy(taken, LATER);
      assert.equal(zapCopy(taken, POLICY, zap(threat))?.to, 'quarantine');
      assert.equal(taken.place, 'quarantine');
      assert.equal(taken.quarantine?.type, threat === 'malware' ? 'Malware' : 'HighConfPhish');
      assert.equal(taken.zapStamp, undefined);
    }
  });

  it('moves phish to Junk where the policy says so, but never malware', () => {
    const lenient = { ...POLICY, phishAction: 'junkemail' } as const;
    const [phish, malware] = [copy(), copy()];
    zapCopy(phish, lenient, zap('phish'));
    zapCopy(malware, lenient, zap('malware'));
    assert.deepEqual([phish.place, malware.place], ['junkemail', 'quarantine']);
    assert.match(phish.zapStamp ?? '', /^[A-Za-z0-9+/]+=*$/);
    assert.equal(Buffer.from(phish.zapStamp ?? '', 'base64').length % 16, 0);
  });

  it('leaves spam alone that was read', () => {
    const read = copy();
    readCopy(read, LATER);
    assert.equal(zapCopy(read, POLICY, zap('spam')), undefined);
    assert.deepEqual([read.place, read.postDelivery.length], ['inbox', 0]);
    const unread = copy();
    assert.equal(zapCopy(unread, POLICY, zap('spam'))?.actionType, 'Spam ZAP');
    assert.equal(unread.place, 'junkemail');
  });

  it('records a failure and leaves the message where it is, without a stamp', () => {
    const failed = copy();
    const event = zapCopy(failed, POLICY, zap('phish', { result: 'Error' }));
    assert.deepEqual([event?.result, event?.from, event?.to], ['Error', 'inbox', 'inbox']);
    assert.deepEqual(
      [failed.place, failed.zapStamp, failed.quarantine],
      ['inbox', undefined, undefined],
    );
  });

  it('looks into Deleted Items, but not at what is gone', () => {
    const deleted = copy();
    moveCopy(deleted, 'deleteditems', LATER);
    assert.equal(zapCopy(deleted, POLICY, zap('phish'))?.from, 'deleteditems');
    const purged = copy();
    moveCopy(purged, 'purged', LATER);
    assert.equal(zapCopy(purged, POLICY, zap('phish')), undefined);
  });
});

describe('a copy in the simulator', () => {
  it('is read by a click, and knows its last change of any kind', () => {
    const clicked = copy();
    clickLink(clicked, { at: LATER, url: 'https://a.example' });
    assert.deepEqual([clicked.isRead, clicked.lastModifiedAt], [true, LATER]);
    readCopy(clicked, RECEIVED);
    assert.equal(clicked.lastModifiedAt, LATER);
  });

  it('has clicks with ids of their own', () => {
    const clicked = copy();
    clickLink(clicked, { at: LATER, url: 'https://a.example' });
    clickLink(clicked, { at: LATER, url: 'https://a.example' });
    assert.equal(new Set(clicked.clicks.map(({ reportId }) => reportId)).size, 2);
  });

  it('keeps its addresses in lower case', () => {
    assert.deepEqual(
      [copy().recipient, copy().upn],
      ['ida@contoso.example', 'ida@contoso.example'],
    );
  });
});
