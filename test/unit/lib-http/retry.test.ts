import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TransportError } from '../../../src/lib/errors.js';
import { backoffMs } from '../../../src/lib/http/backoff.js';
import type { HttpRequest } from '../../../src/lib/http/message.js';
import { pipeline } from '../../../src/lib/http/policy.js';
import { retry } from '../../../src/lib/http/retry.js';
import type { RetryOptions } from '../../../src/lib/http/retry.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { answer, get, scriptedSend } from './answers.js';
import type { ScriptedAnswer } from './answers.js';

function silence(reason: string, mayHaveArrived: boolean, retryable = true): TransportError {
  return new TransportError('silence', { service: 'x', reason, mayHaveArrived, retryable });
}

function setUp(
  answers: ScriptedAnswer[],
  options: Partial<RetryOptions> = {},
): {
  clock: VirtualClock;
  sent: HttpRequest[];
  send: (request: HttpRequest) => Promise<{ status: number }>;
} {
  const clock = new VirtualClock({ skipping: true });
  const { send, sent } = scriptedSend(...answers);
  const policy = retry({ clock, random: () => 0.5, ...options });
  return { clock, sent, send: pipeline([policy], send) };
}

const url = 'https://service.example/list';

describe('retry', () => {
  for (const status of [408, 500, 502, 503, 504]) {
    it(`repeats an idempotent request after ${status}, with growing waits`, async () => {
      const { clock, send, sent } = setUp([answer(status), answer(status), answer(200)]);
      assert.equal((await send(get(url))).status, 200);
      assert.equal(sent.length, 3);
      assert.deepEqual(clock.waits, [500, 1_000]);
    });
  }

  for (const status of [400, 401, 403, 404, 501]) {
    it(`does not repeat after ${status}`, async () => {
      const { send, sent } = setUp([answer(status)]);
      assert.equal((await send(get(url))).status, status);
      assert.equal(sent.length, 1);
    });
  }

  it('waits as long as Retry-After says, and no less for its jitter', async () => {
    const throttled = answer(429, { headers: { 'retry-after': '17' } });
    const { clock, send } = setUp([throttled, answer(200)], { random: () => 0 });
    await send(get(url));
    assert.deepEqual(clock.waits, [17_000]);
  });

  it('waits at least five seconds, doubling, after a 429 that names no time', async () => {
    const { clock, send } = setUp([answer(429), answer(429), answer(200)], { random: () => 0 });
    await send(get(url));
    assert.deepEqual(clock.waits, [5_000, 10_000]);
  });

  it('hands back at once an answer whose Retry-After is beyond five minutes', async () => {
    const throttled = answer(429, { headers: { 'retry-after': '301' } });
    const { clock, send, sent } = setUp([throttled], { operationMs: 3_600_000 });
    assert.equal((await send(get(url))).status, 429);
    assert.deepEqual([sent.length, clock.waits], [1, []]);
  });

  it('hands back at once an answer whose Retry-After is beyond the deadline', async () => {
    const throttled = answer(503, { headers: { 'retry-after': '30' } });
    const { clock, send, sent } = setUp([throttled]);
    assert.equal((await send(get(url, { deadlineAt: 29_000 }))).status, 503);
    assert.deepEqual([sent.length, clock.waits], [1, []]);
  });

  it('does not turn a Retry-After of thirty days into a timer', async () => {
    const throttled = answer(429, { headers: { 'retry-after': '2592000' } });
    const { clock, send, sent } = setUp([throttled], { operationMs: Number.MAX_SAFE_INTEGER });
    await send(get(url));
    assert.deepEqual([sent.length, clock.waits], [1, []]);
  });

  it('gives up after five attempts with the last answer', async () => {
    const { send, sent } = setUp([answer(500)]);
    assert.equal((await send(get(url))).status, 500);
    assert.equal(sent.length, 5);
  });

  it('repeats a change only after 429, because only then was it certainly not made', async () => {
    const change = get(url, { method: 'POST', idempotent: false });
    const throttled = setUp([answer(429), answer(200)]);
    assert.equal((await throttled.send(change)).status, 200);
    for (const status of [500, 503, 504]) {
      const failing = setUp([answer(status), answer(200)]);
      assert.equal((await failing.send(change)).status, status);
      assert.equal(failing.sent.length, 1);
    }
  });

  it('does not repeat a change whose answer was lost', async () => {
    const { send, sent } = setUp([silence('reset', true), answer(200)]);
    const change = get(url, { method: 'POST', idempotent: false });
    await assert.rejects(send(change), { name: 'TransportError', mayHaveArrived: true });
    assert.equal(sent.length, 1);
  });

  it('repeats a change that never arrived', async () => {
    const { send } = setUp([silence('refused', false), answer(200)]);
    const change = get(url, { method: 'POST', idempotent: false });
    assert.equal((await send(change)).status, 200);
  });

  it('repeats after a failure of unknown kind once only', async () => {
    const { send, sent } = setUp([silence('unknown', true)]);
    await assert.rejects(send(get(url)), { code: 'x.unknown' });
    assert.equal(sent.length, 2);
  });

  it('does not repeat what repeating can not mend', async () => {
    const { send, sent } = setUp([silence('certificate', false, false)]);
    await assert.rejects(send(get(url)), { code: 'x.certificate' });
    assert.equal(sent.length, 1);
  });

  it('lets errors of other kinds through untouched', async () => {
    const { send, sent } = setUp([new TypeError('bug')]);
    await assert.rejects(send(get(url)), TypeError);
    assert.equal(sent.length, 1);
  });

  it('repeats answers that the service means as passing', async () => {
    const isTransient = (response: { status: number }) => response.status === 400;
    const { send, sent } = setUp([answer(400), answer(200)], { isTransient });
    assert.equal((await send(get(url))).status, 200);
    assert.equal(sent.length, 2);
  });

  it('ends by the deadline, whatever is scripted', async () => {
    const { clock, send } = setUp([answer(429)], { operationMs: 12_000 });
    await send(get(url));
    assert.ok(clock.monotonicMs() <= 12_000);
  });
});

describe('backoffMs', () => {
  it('never undercuts Retry-After and never waits for ever', () => {
    const parts = {
      attempt: fc.integer({ min: 1, max: 40 }),
      throttled: fc.boolean(),
      random: fc.double({ min: 0, max: 0.999, noNaN: true }),
      asked: fc.option(fc.integer({ min: 0, max: 1e9 }), { nil: undefined }),
    };
    fc.assert(
      fc.property(fc.record(parts), ({ asked, ...failed }) => {
        const wait = backoffMs({ ...failed, retryAfterMs: asked });
        assert.ok(wait >= (asked ?? 0));
        assert.ok(wait <= Math.max(asked ?? 0, 128_000));
      }),
    );
  });
});
