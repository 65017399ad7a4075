import assert from 'node:assert/strict';
import { ContractError, ServiceError, TransportError } from '../../../src/lib/errors.js';
import { judgeRestFailure } from '../../../src/lib/rest-failure.js';
import { AttemptTimeoutError, type Verdict } from '../../../src/lib/retry-loop.js';

const now = new Date('2026-01-05T08:00:00.000Z');
const judge = (error: unknown): Verdict => judgeRestFailure('tables', error, now);

function answer(statusCode: number, headers: Record<string, string> = {}): unknown {
  const response = { headers: { get: (name: string): string | undefined => headers[name] } };
  return Object.assign(new Error('no'), { statusCode, response });
}

describe('What a REST client threw', () => {
  it('may be tried again for passing statuses only', () => {
    const again = (status: number): string => judge(answer(status)).again;
    for (const status of [408, 429, 500, 502, 503, 504]) {
      assert.equal(again(status), 'while-tries-last', String(status));
    }
    for (const status of [400, 401, 403, 404, 409, 412, 413, 501, 505]) {
      assert.equal(again(status), 'never', String(status));
    }
  });

  it('is waited for as the service asked, and five seconds for a bare 429', () => {
    const wait = (status: number, headers = {}): number =>
      judge(answer(status, headers)).waitAtLeastMs;
    assert.equal(wait(503, { 'retry-after': '7' }), 7_000);
    assert.equal(wait(429, { 'x-ms-retry-after-ms': '1500' }), 1_500);
    assert.equal(wait(503, { 'retry-after': 'Mon, 05 Jan 2026 08:01:00 GMT' }), 60_000);
    assert.equal(wait(429), 5_000);
    assert.equal(wait(503), 0);
  });

  it('carries the code of tables and of queues, and the request id', () => {
    const table = Object.assign(answer(409, { 'x-ms-request-id': 'r-1' }) as Error, {
      details: { odataError: { code: 'EntityAlreadyExists' } },
    });
    const { error } = judge(table);
    assert.ok(error instanceof ServiceError);
    assert.equal(error.answer.serviceCode, 'EntityAlreadyExists');
    assert.equal(error.answer.requestId, 'r-1');
    const queue = judge(Object.assign(answer(404) as Error, { code: 'MessageNotFound' })).error;
    assert.ok(queue instanceof ServiceError);
    assert.equal(queue.answer.serviceCode, 'MessageNotFound');
  });

  it('knows what certainly never arrived', () => {
    const arrived = (code: string): boolean => {
      const { error } = judge(Object.assign(new Error('x'), { code }));
      assert.ok(error instanceof TransportError);
      return error.mayHaveArrived;
    };
    assert.deepEqual(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'].map(arrived), [
      false,
      false,
      false,
    ]);
    assert.deepEqual(['ECONNRESET', 'EPIPE', 'EHOSTUNREACH', 'ENEW'].map(arrived), [
      true,
      true,
      true,
      true,
    ]);
  });

  it('is tried once more when the code is unknown, and as often as possible after a time-out', () => {
    assert.equal(judge(Object.assign(new Error('x'), { code: 'ENEW' })).again, 'once');
    assert.equal(judge('text').again, 'once');
    assert.equal(judge(new AttemptTimeoutError('late')).again, 'while-tries-last');
    assert.equal(
      judge(new AttemptTimeoutError('late')).error.message,
      'No answer from tables (timeout).',
    );
  });

  it('passes on our own errors and programming errors as they are', () => {
    const contract = new ContractError('x', { service: 'tables', path: 'y' });
    for (const error of [contract, new TypeError('x'), new RangeError('x')]) {
      assert.deepEqual(judge(error), { error, again: 'never', waitAtLeastMs: 0 });
    }
  });
});
