import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { decodeJwt } from 'jose';
import { FAULTS, faultNames } from '../../../src/simulator/faults.js';
import type { FaultName } from '../../../src/simulator/faults.js';
import { DEMO } from '../../../src/simulator/scenario/demo.js';
import type { Simulator } from '../../../src/simulator/server.js';
import { call, exchange, graph, rows, rules, start, textOf, token } from './raw-client.js';

describe('faults', () => {
  let now: number;
  let simulator: Simulator;
  let api: Awaited<ReturnType<typeof exchange>>;
  const untested = new Set<string>(faultNames);

  beforeEach(async () => {
    now = Date.parse('2026-01-01T00:00:00Z');
    simulator = await start({ clock: () => new Date(now) });
    api = await exchange(simulator, DEMO.contoso, DEMO.actor);
  });
  afterEach(() => simulator.close());

  const add = (fault: FaultName, rest: object = {}) => {
    untested.delete(fault);
    return simulator.faults.add({ fault, ...rest });
  };
  const read = (rest: object = {}) =>
    api.invoke({ name: 'Get-Mailbox', parameters: { ResultSize: 'Unlimited' }, ...rest });
  const clear = () =>
    api.invoke({
      name: 'Set-Mailbox',
      parameters: { Identity: 'ida', ForwardingSmtpAddress: 'a@b.example' },
    });

  const REFUSALS: readonly (readonly [FaultName, number, RegExp])[] = [
    ['throttle-without-header', 429, /TooManyRequests/],
    [
      'throttle-plain-text',
      429,
      /^You have reached the maximum number of concurrent requests per tenant/,
    ],
    ['transient-400', 400, /ServerBusyException/],
    ['rbac-missing', 403, /role definition/],
    ['unauthorized-once', 401, /^$/],
    ['server-error-500', 500, /error/],
    ['server-error-503', 503, /error/],
    ['server-error-504', 504, /error/],
    ['html-with-200', 200, /^<!DOCTYPE html>/],
    ['errors-inside-200', 200, /"value":\[\],"@adminapi.errors":\["/],
  ];
  for (const [fault, status, text] of REFUSALS) {
    it(`answer ${status} under ${fault}, as often as told, and are recorded`, async () => {
      const { id } = add(fault, { times: 1 });
      const answer = await read();
      assert.equal(answer.status, status);
      assert.match(answer.text, text);
      assert.equal(answer.headers.get('retry-after'), null);
      assert.equal(rows((await read()).json['value']).length, 15);
      const [entry] = simulator.ledger.of('fault');
      assert.equal(entry?.fault, fault);
      assert.equal((entry.detail as { id: number }).id, id);
      assert.equal(simulator.ledger.of('cmdlet')[0]?.status, status);
    });
  }

  it('send garbage that claims to be gzip', async () => {
    add('forbidden-garbage-body');
    await assert.rejects(read());
    const raw = await fetch(`${api.root}/InvokeCommand`, {
      method: 'POST',
      headers: api.headers,
      body: '{"CmdletInput":{"CmdletName":"Get-Mailbox","Parameters":{}}}',
    });
    assert.equal(raw.status, 403);
    assert.equal(raw.headers.get('content-encoding'), 'gzip');
    await assert.rejects(raw.text());
  });

  it('blame who calls inside the window, not who waits or was under way', async () => {
    add('throttle-with-retry-after', { times: 1, retryAfterSeconds: 10 });
    assert.equal((await read()).headers.get('retry-after'), '10');
    now += 20;
    assert.equal((await read()).status, 429);
    assert.deepEqual(rules(simulator), []);
    now += 5000;
    const early = await read();
    assert.deepEqual([early.status, early.headers.get('retry-after')], [429, '5']);
    assert.deepEqual(rules(simulator), ['early-retry']);
    const other = await exchange(simulator, DEMO.fabrikam, DEMO.actor);
    assert.equal((await other.invoke({ name: 'Get-AcceptedDomain' })).status, 200);
    now += 4980;
    assert.equal((await read()).status, 200);
    assert.deepEqual(rules(simulator), ['early-retry']);
  });

  it('announce a wait of a day', async () => {
    add('huge-retry-after', { times: 1 });
    assert.equal((await read()).headers.get('retry-after'), '86400');
    now += 3_000_000;
    assert.equal((await read()).status, 429);
  });

  it('never answer, until the simulator closes', async () => {
    add('hang');
    const waiting = read();
    const quick = Promise.race([
      waiting,
      new Promise((resolve) => setTimeout(resolve, 150, 'still waiting')),
    ]);
    assert.equal(await quick, 'still waiting');
    assert.equal(simulator.ledger.of('cmdlet').at(-1)?.status, 0);
    const failed = assert.rejects(waiting);
    await simulator.close();
    await failed;
    simulator = await start();
  });

  it('answer late', async () => {
    add('slow', { milliseconds: 120 });
    const began = performance.now();
    assert.equal(rows((await read()).json['value']).length, 15);
    assert.ok(performance.now() - began >= 110);
  });

  it('break the connection before or after the work', async () => {
    const ida = () => simulator.state.tenant(DEMO.contoso)?.live(0).ForwardingSmtpAddress;
    add('reset-before', { times: 1 });
    await assert.rejects(clear());
    assert.equal(ida(), null);
    add('reset-after-commit', { times: 1 });
    await assert.rejects(clear());
    assert.equal(ida(), 'smtp:a@b.example');
    assert.deepEqual(
      simulator.ledger.of('cmdlet').map((entry) => entry.changed),
      [false, true],
    );
  });

  it('cut the answer in half', async () => {
    add('cut-json', { times: 1 });
    const answer = await read();
    assert.equal(answer.status, 200);
    assert.throws(() => void JSON.parse(answer.text), SyntaxError);
  });

  it('lead through an empty page to the rows', async () => {
    add('empty-page-with-link');
    const first = await read();
    assert.deepEqual(first.json['value'], []);
    const second = await read({ url: textOf(first.json['@odata.nextLink']) });
    assert.equal(rows(second.json['value']).length, 15);
  });

  it('lead in a circle', async () => {
    add('next-link-loop');
    const url = textOf((await read()).json['@odata.nextLink']);
    assert.equal(textOf((await read({ url })).json['@odata.nextLink']), url);
  });

  it('lead to another origin', async () => {
    add('foreign-next-link', { service: 'graph' });
    const answer = await graph(simulator, DEMO.contoso, '/users');
    const { origin } = new URL(textOf(answer.json['@odata.nextLink']));
    assert.notEqual(origin, simulator.url);
  });

  it('send each page twice', async () => {
    add('duplicate-pages');
    const first = await read();
    const second = await read({ url: textOf(first.json['@odata.nextLink']) });
    assert.deepEqual(second.json['value'], first.json['value']);
    assert.equal(second.json['@odata.nextLink'], undefined);
  });

  it('send the right names with the wrong types', async () => {
    add('wrong-types', { times: 1 });
    const [row] = rows((await read()).json['value']);
    assert.equal(row?.['DeliverToMailboxAndForward'], 'False');
    assert.deepEqual(row['UserPrincipalName'], { value: 'ida@contoso.example' });
    assert.equal(row['EmailAddresses'], 0);
  });

  it('show the old values for a while after a write', async () => {
    add('stale-reads', { times: 1, milliseconds: 6000 });
    await clear();
    const ida = async () =>
      rows((await read({ parameters: { Identity: 'ida' } })).json['value'])[0]?.[
        'ForwardingSmtpAddress'
      ];
    assert.equal(await ida(), null);
    const filtered = { parameters: { Filter: "ForwardingSmtpAddress -eq 'a@b.example'" } };
    assert.equal(rows((await read(filtered)).json['value']).length, 0);
    now += 6001;
    assert.equal(await ida(), 'smtp:a@b.example');
    assert.equal(rows((await read(filtered)).json['value']).length, 1);
  });

  it('hand out the token of another tenant', async () => {
    add('wrong-tenant-token', { tenantId: DEMO.adatum });
    assert.notEqual(decodeJwt(await token(simulator, DEMO.adatum))['tid'], DEMO.adatum);
    assert.equal(decodeJwt(await token(simulator, DEMO.contoso))['tid'], DEMO.contoso);
  });

  it('strike only the tenant, the cmdlet and the service they are meant for', async () => {
    add('server-error-500', { tenantId: DEMO.fabrikam });
    add('server-error-503', { cmdlet: 'Set-Mailbox' });
    add('server-error-504', { service: 'graph' });
    assert.equal((await read()).status, 200);
    assert.equal((await clear()).status, 503);
    assert.equal((await graph(simulator, DEMO.contoso, '/organization')).status, 504);
    const fabrikam = await exchange(simulator, DEMO.fabrikam);
    assert.equal((await fabrikam.invoke({ name: 'Get-AcceptedDomain' })).status, 500);
  });

  it('are set and cleared over the control routes', async () => {
    const url = `${simulator.url}/control/faults`;
    const post = (body: unknown) => call(url, { method: 'POST', body: JSON.stringify(body) });
    const added = await post({ fault: 'hang', tenantId: DEMO.contoso });
    assert.equal(added.status, 201);
    assert.equal((await post({ fault: 'hang', bogus: 1 })).status, 400);
    assert.equal((await post({ fault: 'no such fault' })).status, 400);
    const id = Number(added.json['id']);
    const removed = await call(`${url}?id=${id}`, { method: 'DELETE' });
    assert.deepEqual([removed.json['cleared'], simulator.faults.active().length], [1, 0]);
    add('slow');
    add('cut-json');
    assert.equal(Number((await call(url, { method: 'DELETE' })).json['cleared']), 2);
  });

  it('stand in the README with their sentence', async () => {
    const readme = await readFile(
      new URL('../../../src/simulator/README.md', import.meta.url),
      'utf8',
    );
    for (const [fault, about] of Object.entries(FAULTS)) {
      const line = readme.split('\n').find((text) => text.startsWith(`| \`${fault}\` `));
      assert.ok(line?.replaceAll(/ +/g, ' ').includes(about), fault);
    }
  });

  it('have a sentence each, and each has struck in a test', () => {
    for (const about of Object.values<string>(FAULTS)) assert.match(about, /^[A-Z].*\.$/);
    // Tested with the batches and with the remediation of mail.
    for (const fault of ['missing-batch-item', 'remediation-ignored', 'remediation-partial']) {
      untested.delete(fault);
    }
    assert.deepEqual([...untested], []);
  });
});
