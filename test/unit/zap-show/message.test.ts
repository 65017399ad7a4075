import assert from 'node:assert/strict';
import { CardRenderer } from '../../../src/adapters/teams/card-renderer.js';
import { cardProblems } from '../../../src/simulator/channel/card-checks.js';
import { messageCard, type FoundMessage } from '../../../src/zap/message-card.js';
import type { CopyState } from '../../../src/zap/ports.js';
import { analysisOf } from './analysis-fixture.js';
import { hostileTexts, networkMessageId, view } from './fixture.js';

const inbox: CopyState = { kind: 'found', location: 'inbox', isRead: true };
const held: CopyState = { kind: 'found', location: 'quarantine' };
const failed: CopyState = { kind: 'failed', cause: { code: 'throttled' } };
const gone: CopyState = { kind: 'not-found' };

function found(copies: readonly CopyState[], change: Partial<FoundMessage> = {}): FoundMessage {
  return {
    tenantName: 'Contoso',
    refs: { networkMessageId, internetMessageId: '<ab1@mail.evil.example>' },
    copies: new Map(copies.map((copy, n) => [`p${n}@contoso.example`, copy])),
    analysis: analysisOf(),
    ...change,
  };
}

describe('the card of a message', () => {
  const titles: readonly (readonly [string, readonly CopyState[]])[] = [
    ['Message still in 1 mailbox', [inbox, held]],
    ['Message still in 2 mailboxes, 1 could not be read', [inbox, inbox, failed]],
    ['Message: 1 copy could not be read', [failed, held, gone]],
    ['Message in no mailbox any more', [held, gone]],
    ['Message not found where it was looked for', [gone]],
    ['Message: nobody who has it is known', []],
  ];
  for (const [title, copies] of titles) {
    it(`is titled "${title}"`, () => {
      assert.equal(messageCard(found(copies), view).data['title'], title);
    });
  }

  it('shows those who still have it first, and counts the others', () => {
    const copies = [...Array.from({ length: 9 }, () => gone), failed, inbox];
    const { rows = [], data } = messageCard(found(copies), view);
    const people = rows.filter(({ section }) => section === 'copy');
    assert.equal(people.length, 8);
    assert.equal(people[0]?.['text'], 'now in Inbox, marked read (state now)');
    assert.match(String(people[1]?.['text']), /^could not be read: Microsoft 365 is throttling/);
    assert.equal(data['morePeople'], 'and 3 more people');
  });

  it('says what the source of the deliveries can not see, and who got it elsewhere', () => {
    const { data, rows = [] } = messageCard(
      found([], {
        deliveries: {
          from: 'message-trace',
          limits: ['Message trace knows only where it was delivered.'],
          deliveries: [
            { recipient: 'x@contoso.example', receivedAt: '2026-11-21T08:14:00Z', location: 'inbox', clicked: true },
          ],
        },
      }),
      view,
    ); // prettier-ignore
    assert.equal(data['from'], 'Who received it, from message trace:');
    assert.match(String(data['limits']), /only where it was delivered/);
    const { text, note } = rows[0] ?? {};
    assert.equal(text, 'last known place: Inbox; not looked at now');
    assert.equal(note, 'received 21 Nov 2026, 09:14 CET, clicked');
  });

  it('says that it was not analysed when no copy could be read', () => {
    const { data } = messageCard(found([failed], { analysis: undefined }), view);
    assert.equal(data['verdict'], 'Not analysed: no copy could be read.');
    assert.equal(data['delivered'], '');
  });

  it('stays inert and small', () => {
    const renderer = new CardRenderer();
    for (const text of hostileTexts) {
      const message = found(
        Array.from({ length: 300 }, () => inbox),
        { analysis: analysisOf(text), refs: { internetMessageId: text }, tenantName: text },
      );
      const { content } = renderer.render(messageCard(message, view));
      assert.deepEqual(cardProblems(content), []);
      const drawn = JSON.stringify(content);
      assert.doesNotMatch(drawn, /too large|https:\/\/|\$\{|[\u202E\u2066\u200B]|s3cr3t/);
    }
  });
});
