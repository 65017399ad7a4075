import assert from 'node:assert/strict';
import { parseZapFacts } from '../../../src/zap/facts.js';
import { serviceError } from './fake-sources.js';
import { alice, bob, item, networkId, sighting } from './fixture.js';
import { ScanWorld } from './scan-services.js';

describe('a scan for zapped messages', () => {
  it('joins hunting with the mailbox that holds the message, and posts what was read', async () => {
    const world = new ScanWorld();
    world.fake.saw('hunting', sighting()).holds(alice, item({ isRead: true }));
    const { findings, coverage } = await world.scan();
    assert.deepEqual(world.fake.mailboxesRead, [alice.objectId]);
    assert.equal(findings.length, 1);
    assert.deepEqual(coverage.outcome, { kind: 'found', count: 1 });
    assert.equal(coverage.complete, true);
    const facts = parseZapFacts(findings[0]?.facts);
    assert.deepEqual(facts.sources, ['hunting', 'mailbox']);
  });
  it('reads no mailbox for what is in quarantine, and does not guess that it is unread', async () => {
    const world = new ScanWorld();
    world.fake.saw('hunting', sighting({ location: 'quarantine' }));
    const { messages, findings } = await world.scan();
    assert.deepEqual(world.fake.mailboxesRead, []);
    assert.equal(messages[0]?.recipients[0]?.evidence.value, 'unknown');
    assert.deepEqual(findings, []);
  });
  it('reads the mailbox also for what was in Deleted Items', async () => {
    const world = new ScanWorld();
    world.fake.saw('hunting', sighting({ location: 'deleted-items' }));
    await world.scan();
    assert.deepEqual(world.fake.mailboxesRead, [alice.objectId]);
  });
  it('asks the next source only when a better one failed or stopped at its limit', async () => {
    const world = new ScanWorld();
    await world.scan();
    assert.deepEqual(
      world.fake.reads.map(({ source }) => source),
      ['hunting'],
    );
    world.fake.readings.set('hunting', { sightings: [sighting()], truncated: true });
    world.fake.readings.set('analyzed-emails', serviceError(503));
    const { coverage } = await world.scan();
    assert.deepEqual(
      coverage.sourcesRead.map(({ name, truncated }) => [name, truncated]),
      [
        ['hunting', true],
        ['zap-report', false],
        ['mailbox', false],
      ],
    );
    assert.deepEqual(
      coverage.sourceFailures.map(({ source, cause }) => [source, cause.code]),
      [['analyzed-emails', 'service-failed']],
    );
  });
  it('is clean when a source for the whole tenant was read and had nothing', async () => {
    const { coverage } = await new ScanWorld().scan();
    assert.deepEqual(coverage.outcome, { kind: 'clean' });
  });
  it('is never clean when everything refuses', async () => {
    const world = new ScanWorld();
    for (const name of ['hunting', 'analyzed-emails', 'zap-report'] as const) {
      world.fake.readings.set(name, serviceError(429));
    }
    world.fake.mailboxError = serviceError(429);
    const { coverage, findings } = await world.scan();
    assert.deepEqual(coverage.outcome.kind, 'unknown');
    assert.equal(coverage.sourceFailures.length, 4);
    assert.deepEqual(findings, []);
  });
  it('is never clean when the tenant has no source at all', async () => {
    const world = new ScanWorld();
    world.fake.have();
    const { coverage } = await world.scan();
    assert.equal(coverage.outcome.kind, 'unknown');
    assert.deepEqual(
      coverage.absent.map(({ source }) => source),
      ['hunting', 'analyzed-emails', 'zap-report', 'mailbox'],
    );
  });
  it('asks a source that suddenly refuses whether it is still there', async () => {
    const world = new ScanWorld();
    await world.scan();
    world.fake.readings.set('hunting', serviceError(403));
    world.fake.presence.set('hunting', { kind: 'absent', why: 'no-licence' });
    const { coverage } = await world.scan();
    assert.deepEqual(coverage.absent, [{ source: 'hunting', why: 'no-licence' }]);
    assert.deepEqual(coverage.sourceFailures, []);
  });
  it('reads three days back, so that what comes late is not missed, or as many as are asked', async () => {
    const world = new ScanWorld();
    await world.scan();
    await world.scan({ days: 7 });
    await world.scan({ days: 999 });
    assert.deepEqual(
      world.fake.reads.map(({ span }) => span.from.slice(0, 10)),
      ['2026-11-17', '2026-11-13', '2026-10-21'],
    );
  });
  it('says when a source does not look back as far as was asked', async () => {
    const world = new ScanWorld();
    world.fake.have('zap-report');
    world.fake.daysBack = 10;
    const { coverage } = await world.scan({ days: 20 });
    assert.equal(coverage.sourcesRead[0]?.onlyFrom?.slice(0, 10), '2026-11-10');
    assert.equal(coverage.outcome.kind, 'unknown');
  });
  it('says the same of the same, and writes nothing anew', async () => {
    const world = new ScanWorld();
    world.fake.saw('hunting', sighting()).holds(alice, item({ isRead: true }));
    const first = await world.scan();
    world.later(1);
    const second = await world.scan();
    assert.deepEqual(second.findings, first.findings);
    assert.equal(second.records[0]?.changedAt, first.records[0]?.changedAt);
  });
  it('leaves out the mailboxes that the policy names, by any of their addresses', async () => {
    const world = new ScanWorld();
    world.policy = {
      ...world.policy,
      ignoredRecipients: new Set(['alice@alias.contoso.example']),
    };
    const failed = { result: 'failed' } as const;
    world.fake.saw(
      'hunting',
      sighting(failed),
      sighting({ ...failed, recipient: 'bob@contoso.example' }),
    );
    const { records } = await world.scan();
    assert.deepEqual(
      records[0]?.recipients.map(({ address }) => address),
      ['bob@contoso.example'],
    );
  });
  it('says that the directory could not be read, and goes on', async () => {
    const world = new ScanWorld();
    world.fake.directory = serviceError(503);
    world.fake.saw('hunting', sighting({ result: 'failed' }));
    const { coverage, findings } = await world.scan();
    assert.equal(findings.length, 1);
    assert.equal(coverage.sourceFailures[0]?.source, 'directory');
  });
  it('lets a bug through', async () => {
    const world = new ScanWorld();
    world.fake.readings.set('hunting', new TypeError('bug'));
    await assert.rejects(world.scan(), TypeError);
  });
});

