import assert from 'node:assert/strict';
import { transportError } from '../../../src/lib/http/transport-fault.js';

function failed(code: string, syscall?: string): TypeError {
  const cause = Object.assign(new Error('inner'), { code, ...(syscall ? { syscall } : {}) });
  return new TypeError('fetch failed', { cause });
}

const table: readonly (readonly [string, string | undefined, string, boolean, boolean])[] = [
  ['ECONNREFUSED', 'connect', 'refused', false, true],
  ['ENOTFOUND', 'getaddrinfo', 'name-not-found', false, true],
  ['EAI_AGAIN', 'getaddrinfo', 'name-lookup-failed', false, true],
  ['EHOSTUNREACH', 'connect', 'host-unreachable', false, true],
  ['EHOSTUNREACH', 'read', 'host-unreachable', true, true],
  ['ENETUNREACH', 'connect', 'network-unreachable', false, true],
  ['ETIMEDOUT', 'connect', 'timed-out', false, true],
  ['ETIMEDOUT', 'read', 'timed-out', true, true],
  ['EPIPE', 'write', 'broken-pipe', true, true],
  ['ECONNRESET', 'read', 'reset', true, true],
  ['UND_ERR_CONNECT_TIMEOUT', undefined, 'connect-timed-out', false, true],
  ['UND_ERR_SOCKET', undefined, 'reset', true, true],
  ['UND_ERR_NEVER_HEARD_OF', undefined, 'protocol', true, true],
  ['CERT_HAS_EXPIRED', undefined, 'certificate', false, false],
  ['EWHATEVER', undefined, 'unknown', true, true],
];

describe('transportError', () => {
  for (const [code, syscall, reason, arrived, retryable] of table) {
    it(`says ${reason} for ${code} in ${syscall ?? 'no call'}`, () => {
      const error = transportError(failed(code, syscall), 'x');
      assert.ok(error);
      assert.deepEqual(
        [error.code, error.mayHaveArrived, error.retryable],
        [`x.${reason}`, arrived, retryable],
      );
    });
  }

  it('looks into the error of several addresses', () => {
    const inner = Object.assign(new Error('inner'), { code: 'ECONNREFUSED', syscall: 'connect' });
    const cause = new AggregateError([inner, inner]);
    const error = transportError(new TypeError('fetch failed', { cause }), 'x');
    assert.equal(error?.code, 'x.refused');
  });

  it('takes nothing of the inner message into its own', () => {
    const cause = Object.assign(new Error('token=abc'), { code: 'ECONNRESET' });
    const error = transportError(new TypeError('fetch failed', { cause }), 'x');
    assert.ok(error !== undefined && !error.message.includes('abc'));
  });

  it('is not made for errors that fetch raised before sending', () => {
    assert.equal(transportError(new TypeError('bad header'), 'x'), undefined);
    assert.equal(transportError(failed('ERR_INVALID_URL'), 'x'), undefined);
  });
});
