import assert from 'node:assert/strict';
import { request as httpRequest, type ClientRequest } from 'node:http';
import { readBody, type BodyResult } from '../../../src/adapters/teams/read-body.js';
import { systemClock } from '../../../src/lib/clock.js';
import { listen, type Listening } from './channel-fixture.js';

const limits = { largest: 1_000, timeoutMs: 200 };

interface Reading {
  readonly result: BodyResult;
  /** What had come through the socket when the reader made up its mind. */
  readonly bytesRead: number;
}

describe('body reader', () => {
  let server: Listening;
  let reading: Promise<Reading>;

  beforeEach(async () => {
    let done: (reading: Reading) => void = () => undefined;
    reading = new Promise((resolve) => {
      done = resolve;
    });
    server = await listen((request, response) => {
      void readBody(request, limits, systemClock).then((result) => {
        done({ result, bytesRead: request.socket.bytesRead });
        response.setHeader('connection', 'close').end();
      });
    });
  });

  afterEach(() => server.close());

  function start(headers: Readonly<Record<string, string>> = {}): ClientRequest {
    // A sender that is cut off sees a broken connection: the reader's answer is what counts here.
    return httpRequest(server.url, { method: 'POST', headers }).on('error', () => undefined);
  }

  it('gives all bytes of a body of exactly the limit', async () => {
    start().end(Buffer.alloc(1_000, 97));
    const { result } = await reading;
    assert.ok(result.ok);
    assert.equal(result.body.toString('utf8'), 'a'.repeat(1_000));
  });

  it('refuses one byte more', async () => {
    start({ 'transfer-encoding': 'chunked' }).end(Buffer.alloc(1_001));
    assert.deepEqual((await reading).result, { ok: false, status: 413, code: 'too-large' });
  });

  it('does not wait for the rest of an endless body', async () => {
    const request = start({ 'transfer-encoding': 'chunked' });
    const push = (): void => {
      if (!request.destroyed) request.write(Buffer.alloc(64 * 1024), push);
    };
    push();
    const { result, bytesRead } = await reading;
    assert.equal(result.ok, false);
    assert.ok(bytesRead < 1_000_000, `${bytesRead} bytes`);
    request.destroy();
  });

  it('refuses any encoding but identity without reading', async () => {
    start({ 'content-encoding': 'br' }).end('x');
    assert.deepEqual((await reading).result, { ok: false, status: 415, code: 'content-encoding' });
  });

  it('refuses a body that breaks off', async () => {
    const request = start({ 'content-length': '500' });
    request.write('{', () => request.destroy());
    assert.deepEqual((await reading).result, { ok: false, status: 400, code: 'body-incomplete' });
  });

  it('refuses a body that stops coming', async () => {
    const request = start({ 'content-length': '500' });
    request.write('{');
    assert.deepEqual((await reading).result, { ok: false, status: 400, code: 'body-timeout' });
    request.destroy();
  });
});
