import assert from 'node:assert/strict';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { DEMO } from '../../../src/simulator/scenario/demo.js';
import type { Simulator } from '../../../src/simulator/server.js';
import { askToken, call, EXCHANGE, GRAPH, rules, start, textOf, token } from './raw-client.js';

describe('simulated Entra', () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await start();
  });
  after(() => simulator.close());

  const codeOf = async (answer: ReturnType<typeof askToken>) => {
    const { status, json } = await answer;
    assert.match(textOf(json['error_description']), /^AADSTS\d+: /);
    return [status, ...(json['error_codes'] as unknown as number[])];
  };

  it('signs tokens that its published keys verify', async () => {
    const base = `${simulator.url}/login/${DEMO.contoso}`;
    const metadata = await call(`${base}/v2.0/.well-known/openid-configuration`);
    const keys = createRemoteJWKSet(new URL(textOf(metadata.json['jwks_uri'])));
    const bearer = await token(simulator, DEMO.contoso);
    const { payload } = await jwtVerify(bearer, keys, { issuer: textOf(metadata.json['issuer']) });
    assert.equal(payload.aud, EXCHANGE);
    assert.equal(payload['tid'], DEMO.contoso);
    assert.equal(payload['appid'], DEMO.reader.appId);
    assert.deepEqual(payload['roles'], ['Exchange.ManageAsApp']);
    assert.equal((payload.exp ?? 0) - (payload.iat ?? 0), 3600);
  });

  it('finds a tenant by its domain and accepts the scopes of every cloud', async () => {
    const scopes = [
      'https://outlook.office365.us',
      'https://graph.microsoft.us',
      'https://manage.office.com',
    ];
    for (const scope of scopes) {
      const answer = await askToken(simulator, 'contoso.onmicrosoft.com', {
        scope: `${scope}/.default`,
      });
      assert.equal(answer.status, 200);
      assert.equal(decodeJwt(textOf(answer.json['access_token'])).aud, scope);
    }
  });

  it('gives the bot a token without roles in its home tenant only', async () => {
    const scope = 'https://api.botframework.com/.default';
    const home = await askToken(simulator, DEMO.homeTenantId, { scope }, DEMO.bot);
    assert.equal(decodeJwt(textOf(home.json['access_token']))['roles'], undefined);
    assert.deepEqual(
      await codeOf(askToken(simulator, DEMO.contoso, { scope }, DEMO.bot)),
      [400, 700016],
    );
  });

  it('accepts a client assertion by its shape', async () => {
    const fields = {
      client_secret: '',
      client_assertion: 'aaa.bbb.ccc',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    };
    assert.equal((await askToken(simulator, DEMO.contoso, fields)).status, 200);
    const bad = { ...fields, client_assertion: 'no jwt' };
    assert.deepEqual(await codeOf(askToken(simulator, DEMO.contoso, bad)), [401, 50027]);
  });

  it('refuses with the codes of the real service', async () => {
    const ask = (tenant: string, fields: Record<string, string>) =>
      codeOf(askToken(simulator, tenant, fields));
    assert.deepEqual(await ask('6f1c0a10-0000-4000-8000-00000000dead', {}), [400, 90002]);
    assert.deepEqual(await ask(DEMO.tailspin, {}), [400, 700016]);
    assert.deepEqual(await ask(DEMO.contoso, { client_id: DEMO.contoso }), [400, 700016]);
    assert.deepEqual(await ask(DEMO.contoso, { client_secret: 'x' }), [401, 7000215]);
    const old = { client_secret: 'demo-reader-secret-of-last-year' };
    assert.deepEqual(await ask(DEMO.contoso, old), [401, 7000222]);
    assert.deepEqual(await ask(DEMO.contoso, { grant_type: 'password' }), [400, 70003]);
    assert.deepEqual(await ask(DEMO.contoso, { scope: 'http://127.0.0.1/.default' }), [400, 70011]);
    assert.deepEqual(await ask(DEMO.contoso, { scope: '' }), [400, 900144]);
  });

  it('tells the states of a consent apart', async () => {
    const own = await start();
    const adatum = own.state.tenant(DEMO.adatum);
    const codes = [];
    for (const state of ['withdrawn', 'principal-removed', 'policy-blocked', 'missing'] as const) {
      adatum?.setConsent(state);
      codes.push((await codeOf(askToken(own, DEMO.adatum)))[1]);
    }
    assert.deepEqual(codes, [65001, 7000229, 53003, 700016]);
    await own.close();
  });

  it('records tokens without their text, and unknown fields as violations', async () => {
    const own = await start();
    const bearer = await token(own, DEMO.contoso, DEMO.reader, GRAPH);
    const [entry] = own.ledger.of('token');
    assert.equal(entry?.audience, GRAPH);
    assert.equal(entry.tenantId, DEMO.contoso);
    await askToken(own, DEMO.contoso, { resource: EXCHANGE });
    assert.deepEqual(rules(own), ['unknown-form-field']);
    const whole = JSON.stringify(own.ledger.since());
    assert.ok(!whole.includes(bearer) && !whole.includes(DEMO.reader.secret));
    await own.close();
  });
});
