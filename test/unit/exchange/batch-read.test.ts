import assert from 'node:assert/strict';
import { ContractError, ServiceError } from '../../../src/lib/errors.js';
import type { BatchResult } from '../../../src/adapters/exchange/batch-read.js';
import type { CommandCall } from '../../../src/adapters/exchange/command-call.js';
import { refused, rows, startExchange, tenant } from './exchange-server.js';
import type { ExchangeServer } from './exchange-server.js';

const call = (identity: string): CommandCall => ({
  cmdlet: 'Get-Recipient',
  parameters: { Identity: identity },
});
const calls = (count: number) => Array.from({ length: count }, (_, n) => call(`r${n}`));

function rowsIn(result: BatchResult | undefined): unknown {
  return result?.kind === 'rows' ? result.rows : result?.error;
}

describe('ExchangeCommands.batch', () => {
  let exchange: ExchangeServer;
  beforeEach(async () => {
    exchange = await startExchange();
    exchange.onCommand = ({ parameters }) => rows({ id: parameters['Identity'] });
  });
  afterEach(() => exchange.server.close());

  it('sends ten at a time and gives each call its own answer, whatever their order', async () => {
    const results = await exchange.commands.batch(calls(23));
    assert.deepEqual(
      results.map(rowsIn),
      calls(23).map(({ parameters }) => [{ id: parameters['Identity'] }]),
    );
    const sizes = exchange.server.received.map(
      ({ body }) => (JSON.parse(body) as { requests: unknown[] }).requests.length,
    );
    assert.deepEqual(sizes.toSorted(), [10, 10, 3]);
    const [first] = exchange.server.received;
    assert.equal(first?.url, `/adminapi/beta/${tenant}/$batch`);
    assert.equal(first.headers['prefer'], 'odata.maxpagesize=1000;odata.continue-on-error');
  });

  it('sends nothing for no calls', async () => {
    assert.deepEqual(await exchange.commands.batch([]), []);
    assert.equal(exchange.server.received.length, 0);
  });

  it('gives every item an absolute address, its headers and its body', async () => {
    await exchange.commands.batch([{ ...call('a'), select: ['Identity'] }]);
    const [ran] = exchange.ran;
    const root = `${exchange.server.url}/adminapi/beta/${tenant}`;
    assert.equal(ran?.url, `${root}/InvokeCommand?$select=Identity`);
    assert.equal(ran.headers['X-CmdletName'], 'Get-Recipient');
    assert.equal(ran.headers['Prefer'], 'odata.maxpagesize=1000');
    assert.ok(!JSON.stringify(ran.headers).includes('token'));
  });

  it('takes an item that is left out for a failure of that item only', async () => {
    exchange.onBatch = (responses) => ({ body: { responses: responses.slice(1) } });
    const results = await exchange.commands.batch(calls(3));
    assert.deepEqual(
      results.map(({ kind }) => kind),
      ['rows', 'rows', 'failed'],
    );
    assert.ok(rowsIn(results[2]) instanceof ContractError);
  });

  it('takes a refused item for a failure of that item only, and does not repeat it', async () => {
    exchange.onCommand = ({ parameters }) =>
      parameters['Identity'] === 'r1'
        ? refused(403, 'UnauthorizedAccessException')
        : rows({ ok: true });
    const results = await exchange.commands.batch(calls(3));
    const error = rowsIn(results[1]);
    assert.ok(error instanceof ServiceError);
    assert.deepEqual(
      [error.answer.status, error.answer.serviceCode, error.retryable],
      [403, 'UnauthorizedAccessException', false],
    );
    assert.equal(exchange.ran.length, 3);
  });

  it('repeats only the item that failed for a passing reason, after the time it named', async () => {
    let left = 1;
    exchange.onCommand = ({ parameters }) =>
      parameters['Identity'] === 'r1' && left-- > 0
        ? { status: 429, headers: { 'Retry-After': '12' }, body: {} }
        : rows({ id: parameters['Identity'] });
    const results = await exchange.commands.batch(calls(3));
    assert.deepEqual(
      results.map(({ kind }) => kind),
      ['rows', 'rows', 'rows'],
    );
    assert.deepEqual(
      exchange.ran.map(({ parameters }) => parameters['Identity']),
      ['r0', 'r1', 'r2', 'r1'],
    );
    assert.deepEqual(exchange.clock.waits, [12_000]);
  });

  it('holds back other calls of the tenant for the time that an item named', async () => {
    exchange.onCommand = () => ({ status: 429, headers: { 'Retry-After': '86400' }, body: {} });
    const [result] = await exchange.commands.batch([call('a')]);
    const error = rowsIn(result);
    assert.ok(error instanceof ServiceError);
    assert.equal(error.answer.retryAfterMs, 86_400_000);
    await assert.rejects(exchange.commands.batch([call('b')]), { code: 'exchange.429' });
    assert.equal(exchange.server.received.length, 1);
  });

  it('repeats an item whose token was refused once, with a fresh one', async () => {
    let left = 1;
    exchange.onCommand = () => (left-- > 0 ? { status: 401 } : rows({ ok: true }));
    const results = await exchange.commands.batch(calls(2));
    assert.ok(results.every(({ kind }) => kind === 'rows'));
    assert.deepEqual([exchange.renewals(), exchange.ran.length], [1, 3]);
    assert.equal(exchange.server.received[1]?.headers.authorization, 'Bearer token-1');
    exchange.onCommand = () => ({ status: 401 });
    const [refusedTwice] = await exchange.commands.batch([call('a')]);
    const error = rowsIn(refusedTwice);
    assert.ok(error instanceof ServiceError && error.answer.status === 401);
    assert.equal(exchange.ran.length, 5);
  });

  it('gives up on an item that fails every time', async () => {
    exchange.onCommand = () => refused(400, 'ServerBusyException');
    const [result] = await exchange.commands.batch([call('a')]);
    assert.ok(rowsIn(result) instanceof ServiceError);
    assert.equal(exchange.ran.length, 5);
  });

  it('follows the next link of an item with the same body', async () => {
    const root = `${exchange.server.url}/adminapi/beta/${tenant}/`;
    exchange.onCommand = ({ parameters, url }) => {
      const id = parameters['Identity'];
      const page = Number(/skiptoken=(\d)/.exec(url)?.[1] ?? 0);
      const next = `${root}InvokeCommand?$skiptoken=${page + 1}`;
      return id === 'r1' && page < 2
        ? { body: { value: [{ id, page }], '@odata.nextLink': next } }
        : rows({ id, page });
    };
    const results = await exchange.commands.batch(calls(2));
    assert.deepEqual(results.map(rowsIn), [
      [{ id: 'r0', page: 0 }],
      [
        { id: 'r1', page: 0 },
        { id: 'r1', page: 1 },
        { id: 'r1', page: 2 },
      ],
    ]);
  });

  it('takes an item whose next link leads away for failed, pages read or not', async () => {
    exchange.onCommand = () => ({
      body: { value: [{ n: 1 }], '@odata.nextLink': 'https://collector.example/adminapi' },
    });
    const [result] = await exchange.commands.batch([call('a')]);
    assert.ok(rowsIn(result) instanceof ContractError);
    assert.equal(exchange.server.received.length, 1);
  });

  it('rejects as a whole when one id is answered twice', async () => {
    exchange.onBatch = (responses) => ({ body: { responses: [...responses, ...responses] } });
    await assert.rejects(exchange.commands.batch(calls(2)), ContractError);
  });

  it('rejects as a whole when the batch is refused or not a batch', async () => {
    exchange.onBatch = () => refused(403, 'UnauthorizedAccessException');
    await assert.rejects(exchange.commands.batch(calls(2)), { code: 'exchange.403' });
    exchange.onBatch = () => ({ body: { value: [] } });
    await assert.rejects(exchange.commands.batch(calls(2)), ContractError);
  });

  it('repeats a batch that was cut off', async () => {
    exchange.onBatch = (responses, number) =>
      number === 1 ? { silence: 'reset' } : { body: { responses } };
    const results = await exchange.commands.batch(calls(2));
    assert.ok(results.every(({ kind }) => kind === 'rows'));
  });

  it('takes an item with a plain-text body for throttled', async () => {
    const body =
      'You have reached the maximum number of concurrent requests per tenant. Please wait';
    exchange.onCommand = (_command, number) =>
      number === 1 ? { status: 429, body } : rows({ n: 1 });
    const [result] = await exchange.commands.batch([call('a')]);
    assert.deepEqual(rowsIn(result), [{ n: 1 }]);
    assert.deepEqual(exchange.clock.waits, [5_000]);
  });

  it('refuses a change and an empty identity before anything is sent', async () => {
    const change: CommandCall = { cmdlet: 'Set-Mailbox', parameters: { Identity: 'a' } };
    await assert.rejects(exchange.commands.batch([change]), TypeError);
    await assert.rejects(exchange.commands.batch([call('')]), TypeError);
    assert.equal(exchange.server.received.length, 0);
  });
});
