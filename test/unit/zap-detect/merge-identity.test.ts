import assert from 'node:assert/strict';
import { mergeSightings } from '../../../src/zap/merge.js';
import type { ZapSighting } from '../../../src/zap/sighting.js';
import { after, item, networkId, people, received, recordsOf, sighting } from './fixture.js';

const unnumbered = (change: Partial<ZapSighting> = {}): ZapSighting =>
  item({ networkMessageId: undefined, ...change });
const keys = (all: readonly ZapSighting[]): readonly string[] =>
  mergeSightings(all, people).map(({ key }) => key);

describe('a sighting without a NetworkMessageId', () => {
  it('joins by InternetMessageId and recipient, with or without angle brackets', () => {
    const all = [sighting(), unnumbered({ internetMessageId: 'one@evil.example' })];
    assert.deepEqual(keys(all), [networkId('one')]);
  });
  it('does not join another recipient by InternetMessageId', () => {
    const all = [sighting(), unnumbered({ recipient: 'bob@contoso.example' })];
    assert.equal(keys(all).length, 2);
  });
  it('stands alone when two messages have its InternetMessageId', () => {
    const twin = sighting({ networkMessageId: networkId('two') });
    assert.equal(keys([sighting(), twin, unnumbered()]).length, 3);
  });
  it('joins by subject, sender, recipient and time when it has no InternetMessageId either', () => {
    const seen = unnumbered({
      internetMessageId: undefined,
      receivedAt: new Date(Date.parse(received) + 119_000).toISOString(),
    });
    assert.deepEqual(keys([sighting(), seen]), [networkId('one')]);
  });
  it('does not join beyond two minutes, nor another subject, sender or recipient', () => {
    const others: readonly Partial<ZapSighting>[] = [
      { receivedAt: after(3) },
      { subject: 'Invoice 4712' },
      { senderAddress: 'other@evil.example' },
      { recipient: 'bob@contoso.example' },
      { receivedAt: undefined },
    ];
    for (const other of others) {
      const seen = unnumbered({ internetMessageId: undefined, ...other });
      assert.equal(keys([sighting(), seen]).length, 2, JSON.stringify(other));
    }
  });
  it('stands alone when two messages look the same', () => {
    const twin = sighting({ networkMessageId: networkId('two'), internetMessageId: '<two@x>' });
    assert.equal(keys([sighting(), twin, unnumbered({ internetMessageId: undefined })]).length, 3);
  });
  it('does not join a message that has another InternetMessageId', () => {
    assert.equal(keys([sighting(), unnumbered({ internetMessageId: '<other@x>' })]).length, 2);
  });
  it('stands alone when another one claims the same message under another InternetMessageId', () => {
    const numbered = sighting({ internetMessageId: undefined });
    assert.equal(keys([numbered, unnumbered()]).length, 1);
    assert.equal(
      keys([numbered, unnumbered(), unnumbered({ internetMessageId: '<x@y>' })]).length,
      3,
    );
  });
  it('joins with those of its own kind under one key', () => {
    const all = [unnumbered(), unnumbered({ recipient: 'bob@contoso.example' })];
    const [key, ...more] = keys(all);
    assert.match(key ?? '', /^imid:[0-9A-Z]{26}$/);
    assert.equal(more.length, 0);
  });
});

describe('the key of a message', () => {
  it('stays when its NetworkMessageId becomes known later', () => {
    const first = mergeSightings([unnumbered()], people);
    const [second] = mergeSightings([sighting(), unnumbered()], people, recordsOf(first));
    assert.ok(second);
    assert.equal(second.key, first[0]?.key);
    assert.equal(second.networkMessageId, networkId('one'));
    const [third] = mergeSightings([sighting()], people, recordsOf([second]));
    assert.equal(third?.key, first[0]?.key);
  });
  it('is its own NetworkMessageId when two messages claim the record', () => {
    const known = recordsOf(mergeSightings([unnumbered()], people));
    const twin = sighting({ networkMessageId: networkId('two') });
    const found = mergeSightings([sighting(), twin], people, known).map(({ key }) => key);
    assert.deepEqual(found, [networkId('one'), networkId('two')].sort());
  });
  it('is in lower case whatever the source writes', () => {
    const upper = sighting({ networkMessageId: networkId('one').toUpperCase() });
    assert.deepEqual(keys([upper, sighting()]), [networkId('one')]);
  });
});
