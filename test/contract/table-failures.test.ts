import assert from 'node:assert/strict';
import { TableClient } from '@azure/data-tables';
import type { Write } from '../../src/alerts/ports.js';
import { TableAlertStore } from '../../src/adapters/tables/alert-store.js';
import { TableClaimStore } from '../../src/adapters/tables/claim-store.js';
import { TableDocumentStore } from '../../src/adapters/tables/document-store.js';
import { connectTables } from '../../src/adapters/tables/table-client.js';
import { systemClock } from '../../src/lib/clock.js';
import { ContractError, ServiceError, TransportError } from '../../src/lib/errors.js';
import type { TenantId } from '../../src/tenants/tenant.js';
import { alertOf, outboxOf } from '../support/arbitraries.js';
import { connectionStringFor } from '../support/azurite.js';
import { sharedAzurite } from '../support/shared-azurite.js';
import { collect, freshName } from './backends.js';
import { once, pass, startLossyProxy, type LossyProxy, type SeenRequest } from './lossy-proxy.js';

const contoso = '11111111-1111-4111-8111-111111111111' as TenantId;
const fabrikam = '22222222-2222-4222-8222-222222222222' as TenantId;

const policy = { tries: 4, attemptMs: 400, totalMs: 5_000, backoffMs: 10, longestBackoffMs: 20 };

const isBatch = ({ url }: SeenRequest): boolean => url.includes('$batch');
const isSingle =
  (method: string) =>
  (seen: SeenRequest): boolean =>
    seen.method === method && !isBatch(seen);

const insertAlert = (value: ReturnType<typeof alertOf>): Write => ({
  type: 'alert',
  value,
  etag: undefined,
});

