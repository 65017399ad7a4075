import assert from 'node:assert/strict';
import { DEMO } from '../../../src/simulator/scenario/demo.js';
import type { Simulator } from '../../../src/simulator/server.js';
import { call, exchange, rows, rules, start } from './raw-client.js';

describe('simulator server', () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await start();
  });
  afterEach(() => simulator.close());

  it('blames unknown routes, but not the icon that browsers ask for', async () => {
    assert.equal((await call(`${simulator.url}/favicon.ico`)).status, 404);
    assert.deepEqual(rules(simulator), []);
    const paths = [
      '/',
      '/nowhere',
      '/login/x',
      '/exchange/v2',
      '/graph/beta/users',
      '/control/nope',
      '/loginx',
      '/graph/%E0%A4%A',
    ];
    for (const path of paths)
      assert.equal((await call(`${simulator.url}${path}`)).status, 404, path);
    assert.deepEqual(new Set(rules(simulator)), new Set(['unknown-route']));
    assert.equal(rules(simulator).length, paths.length);
  });

  it('records each request and its answer, with the claimed tenant and app', async () => {
    const api = await exchange(simulator, DEMO.contoso);
    const since = simulator.ledger.last;
    await api.invoke({ name: 'Get-AcceptedDomain' });
    const [request] = simulator.ledger.of('request', since);
    const [response] = simulator.ledger.of('response', since);
    assert.equal(request?.service, 'exchange');
    assert.deepEqual([request.tenantId, request.appId], [DEMO.contoso, DEMO.reader.appId]);
    assert.equal(response?.request, request.n);
    assert.ok(request.bytesIn > 0 && response.bytesOut > 0);
  });

  it('refuses a body of more than five megabytes', async () => {
    const body = 'x'.repeat(5 * 1024 * 1024 + 1);
    assert.equal(
      (await call(`${simulator.url}/control/faults`, { method: 'POST', body })).status,
      413,
    );
  });

  it('mounts further services by their longest prefix, with streams', async () => {
    let stopped = false;
    const own = await start({
      extraServices: ({ ledger }) => [
        {
          prefix: '/',
          handle: ({ path }) => Promise.resolve({ status: 200, body: `root ${path}` }),
        },
        {
          prefix: '/events',
          handle: () =>
            Promise.resolve({
              status: 200,
              stream: (write) => {
                write(`data: ${ledger.last}\n\n`);
                return () => {
                  stopped = true;
                };
              },
            }),
        },
      ],
    });
    assert.equal((await call(`${own.url}/eventsx`)).text, 'root /eventsx');
    const response = await fetch(`${own.url}/events`);
    assert.equal(response.headers.get('content-type'), 'text/event-stream');
    const first = await response.body?.getReader().read();
    assert.match(new TextDecoder().decode(first?.value as Uint8Array), /^data: \d+\n\n$/);
    await own.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(stopped);
  });

  it('turns its own defects into violations', async () => {
    const broken = { prefix: '/broken', handle: () => Promise.reject(new Error('oops')) };
    const own = await start({ extraServices: () => [broken] });
    assert.equal((await call(`${own.url}/broken`)).status, 500);
    assert.deepEqual(rules(own), ['simulator-defect']);
    await own.close();
  });

  it('delays every answer by the latency it is given', async () => {
    const own = await start({ latencyMs: 60 });
    const began = performance.now();
    await call(`${own.url}/control/health`);
    assert.ok(performance.now() - began >= 55);
    await own.close();
  });
});

