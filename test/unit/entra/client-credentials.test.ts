import assert from 'node:assert/strict';
import { ServiceError } from '../../../src/lib/errors.js';
import type { TokenSource } from '../../../src/lib/http/token-source.js';
import { Secret } from '../../../src/lib/secret.js';
import { clientCredentials, loginSend } from '../../../src/adapters/entra/client-credentials.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { startScriptedServer } from '../lib-http/scripted-server.js';
import type { Script, ScriptedServer } from '../lib-http/scripted-server.js';
import { readerId, tenantA, tenantB, tokenOf } from './token-of.js';

const resource = 'https://graph.microsoft.com';

describe('clientCredentials on loopback', () => {
  let server: ScriptedServer;
  let script: Script;
  let clock: VirtualClock;
  let source: TokenSource;

  const grant =
    (claims: object, expiresIn: number | string = 3600): Script =>
    (_request, number) => ({
      body: { access_token: tokenOf({ ...claims, n: number }), expires_in: expiresIn },
    });
  const right = { tid: tenantA, appid: readerId };
  const make = () =>
    clientCredentials({
      loginUrl: `${server.url}/login/`,
      loopback: true,
      tenantId: tenantA,
      clientId: readerId,
      credential: { kind: 'secret', secret: Secret.of('s3cret & more') },
      resource,
      clock,
      send: loginSend({ clock, random: () => 0 }),
    });

  beforeEach(async () => {
    server = await startScriptedServer((request, number) => script(request, number));
    clock = new VirtualClock({ skipping: true });
    script = grant(right);
    source = make();
  });
  afterEach(() => server.close());

  it('asks the token endpoint of the tenant with the client-credentials grant', async () => {
    await source.token();
    const [request] = server.received;
    assert.equal(request?.method, 'POST');
    assert.equal(request.url, `/login/${tenantA}/oauth2/v2.0/token`);
    assert.deepEqual(Object.fromEntries(new URLSearchParams(request.body)), {
      grant_type: 'client_credentials',
      client_id: readerId,
      client_secret: 's3cret & more',
      scope: `${resource}/.default`,
    });
  });

  it('keeps a token until five minutes before it expires', async () => {
    const first = await source.token();
    await clock.advance(3_300_000 - 1);
    assert.equal(await source.token(), first);
    await clock.advance(1);
    assert.notEqual(await source.token(), first);
    assert.equal(server.received.length, 2);
  });

  it('keeps a short-lived token for half its life', async () => {
    script = grant(right, '60');
    await source.token();
    await clock.advance(29_999);
    await source.token();
    assert.equal(server.received.length, 1);
    await clock.advance(1);
    await source.token();
    assert.equal(server.received.length, 2);
  });

  it('makes one request for many callers at once', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, () => source.token()));
    assert.equal(new Set(tokens).size, 1);
    assert.equal(server.received.length, 1);
  });

  it('gives another token when a fresh one is asked for', async () => {
    const first = await source.token();
    assert.notEqual(await source.token({ fresh: true }), first);
  });

  it('refuses a token of another tenant, and gives it to nobody', async () => {
    script = grant({ ...right, tid: tenantB });
    for (const attempt of [1, 2]) {
      await assert.rejects(source.token(), (error: unknown) => {
        assert.ok(error instanceof ServiceError, String(attempt));
        assert.equal(error.answer.serviceCode, 'wrong-tenant');
        assert.equal(error.retryable, false);
        return true;
      });
    }
  });

  it('refuses a token of another app, and one without a tenant', async () => {
    for (const claims of [
      { tid: tenantA, appid: tenantB },
      { appid: readerId },
      { tid: tenantA },
    ]) {
      script = grant(claims);
      await assert.rejects(make().token(), (error: unknown) => {
        return error instanceof ServiceError && error.answer.serviceCode === 'wrong-tenant';
      });
    }
  });

  it('accepts azp in the place of appid, and ids in any case', async () => {
    script = grant({ tid: tenantA.toUpperCase(), azp: readerId.toUpperCase() });
    assert.ok(await source.token());
  });

  it('takes the AADSTS number out of a refusal and nothing of its text', async () => {
    script = () => ({
      status: 400,
      body: {
        error: 'invalid_grant',
        error_description: 'AADSTS65001: The user or administrator has not consented: secret text',
        error_codes: [65001],
      },
    });
    await assert.rejects(source.token(), (error: unknown) => {
      assert.ok(error instanceof ServiceError);
      assert.equal(error.answer.serviceCode, 'AADSTS65001');
      assert.equal(error.answer.status, 400);
      assert.equal(error.retryable, false);
      assert.ok(!error.message.includes('secret text'));
      return true;
    });
    assert.equal(server.received.length, 1);
  });

  it('does not remember a failure', async () => {
    script = () => ({ status: 400, body: { error: 'invalid_grant', error_codes: [53003] } });
    await assert.rejects(source.token(), ServiceError);
    script = grant(right);
    assert.ok(await source.token());
  });

  it('waits out a throttled login service', async () => {
    script = (request, number) =>
      number === 1
        ? { status: 429, headers: { 'retry-after': '8' } }
        : grant(right)(request, number);
    await source.token();
    assert.deepEqual(clock.waits, [8_000]);
  });

  for (const [what, body] of [
    ['HTML', '<html>sign in</html>'],
    ['an answer without a token', { expires_in: 3600 }],
    ['a token that is not a JWT', { access_token: 'opaque', expires_in: 3600 }],
    ['a life of no length', { access_token: tokenOf(right), expires_in: 0 }],
  ] as const) {
    it(`rejects ${what} with ContractError`, async () => {
      script = () => ({ body });
      await assert.rejects(source.token(), { name: 'ContractError', retryable: false });
    });
  }

  it('refuses a certificate on loopback before anything is sent', async () => {
    const other = clientCredentials({
      loginUrl: server.url,
      loopback: true,
      tenantId: tenantA,
      clientId: readerId,
      credential: { kind: 'certificate', path: '/nowhere.pem' },
      resource,
      clock,
      send: loginSend({ clock }),
    });
    await assert.rejects(other.token(), (error: unknown) => {
      return error instanceof ServiceError && error.answer.serviceCode === 'credential-unusable';
    });
    assert.equal(server.received.length, 0);
  });
});