describe('The tables, when the service fails', () => {
  let proxy: LossyProxy;
  let name: string;
  let store: TableAlertStore;
  let documents: TableDocumentStore;
  let claims: TableClaimStore;
  /** Straight to Azurite, for looking and for rivals. */
  let raw: TableClient;
  let rival: TableDocumentStore;

  beforeEach(async () => {
    const azurite = await sharedAzurite();
    proxy = await startLossyProxy(azurite.tablePort);
    name = freshName();
    const storage = connectionStringFor(proxy.port, azurite.queuePort);
    const table = await connectTables({ storage, prefix: name, clock: systemClock, policy });
    store = new TableAlertStore(table);
    documents = new TableDocumentStore(table);
    claims = new TableClaimStore(table, systemClock);
    raw = TableClient.fromConnectionString(azurite.connectionString, name, {
      allowInsecureConnection: true,
    });
    rival = new TableDocumentStore(
      await connectTables({ storage: azurite.connectionString, prefix: name, clock: systemClock }),
    );
  });
  afterEach(() => proxy.stop());

  it('takes an insert for written whose answer was lost', async () => {
    proxy.decide(once(isSingle('POST'), { kind: 'lose-answer' }));
    assert.equal(await documents.write('c', 'k', 1, undefined), 'written');
    assert.equal((await documents.read('c', 'k'))?.value, 1);
    assert.equal(proxy.seen.filter(isSingle('POST')).length, 3, 'table, lost, repeated');
  });

  it('gives a claim to the caller whose answer was lost', async () => {
    proxy.decide(once(isSingle('POST'), { kind: 'lose-answer' }));
    assert.equal(await claims.claim('slot'), true);
    assert.equal(await claims.claim('slot'), false);
  });

  it('takes a replacement for written whose answer was lost', async () => {
    await documents.write('c', 'k', 1, undefined);
    const etag = (await documents.read('c', 'k'))?.etag;
    proxy.decide(once(isSingle('PUT'), { kind: 'lose-answer' }));
    assert.equal(await documents.write('c', 'k', 2, etag), 'written');
    assert.equal((await documents.read('c', 'k'))?.value, 2);
  });

  it('takes a row for removed whose answer was lost', async () => {
    await documents.write('c', 'k', 1, undefined);
    const etag = (await documents.read('c', 'k'))?.etag;
    assert.ok(etag);
    proxy.decide(once(isSingle('DELETE'), { kind: 'lose-answer' }));
    assert.equal(await documents.remove('c', 'k', etag), 'removed');
  });

  it('takes a transaction for committed whose answer was lost', async () => {
    await store.commit(contoso, [insertAlert(alertOf(contoso, 'first'))]);
    proxy.decide(
      once((seen) => isBatch(seen) && seen.body.includes('outbox|'), { kind: 'lose-answer' }),
    );
    const result = await store.commit(contoso, [
      insertAlert(alertOf(contoso, 'a')),
      { type: 'outbox', value: outboxOf(contoso, 'o'), etag: undefined },
    ]);
    assert.equal(result, 'committed');
    assert.ok(await store.outboxEntry(contoso, 'o'));
  });

  it('takes it for committed even if somebody has changed the first row since', async () => {
    const alert = alertOf(contoso, 'a');
    let lost = false;
    proxy.decide(async (seen) => {
      if (!isBatch(seen) || !seen.body.includes('outbox|')) return pass;
      if (!lost) {
        lost = true;
        return { kind: 'lose-answer' };
      }
      const row = await raw.getEntity(contoso, `alert|${alert.id}`);
      await raw.updateEntity({ ...row, opId: 'a rival' } as never, 'Replace', { etag: row.etag });
      return pass;
    });
    const result = await store.commit(contoso, [
      insertAlert(alert),
      { type: 'outbox', value: outboxOf(contoso, 'o'), etag: undefined },
    ]);
    assert.equal(result, 'committed');
  });

  it('still sees a true conflict after a retry', async () => {
    await documents.write('c', 'k', 1, undefined);
    const etag = (await documents.read('c', 'k'))?.etag;
    proxy.decide(once(isSingle('PUT'), { kind: 'answer', status: 503 }));
    await rival.write('c', 'k', 'rival', etag);
    assert.equal(await documents.write('c', 'k', 2, etag), 'conflict');
    assert.equal((await documents.read('c', 'k'))?.value, 'rival');
  });

  it('says conflict, not removed, when a rival removed the row before the first try', async () => {
    await documents.write('c', 'k', 1, undefined);
    const etag = (await documents.read('c', 'k'))?.etag;
    assert.ok(etag);
    await rival.remove('c', 'k', etag);
    assert.equal(await documents.remove('c', 'k', etag), 'conflict');
  });

  it('abandons an attempt that gets no answer, and tries again', async () => {
    proxy.decide(once(isSingle('GET'), { kind: 'hang' }));
    assert.equal(await documents.read('c', 'k'), undefined);
  });

  it('gives up after the tries, with a typed error', async () => {
    proxy.decide(() => ({ kind: 'answer', status: 503, headers: { 'x-ms-request-id': 'r-1' } }));
    const before = proxy.seen.length;
    await assert.rejects(documents.read('c', 'k'), (error: unknown) => {
      assert.ok(error instanceof ServiceError);
      assert.deepEqual([error.code, error.retryable], ['tables.503', true]);
      assert.equal(error.answer.requestId, 'r-1');
      return true;
    });
    assert.equal(proxy.seen.length - before, policy.tries);
  });

  it('does not sit out a Retry-After that is longer than its time', async () => {
    proxy.decide(() => ({ kind: 'answer', status: 503, headers: { 'retry-after': '3600' } }));
    const before = proxy.seen.length;
    await assert.rejects(documents.read('c', 'k'), (error: unknown) => {
      assert.ok(error instanceof ServiceError);
      assert.equal(error.answer.retryAfterMs, 3_600_000);
      return true;
    });
    assert.equal(proxy.seen.length - before, 1);
  });

  it('asks once only when the answer is a plain no', async () => {
    proxy.decide(() => ({ kind: 'answer', status: 403 }));
    const before = proxy.seen.length;
    await assert.rejects(
      documents.write('c', 'k', 1, undefined),
      (error: unknown) => error instanceof ServiceError && !error.retryable,
    );
    assert.equal(proxy.seen.length - before, 1);
  });

  it('says that nothing arrived when nobody listens', async () => {
    await proxy.stop();
    await assert.rejects(
      documents.read('c', 'k'),
      (error: unknown) =>
        error instanceof TransportError &&
        !error.mayHaveArrived &&
        error.code === 'tables.econnrefused',
    );
  });

  it('fails when the table is missing, instead of finding nothing', async () => {
    await raw.deleteTable();
    await assert.rejects(
      documents.read('c', 'k'),
      (error: unknown) =>
        error instanceof ServiceError && error.answer.serviceCode === 'TableNotFound',
    );
    await assert.rejects(collect(documents.list('c')), ServiceError);
    await assert.rejects(documents.write('c', 'k', 1, undefined), ServiceError);
    await assert.rejects(store.commit(contoso, [insertAlert(alertOf(contoso, 'a'))]), ServiceError);
  });

  it('reads on after an empty page that has a continuation', async () => {
    // Azurite's own form of the token.
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    await documents.write('c', 'k', 1, undefined);
    proxy.decide(
      once(isSingle('GET'), {
        kind: 'answer',
        status: 200,
        headers: {
          'x-ms-continuation-nextpartitionkey': base64('documents|c'),
          'x-ms-continuation-nextrowkey': base64('doc|'),
        },
        body: '{"value":[]}',
      }),
    );
    assert.equal((await collect(documents.list('c'))).length, 1);
  });

  it('never writes without a condition, and never merges', async () => {
    const alert = alertOf(contoso, 'a');
    await store.commit(contoso, [
      insertAlert(alert),
      { type: 'outbox', value: outboxOf(contoso, 'o'), etag: undefined },
    ]);
    const stored = await store.alert(contoso, alert.id);
    const entry = await store.outboxEntry(contoso, 'o');
    assert.ok(stored && entry);
    await store.commit(contoso, [{ type: 'alert', value: alert, etag: stored.etag }]);
    await store.purge(contoso, 'o', entry.etag);
    await documents.write('c', 'k', 1, undefined);
    await documents.write('c', 'k', 2, (await documents.read('c', 'k'))?.etag);
    const changes = proxy.seen.filter(({ method }) => method !== 'GET');
    assert.ok(changes.some(isBatch) && changes.some(isSingle('PUT')));
    for (const { method, ifMatch, body } of changes) {
      assert.match(method, /^(POST|PUT|DELETE)$/);
      if (method !== 'POST') assert.match(ifMatch ?? '', /^W\/"/);
      assert.doesNotMatch(body, /If-Match: \*|^(MERGE|PATCH|DELETE) /im);
    }
  });
});

describe('The tables, when a row is not as it was written', () => {
  let raw: TableClient;
  let store: TableAlertStore;
  const alert = alertOf(contoso, 'a', { tenantName: 'Secret name' });

  beforeEach(async () => {
    const { connectionString: storage } = await sharedAzurite();
    const prefix = freshName();
    store = new TableAlertStore(await connectTables({ storage, prefix, clock: systemClock }));
    raw = TableClient.fromConnectionString(storage, prefix, { allowInsecureConnection: true });
  });

  async function readTampered(payload: string): Promise<unknown> {
    const row = { partitionKey: contoso, rowKey: `alert|${alert.id}`, opId: 'x', p0: payload };
    await raw.upsertEntity(row, 'Replace');
    return store.alert(contoso, alert.id).then(
      () => assert.fail('The row was believed.'),
      (error: unknown) => error,
    );
  }

  const cases: readonly [what: string, payload: string, path: string][] = [
    ['is cut', '{"id":', ''],
    ['is of another shape', '[]', ''],
    ['has a field that nobody knows', JSON.stringify({ ...alert, extra: 1 }), ''],
    ['has a word that nobody knows', JSON.stringify({ ...alert, state: 'gone' }), ':state'],
    ['has a foreign id', JSON.stringify({ ...alert, id: 'x' }), ':id'],
    ["is another tenant's", JSON.stringify({ ...alert, tenantId: fabrikam }), ':tenantId'],
  ];
  for (const [what, payload, path] of cases) {
    it(`refuses a row that ${what}, and says where, not what`, async () => {
      const error = await readTampered(payload);
      assert.ok(error instanceof ContractError);
      assert.equal(error.path, `alert|${alert.id}${path}`);
      assert.doesNotMatch(error.message, /Secret|gone|extra/);
      await assert.rejects(collect(store.alerts(contoso)), ContractError);
    });
  }

  it('refuses an alert whose id belongs to another tenant already', async () => {
    await store.commit(contoso, [insertAlert(alert)]);
    const twin = { ...alertOf(fabrikam, 'b'), id: alert.id };
    await assert.rejects(store.commit(fabrikam, [insertAlert(twin)]), ContractError);
    assert.equal(await store.alert(fabrikam, alert.id), undefined);
    assert.equal((await store.locate(alert.id))?.row.tenantId, contoso);
  });
});
