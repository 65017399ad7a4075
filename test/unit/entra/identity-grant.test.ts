import assert from 'node:assert/strict';
import { clientCredentials } from '../../../src/adapters/entra/client-credentials.js';
import { ServiceError, TransportError } from '../../../src/lib/errors.js';
import type { HttpRequest, HttpResponse } from '../../../src/lib/http/message.js';
import { Secret } from '../../../src/lib/secret.js';
import { systemClock } from '../../../src/lib/clock.js';
import { answer } from '../lib-http/answers.js';
import { readerId, tenantA, tenantB, tokenOf } from './token-of.js';

const login = 'https://login.microsoftonline.com';

function metadata(): HttpResponse {
  const own = `${login}/${tenantA}`;
  return answer(200, {
    body: {
      issuer: `${own}/v2.0`,
      authorization_endpoint: `${own}/oauth2/v2.0/authorize`,
      token_endpoint: `${own}/oauth2/v2.0/token`,
      jwks_uri: `${own}/discovery/v2.0/keys`,
    },
  });
}

/** A login service without a network: metadata as it should be, tokens as the test says. */
function setUp(token: (request: HttpRequest, number: number) => HttpResponse) {
  const asked: HttpRequest[] = [];
  const source = clientCredentials({
    loginUrl: login,
    loopback: false,
    tenantId: tenantA,
    clientId: readerId,
    credential: { kind: 'secret', secret: Secret.of('s3cret') },
    resource: 'https://outlook.office365.com',
    clock: systemClock,
    send: (request) => {
      if (request.method === 'GET') return Promise.resolve(metadata());
      asked.push(request);
      return new Promise((resolve) => {
        resolve(token(request, asked.length));
      });
    },
  });
  return { source, asked };
}

const granted = (tid: string, n: number) =>
  answer(200, {
    body: {
      token_type: 'Bearer',
      expires_in: 3600,
      ext_expires_in: 3600,
      access_token: tokenOf({ tid, appid: readerId, n }),
    },
  });

describe('clientCredentials by @azure/identity', () => {
  it('gets a token for the resource from the tenant, through our own sending', async () => {
    const { source, asked } = setUp((_request, n) => granted(tenantA, n));
    await source.token();
    const [request] = asked;
    assert.ok(request !== undefined);
    assert.ok(request.url.startsWith(`${login}/${tenantA}/oauth2/v2.0/token`));
    const form = new URLSearchParams(request.body);
    assert.equal(form.get('client_id'), readerId);
    assert.match(form.get('scope') ?? '', /^https:\/\/outlook\.office365\.com\/\.default/);
  });

  it('gets past the cache of the library when a fresh token is asked for', async () => {
    const { source, asked } = setUp((_request, n) => granted(tenantA, n));
    const first = await source.token();
    assert.equal(await source.token(), first);
    assert.notEqual(await source.token({ fresh: true }), first);
    assert.equal(asked.length, 2);
  });

  it('keeps the AADSTS number that the library would lose', async () => {
    const { source, asked } = setUp(() =>
      answer(401, { body: { error: 'invalid_client', error_codes: [7000222] } }),
    );
    await assert.rejects(source.token(), (error: unknown) => {
      assert.ok(error instanceof ServiceError);
      assert.deepEqual([error.answer.status, error.answer.serviceCode], [401, 'AADSTS7000222']);
      return true;
    });
    assert.equal(asked.length, 1);
  });

  it('keeps a transport error what it is', async () => {
    const { source } = setUp(() => {
      throw new TransportError('silence', {
        service: 'entra',
        reason: 'reset',
        mayHaveArrived: true,
      });
    });
    await assert.rejects(source.token(), { name: 'TransportError', code: 'entra.reset' });
  });

  it('does not report the failure before the last one', async () => {
    const { source } = setUp((_request, n) =>
      n === 1
        ? answer(400, { body: { error: 'invalid_grant', error_codes: [65001] } })
        : answer(400, { body: { error: 'invalid_grant', error_codes: [53003] } }),
    );
    await assert.rejects(source.token());
    await assert.rejects(source.token(), (error: unknown) => {
      return error instanceof ServiceError && error.answer.serviceCode === 'AADSTS53003';
    });
  });

  it('does not report an earlier refusal for a failure that has no code', async () => {
    const { source } = setUp((_request, n) => {
      if (n > 1) throw new Error('something else');
      return answer(400, { body: { error: 'invalid_grant', error_codes: [65001] } });
    });
    await assert.rejects(source.token());
    await assert.rejects(source.token(), (error: unknown) => {
      return error instanceof ServiceError && error.answer.serviceCode === 'credential-unusable';
    });
  });

  it('refuses a token of another tenant', async () => {
    const { source } = setUp((_request, n) => granted(tenantB, n));
    await assert.rejects(source.token(), (error: unknown) => {
      return error instanceof ServiceError && error.answer.serviceCode === 'wrong-tenant';
    });
  });

  it('calls a certificate file that is not there an unusable credential', async () => {
    const source = clientCredentials({
      loginUrl: login,
      loopback: false,
      tenantId: tenantA,
      clientId: readerId,
      credential: { kind: 'certificate', path: '/nowhere/at/all.pem' },
      resource: 'https://graph.microsoft.com',
      clock: systemClock,
      send: () => Promise.resolve(metadata()),
    });
    await assert.rejects(source.token(), (error: unknown) => {
      assert.ok(error instanceof ServiceError);
      assert.deepEqual([error.answer.serviceCode, error.retryable], ['credential-unusable', false]);
      return true;
    });
  });
});
