import assert from 'node:assert/strict';
import { BoundedMap } from '../../../src/adapters/entra/bounded-map.js';
import { grantedRoles } from '../../../src/adapters/entra/roles.js';
import { claimsOf } from '../../../src/adapters/entra/token-claims.js';
import { tokenPool } from '../../../src/adapters/entra/token-pool.js';
import type { TokenPool } from '../../../src/adapters/entra/token-pool.js';
import { Secret } from '../../../src/lib/secret.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { startScriptedServer } from '../lib-http/scripted-server.js';
import type { ScriptedServer } from '../lib-http/scripted-server.js';
import { readerId, tenantA, tenantB, tokenOf } from './token-of.js';

const graph = 'https://graph.microsoft.com';
const exchange = 'https://outlook.office365.com';
const reader = {
  clientId: readerId,
  credential: { kind: 'secret', secret: Secret.of('r') },
} as const;
const actor = {
  clientId: tenantB,
  credential: { kind: 'secret', secret: Secret.of('a') },
} as const;

describe('tokenPool', () => {
  let server: ScriptedServer;
  let throttleFirst = false;
  let clock: VirtualClock;
  let pool: TokenPool;

  beforeEach(async () => {
    throttleFirst = false;
    server = await startScriptedServer(({ url, body }, number) => {
      if (throttleFirst && number === 1) return { status: 429, headers: { 'retry-after': '9' } };
      const form = new URLSearchParams(body);
      const claims = {
        tid: url.split('/')[1],
        appid: form.get('client_id'),
        aud: form.get('scope'),
      };
      return {
        delayMs: Math.random() * 20,
        body: { access_token: tokenOf(claims), expires_in: 3600 },
      };
    });
    clock = new VirtualClock({ skipping: true });
    pool = tokenPool({ loginUrl: server.url, loopback: true, clock, capacity: 100 });
  });
  afterEach(() => server.close());

  it('never mixes the tokens of many tenants, resources and apps that are asked for at once', async () => {
    const tenants = Array.from(
      { length: 30 },
      (_, n) => `${n.toString().padStart(8, '0')}-aaaa-4aaa-8aaa-aaaaaaaaaaaa`,
    );
    const jobs = tenants.flatMap((tenant) =>
      [graph, exchange].flatMap((resource) =>
        [reader, actor, reader].map((identity) => ({ tenant, resource, identity })),
      ),
    );
    await Promise.all(
      jobs.map(async ({ tenant, resource, identity }) => {
        const claims = claimsOf(await pool.source(tenant, resource, identity).token());
        assert.deepEqual(
          [claims?.['tid'], claims?.aud, claims?.['appid']],
          [tenant, `${resource}/.default`, identity.clientId],
        );
      }),
    );
  });

  it('gives the same source again, and another one for any other three', () => {
    const source = pool.source(tenantA, graph, reader);
    assert.equal(pool.source(tenantA, graph, reader), source);
    assert.notEqual(pool.source(tenantB, graph, reader), source);
    assert.notEqual(pool.source(tenantA, exchange, reader), source);
    assert.notEqual(pool.source(tenantA, graph, actor), source);
  });

  it('holds back the second resource of an app while the first is throttled at login', async () => {
    throttleFirst = true;
    const slow = new VirtualClock();
    const own = tokenPool({ loginUrl: server.url, loopback: true, clock: slow });
    const first = own.source(tenantA, graph, reader).token();
    while (slow.sleeping === 0) await realPause(1);
    const second = own.source(tenantA, exchange, reader).token();
    const ofOtherTenant = own.source(tenantB, graph, reader).token();
    await ofOtherTenant;
    await realPause(30);
    assert.equal(server.received.length, 2);
    await slow.advance(9_000);
    await Promise.all([first, second]);
    assert.equal(server.received.length, 4);
  });
});

function realPause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

describe('BoundedMap', () => {
  it('makes room by giving up what was not used for the longest time', () => {
    const map = new BoundedMap<number>(2);
    let made = 0;
    const make = () => ++made;
    map.getOrMake('a', make);
    map.getOrMake('b', make);
    map.getOrMake('a', make);
    map.getOrMake('c', make);
    assert.equal(map.size, 2);
    assert.equal(map.getOrMake('a', make), 1);
    assert.equal(map.getOrMake('b', make), 4);
  });
});

describe('grantedRoles', () => {
  it('lists the application permissions of a token', () => {
    const roles = ['Exchange.ManageAsApp', 7, 'Mail.Read'];
    assert.deepEqual(grantedRoles(tokenOf({ roles })), ['Exchange.ManageAsApp', 'Mail.Read']);
  });

  it('lists none for a token without roles, or for none at all', () => {
    assert.deepEqual(grantedRoles(tokenOf({})), []);
    assert.deepEqual(grantedRoles('opaque'), []);
  });
});
