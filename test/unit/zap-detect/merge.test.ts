import assert from 'node:assert/strict';
import { mergeSightings } from '../../../src/zap/merge.js';
import type { ZapMessage, ZapRecipient } from '../../../src/zap/message.js';
import {
  after,
  alice,
  bob,
  item,
  networkId,
  people,
  received,
  recordsOf,
  sighting,
} from './fixture.js';

function one(messages: readonly ZapMessage[]): ZapMessage {
  const [only, ...more] = messages;
  assert.ok(only);
  assert.equal(more.length, 0, 'one message');
  return only;
}

function recipient(message: ZapMessage): ZapRecipient {
  const [only, ...more] = message.recipients;
  assert.ok(only);
  assert.equal(more.length, 0, 'one recipient');
  return only;
}

describe('joining field by field', () => {
  it('takes the threat and the time from hunting, and the read state from the mailbox', () => {
    const message = one(mergeSightings([item({ isRead: true }), sighting()], people));
    const { threat, zapTime, evidence, itemId, sources } = recipient(message);
    assert.equal(threat, 'phish');
    assert.deepEqual(zapTime, { kind: 'exact', at: after(47) });
    assert.deepEqual(evidence, { value: 'read', from: 'mailbox-now' });
    assert.equal(itemId, 'immutable-1');
    assert.deepEqual(sources, ['hunting', 'mailbox']);
  });
  it('lets a worse source speak only where the better one is silent', () => {
    const better = sighting({ subject: undefined, senderName: 'From hunting' });
    const worse = sighting({ source: 'zap-report', subject: 'Report', senderName: 'From report' });
    const message = one(mergeSightings([worse, better], people));
    assert.equal(message.subject, 'Report');
    assert.equal(message.senderName, 'From hunting');
  });
  it('makes one message of many recipients', () => {
    const all = [sighting(), sighting({ recipient: 'bob@contoso.example' })];
    const message = one(mergeSightings(all, people));
    assert.deepEqual(
      message.recipients.map(({ address, objectId }) => [address, objectId]),
      [
        ['alice@contoso.example', alice.objectId],
        ['bob@contoso.example', bob.objectId],
      ],
    );
  });
  it('sees that an alias and the primary address are one person', () => {
    const all = [sighting(), sighting({ recipient: 'Alice@ALIAS.contoso.example' })];
    assert.equal(recipient(one(mergeSightings(all, people))).address, 'alice@contoso.example');
  });
  it('keeps what an earlier reading knew of recipients that are not sighted any more', () => {
    const all = [sighting(), sighting({ recipient: 'bob@contoso.example' })];
    const known = recordsOf(mergeSightings(all, people));
    const message = one(mergeSightings([sighting()], people, known));
    assert.equal(message.recipients.length, 2);
  });
  it('believes what a better source said before above what a worse one says now', () => {
    const known = recordsOf(mergeSightings([sighting({ senderName: undefined })], people));
    const worse = sighting({
      source: 'zap-report',
      threat: 'spam',
      subject: 'Other',
      receivedAt: after(1),
    });
    const message = one(mergeSightings([worse], people, known));
    const { threat, receivedAt } = recipient(message);
    assert.deepEqual([message.subject, threat, receivedAt], ['Invoice 4711', 'phish', received]);
    assert.equal(message.senderName, 'Billing', 'and the worse one where it was silent');
  });
  it('takes a NetworkMessageId that is no GUID for none', () => {
    const odd = item({ networkMessageId: '../../x', internetMessageId: undefined });
    assert.match(one(mergeSightings([odd], people)).key, /^lone:[0-9A-Z]+$/);
  });
});