describe('simulator control', () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await start();
  });
  afterEach(() => simulator.close());

  const tell = (story: string, body: object = {}) =>
    call(`${simulator.url}/control/story/${story}`, { method: 'POST', body: JSON.stringify(body) });
  const contoso = () => simulator.state.tenant(DEMO.contoso);

  it('shows health, ledger, violations and state', async () => {
    const get = (path: string) => call(`${simulator.url}/control${path}`);
    assert.equal(String((await get('/health')).json['status'] as unknown), 'ok');
    const ledger = await get('/ledger?since=2');
    assert.equal(rows(ledger.json['entries'])[0]?.['n'], 3);
    assert.equal((await get('/ledger?since=x')).status, 400);
    assert.deepEqual((await get('/violations')).json['violations'], []);
    const state = await get('/state');
    const tenants = rows(state.json['tenants']);
    const counts = tenants.map((tenant) => rows(tenant['forwarding']).length);
    assert.deepEqual(counts, [1, 3, 13, 2, 1]);
    const consents = tenants[4]?.['consents'] as Record<string, string>;
    assert.equal(consents[DEMO.reader.appId], 'missing');
    assert.ok(!state.text.includes(DEMO.reader.secret));
  });

  it('tells how an attacker sets and changes a forward and its owner removes it', async () => {
    const set = await tell('attacker-sets-forward');
    assert.equal(set.status, 200);
    assert.equal(String(set.json['mailbox'] as unknown), 'ida@contoso.example');
    assert.equal(
      contoso()?.live(0).ForwardingSmtpAddress,
      'smtp:invoices.backup@mail-relay.example',
    );
    assert.equal(contoso()?.live(0).DeliverToMailboxAndForward, false);
    await tell('attacker-changes-forward', { keepCopy: true });
    assert.equal(
      contoso()?.live(0).ForwardingSmtpAddress,
      'smtp:archive.7731@second-relay.example',
    );
    assert.equal(contoso()?.live(0).DeliverToMailboxAndForward, true);
    await tell('owner-removes-forward');
    assert.equal(contoso()?.live(0).ForwardingSmtpAddress, null);
    assert.equal(simulator.ledger.of('change').length, 3);
  });

  it('does to the mailbox what it is told', async () => {
    const body = {
      tenantId: DEMO.adatum,
      mailbox: 'bella',
      destination: 'x@out.example',
      keepCopy: true,
    };
    await tell('attacker-sets-forward', body);
    const [bella] = simulator.state.tenant(DEMO.adatum)?.find('bella') ?? [];
    assert.equal(bella?.row.ForwardingSmtpAddress, 'smtp:x@out.example');
    assert.equal((await tell('attacker-sets-forward', { ...body, mailbox: 'nobody' })).status, 400);
    assert.equal((await tell('attacker-sets-forward', { tenantId: 'nowhere' })).status, 400);
    assert.equal((await tell('attacker-sets-forward', { colour: 'red' })).status, 400);
    assert.equal((await tell('no-such-story')).status, 400);
  });

  it('withdraws and restores consent', async () => {
    const withdrawn = await tell('tenant-withdraws-consent');
    assert.equal(String(withdrawn.json['tenantId'] as unknown), DEMO.contoso);
    assert.equal(contoso()?.consent(DEMO.reader.appId)?.state, 'withdrawn');
    await tell('tenant-restores-consent', { tenantId: DEMO.tailspin });
    const tailspin = await exchange(simulator, DEMO.tailspin);
    assert.equal((await tailspin.invoke({ name: 'Get-AcceptedDomain' })).status, 200);
    assert.equal(contoso()?.consent(DEMO.reader.appId)?.state, 'withdrawn');
  });

  it('lets Exchange throttle, hang and recover', async () => {
    await tell('exchange-throttles', { tenantId: DEMO.contoso });
    await tell('exchange-hangs', { tenantId: DEMO.fabrikam });
    const api = await exchange(simulator, DEMO.contoso);
    assert.equal((await api.invoke({ name: 'Get-AcceptedDomain' })).status, 429);
    await tell('exchange-recovers', { tenantId: DEMO.contoso });
    assert.deepEqual(
      simulator.faults.active().map((fault) => fault.tenantId),
      [DEMO.fabrikam],
    );
    await tell('exchange-recovers');
    assert.equal(simulator.faults.active().length, 0);
  });
});
