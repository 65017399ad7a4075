import assert from 'node:assert/strict';
import type { Alert } from '../../../src/alerts/alert.js';
import { ServiceError, TransportError } from '../../../src/lib/errors.js';
import type { CopyState } from '../../../src/zap/ports.js';
import { zapRemediation } from '../../../src/zap/remediate.js';
import { FakeMail, storeOf } from './fake-mail.js';
import { alertOf, networkMessageId, personId, recipient, recordOf } from './fixture.js';

const ana = 'ana.costa@contoso.example';
const bo = 'bo.lind@contoso.example';
const cy = 'cy@contoso.example';

const inInbox: CopyState = { kind: 'found', location: 'inbox' };
const inJunk: CopyState = { kind: 'found', location: 'junk' };
const removed: CopyState = { kind: 'found', location: 'removed' };
const held: CopyState = { kind: 'found', location: 'quarantine' };
const unread: CopyState = { kind: 'failed', cause: { code: 'throttled' } };

const record = recordOf({
  recipients: [
    recipient({ location: 'inbox', outcome: 'failed' }),
    recipient({ address: bo, objectId: personId(2), location: 'quarantine' }),
    recipient({ address: cy, objectId: personId(3), location: 'deleted-items' }),
  ],
});

function setUp(
  copies: Readonly<Record<string, CopyState>>,
  change: Partial<Alert> = {},
): {
  readonly mail: FakeMail;
  readonly alert: Alert;
  readonly remediation: ReturnType<typeof zapRemediation>;
} {
  const mail = new FakeMail();
  for (const [address, copy] of Object.entries(copies)) mail.copies.set(address, copy);
  const alert = alertOf(record, change);
  const parts = { finder: mail, actions: mail, records: storeOf() };
  return { mail, alert, remediation: zapRemediation(parts) };
}

function serviceSays(status: number, retryable = false): ServiceError {
  return new ServiceError('no', { service: 'graph', status }, { retryable });
}

describe('looking for the copies of a message', () => {
  const looks: readonly (readonly [string, Record<string, CopyState>, string, string])[] = [
    ['is present while one copy lies in an inbox', { [ana]: inInbox, [bo]: held, [cy]: removed }, 'present', '1 still there, 1 removed, 1 in quarantine.'],
    ['is present while one copy lies in Junk', { [ana]: inJunk }, 'present', '1 still there, 2 not found.'],
    ['is absent when copies are removed, in quarantine or nowhere', { [ana]: removed, [bo]: held }, 'absent', '1 removed, 1 in quarantine, 1 not found.'],
    ['is present, and says what it could not read, when it saw one copy', { [ana]: inInbox, [bo]: unread, [cy]: removed }, 'present', '1 still there, 1 removed, 1 could not be read.'],
  ]; // prettier-ignore
  for (const [claim, copies, kind, note] of looks) {
    it(claim, async () => {
      const { alert, remediation } = setUp(copies);
      const live = await remediation.read(alert);
      assert.equal(live.kind, kind);
      assert.equal(live.kind !== 'unreadable' && live.note, note);
    });
  }

  it('never says absent when one recipient could not be read', async () => {
    const { alert, remediation } = setUp({ [ana]: removed, [bo]: unread, [cy]: removed });
    assert.deepEqual(await remediation.read(alert), {
      kind: 'unreadable',
      cause: { code: 'throttled' },
    });
  });

  it('never says absent when a recipient got no answer', async () => {
    const { mail, alert, remediation } = setUp({});
    mail.locate = () => Promise.resolve(new Map([[ana, { kind: 'not-found' } as const]]));
    assert.equal((await remediation.read(alert)).kind, 'unreadable');
  });

  it('is what the alert says, so that a removal goes on', async () => {
    const { alert, remediation } = setUp({ [ana]: inInbox });
    const live = await remediation.read(alert);
    assert.ok(live.kind === 'present');
    assert.equal(live.finding.fingerprint, alert.fingerprint);
    assert.deepEqual(live.finding.facts, alert.facts);
  });

  it('turns a fault of the outside into a cause, and lets one of ours through', async () => {
    const { mail, alert, remediation } = setUp({});
    mail.fault = serviceSays(403);
    assert.equal((await remediation.read(alert)).kind, 'unreadable');
    mail.fault = new TypeError('ours');
    await assert.rejects(remediation.read(alert), TypeError);
  });

  it('looks at those for whom the facts had no room, and counts those nobody kept', async () => {
    const many = Array.from({ length: 60 }, (_, n) =>
      recipient({ address: `p${n}@contoso.example`, evidence: { value: 'unread', from: 'none' } }),
    );
    const large = recordOf({ recipients: many, recipientsLeftOut: 7 });
    const mail = new FakeMail();
    mail.copies.set('p59@contoso.example', inInbox);
    const remediation = zapRemediation({ finder: mail, actions: mail, records: storeOf(large) });
    const live = await remediation.read(alertOf(large));
    assert.equal(
      live.kind === 'present' && live.note,
      '1 still there, 59 not found. 7 further recipients are not kept here: not looked at.',
    );
    await remediation.remove(alertOf(large));
    assert.equal(mail.log[0]?.split(' ')[3]?.split(',').length, 60);
  });
});