describe('clicks', () => {
  const click = (account: string) => ({ at: after(5), account, reached: true });
  it('belong to the person whose user principal name or address they name', () => {
    const clicks = [click('a.smith@corp.contoso.example')];
    const all = [sighting({ clicks }), sighting({ recipient: 'bob@contoso.example', clicks })];
    const message = one(mergeSightings(all, people));
    assert.deepEqual(
      message.recipients.map(({ evidence }) => evidence.value),
      ['clicked', 'unknown'],
    );
    assert.equal(message.otherClicks, 0);
  });
  it('of others are counted apart and belong to no recipient', () => {
    const clicks = [click('bob@contoso.example'), click('unknown@elsewhere.example')];
    const message = one(mergeSightings([sighting({ clicks })], people));
    assert.equal(recipient(message).evidence.value, 'unknown');
    assert.deepEqual(recipient(message).clicks, []);
    assert.equal(message.otherClicks, 2);
  });
  it('count once however many rows repeat them', () => {
    const clicks = [click('alice@contoso.example'), click('Alice@contoso.example')];
    const message = one(mergeSightings([sighting({ clicks }), sighting({ clicks })], people));
    assert.equal(recipient(message).evidence.reached, 1);
  });
  it('are matched by address alone when the directory is not known', () => {
    const clicks = [click('alice@contoso.example')];
    const message = one(mergeSightings([sighting({ clicks })], []));
    assert.equal(recipient(message).evidence.value, 'clicked');
  });
});

describe('the outcome', () => {
  const failed = sighting({ result: 'failed', location: 'inbox' });
  it('is "failed" when ZAP failed, with no exposure as if it had ended', () => {
    const { outcome, exposure, location } = recipient(one(mergeSightings([failed], people)));
    assert.deepEqual([outcome, exposure.kind, location], ['failed', 'unknown', 'inbox']);
  });
  it('is "zapped" when a later attempt succeeded, from the time of that', () => {
    const later = sighting({ zapAt: { kind: 'exact', at: after(200) } });
    const { outcome, exposure } = recipient(one(mergeSightings([later, failed], people)));
    assert.equal(outcome, 'zapped');
    assert.deepEqual(exposure, { kind: 'exact', minutes: 200 });
  });
  it('is "failed" when the last attempt failed', () => {
    const earlier = sighting({ zapAt: { kind: 'exact', at: after(10) } });
    assert.equal(recipient(one(mergeSightings([failed, earlier], people))).outcome, 'failed');
  });
  it('is "zapped" when the mailbox shows that it was moved after all, and stays so', () => {
    const first = one(mergeSightings([failed, item()], people));
    const { outcome, zapTime, location } = recipient(first);
    assert.deepEqual([outcome, location], ['zapped', 'junk']);
    assert.deepEqual(zapTime, { kind: 'at-most', at: after(90) });
    const again = one(mergeSightings([failed], people, recordsOf([first])));
    assert.equal(recipient(again).outcome, 'zapped');
  });
  it('is "failed" for a source that says only that it is still in the inbox', () => {
    const silent = sighting({ source: 'analyzed-emails', result: 'unknown', location: 'inbox' });
    assert.equal(recipient(one(mergeSightings([silent], people))).outcome, 'failed');
  });
  it('is "user-triaged" when the person had been faster', () => {
    const triaged = sighting({ result: 'user-triaged' });
    assert.equal(recipient(one(mergeSightings([triaged], people))).outcome, 'user-triaged');
  });
});

describe('hostile sightings', () => {
  it('are cut to size and never break a key', () => {
    const [message] = mergeSightings(
      [
        item({
          networkMessageId: undefined,
          internetMessageId: `<${'<'.repeat(1_000_000)}`,
          subject: '\ud800'.repeat(100_000),
          senderAddress: '|'.repeat(10_000),
          receivedAt: received,
        }),
      ],
      people,
    );
    assert.ok(message);
    assert.match(message.key, /^imid:[0-9A-Z]{26}$/);
    assert.ok((message.subject?.length ?? 0) <= 500);
    assert.ok(message.subject?.isWellFormed());
    assert.ok((message.senderAddress?.length ?? 0) <= 320);
  });
  it('that borrow the InternetMessageId of another message do not join it', () => {
    const mine = sighting({ recipient: 'bob@contoso.example', networkMessageId: networkId('two') });
    assert.equal(mergeSightings([sighting(), mine], people).length, 2);
  });
});
