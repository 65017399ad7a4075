import assert from 'node:assert/strict';
import { attemptChange } from '../../../src/lib/change-attempt.js';
import {
  ContractError,
  ServiceError,
  TransportError,
  type ServiceAnswer,
} from '../../../src/lib/errors.js';

function refusing(answer: Partial<ServiceAnswer>, retryable = false): () => Promise<void> {
  const full = { service: 'graph', status: 400, ...answer };
  return () => Promise.reject(new ServiceError('no', full, { retryable }));
}

function unanswered(mayHaveArrived: boolean): () => Promise<void> {
  return () =>
    Promise.reject(
      new TransportError('lost', { service: 'graph', reason: 'reset', mayHaveArrived }),
    );
}

describe('the attempt at a change', () => {
  it('gives the answer of a change that was taken', async () => {
    assert.deepEqual(await attemptChange(() => Promise.resolve(7)), { kind: 'taken', answer: 7 });
  });

  for (const status of [408, 500, 502, 504]) {
    it(`leaves open what ${status} did, even when it could be tried again`, async () => {
      assert.deepEqual(await attemptChange(refusing({ status }, true)), {
        kind: 'unknown',
        code: `graph.${status}`,
      });
    });
  }

  it('knows that a throttled change was not made, and waits as told', async () => {
    assert.deepEqual(await attemptChange(refusing({ status: 429, retryAfterMs: 7000 })), {
      kind: 'not-sent',
      code: 'graph.429',
      retryAfterMs: 7000,
    });
    assert.equal((await attemptChange(refusing({ status: 503 }))).kind, 'not-sent');
  });

  it('names the own code of a service that said no for good', async () => {
    const result = await attemptChange(refusing({ status: 403, serviceCode: 'ErrorAccessDenied' }));
    assert.equal(result.kind === 'refused' && result.code, 'graph.403.ErrorAccessDenied');
  });

  it('tells a lost answer from a request that never left', async () => {
    assert.deepEqual(await attemptChange(unanswered(true)), {
      kind: 'unknown',
      code: 'graph.reset',
    });
    assert.equal((await attemptChange(unanswered(false))).kind, 'not-sent');
  });

  it('takes an answer that can not be read for a change that may have been made', async () => {
    const change = (): Promise<void> =>
      Promise.reject(new ContractError('?', { service: 'graph', path: 'value' }));
    assert.equal((await attemptChange(change)).kind, 'unknown');
  });

  it('rejects for a fault of our own', async () => {
    await assert.rejects(
      attemptChange(() => Promise.reject(new TypeError('ours'))),
      TypeError,
    );
  });
});
