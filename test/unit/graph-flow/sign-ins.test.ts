import assert from 'node:assert/strict';
import { signIns } from '../../../src/adapters/graph/sign-ins.js';
import { ContractError, ServiceError } from '../../../src/lib/errors.js';
import type { SignIns } from '../../../src/spam/ports.js';
import { listed, refused, startGraph, tenant } from '../graph-mail/graph-server.js';
import type { GraphServer } from '../graph-mail/graph-server.js';

const account = 'e0000000-0000-4000-8000-000000000001';
const span = { from: '2026-11-14T00:00:00.000Z', to: '2026-11-21T00:00:00.000Z' };

function logged(more: object = {}): object {
  return {
    id: 's1',
    createdDateTime: '2026-11-20T08:00:00Z',
    userId: account.toUpperCase(),
    ipAddress: '198.51.100.7',
    location: { city: 'Oslo', countryOrRegion: 'no' },
    status: { errorCode: 0, failureReason: null },
    ...more,
  };
}

describe('Sign-ins of an account', () => {
  let graph: GraphServer;
  let log: SignIns;

  beforeEach(async () => {
    graph = await startGraph();
    graph.onRequest = () => listed(logged());
    log = signIns(() => graph.client, graph.clock);
  });
  afterEach(() => graph.server.close());

  it('are the successful ones, newest first', async () => {
    graph.onRequest = () =>
      listed(
        logged(),
        logged({ createdDateTime: '2026-11-20T09:00:00Z', status: { errorCode: 50126 } }),
        logged({ createdDateTime: '2026-11-20T10:00:00.1234567Z', location: null, ipAddress: '' }),
        logged({
          createdDateTime: '2026-11-20T07:00:00Z',
          location: { countryOrRegion: 'Norway' },
        }),
      );
    const { signIns: found, truncated } = await log.of(tenant, account, span);
    assert.equal(truncated, false);
    assert.deepEqual(found, [
      { at: '2026-11-20T10:00:00.123Z', country: undefined, ip: undefined },
      { at: '2026-11-20T08:00:00.000Z', country: 'NO', ip: '198.51.100.7' },
      { at: '2026-11-20T07:00:00.000Z', country: undefined, ip: '198.51.100.7' },
    ]);
    assert.equal(
      graph.asked[0]?.query.get('$filter'),
      `userId eq '${account}' and createdDateTime ge ${span.from} and createdDateTime le ${span.to}`,
    );
  });

  it('are read page by page, and it is said when there are more than are read', async () => {
    let page = 0;
    graph.onRequest = () => {
      page += 1;
      const next = `${graph.server.url}/graph/v1.0/auditLogs/signIns?$skiptoken=${page}`;
      return {
        body: { value: Array.from({ length: 1000 }, () => logged()), '@odata.nextLink': next },
      };
    };
    const { signIns: found, truncated } = await log.of(tenant, account, span);
    assert.deepEqual([found.length, truncated, page], [5000, true, 5]);
  });

  it('are never those of another account', async () => {
    graph.onRequest = () => listed(logged({ userId: 'e0000000-0000-4000-8000-000000000002' }));
    await assert.rejects(log.of(tenant, account, span), ContractError);
    await assert.rejects(log.of(tenant, "x' or userId ne '", span), TypeError);
  });

  it('are asked for five times in ten seconds at most, and when told to wait, later', async () => {
    const times: number[] = [];
    graph.onRequest = () => {
      times.push(graph.clock.monotonicMs());
      return times.length === 7
        ? refused(429, 'TooManyRequests', { 'retry-after': '20' })
        : listed();
    };
    for (let i = 0; i < 12; i += 1) await log.of(tenant, account, span);
    const inTen = times.map((at) => times.filter((other) => other >= at && other < at + 10_000));
    assert.ok(inTen.every(({ length }) => length <= 5));
    assert.ok((times[7] ?? 0) - (times[6] ?? 0) >= 20_000);
  });

  it('are absent without Entra ID P1, or without the permission', async () => {
    assert.deepEqual(await log.probe(tenant), { kind: 'present' });
    const code = 'Authentication_RequestFromNonPremiumTenantOrB2CTenant';
    for (const [status, serviceCode, why] of [
      [403, code, 'no-licence'],
      [403, 'Authorization_RequestDenied', 'no-permission'],
      [404, 'ResourceNotFound', 'not-in-cloud'],
    ] as const) {
      graph.onRequest = () => refused(status, serviceCode);
      assert.deepEqual(await log.probe(tenant), { kind: 'absent', why, serviceCode });
    }
    await assert.rejects(log.of(tenant, account, span), ServiceError);
    graph.onRequest = () => refused(500, 'Some');
    await assert.rejects(log.probe(tenant), ServiceError);
  });
});
