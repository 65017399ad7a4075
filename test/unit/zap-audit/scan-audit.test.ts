import assert from 'node:assert/strict';
import { evidenceText, sourcesText } from '../../../src/zap/card-words.js';
import { reportCoverage } from '../../../src/zap/report-coverage.js';
import { serviceError } from '../zap-detect/fake-sources.js';
import { after, bob, sighting } from '../zap-detect/fixture.js';
import { access, AuditWorld, recipientIn } from './fake-audit.js';

/** Of the sample message, which ZAP took to quarantine 47 minutes after its delivery. */
const taken = sighting({ location: 'quarantine' });

describe('a scan that asks the audit log', () => {
  let world: AuditWorld;
  beforeEach(() => {
    world = new AuditWorld();
    world.fake.have('hunting').saw('hunting', taken);
  });

  it('orders a search for who got what ZAP took, by the name of the account, and waits for nothing', async () => {
    const { coverage, records, findings } = await world.scan();
    assert.deepEqual(world.audit.orders, [
      {
        accounts: ['a.smith@corp.contoso.example'],
        span: { from: after(-60), to: world.time.toISOString() },
      },
    ]);
    assert.deepEqual(world.audit.collected, []);
    assert.equal(recipientIn(records).evidence.value, 'unknown');
    assert.equal(findings.length, 0);
    assert.deepEqual([coverage.sourceFailures, coverage.auditLimits], [[], undefined]);
    assert.deepEqual(coverage.blindSpots, [
      'Whether a message was opened is known only where the audit log names it, which can take hours.',
    ]);
  });

  it('knows in the next scan that it was read, and posts it', async () => {
    await world.scan();
    world.audit.tells(access({ at: after(30) }));
    const { records, findings } = await world.scan();
    const recipient = recipientIn(records);
    assert.deepEqual(recipient.evidence, { value: 'read', from: 'audit', at: after(30) });
    assert.equal(evidenceText(recipient), 'read (audit log)');
    assert.match(sourcesText(recipient.sources, { audit: true }), /only where the audit log names/);
    assert.equal(findings.length, 1);
  });

  it('changes the fingerprint of what was posted already, so that the card is drawn anew', async () => {
    world.policy = { ...world.policy, alertOn: new Set(['read', 'unknown']) };
    const [before] = (await world.scan()).findings;
    world.audit.tells(access({ at: after(30) }));
    const [then] = (await world.scan()).findings;
    assert.ok(before && then);
    assert.equal(before.identity, then.identity);
    assert.notEqual(before.fingerprint, then.fingerprint);
    assert.equal((await world.scan()).findings[0]?.fingerprint, then.fingerprint);
  });

  it('keeps the answer in the record, and asks no more', async () => {
    await world.scan();
    world.audit.tells(access({ at: after(30) }));
    const told = recipientIn((await world.scan()).records);
    world.later(48);
    assert.deepEqual(recipientIn((await world.scan()).records), told);
    assert.equal(world.audit.orders.length, 1);
    assert.deepEqual(world.audit.collected, ['order-1']);
  });

  it('says of an opening after the purge that it was after it, and posts nothing for it', async () => {
    await world.scan();
    world.audit.tells(access({ at: after(60) }), access({ at: after(55) }));
    const { records, findings } = await world.scan();
    const { evidence } = recipientIn(records);
    assert.deepEqual(evidence, { value: 'read', from: 'audit', at: after(55), afterZap: true });
    assert.equal(findings.length, 0);
  });

  it('takes the doubt of two minutes around the purge for "before"', async () => {
    await world.scan();
    world.audit.tells(access({ at: after(48) }));
    const { evidence } = recipientIn((await world.scan()).records);
    assert.equal(evidence.afterZap, undefined);
  });

  it('updates and posts a message that is not sighted any more, and does not count it as found', async () => {
    await world.scan();
    world.fake.saw('hunting');
    world.audit.tells(access({ at: after(30) }));
    const { coverage, records, messages, findings } = await world.scan();
    assert.equal(recipientIn(records).evidence.from, 'audit');
    assert.deepEqual([messages.length, findings.length], [1, 1]);
    assert.deepEqual([coverage.outcome, coverage.found], [{ kind: 'clean' }, 0]);
    assert.ok(world.fake.contentAsked.length > 0);
  });

  it('takes a fetched folder, another message, another account and another time for no evidence', async () => {
    await world.scan();
    world.audit.tells(
      access({ how: 'folder' }),
      access({ internetMessageId: '<two@evil.example>' }),
      access({ account: 'bob@contoso.example' }),
      access({ at: after(-30) }),
      access({ at: 'yesterday' }),
    );
    const { evidence } = recipientIn((await world.scan()).records);
    assert.deepEqual(evidence, { value: 'unknown', from: 'none' });
  });

  it('never takes an empty answer for "unread"', async () => {
    await world.scan();
    world.audit.tells();
    const { evidence } = recipientIn((await world.scan()).records);
    assert.equal(evidence.value, 'unknown');
  });

  it('believes the log more than an item that was marked as unread', async () => {
    world.fake.have('hunting', 'mailbox').saw('hunting', sighting({ isRead: false }));
    await world.scan();
    world.audit.tells(access({ at: after(30) }));
    const { evidence } = recipientIn((await world.scan()).records);
    assert.equal(evidence.from, 'audit');
  });

  it('asks for nobody whose answer is known, whose spam it was, or whose mail ZAP failed to take', async () => {
    const click = { at: after(9), account: 'a.smith@corp.contoso.example', reached: true };
    for (const change of [
      { clicks: [click] },
      { isRead: true },
      { threat: 'spam' },
      { result: 'failed' },
      { internetMessageId: undefined },
      { recipient: 'stranger@elsewhere.example' },
    ] as const) {
      world = new AuditWorld();
      world.fake.have('hunting').saw('hunting', { ...taken, ...change });
      await world.scan();
      assert.equal(world.audit.orders.length, 0, JSON.stringify(change));
    }
  });

  it('asks for all people of a message in one search, without the mailboxes left out', async () => {
    world.fake.saw('hunting', taken, { ...taken, recipient: bob.addresses[1] ?? '' });
    await world.scan();
    assert.deepEqual(world.audit.orders[0]?.accounts, [
      'a.smith@corp.contoso.example',
      'bob@contoso.example',
    ]);
    world = new AuditWorld();
    world.fake.have('hunting').saw('hunting', taken);
    world.policy = { ...world.policy, ignoredRecipients: new Set(['alice@alias.contoso.example']) };
    await world.scan();
    assert.equal(world.audit.orders.length, 0);
  });

  it('of one mailbox neither collects nor orders: its records are one person’s', async () => {
    await world.scan({ mailbox: 'alice@contoso.example' });
    assert.deepEqual([world.audit.probes, world.audit.orders.length], [0, 0]);
  });

  it('says that it may not ask, and goes on', async () => {
    world.audit.presence = { kind: 'absent', why: 'no-permission' };
    const { coverage } = await world.scan();
    const { limits, notRead } = reportCoverage(coverage);
    assert.ok(limits.join().includes('only whether a link was clicked'));
    const limit = 'The audit log was not asked: the reader app has no permission for it.';
    assert.ok(limits.includes(limit));
    assert.deepEqual([notRead, coverage.sourceFailures, world.audit.orders], [[], [], []]);
    await world.scan();
    assert.equal(world.audit.probes, 1);
    world.later(25);
    world.audit.presence = { kind: 'present' };
    await world.scan();
    assert.equal(world.audit.orders.length, 1);
  });

  it('calls an outage of the log a failure, and never the reason why nothing is known of ZAP', async () => {
    world.audit.presence = serviceError(503);
    world.fake.saw('hunting');
    const { coverage } = await world.scan();
    assert.deepEqual(coverage.outcome, { kind: 'clean' });
    assert.equal(coverage.sourceFailures[0]?.source, 'audit');
    assert.match(reportCoverage(coverage).notRead.join(), /^The audit log could not be read: /);
    world = new AuditWorld();
    world.fake.have();
    world.audit.presence = serviceError(503);
    const { outcome } = (await world.scan()).coverage;
    assert.deepEqual(outcome.kind === 'unknown' && outcome.cause.code, 'permission-missing');
  });

  it('lets a bug through', async () => {
    world.audit.presence = new RangeError('a bug');
    await assert.rejects(world.scan(), RangeError);
  });
});
