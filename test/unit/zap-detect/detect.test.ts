import assert from 'node:assert/strict';
import type { Finding } from '../../../src/alerts/finding.js';
import { detectZaps, zapFindingOf } from '../../../src/zap/detect.js';
import { parseZapFacts, zapFactsJson } from '../../../src/zap/facts.js';
import { defaultZapPolicy } from '../../../src/zap/policy.js';
import type { ZapSighting } from '../../../src/zap/sighting.js';
import { after, alice, item, networkId, recordFrom, sighting, tenant } from './fixture.js';

const finding = (...all: readonly ZapSighting[]): Finding => zapFindingOf(tenant, recordFrom(all));
const click = (reached: boolean) => ({ at: after(5), account: 'alice@contoso.example', reached });
const many = (count: number, change: Partial<ZapSighting>): readonly ZapSighting[] =>
  Array.from({ length: count }, (_, i) =>
    item({ recipient: `person${i}@contoso.example`, threat: 'phish', ...change }),
  );

describe('the findings', () => {
  it('are one per message that deserves a card, by its key', () => {
    const records = [
      recordFrom([sighting(), item({ isRead: true })]),
      recordFrom([sighting({ networkMessageId: networkId('quiet') })]),
    ];
    const found = detectZaps(tenant, records, defaultZapPolicy);
    assert.deepEqual(
      found.map(({ kind, identity, tenantId }) => [kind, identity, tenantId]),
      [['zap', networkId('one'), tenant.id]],
    );
  });
  it('name the person only when there is one', () => {
    const bob = sighting({ recipient: 'bob@contoso.example' });
    assert.equal(finding(sighting()).subjectObjectId, alice.objectId);
    assert.equal(finding(sighting(), bob).subjectObjectId, undefined);
  });
  it('offer the sender as a scope only when the sender is proven', () => {
    const proven = finding(sighting({ authentication: { dmarc: 'pass' } }));
    assert.deepEqual(proven.scopes, { sender: 'billing@evil.example' });
    assert.equal(finding(sighting()).scopes, undefined);
    const failed = finding(sighting({ authentication: { dmarc: 'pass', compauth: 'fail' } }));
    assert.equal(failed.scopes, undefined);
    const nobody = { senderAddress: undefined, authentication: { dmarc: 'pass' } } as const;
    assert.equal(finding(sighting(nobody)).scopes, undefined);
  });
  it('carry the campaign', () => {
    assert.equal(finding(sighting({ clusterId: '42' })).campaign, 'cluster:42');
  });
});

describe('the fingerprint of a message', () => {
  const base = finding(sighting(), item()).fingerprint;
  it('is the same for another place, other minutes, and another time of reading', () => {
    const moved = [sighting({ location: 'quarantine', receivedAt: after(-9) }), item()];
    assert.equal(finding(...moved).fingerprint, base);
  });
  it('changes with the outcome, with what is known of the reading, and with who got it', () => {
    const changes = [
      finding(sighting(), item({ isRead: true })),
      finding(sighting({ clicks: [click(false)] })),
      finding(sighting({ clicks: [click(true)] })),
      finding(sighting({ result: 'failed' })),
      finding(sighting(), item(), sighting({ recipient: 'bob@contoso.example' })),
    ].map(({ fingerprint }) => fingerprint);
    assert.equal(new Set([base, ...changes]).size, 6);
  });
});

describe('the severity', () => {
  const read = item({ isRead: true });
  const claims: readonly (readonly [string, readonly ZapSighting[], string])[] = [
    ['a failed ZAP', [sighting({ result: 'failed' })], 'high'],
    ['a click that reached the page', [sighting({ clicks: [click(true)] })], 'high'],
    ['a click that was blocked', [sighting({ clicks: [click(false)] })], 'medium'],
    ['malware that was read', [sighting({ threat: 'malware' }), read], 'high'],
    ['phishing that was read', [sighting(), read], 'medium'],
    ['something of unknown kind that was read', [read], 'medium'],
    ['spam that was read', [sighting({ threat: 'spam' }), read], 'low'],
    ['phishing that is unread', [sighting(), item()], 'informational'],
    ['phishing that nine people read', many(9, { isRead: true }), 'medium'],
    ['phishing that ten people read', many(10, { isRead: true }), 'high'],
    ['spam that ten people read', many(10, { isRead: true, threat: 'spam' }), 'medium'],
    ['phishing that ten people left unread', many(10, {}), 'informational'],
  ];
  for (const [what, all, severity] of claims) {
    it(`is ${severity} for ${what}`, () => {
      assert.equal(finding(...all).severity, severity);
    });
  }
});

describe('the facts', () => {
  it('read back as they were', () => {
    const facts = finding(sighting({ urls: ['https://x.evil.example/'] }), item()).facts;
    assert.deepEqual(zapFactsJson(parseZapFacts(facts)), facts);
  });
  it('are refused when they are those of something else', () => {
    assert.throws(() => parseZapFacts({ mailboxId: 'x' }), /another shape/);
  });
  it('show at most 50 recipients, the worst first, and count all', () => {
    const worst = sighting({
      recipient: 'zoe@contoso.example',
      clicks: [{ at: after(5), account: 'zoe@contoso.example', reached: true }],
    });
    const facts = parseZapFacts(finding(...many(70, { isRead: true }), worst).facts);
    assert.equal(facts.recipients.length, 50);
    assert.equal(facts.recipients[0]?.address, 'zoe@contoso.example');
    assert.equal(facts.counts.recipients, 71);
    assert.equal(facts.counts.read, 70);
    assert.equal(facts.counts.clicked, 1);
    assert.equal(facts.counts.reached, 1);
  });
  it('add up', () => {
    const record = recordFrom([sighting(), ...many(3, {}), ...many(5, { isRead: true }).slice(3)]);
    const { counts } = parseZapFacts(zapFindingOf(tenant, record).facts);
    const { clicked, read, unread, unknown } = counts;
    assert.equal(clicked + read + unread + unknown, counts.recipients);
    assert.deepEqual([read, unread, unknown], [2, 3, 1]);
  });
  it('give the longest exposure', () => {
    const longer = sighting({
      recipient: 'bob@contoso.example',
      zapAt: { kind: 'exact', at: after(300) },
    });
    const facts = parseZapFacts(finding(sighting(), longer).facts);
    assert.deepEqual(facts.longestExposure, { kind: 'exact', minutes: 300 });
  });
});
