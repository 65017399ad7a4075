import assert from 'node:assert/strict';
import {
  acceptedNote,
  containMeasures,
  goneNote,
  type AccountControl,
  type AccountState,
} from '../../../src/alerts/contain.js';
import { ServiceError, TransportError } from '../../../src/lib/errors.js';
import { alertOf } from '../../support/arbitraries.js';
import { contoso } from '../../support/sample-findings.js';

const alert = alertOf(contoso.id, 'ada');
const orderedAt = '2026-01-05T12:00:00.400Z';

/** One account; what is put into `broken` is thrown by the next call. */
class FakeControl implements AccountControl {
  state: AccountState | 'not-found' = { accountEnabled: true };
  broken: Error | undefined;
  readonly calls: string[] = [];

  read(): Promise<AccountState | 'not-found'> {
    return this.#answer('read', this.state);
  }

  revokeSessions(tenantId: string, objectId: string): Promise<void> {
    return this.#answer(`revoke ${tenantId} ${objectId}`, undefined);
  }

  setSignIn(tenantId: string, objectId: string, enabled: boolean): Promise<void> {
    return this.#answer(`${enabled ? 'enable' : 'block'} ${tenantId} ${objectId}`, undefined);
  }

  #answer<T>(call: string, value: T): Promise<T> {
    this.calls.push(call);
    return this.broken ? Promise.reject(this.broken) : Promise.resolve(value);
  }
}

function answered(status: number): ServiceError {
  return new ServiceError(
    'no',
    { service: 'graph', status, serviceCode: 'X' },
    { retryable: false },
  );
}

describe('Containing an account', () => {
  const control = new FakeControl();
  const people = [{ key: 'ada', label: 'ada@contoso.com' }];
  const measures = containMeasures(control, () => people);
  const revoke = measures['revoke-sessions'];
  const block = measures['block-sign-in'];
  assert.ok(revoke && block);
  beforeEach(() => {
    control.state = { accountEnabled: true };
    control.broken = undefined;
    control.calls.length = 0;
  });

  it('is for the people that the kind names, and the two measures are apart', () => {
    assert.deepEqual(Object.keys(measures).sort(), ['block-sign-in', 'revoke-sessions']);
    assert.deepEqual([revoke.targets(alert), block.targets(alert)], [people, people]);
  });

  it('calls sessions revoked only when they were revoked since the order', async () => {
    const seen = async (sessionsValidFrom: string | undefined): Promise<string> => {
      control.state = { accountEnabled: true, sessionsValidFrom };
      return (await revoke.read(alert, 'ada', orderedAt)).kind;
    };
    assert.equal(await seen('2026-01-05T12:00:07Z'), 'in-effect');
    assert.equal(await seen('2026-01-05T12:00:00Z'), 'in-effect', 'whole seconds');
    assert.equal(await seen('2026-01-05T11:59:56Z'), 'in-effect', 'clocks differ by seconds');
    assert.equal(await seen('2026-01-05T11:59:30Z'), 'not-in-effect');
    assert.equal(await seen('2025-01-05T12:00:07Z'), 'not-in-effect');
    assert.equal(await seen(undefined), 'not-in-effect');
  });

  it('says of revoking that it was taken and may take minutes, and offers it again, but no undo', () => {
    assert.equal(revoke.whenAccepted, acceptedNote);
    assert.deepEqual([revoke.revert, revoke.repeatable], [undefined, true]);
    assert.deepEqual([block.whenAccepted, block.repeatable], [undefined, undefined]);
  });

  it('calls sign-in blocked by the account alone', async () => {
    assert.equal((await block.read(alert, 'ada', orderedAt)).kind, 'not-in-effect');
    control.state = { accountEnabled: false };
    assert.equal((await block.read(alert, 'ada', orderedAt)).kind, 'in-effect');
  });

  it('changes the account that was named, in the tenant of the alert', async () => {
    assert.deepEqual(await revoke.apply(alert, 'ada'), { kind: 'sent' });
    assert.deepEqual(await block.apply(alert, 'ada'), { kind: 'sent' });
    assert.deepEqual(await block.revert?.(alert, 'ada'), { kind: 'sent' });
    const where = `${contoso.id} ada`;
    assert.deepEqual(control.calls, [`revoke ${where}`, `block ${where}`, `enable ${where}`]);
  });

  it('can do nothing about an account that is gone', async () => {
    control.state = 'not-found';
    for (const measure of [revoke, block]) {
      const seen = await measure.read(alert, 'ada', orderedAt);
      assert.deepEqual(seen, { kind: 'impossible', note: goneNote });
    }
  });

  it('never takes a failed read for a state', async () => {
    control.broken = answered(403);
    const seen = await block.read(alert, 'ada', orderedAt);
    assert.ok(seen.kind === 'unreadable');
    assert.equal(seen.cause.code, 'permission-missing');
    control.broken = new TypeError('a bug');
    await assert.rejects(block.read(alert, 'ada', orderedAt), TypeError);
  });

  it('says what a failed change may have done, and what to do about a refusal', async () => {
    const lost = { service: 'graph', reason: 'reset', mayHaveArrived: true };
    const results = [];
    for (const error of [
      answered(403),
      answered(404),
      answered(400),
      answered(429),
      answered(504),
      new TransportError('lost', lost),
      new TransportError('never sent', { ...lost, mayHaveArrived: false }),
    ]) {
      control.broken = error;
      const result = await block.apply(alert, 'ada');
      results.push([result.kind, result.kind === 'refused' ? result.note.slice(0, 28) : '']);
    }
    assert.deepEqual(results, [
      ['refused', 'Microsoft Entra refused: the'],
      ['refused', goneNote.slice(0, 28)],
      ['refused', 'Microsoft Entra refused the '],
      ['not-sent', ''],
      ['unknown', ''],
      ['unknown', ''],
      ['not-sent', ''],
    ]);
    control.broken = new TypeError('a bug');
    await assert.rejects(block.apply(alert, 'ada'), TypeError);
  });
});