describe('a scan of one mailbox', () => {
  it('speaks of that person only', async () => {
    const world = new ScanWorld();
    const other = sighting({
      recipient: 'bob@contoso.example',
      networkMessageId: networkId('two'),
    });
    world.fake.saw('hunting', sighting(), other).holds(alice, item({ isRead: true }));
    const { records, coverage } = await world.scan({ mailbox: 'a.smith@corp.contoso.example' });
    assert.deepEqual(
      records.map(({ key }) => key),
      [networkId('one')],
    );
    assert.deepEqual(world.fake.mailboxesRead, [alice.objectId]);
    assert.equal(coverage.found, 1);
  });
  it('of nobody is unknown, never clean', async () => {
    const { coverage } = await new ScanWorld().scan({ mailbox: 'nobody@contoso.example' });
    assert.deepEqual(coverage.outcome, {
      kind: 'unknown',
      cause: { code: 'mailbox-not-found' },
    });
  });
  it('that can not be read is unknown with its cause', async () => {
    const world = new ScanWorld();
    world.fake.have('mailbox');
    world.fake.mailboxes.set(bob.objectId, { kind: 'failed', cause: { code: 'throttled' } });
    const { coverage } = await world.scan({ mailbox: 'bob@contoso.example' });
    assert.deepEqual(coverage.outcome, { kind: 'unknown', cause: { code: 'throttled' } });
  });
});
