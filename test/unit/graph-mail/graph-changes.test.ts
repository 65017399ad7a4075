import assert from 'node:assert/strict';
import { z } from 'zod';
import { longIntegersAsText } from '../../../src/adapters/graph/long-integers.js';
import { ContractError, ServiceError } from '../../../src/lib/errors.js';
import { startGraph, refused, listed } from './graph-server.js';
import type { GraphServer } from './graph-server.js';

const item = z.object({ id: z.string() });

describe('GraphClient beyond reading lists', () => {
  let graph: GraphServer;
  beforeEach(async () => {
    graph = await startGraph();
  });
  afterEach(() => graph.server.close());

  it('posts JSON with its charset and gives back what the answer holds', async () => {
    graph.onRequest = () => ({ status: 201, body: { id: 'a' } });
    const made = await graph.client.post('things', { name: 'пример' }, item);
    assert.deepEqual(made, { id: 'a' });
    const [asked] = graph.asked;
    assert.deepEqual([asked?.method, asked?.body], ['POST', { name: 'пример' }]);
    assert.equal(asked?.headers['content-type'], 'application/json; charset=utf-8');
  });

  it('takes an answer without a body only where the shape does', async () => {
    graph.onRequest = () => ({ status: 204 });
    await graph.client.patch('things/1', {}, z.undefined());
    await assert.rejects(graph.client.patch('things/1', {}, item), ContractError);
  });

  it('refuses a status that was not expected', async () => {
    graph.onRequest = () => ({ status: 200, body: {} });
    await assert.rejects(
      graph.client.post('order', {}, z.unknown(), { expect: [202] }),
      ServiceError,
    );
  });

  it('sends a change again after 429 and never after 503', async () => {
    let answers = [refused(429, 'TooMany', { 'retry-after': '7' }), { status: 202 }];
    graph.onRequest = () => answers.shift() ?? { status: 500 };
    await graph.client.post('order', {}, z.unknown());
    assert.equal(graph.asked.length, 2);
    assert.ok(graph.clock.waits.includes(7000));
    answers = [refused(503, 'Busy'), { status: 202 }];
    await assert.rejects(graph.client.post('order', {}, z.unknown()), ServiceError);
    assert.equal(graph.asked.length, 3);
  });

  it('gives bytes as they are, up to the limit', async () => {
    const mime = Buffer.from([0xff, 0x00, 0x0d, 0x0a]);
    graph.onRequest = () => ({ body: mime });
    assert.deepEqual(Buffer.from(await graph.client.bytes('users/x/m/$value', 4)), mime);
    await assert.rejects(graph.client.bytes('users/ida@contoso.example/m/$value', 3), (error) => {
      assert.ok(error instanceof ContractError);
      assert.equal(error.path, 'users/{id}/m/$value');
      return true;
    });
  });

  it('reads a long list up to a number, and says that it goes on', async () => {
    const next = `${graph.server.url}/graph/v1.0/things?$skiptoken=2`;
    graph.onRequest = () => ({
      body: { value: [{ id: '1' }, { id: '2' }], '@odata.nextLink': next },
    });
    assert.deepEqual(await graph.client.listUpTo(2, 'things', item), {
      items: [{ id: '1' }, { id: '2' }],
      truncated: true,
    });
    assert.equal(graph.asked.length, 1);
    graph.onRequest = () => listed({ id: '1' }, { id: '2' });
    assert.equal((await graph.client.listUpTo(2, 'things', item)).truncated, false);
    assert.equal((await graph.client.listUpTo(1, 'things', item)).truncated, true);
  });
});

describe('longIntegersAsText', () => {
  const changed = (text: string): string => {
    const body = longIntegersAsText({ kind: 'bytes', bytes: Buffer.from(text) });
    return body.kind === 'bytes' ? body.bytes.toString() : body.reason;
  };

  it('keeps all digits of a 64-bit number', () => {
    assert.equal(
      changed('{"id":18446744073709551615,"n":-9223372036854775808}'),
      '{"id":"18446744073709551615","n":"-9223372036854775808"}',
    );
  });

  it('leaves short numbers, fractions, exponents and strings alone', () => {
    for (const text of [
      '{"a":123456789012345,"b":0.12345678901234567,"c":12345678901234567e3}',
      '{"a":"12345678901234567890","\\"12345678901234567890":1}',
      '"\\\\" 1',
    ]) {
      assert.equal(changed(text), text);
    }
  });

  it('passes over a megabyte of digits or quotes without hanging', () => {
    assert.equal(changed('9'.repeat(1_000_000)).length, 1_000_002);
    assert.equal(changed('"'.repeat(1_000_001)).length, 1_000_001);
  });
});
