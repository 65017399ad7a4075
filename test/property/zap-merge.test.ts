import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseTenantId } from '../../src/tenants/tenant.js';
import { mergeSightings } from '../../src/zap/merge.js';
import type { ZapMessage } from '../../src/zap/message.js';
import type { DirectoryPerson } from '../../src/zap/ports.js';
import { recordOf } from '../../src/zap/record-of.js';
import type { ZapRecord } from '../../src/zap/records.js';
import { zapSources, type LinkClick, type ZapSighting } from '../../src/zap/sighting.js';

const tenantId = parseTenantId('10000000-0000-4000-8000-000000000001') ?? assert.fail();
const now = new Date('2026-11-20T12:00:00Z');

const people: readonly DirectoryPerson[] = ['a', 'b', 'c'].map((name) => ({
  objectId: `20000000-0000-4000-8000-00000000000${name}`,
  userPrincipalName: `${name}.upn@corp.example`,
  addresses: [`${name}@contoso.example`, `${name}.alias@contoso.example`],
  displayName: name,
  accountEnabled: true,
}));

const addresses = [
  ...people.flatMap((one) => one.addresses),
  'A@CONTOSO.example',
  'stranger@contoso.example',
];
const time = fc
  .integer({ min: 0, max: 200 })
  .map((minutes) => new Date(Date.UTC(2026, 10, 18) + minutes * 30_000).toISOString());
const lateTime = fc
  .integer({ min: 0, max: 8 })
  .map((hours) => new Date(Date.UTC(2026, 10, 18) + hours * 10 * 3_600_000).toISOString());
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });
const click: fc.Arbitrary<LinkClick> = fc.record({
  at: time,
  account: fc.constantFrom('a.upn@corp.example', 'b@contoso.example', 'who@elsewhere.example'),
  reached: fc.boolean(),
});

/** Few values, so that much collides. */
const sighting: fc.Arbitrary<ZapSighting> = fc.record({
  source: fc.constantFrom(...zapSources),
  networkMessageId: maybe(
    fc.constantFrom(
      '30000000-0000-4000-8000-000000000001',
      '30000000-0000-4000-8000-00000000000A',
      'no guid at all',
    ),
  ),
  internetMessageId: maybe(fc.constantFrom('<one@evil.example>', 'one@evil.example', '<two@x>')),
  recipient: fc.constantFrom(...addresses),
  subject: maybe(fc.constantFrom('Invoice', 'Invoice 2', '')),
  senderAddress: maybe(fc.constantFrom('x@evil.example', 'y@evil.example')),
  senderIp: maybe(fc.constantFrom('203.0.113.9', 'nonsense')),
  threat: fc.constantFrom(
    'malware' as const,
    'phish' as const,
    'spam' as const,
    'unknown' as const,
  ),
  result: fc.constantFrom(
    'moved' as const,
    'failed' as const,
    'user-triaged' as const,
    'unknown' as const,
  ),
  location: fc.constantFrom(
    'inbox' as const,
    'junk' as const,
    'quarantine' as const,
    'unknown' as const,
  ),
  receivedAt: maybe(fc.oneof(time, fc.constant('not a time'))),
  zapAt: maybe(
    fc.record({ kind: fc.constantFrom('exact' as const, 'last-change' as const), at: lateTime }),
  ),
  clicks: maybe(fc.array(click, { maxLength: 2 })),
  isRead: maybe(fc.boolean()),
  itemId: maybe(fc.constantFrom('i1', 'i2')),
});
const sightings = fc.array(sighting, { maxLength: 8 });

function recorded(
  messages: readonly ZapMessage[],
  known: readonly ZapRecord[] = [],
): readonly ZapRecord[] {
  return messages.map((message) => {
    const previous = known.find(({ key }) => key === message.key);
    return recordOf(message, { tenantId, previous, now });
  });
}

const runs = { numRuns: 300 };

describe('joining sightings', () => {
  it('gives the same for sightings in any order, any number of times, and people in any order', () => {
    fc.assert(
      fc.property(sightings, fc.infiniteStream(fc.nat()), (all, stream) => {
        const numbers = stream[Symbol.iterator]();
        const keyed = [...all, ...all.slice(0, 3)].map((one) => ({
          one,
          at: Number(numbers.next().value),
        }));
        const shuffled = keyed.sort((a, b) => a.at - b.at).map(({ one }) => one);
        assert.deepEqual(
          mergeSightings(shuffled, people.toReversed()),
          mergeSightings(all, people),
        );
      }),
      runs,
    );
  });

  it('gives the same when read again with what was stored, and then nothing is written anew', () => {
    fc.assert(
      fc.property(sightings, (all) => {
        const first = mergeSightings(all, people);
        const stored = recorded(first);
        const second = mergeSightings(all, people, stored);
        assert.deepEqual(second, first);
        recorded(second, stored).forEach((record, i) => {
          assert.equal(record, stored[i]);
        });
      }),
      runs,
    );
  });

  it('loses no recipient, and names each once, in order', () => {
    fc.assert(
      fc.property(sightings, (all) => {
        const messages = mergeSightings(all, people);
        for (const { recipients } of messages) {
          const listed = recipients.map(({ address }) => address);
          assert.deepEqual(listed, [...new Set(listed)].sort());
        }
        const keys = messages.map(({ key }) => key);
        assert.deepEqual(keys, [...new Set(keys)].sort());
        for (const key of keys) assert.match(key, /^[0-9A-Za-z:-]{1,200}$/);
        const places = new Set(
          messages.flatMap(({ recipients }) => recipients.map(({ address }) => address)),
        );
        for (const { recipient } of all) {
          const owner = people.find((one) => one.addresses.includes(recipient.toLowerCase()));
          assert.ok(places.has(owner?.addresses[0] ?? recipient));
        }
      }),
      runs,
    );
  });

  it('never weakens an answer, never lengthens a bound, and never forgets a recipient', () => {
    const strength = { unknown: 0, unread: 1, read: 2, clicked: 3 };
    fc.assert(
      fc.property(sightings, sightings, (earlier, later) => {
        const stored = recorded(mergeSightings(earlier, people));
        for (const message of mergeSightings(later, people, stored)) {
          const before = stored.find(({ key }) => key === message.key);
          for (const old of before?.recipients ?? []) {
            const now = message.recipients.find(({ address }) => address === old.address);
            assert.ok(now);
            assert.ok(strength[now.evidence.value] >= strength[old.evidence.value]);
            if (old.zapTime.kind === 'at-most' && now.zapTime.kind === 'at-most') {
              assert.ok(Date.parse(now.zapTime.at) <= Date.parse(old.zapTime.at));
            }
            if ('minutes' in now.exposure) assert.ok(now.exposure.minutes >= 0);
          }
        }
      }),
      runs,
    );
  });
});