describe('removing the copies of a message', () => {
  it('touches exactly the recipients of the alert, once', async () => {
    const { mail, alert, remediation } = setUp({ [ana]: inInbox, [cy]: inJunk });
    assert.deepEqual(await remediation.remove(alert), { kind: 'sent' });
    assert.deepEqual(mail.log, [`remove ${networkMessageId} ${alert.id} ${[ana, bo, cy].join()}`]);
    assert.equal((await remediation.read(alert)).kind, 'absent');
  });

  it('leaves it to reading when one mailbox failed', async () => {
    const { mail, alert, remediation } = setUp({ [ana]: inInbox, [cy]: inJunk });
    mail.failing.add(cy);
    assert.equal((await remediation.remove(alert)).kind, 'unknown');
    assert.equal((await remediation.read(alert)).kind, 'present');
  });

  it('leaves it to reading when nothing was found where something had been', async () => {
    const { alert, remediation } = setUp({});
    assert.equal((await remediation.remove(alert)).kind, 'unknown');
  });

  it('takes an accepted order for sent, whatever it lists', async () => {
    const { mail, alert, remediation } = setUp({});
    mail.how = 'accepted';
    assert.deepEqual(await remediation.remove(alert), { kind: 'sent' });
  });

  it('says in our own words when the service says no', async () => {
    const { mail, alert, remediation } = setUp({});
    mail.fault = serviceSays(403);
    const result = await remediation.remove(alert);
    assert.ok(result.kind === 'refused');
    assert.match(result.note, /actor app has no permission/);
    mail.fault = serviceSays(429, true);
    assert.equal((await remediation.remove(alert)).kind, 'not-sent');
    mail.fault = new TransportError('x', { service: 'graph', reason: 'r', mayHaveArrived: true });
    assert.equal((await remediation.remove(alert)).kind, 'unknown');
  });
});

describe('putting the copies of a message back', () => {
  const undo = (alert: Alert): Alert => ({
    ...alert,
    undo: { until: '2026-11-28T00:00:00.000Z', facts: alert.facts },
  });

  it('puts what lay in the inbox into the inbox, the rest into Junk, and nothing out of quarantine', async () => {
    const { mail, alert, remediation } = setUp({ [ana]: removed, [cy]: removed });
    assert.deepEqual(await remediation.restore(undo(alert)), { kind: 'sent' });
    assert.deepEqual([...(mail.log[0]?.slice(5).split(',') ?? [])].sort(), [
      `${ana}:inbox`,
      `${cy}:junk`,
    ]);
    assert.equal((await remediation.read(alert)).kind, 'present');
  });

  it('is refused when nobody knows where the copies were', async () => {
    const { alert, remediation } = setUp({});
    assert.equal((await remediation.restore(alert)).kind, 'refused');
  });

  it('says that nothing is left to put back', async () => {
    const { alert, remediation } = setUp({});
    const result = await remediation.restore(undo(alert));
    assert.ok(result.kind === 'refused');
    assert.match(result.note, /No copy was found/);
  });
});
