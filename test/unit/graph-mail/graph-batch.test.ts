import assert from 'node:assert/strict';
import { z } from 'zod';
import type { GraphRequest } from '../../../src/adapters/graph/graph-batch-message.js';
import { ContractError, ServiceError } from '../../../src/lib/errors.js';
import { startGraph, refused } from './graph-server.js';
import type { GraphServer } from './graph-server.js';

const read = (id: string, path = `things/${id}`): GraphRequest => ({ id, method: 'GET', path });
const item = z.object({ id: z.string() });

describe('Graph batches', () => {
  let graph: GraphServer;
  beforeEach(async () => {
    graph = await startGraph();
    graph.onRequest = ({ path }) => ({ body: { id: path } });
  });
  afterEach(() => graph.server.close());

  it('send twenty at a time and tell answers apart by id', async () => {
    const ids = Array.from({ length: 45 }, (_, i) => `${i}`);
    const results = await graph.client.batch(ids.map((id) => read(id)));
    assert.deepEqual([...graph.batches].sort(), [20, 20, 5]);
    for (const id of ids) {
      assert.deepEqual(results.get(id), {
        kind: 'answer',
        status: 200,
        body: { id: `things/${id}` },
      });
    }
  });

  it('hold no more than four requests of one mailbox under way', async () => {
    const requests = Array.from({ length: 10 }, (_, i) =>
      read(`${i}`, `users/${i % 2 === 0 ? 'Ida' : 'ida'}/messages/${i}`),
    );
    await graph.client.batch(requests);
    assert.deepEqual(graph.batches, [4, 4, 2]);
  });

  it('carry each item’s own headers and a body with its type', async () => {
    await graph.client.batch([
      { id: 'a', method: 'POST', path: 'x', headers: { Prefer: 'IdType="ImmutableId"' }, body: {} },
    ]);
    assert.deepEqual(graph.asked[0]?.headers, {
      'Content-Type': 'application/json',
      Prefer: 'IdType="ImmutableId"',
    });
  });

  it('repeat one throttled item alone, as late as it asks, and hold back nobody else', async () => {
    let refusals = 1;
    graph.onRequest = ({ path }) =>
      path === 'things/2' && refusals-- > 0
        ? refused(429, 'MailboxConcurrency', { 'Retry-After': '9' })
        : { body: { id: path } };
    const results = await graph.client.batch(['1', '2', '3'].map((id) => read(id)));
    assert.equal(results.get('2')?.kind, 'answer');
    assert.deepEqual(graph.batches, [3, 1]);
    assert.deepEqual(graph.clock.waits, [9000]);
  });

  it('give up on an item after five tries, or when it asks for too long', async () => {
    graph.onRequest = () => refused(503, 'Busy', { 'Retry-After': '1' });
    const results = await graph.client.batch([read('1')]);
    assert.equal(results.get('1')?.kind, 'failed');
    assert.equal(graph.asked.length, 5);
    graph.onRequest = () => refused(429, 'Busy', { 'Retry-After': '3600' });
    assert.equal((await graph.client.batch([read('1')])).get('1')?.kind, 'failed');
    assert.equal(graph.asked.length, 6);
  });

  it('repeat a change after 429 only', async () => {
    const change: GraphRequest = { id: 'c', method: 'POST', path: 'c', body: {} };
    graph.onRequest = () => refused(504, 'Timeout');
    const results = await graph.client.batch([change]);
    const result = results.get('c');
    assert.ok(result?.kind === 'failed' && result.error instanceof ServiceError);
    assert.deepEqual([result.error.answer.status, graph.asked.length], [504, 1]);
    graph.onRequest = () =>
      graph.asked.length < 3 ? refused(429, 'Busy') : { status: 201, body: {} };
    assert.equal((await graph.client.batch([change])).get('c')?.kind, 'answer');
  });

  it('make a failure of what was left out, refused, or answered twice', async () => {
    graph.onBatch = (responses) => ({ body: { responses: responses.slice(1) } });
    const left = await graph.client.batch([read('1'), read('2')]);
    const missing = left.get('2');
    assert.ok(missing?.kind === 'failed' && missing.error instanceof ContractError);
    assert.equal(left.get('1')?.kind, 'answer');
    graph.onBatch = (responses) => ({ body: { responses: [...responses, ...responses] } });
    assert.equal((await graph.client.batch([read('1')])).get('1')?.kind, 'failed');
    graph.onBatch = () => refused(403, 'Denied');
    const denied = (await graph.client.batch([read('1')])).get('1');
    assert.ok(denied?.kind === 'failed' && denied.error instanceof ServiceError);
    assert.equal(denied.error.answer.serviceCode, 'Denied');
  });

  it('name no mailbox in an error', async () => {
    graph.onBatch = () => ({ body: { responses: [] } });
    const result = (
      await graph.client.batch([read('1', 'users/ida@contoso.example/messages?$filter=x')])
    ).get('1');
    assert.ok(result?.kind === 'failed');
    assert.doesNotMatch(JSON.stringify(result.error) + result.error.message, /ida/);
  });

  it('refuse two requests with one id', async () => {
    await assert.rejects(graph.client.batch([read('1'), read('1')]), TypeError);
  });
});

describe('Lists in batches', () => {
  let graph: GraphServer;
  beforeEach(async () => {
    graph = await startGraph();
  });
  afterEach(() => graph.server.close());

  it('follow next links within batches until each list ends', async () => {
    const root = `${graph.server.url}/graph/v1.0/`;
    graph.onRequest = ({ path, query }) => {
      const page = Number(query.get('$skiptoken') ?? 1);
      const last = path === 'a' ? 3 : 1;
      const next = { '@odata.nextLink': `${root}${path}?$skiptoken=${page + 1}` };
      return { body: { value: [{ id: `${path}${page}` }], ...(page < last ? next : {}) } };
    };
    const requests = ['a', 'b'].map((id) => ({ id, path: id, headers: { Prefer: 'x' } }));
    const results = await graph.client.lists(requests, item);
    assert.deepEqual(results.get('a'), {
      kind: 'items',
      items: [{ id: 'a1' }, { id: 'a2' }, { id: 'a3' }],
    });
    assert.deepEqual(results.get('b'), { kind: 'items', items: [{ id: 'b1' }] });
    assert.ok(graph.asked.every(({ headers, batch }) => headers['Prefer'] === 'x' && batch > 0));
  });

  it('fail where a link leaves the service, runs in a circle, or a page breaks off', async () => {
    const root = `${graph.server.url}/graph/v1.0/`;
    const links: Readonly<Record<string, string>> = {
      away: 'https://collector.example/v1.0/x',
      circle: `${root}circle`,
    };
    graph.onRequest = ({ path, query }) =>
      query.has('$skiptoken')
        ? refused(410, 'syncStateNotFound')
        : {
            body: {
              value: [{ id: '1' }],
              '@odata.nextLink': links[path] ?? `${root}${path}?$skiptoken=2`,
            },
          };
    const requests = ['away', 'circle', 'broken'].map((id) => ({ id, path: id }));
    const results = await graph.client.lists(requests, item);
    assert.deepEqual(
      [...results.values()].map(({ kind }) => kind),
      ['failed', 'failed', 'failed'],
    );
  });
});
