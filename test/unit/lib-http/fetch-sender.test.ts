import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { systemClock } from '../../../src/lib/clock.js';
import { TransportError } from '../../../src/lib/errors.js';
import { fetchSender } from '../../../src/lib/http/fetch-sender.js';
import type { HttpResponse } from '../../../src/lib/http/message.js';
import { get } from './answers.js';
import { startScriptedServer } from './scripted-server.js';
import type { Scripted, ScriptedServer } from './scripted-server.js';

const gzip = { 'content-encoding': 'gzip' };

describe('fetchSender', () => {
  let server: ScriptedServer;
  let next: Scripted = {};
  const send = fetchSender({
    service: 'x',
    clock: systemClock,
    attemptTimeoutMs: 200,
    maxBodyBytes: 10_000,
  });
  const ask = (scripted: Scripted): Promise<HttpResponse> => {
    next = scripted;
    return send(get(server.url));
  };

  before(async () => {
    server = await startScriptedServer(() => next);
  });
  after(() => server.close());

  it('gives status, headers and bytes of any answer', async () => {
    const response = await ask({ status: 418, headers: { 'x-kind': 'tea' }, body: 'short' });
    assert.equal(response.status, 418);
    assert.equal(response.headers.get('x-kind'), 'tea');
    assert.deepEqual(response.body, { kind: 'bytes', bytes: Buffer.from('short') });
  });

  it('gives an empty body for 204', async () => {
    const { body } = await ask({ status: 204 });
    assert.deepEqual(body, { kind: 'bytes', bytes: Buffer.alloc(0) });
  });

  it('does not follow a redirect', async () => {
    const before = server.received.length;
    const response = await ask({ status: 302, headers: { location: `${server.url}/elsewhere` } });
    assert.equal(response.status, 302);
    assert.equal(server.received.length, before + 1);
  });

  it('stops reading a body that grows beyond the cap after decompression', async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000));
    assert.ok(bomb.byteLength < 10_000);
    const { status, body } = await ask({ headers: gzip, body: bomb });
    assert.deepEqual([status, body], [200, { kind: 'unreadable', reason: 'too-large' }]);
  });

  it('keeps the status of an answer whose body lies about its encoding', async () => {
    const { status, body } = await ask({ status: 403, headers: gzip, body: Buffer.alloc(40) });
    assert.deepEqual([status, body], [403, { kind: 'unreadable', reason: 'undecodable' }]);
  });

  it('gives up after the time for one attempt, and can not say whether it arrived', async () => {
    await assert.rejects(ask({ silence: 'hang' }), (error: unknown) => {
      assert.ok(error instanceof TransportError);
      assert.deepEqual([error.code, error.mayHaveArrived], ['x.timed-out', true]);
      return true;
    });
  });

  it('calls a cut connection a reset that may have arrived', async () => {
    await assert.rejects(ask({ silence: 'reset' }), {
      name: 'TransportError',
      code: 'x.reset',
      mayHaveArrived: true,
    });
  });

  it('says that a refused connection never arrived', async () => {
    const gone = await startScriptedServer(() => ({}));
    await gone.close();
    await assert.rejects(send(get(gone.url)), {
      code: 'x.refused',
      mayHaveArrived: false,
      retryable: true,
    });
  });

  it('sends nothing after the deadline of the request', async () => {
    const before = server.received.length;
    const late = get(server.url, { deadlineAt: systemClock.monotonicMs() - 1 });
    await assert.rejects(send(late), { code: 'x.deadline', mayHaveArrived: false });
    assert.equal(server.received.length, before);
  });

  it('leaves a mistake of the caller as it is', async () => {
    await assert.rejects(send(get('not a url')), TypeError);
  });
});
