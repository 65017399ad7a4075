import assert from 'node:assert/strict';
import { graphAccountControl } from '../../../src/adapters/graph/account-control.js';
import { graphClient } from '../../../src/adapters/graph/graph-client.js';
import type { AccountControl } from '../../../src/alerts/contain.js';
import { ContractError, ServiceError, TransportError } from '../../../src/lib/errors.js';
import type { TenantId } from '../../../src/tenants/tenant.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { startScriptedServer } from '../lib-http/scripted-server.js';
import type { Scripted, ScriptedServer } from '../lib-http/scripted-server.js';

const tenantId = '11111111-aaaa-4aaa-8aaa-111111111111' as TenantId;
const ida = 'bbbbbbbb-0000-4000-8000-000000000001';

describe('An account, over Graph', () => {
  let server: ScriptedServer;
  let control: AccountControl;
  let answer: Scripted;
  const asked: TenantId[] = [];

  beforeEach(async () => {
    server = await startScriptedServer(() => answer);
    asked.length = 0;
    control = graphAccountControl((tenant) => {
      asked.push(tenant);
      return graphClient({
        baseUrl: `${server.url}/graph`,
        tenantId: tenant,
        tokens: { token: () => Promise.resolve('token') },
        clock: new VirtualClock({ skipping: true }),
        random: () => 0,
      });
    });
  });
  afterEach(() => server.close());

  const gone: Scripted = { status: 404, body: { error: { code: 'Request_ResourceNotFound' } } };
  const denied: Scripted = {
    status: 403,
    body: { error: { code: 'Authorization_RequestDenied' } },
  };

  it('is read with the two fields that matter', async () => {
    answer = {
      body: {
        id: ida.toUpperCase(),
        accountEnabled: true,
        signInSessionsValidFromDateTime: '2026-11-21T17:20:00Z',
      },
    };
    assert.deepEqual(await control.read(tenantId, ida.toUpperCase()), {
      accountEnabled: true,
      sessionsValidFrom: '2026-11-21T17:20:00Z',
    });
    assert.deepEqual(asked, [tenantId]);
    const [request] = server.received;
    assert.equal(
      `${request?.method ?? ''} ${request?.url ?? ''}`,
      `GET /graph/v1.0/users/${ida}?$select=id,accountEnabled,signInSessionsValidFromDateTime`,
    );
  });

  it('has no time of sessions when Graph gives none', async () => {
    for (const time of [null, undefined]) {
      answer = { body: { id: ida, accountEnabled: false, signInSessionsValidFromDateTime: time } };
      const state = await control.read(tenantId, ida);
      assert.deepEqual(state, { accountEnabled: false, sessionsValidFrom: undefined });
    }
  });

  it('that is not there is no failure, and nothing else is taken for that', async () => {
    answer = gone;
    assert.equal(await control.read(tenantId, ida), 'not-found');
    for (const other of [{ status: 404, body: { error: { code: 'BadPath' } } }, denied]) {
      answer = other;
      await assert.rejects(control.read(tenantId, ida), ServiceError);
    }
  });

  it('is never another account, nor one whose state is not said', async () => {
    for (const body of [
      { id: 'bbbbbbbb-0000-4000-8000-000000000002', accountEnabled: false },
      { id: ida, accountEnabled: null },
      { id: ida },
      { id: ida, accountEnabled: 'false' },
      { id: ida, accountEnabled: true, signInSessionsValidFromDateTime: 'yesterday' },
    ]) {
      answer = { body };
      await assert.rejects(control.read(tenantId, ida), ContractError, JSON.stringify(body));
    }
  });

  it('has its sessions revoked by one request without a body', async () => {
    answer = { body: { '@odata.context': 'x', value: true } };
    await control.revokeSessions(tenantId, ida);
    const [request, ...more] = server.received;
    assert.equal(more.length, 0);
    assert.equal(request?.method, 'POST');
    assert.equal(request.url, `/graph/v1.0/users/${ida}/revokeSignInSessions`);
    assert.equal(request.body, '');
  });

  it('has no sessions revoked when Graph says so', async () => {
    answer = { body: { value: false } };
    await assert.rejects(control.revokeSessions(tenantId, ida), ContractError);
  });

  it('is blocked and unblocked by one field', async () => {
    for (const enabled of [false, true]) {
      answer = { status: 204 };
      await control.setSignIn(tenantId, ida, enabled);
      const request = server.received.at(-1);
      assert.equal(request?.method, 'PATCH');
      assert.equal(request.url, `/graph/v1.0/users/${ida}`);
      assert.deepEqual(JSON.parse(request.body), { accountEnabled: enabled });
    }
  });

  it('is changed by no second request when the answer is lost', async () => {
    answer = { silence: 'reset' };
    for (const change of [
      () => control.revokeSessions(tenantId, ida),
      () => control.setSignIn(tenantId, ida, false),
    ]) {
      const before = server.received.length;
      await assert.rejects(
        change(),
        (error) => error instanceof TransportError && error.mayHaveArrived,
      );
      assert.equal(server.received.length, before + 1);
    }
  });

  it('says no with a typed error', async () => {
    answer = denied;
    await assert.rejects(control.revokeSessions(tenantId, ida), ServiceError);
    await assert.rejects(control.setSignIn(tenantId, ida, false), ServiceError);
  });

  it('is named by nothing but a GUID', async () => {
    answer = { body: {} };
    for (const id of ['', 'ida@contoso.com', '../users/x', `${ida}/x`, `${ida}?$select=x`, 'me']) {
      await assert.rejects(async () => control.read(tenantId, id), TypeError);
      await assert.rejects(async () => control.revokeSessions(tenantId, id), TypeError);
      await assert.rejects(async () => control.setSignIn(tenantId, id, true), TypeError);
    }
    assert.equal(server.received.length, 0);
  });
});
