import assert from 'node:assert/strict';
import { ServiceError } from '../../../src/lib/errors.js';
import { peopleAtRisk, zapKind } from '../../../src/zap/kind.js';
import { fakeParts } from './fake-mail.js';
import { alertOf, personId, quarantined, recipient, recordOf, tenantId } from './fixture.js';

const ana = 'ana.costa@contoso.example';
const bo = 'bo.lind@contoso.example';
const at = '2026-11-21T18:00:00.000Z';

function setUp(): ReturnType<typeof fakeParts> & {
  readonly measures: NonNullable<ReturnType<typeof zapKind>['measures']>;
} {
  const fake = fakeParts();
  const { measures } = zapKind(fake.parts);
  assert.ok(measures);
  return { ...fake, measures };
}

describe('blocking a sender', () => {
  it('is in effect when the block list has it, until its end', async () => {
    const { blocks, measures } = setUp();
    const block = measures['block-sender'];
    assert.ok(block?.revert);
    const alert = alertOf();
    assert.equal((await block.read(alert, 'pay@evil.example', at)).kind, 'not-in-effect');
    assert.deepEqual(await block.apply(alert, 'pay@evil.example'), { kind: 'sent' });
    assert.equal(
      blocks.entries.get('pay@evil.example')?.expiresAt,
      '2027-02-19T18:00:00.000Z',
    ); // prettier-ignore
    assert.deepEqual(blocks.notes, [`Inbox Warden ${alert.id}`]);
    assert.deepEqual(await block.read(alert, 'pay@evil.example', at), {
      kind: 'in-effect',
      note: 'On the block list until 2027-02-19.',
    });
    assert.deepEqual(await block.revert(alert, 'pay@evil.example'), { kind: 'sent' });
    assert.equal((await block.read(alert, 'pay@evil.example', at)).kind, 'not-in-effect');
  });

  it('says in our own words that the service said no', async () => {
    const { blocks, measures } = setUp();
    blocks.fault = new ServiceError('secret text', { service: 'exchange', status: 403 }, { retryable: false }); // prettier-ignore
    const result = await measures['block-sender']?.apply(alertOf(), 'pay@evil.example');
    assert.ok(result?.kind === 'refused');
    assert.doesNotMatch(result.note, /secret/);
    const state = await measures['block-sender']?.read(alertOf(), 'pay@evil.example', at);
    assert.equal(state?.kind, 'unreadable');
  });
});

describe('giving a message back', () => {
  it('is offered only when it was judged not malicious', () => {
    const { measures } = setUp();
    const { release } = measures;
    assert.ok(release);
    assert.deepEqual(release.targets(alertOf()), []);
    assert.deepEqual(release.targets(alertOf(recordOf(), { state: 'approved' })), [
      { key: 'recipients', label: `to ${ana} and 1 more` },
    ]);
  });

  it('has an effect when every copy that was held back lies in the inbox', async () => {
    const { mail, measures } = setUp();
    const { release } = measures;
    assert.ok(release);
    const alert = alertOf(recordOf(), { state: 'approved' });
    mail.copies.set(ana, { kind: 'found', location: 'junk' });
    mail.copies.set(bo, { kind: 'found', location: 'quarantine' });
    assert.equal((await release.read(alert, 'recipients', at)).kind, 'not-in-effect');
    assert.deepEqual(await release.apply(alert, 'recipients'), { kind: 'sent' });
    assert.deepEqual(mail.log, [`release ${ana},${bo}`]);
    assert.equal((await release.read(alert, 'recipients', at)).kind, 'in-effect');
  });

  it('is refused when there is no copy any more, instead of counting as done', async () => {
    const { measures } = setUp();
    const result = await measures.release?.apply(alertOf(), 'recipients');
    assert.equal(result?.kind, 'refused');
  });

  it('can not be read when one mailbox can not be read', async () => {
    const { mail, measures } = setUp();
    mail.copies.set(ana, { kind: 'found', location: 'inbox' });
    mail.copies.set(bo, { kind: 'failed', cause: { code: 'throttled' } });
    assert.equal((await measures.release?.read(alertOf(), 'recipients', at))?.kind, 'unreadable');
  });
});

describe('containing accounts', () => {
  it('names those who clicked before those who read, by object id', () => {
    const record = recordOf({
      recipients: [
        recipient({ address: 'r@contoso.example', objectId: personId(5), evidence: { value: 'read', from: 'audit' } }),
        recipient(),
        quarantined,
        recipient({ address: 'x@contoso.example', objectId: undefined }),
      ],
    }); // prettier-ignore
    assert.deepEqual(peopleAtRisk(alertOf(record)), [
      { key: personId(1), label: ana },
      { key: personId(5), label: 'r@contoso.example' },
    ]);
  });
});

describe('the kind of alert', () => {
  it('only reports without an actor', () => {
    const { finder, records, clock, isSharedDomain } = fakeParts().parts;
    const kind = zapKind({ finder, records, clock, isSharedDomain });
    assert.equal(kind.remediation, undefined);
    assert.deepEqual(kind.measures, {});
  });

  it('is an event that may be approved and acknowledged', () => {
    const { lasts, approvable, acknowledgeable } = zapKind(fakeParts().parts);
    assert.deepEqual([lasts, approvable, acknowledgeable], ['event', true, true]);
    assert.equal(alertOf().tenantId, tenantId);
  });
});
