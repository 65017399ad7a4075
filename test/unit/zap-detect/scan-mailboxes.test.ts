import assert from 'node:assert/strict';
import { MemoryDocumentStore } from '../../../src/adapters/memory/memory-document-store.js';
import type { ZapRecordStore } from '../../../src/zap/records.js';
import { scanZap } from '../../../src/zap/scan.js';
import { alice, item, person, tenant } from './fixture.js';
import { ScanWorld } from './scan-services.js';

function mailboxWorld(people = 5): ScanWorld {
  const world = new ScanWorld();
  world.fake.have('mailbox');
  world.fake.directory = [alice, ...Array.from({ length: people - 1 }, (_, i) => person(`p${i}`))];
  return world;
}

describe('a scan of mailboxes alone', () => {
  it('goes on where the last one stopped, until all were read; only then is it clean', async () => {
    const world = mailboxWorld(5);
    const outcomes: string[] = [];
    for (let run = 0; run < 3; run++) {
      const { coverage } = await world.scan({ mailboxesPerRun: 2 });
      outcomes.push(coverage.outcome.kind);
      world.later(1);
    }
    assert.deepEqual(outcomes, ['unknown', 'unknown', 'clean']);
    assert.equal(new Set(world.fake.mailboxesRead).size, 5);
    assert.equal(world.fake.mailboxesRead.length, 6);
  });
  it('says how old its oldest reading is, and stops being clean when that is too old', async () => {
    const world = mailboxWorld(2);
    const began = world.time.toISOString();
    await world.scan();
    world.later(30);
    const { coverage } = await world.scan({ mailboxesPerRun: 1 });
    assert.equal(coverage.sourcesRead[0]?.mailboxes?.rotation?.oldestReadAt, began);
    assert.equal(coverage.outcome.kind, 'unknown');
  });
  it('reads a mailbox from two days before its own last reading', async () => {
    const world = mailboxWorld(1);
    await world.scan();
    world.later(5 * 24);
    await world.scan();
    assert.equal(world.fake.reads.at(-1)?.span.from, '2026-11-18T12:00:00.000Z');
  });
  it('reads everybody at once when asked', async () => {
    const world = mailboxWorld(5);
    const { coverage } = await world.scan({ mailboxesPerRun: 2, everyMailbox: true });
    assert.equal(coverage.outcome.kind, 'clean');
    assert.equal(world.fake.reads.length, 3);
  });
  it('names the mailbox that failed, goes on with the others, and is not clean', async () => {
    const world = mailboxWorld(2);
    world.fake.mailboxes.set(alice.objectId, { kind: 'failed', cause: { code: 'throttled' } });
    const { coverage } = await world.scan();
    assert.deepEqual(coverage.failures, [
      { mailbox: alice.objectId, cause: { code: 'throttled' } },
    ]);
    assert.deepEqual(coverage.outcome, { kind: 'unknown', cause: { code: 'throttled' } });
    assert.equal(world.fake.mailboxesRead.length, 2);
  });
  it('takes people who have no mailbox for read', async () => {
    const world = mailboxWorld(2);
    world.fake.mailboxes.set(alice.objectId, {
      kind: 'failed',
      cause: { code: 'mailbox-not-found' },
    });
    const { coverage } = await world.scan();
    assert.equal(coverage.outcome.kind, 'clean');
    assert.deepEqual(coverage.failures, []);
  });
  it('says what it can not see', async () => {
    const { coverage } = await mailboxWorld(1).scan();
    assert.match(coverage.blindSpots.join(' '), /quarantine/);
  });
  it('never lengthens an exposure when the person touches the message later', async () => {
    const world = mailboxWorld(1);
    world.fake.holds(alice, item());
    const first = await world.scan();
    world.fake.holds(
      alice,
      item({ isRead: true, zapAt: { kind: 'last-change', at: '2026-11-21T11:00:00Z' } }),
    );
    world.later(24);
    const second = await world.scan();
    const [before, now] = [first, second].map(({ records }) => records[0]?.recipients[0]);
    assert.ok(before && now);
    assert.deepEqual(now.exposure, { kind: 'at-most', minutes: 90 });
    assert.deepEqual(before.exposure, now.exposure);
    assert.deepEqual([before.evidence.value, now.evidence.value], ['unread', 'read']);
  });
});

describe('a scan that dies', () => {
  it('before its records are stored repeats the same mailboxes', async () => {
    const world = mailboxWorld(4);
    world.fake.holds(alice, item());
    for (const one of world.fake.directory instanceof Error ? [] : world.fake.directory) {
      world.fake.holds(one, item({ recipient: one.addresses[0] ?? '' }));
    }
    const broken: ZapRecordStore = {
      read: (...args) => world.records.read(...args),
      list: (...args) => world.records.list(...args),
      forget: (...args) => world.records.forget(...args),
      write: () => Promise.reject(new Error('the process dies here')),
    };
    const services = { ...world.services(), records: broken };
    await assert.rejects(scanZap(tenant, services, { mailboxesPerRun: 2 }));
    await world.scan({ mailboxesPerRun: 2 });
    assert.deepEqual(world.fake.mailboxesRead.slice(0, 2), world.fake.mailboxesRead.slice(2, 4));
  });
});

describe('two scans at once', () => {
  it('lose nothing of what either saw', async () => {
    const world = mailboxWorld(2);
    const [first, second] = world.fake.directory instanceof Error ? [] : world.fake.directory;
    assert.ok(first && second);
    world.fake.holds(first, item({ recipient: first.addresses[0] ?? '' }));
    world.fake.holds(second, item({ recipient: second.addresses[0] ?? '', isRead: true }));
    await Promise.all([
      world.scan({ mailbox: first.addresses[0] }),
      world.scan({ mailbox: second.addresses[0] }),
    ]);
    const found = [];
    for await (const { record } of world.records.list(tenant.id)) found.push(record);
    assert.equal(found.length, 1);
    assert.equal(found[0]?.recipients.length, 2);
  });
  it('give up with an error of our own store when others are faster every time', async () => {
    const world = mailboxWorld(1);
    world.fake.holds(alice, item());
    const documents = new MemoryDocumentStore();
    const busy: ZapRecordStore = {
      read: (...args) => world.records.read(...args),
      list: (...args) => world.records.list(...args),
      forget: (...args) => world.records.forget(...args),
      write: () => Promise.resolve('conflict'),
    };
    await assert.rejects(
      scanZap(tenant, { ...world.services(), documents, records: busy }),
      /changed by others/,
    );
  });
});
