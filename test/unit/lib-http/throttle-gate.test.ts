import assert from 'node:assert/strict';
import { ServiceError } from '../../../src/lib/errors.js';
import type { HttpRequest } from '../../../src/lib/http/message.js';
import { pipeline } from '../../../src/lib/http/policy.js';
import { throttleGate } from '../../../src/lib/http/throttle-gate.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { answer, get, scriptedSend } from './answers.js';
import type { ScriptedAnswer } from './answers.js';

const url = 'https://service.example/list';

function setUp(clock: VirtualClock, ...answers: ScriptedAnswer[]) {
  const times: number[] = [];
  const { send } = scriptedSend(...answers);
  const gate = throttleGate({ service: 'x', clock });
  const timed = (request: HttpRequest) => {
    times.push(clock.monotonicMs());
    return send(request);
  };
  return { times, gate, send: pipeline([gate.policy], timed) };
}

const throttled = (seconds: number) =>
  answer(429, { headers: { 'retry-after': seconds.toString() } });

describe('throttleGate', () => {
  it('holds back every other call until the time that one answer named', async () => {
    const clock = new VirtualClock();
    const { send, times } = setUp(clock, throttled(20), answer(200));
    await send(get(url));
    const others = Promise.all([send(get(url)), send(get(url))]);
    await clock.advance(19_999);
    assert.deepEqual(times, [0]);
    await clock.advance(1);
    await others;
    assert.deepEqual(times, [0, 20_000, 20_000]);
  });

  it('waits on when another answer closes it for longer meanwhile', async () => {
    const clock = new VirtualClock();
    const { send, times, gate } = setUp(clock, throttled(10), answer(200));
    await send(get(url));
    const other = send(get(url));
    await clock.advance(5_000);
    gate.holdBack(30_000);
    await clock.advance(29_999);
    assert.deepEqual(times, [0]);
    await clock.advance(1);
    await other;
    assert.deepEqual(times, [0, 35_000]);
  });

  it('does not open earlier for a shorter time named later', async () => {
    const clock = new VirtualClock();
    const { send, times, gate } = setUp(clock, answer(200));
    gate.holdBack(60_000);
    gate.holdBack(1_000);
    const call = send(get(url));
    await clock.advance(60_000);
    await call;
    assert.deepEqual(times, [60_000]);
  });

  it('refuses without sending what would wait too long, and says for how long', async () => {
    const clock = new VirtualClock();
    const { send, times } = setUp(clock, throttled(3_600), answer(200));
    await send(get(url));
    await assert.rejects(send(get(url)), (error: unknown) => {
      assert.ok(error instanceof ServiceError);
      assert.equal(error.retryable, true);
      assert.deepEqual([error.answer.status, error.answer.retryAfterMs], [429, 3_600_000]);
      return true;
    });
    assert.deepEqual(times, [0]);
  });

  it('refuses what would wait past its own deadline', async () => {
    const clock = new VirtualClock();
    const { send } = setUp(clock, throttled(60), answer(200));
    await send(get(url));
    await assert.rejects(send(get(url, { deadlineAt: 59_000 })), ServiceError);
  });

  it('tries again after a day at the latest', async () => {
    const clock = new VirtualClock();
    const { send, times } = setUp(clock, throttled(30 * 86_400), answer(200));
    await send(get(url));
    await clock.advance(86_400_000);
    await send(get(url));
    assert.deepEqual(times, [0, 86_400_000]);
  });

  it('ignores a Retry-After on a successful answer', async () => {
    const clock = new VirtualClock();
    const { send, times } = setUp(clock, answer(200, { headers: { 'retry-after': '60' } }));
    await send(get(url));
    await send(get(url));
    assert.deepEqual(times, [0, 0]);
  });
});
