import assert from 'node:assert/strict';
import { alertReasons, defaultZapPolicy, deservesCard } from '../../../src/zap/policy.js';
import type { ZapSighting } from '../../../src/zap/sighting.js';
import { after, item, recordFrom, sighting } from './fixture.js';

const click = { at: after(5), account: 'alice@contoso.example', reached: false };
const worth = (all: readonly ZapSighting[], policy = defaultZapPolicy): boolean =>
  deservesCard(recordFrom(all), policy);

describe('a card', () => {
  const claims: readonly (readonly [string, readonly ZapSighting[], boolean])[] = [
    ['phishing that was read', [sighting(), item({ isRead: true })], true],
    ['phishing that was clicked, even when blocked', [sighting({ clicks: [click] })], true],
    ['what ZAP failed to take', [sighting({ result: 'failed' })], true],
    ['phishing that is unread', [sighting(), item()], false],
    ['phishing in quarantine, of which nothing is known', [sighting()], false],
    [
      'spam that was read, which was after the move',
      [sighting({ threat: 'spam' }), item({ isRead: true })],
      false,
    ],
    [
      'what the person had deleted before, though it was read',
      [sighting({ result: 'user-triaged' }), item({ result: 'user-triaged', isRead: true })],
      false,
    ],
    [
      'what the person had deleted after clicking',
      [sighting({ result: 'user-triaged', clicks: [click] })],
      true,
    ],
    [
      'a click by somebody who is no recipient',
      [sighting({ clicks: [{ ...click, account: 'else@contoso.example' }] })],
      true,
    ],
  ];
  for (const [what, all, expected] of claims) {
    it(`is ${expected ? 'posted' : 'not posted'} for ${what}`, () => {
      assert.equal(worth(all), expected);
    });
  }
  it('is posted for spam read after the move when the setting says so', () => {
    const policy = { ...defaultZapPolicy, readAfterZapAlerts: true };
    assert.equal(worth([sighting({ threat: 'spam' }), item({ isRead: true })], policy), true);
  });
  it('is posted for everything when all reasons are set, and for nothing when none is', () => {
    const every = { ...defaultZapPolicy, alertOn: new Set(alertReasons) };
    const none = { ...defaultZapPolicy, alertOn: new Set<never>() };
    assert.equal(worth([sighting()], every), true);
    assert.equal(worth([sighting(), item()], every), true);
    assert.equal(worth([sighting({ result: 'failed', clicks: [click] })], none), false);
  });
});
