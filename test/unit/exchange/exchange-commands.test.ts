import assert from 'node:assert/strict';
import { ContractError, ServiceError, TransportError } from '../../../src/lib/errors.js';
import type { Scripted } from '../lib-http/scripted-server.js';
import { refused, rows, startExchange, tenant } from './exchange-server.js';
import type { ExchangeServer } from './exchange-server.js';

const read = { idempotent: true };

describe('ExchangeCommands.invoke', () => {
  let exchange: ExchangeServer;
  beforeEach(async () => {
    exchange = await startExchange();
  });
  afterEach(() => exchange.server.close());

  const root = () => `${exchange.server.url}/adminapi/beta/${tenant}/`;
  const getMailbox = () => exchange.commands.invoke('Get-Mailbox', {}, read);
  const failing = async (scripted: Scripted): Promise<ServiceError> => {
    exchange.onCommand = () => scripted;
    const error: unknown = await getMailbox().catch((caught: unknown) => caught);
    assert.ok(error instanceof ServiceError);
    return error;
  };

  it('sends the envelope and the headers that Exchange expects', async () => {
    await exchange.commands.invoke(
      'Get-Mailbox',
      { ResultSize: 'Unlimited' },
      { select: ['ExchangeGuid', 'DisplayName'], idempotent: true },
    );
    const [request] = exchange.server.received;
    assert.equal(
      request?.url,
      `/adminapi/beta/${tenant}/InvokeCommand?$select=ExchangeGuid,DisplayName`,
    );
    assert.deepEqual(JSON.parse(request.body), {
      CmdletInput: { CmdletName: 'Get-Mailbox', Parameters: { ResultSize: 'Unlimited' } },
    });
    const { headers } = request;
    assert.equal(
      headers['x-anchormailbox'],
      `APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@${tenant}`,
    );
    assert.equal(headers['x-cmdletname'], 'Get-Mailbox');
    assert.equal(headers['prefer'], 'odata.maxpagesize=1000');
    assert.equal(headers['content-type'], 'application/json; charset=utf-8');
    assert.equal(headers.authorization, 'Bearer token-0');
    assert.match(String(headers['accept-encoding']), /gzip/);
    assert.match(String(headers['client-request-id']), /^[0-9a-f-]{36}$/);
  });

  it('strips annotations from rows', async () => {
    exchange.onCommand = () =>
      rows({ '@odata.id': 'x', 'A@odata.type': '#Guid', A: 1, B: { '@odata.type': 'kept' } });
    assert.deepEqual(await getMailbox(), [{ A: 1, B: { '@odata.type': 'kept' } }]);
  });

  it('follows next links by sending the same body again', async () => {
    exchange.onCommand = (_command, number) =>
      number < 3
        ? {
            body: {
              value: number === 1 ? [{ n: number }] : [],
              '@odata.nextLink': `${root()}InvokeCommand?$skiptoken=${number}`,
            },
          }
        : rows({ n: number });
    const found = await exchange.commands.invoke('Get-Mailbox', { ResultSize: 'Unlimited' }, read);
    assert.deepEqual(found, [{ n: 1 }, { n: 3 }]);
    const { received } = exchange.server;
    assert.deepEqual(new Set(received.map(({ method, body }) => method + body)).size, 1);
    assert.match(received[2]?.url ?? '', /skiptoken=2$/);
  });

  it('does not take the token to a foreign next link, nor to another tenant', async () => {
    for (const link of [
      'https://collector.example/adminapi/beta/x',
      `${exchange.server.url}/adminapi/beta/22222222-bbbb-4bbb-8bbb-222222222222/InvokeCommand`,
    ]) {
      const from = exchange.server.received.length;
      exchange.onCommand = () => ({ body: { value: [{ n: 1 }], '@odata.nextLink': link } });
      await assert.rejects(getMailbox(), ContractError);
      assert.equal(exchange.server.received.length - from, 1);
    }
  });

  it('ends a loop of next links with an error, not with a list', async () => {
    exchange.onCommand = () => ({
      body: { value: [{ n: 1 }], '@odata.nextLink': `${root()}InvokeCommand?$skiptoken=same` },
    });
    await assert.rejects(getMailbox(), ContractError);
    assert.equal(exchange.server.received.length, 2);
  });

  it('takes a list that Exchange cut short for no list', async () => {
    const warning =
      'There are more results available than are currently displayed. To view them, …';
    exchange.onCommand = () => ({ body: { value: [{}], '@adminapi.warnings': [warning] } });
    await assert.rejects(getMailbox(), ContractError);
    exchange.onCommand = () => ({
      body: { value: [{}], '@adminapi.warnings': ['Something else'] },
    });
    assert.equal((await getMailbox()).length, 1);
  });

  for (const [what, scripted] of [
    ['an empty body', { status: 200 }],
    ['204', { status: 204 }],
    ['HTML', { body: '<html></html>' }],
    ['a cut body', { body: '{"value":[{"a":' }],
    ['no value', { body: { '@adminapi.warnings': ['x'] } }],
    ['a null value', { body: { value: null } }],
    ['rows that are not objects', { body: { value: ['x'] } }],
    ['a list of another kind', { body: { value: {} } }],
    ['NUL bytes labelled gzip', { headers: { 'content-encoding': 'gzip' }, body: Buffer.alloc(9) }],
  ] as const) {
    it(`never reads ${what} as an empty list`, async () => {
      exchange.onCommand = () => scripted;
      await assert.rejects(getMailbox(), ContractError);
    });
  }

  it('takes errors inside a 200 for a failure, though rows came with them', async () => {
    const error = await failing({
      body: {
        value: [{ n: 1 }],
        '@adminapi.errors': ['Ex1|Microsoft.Exchange.ADTransientException|text'],
      },
    });
    assert.equal(error.answer.serviceCode, 'ADTransientException');
    assert.equal(error.answer.status, 200);
  });

  it('names the exception, without its text, and the request', async () => {
    const error = await failing(refused(404, 'ManagementObjectNotFoundException', 'NotFound'));
    assert.equal(error.answer.serviceCode, 'ManagementObjectNotFoundException');
    assert.match(error.answer.requestId ?? '', /^[0-9a-f-]{36}$/);
    assert.ok(!error.message.includes('text of the error'));
    assert.equal(exchange.server.received.length, 1);
  });

  it('finds the exception in the header when the body has none', async () => {
    const headers = { 'x-exceptiontype': 'Microsoft.Exchange.SomeException' };
    assert.equal((await failing({ status: 400, headers })).answer.serviceCode, 'SomeException');
  });

  it('survives a 403 whose body is NUL bytes labelled gzip', async () => {
    const headers = { 'content-encoding': 'gzip' };
    const error = await failing({ status: 403, headers, body: Buffer.alloc(64) });
    assert.deepEqual([error.answer.status, error.retryable], [403, false]);
    assert.equal(exchange.server.received.length, 1);
  });

  it('does not follow a redirect', async () => {
    const headers = { location: 'https://collector.example/' };
    const error = await failing({ status: 302, headers });
    assert.deepEqual([error.answer.status, error.retryable], [302, false]);
  });

  for (const code of [
    'ServerBusyException',
    'TransientException',
    'BackendCommunicationException',
  ]) {
    it(`repeats a read after 400 with ${code}`, async () => {
      exchange.onCommand = (_command, number) => (number === 1 ? refused(400, code) : rows({}));
      assert.equal((await getMailbox()).length, 1);
    });
  }

  it('repeats a read after 400 with a transient code and no exception', async () => {
    exchange.onCommand = (_command, number) =>
      number === 1
        ? { status: 400, body: { error: { code: 'CmdletProxyNotAvailableFailure', message: 'x' } } }
        : rows({});
    assert.equal((await getMailbox()).length, 1);
  });

  it('does not repeat after 400 of another kind', async () => {
    const error = await failing(refused(400, 'ParameterBindingException'));
    assert.deepEqual([error.retryable, exchange.server.received.length], [false, 1]);
  });

  for (const status of [200, 400, 429, 500]) {
    it(`knows the plain text of too many requests under status ${status}`, async () => {
      const body =
        'You have reached the maximum number of concurrent requests per tenant. Please wait and try again';
      const headers = { 'content-type': 'text/plain' };
      exchange.onCommand = (_command, number) =>
        number === 1 ? { status, headers, body } : rows({});
      assert.equal((await getMailbox()).length, 1);
      exchange.onCommand = () => ({ status, headers, body });
      await assert.rejects(getMailbox(), (error: unknown) => {
        assert.ok(error instanceof ServiceError);
        return error.retryable && error.answer.serviceCode === 'ConcurrentRequestsExceeded';
      });
    });
  }

  it('puts off a call that is to wait for a day, and sends no other meanwhile', async () => {
    const error = await failing({ status: 429, headers: { 'retry-after': '86400' } });
    assert.deepEqual([error.retryable, error.answer.retryAfterMs], [true, 86_400_000]);
    await assert.rejects(getMailbox(), { code: 'exchange.429', retryable: true });
    assert.deepEqual([exchange.server.received.length, exchange.clock.waits], [1, []]);
  });

  it('refuses an empty identity before anything is sent', async () => {
    for (const parameters of [
      { Identity: '' },
      { Identity: '  ' },
      { Mailbox: '' },
      { Identity: null },
    ]) {
      await assert.rejects(exchange.commands.invoke('Get-InboxRule', parameters, read), TypeError);
    }
    assert.equal(exchange.server.received.length, 0);
  });

  it('takes 204, an empty body and an empty list for success of a change', async () => {
    for (const scripted of [{ status: 204 }, { status: 200 }, rows()]) {
      exchange.onCommand = () => scripted;
      const change = { Identity: 'x', ForwardingSmtpAddress: null };
      assert.deepEqual(
        await exchange.commands.invoke('Set-Mailbox', change, { idempotent: false }),
        [],
      );
    }
  });

  it('does not send a change again when its answer was lost', async () => {
    exchange.onCommand = () => ({ silence: 'reset' });
    const change = exchange.commands.invoke(
      'Set-Mailbox',
      { Identity: 'x' },
      { idempotent: false },
    );
    await assert.rejects(change, (error: unknown) => {
      return error instanceof TransportError && error.mayHaveArrived;
    });
    assert.equal(exchange.server.received.length, 1);
  });
});

describe('ExchangeCommands.availableCmdlets', () => {
  let exchange: ExchangeServer;
  beforeEach(async () => {
    exchange = await startExchange();
  });
  afterEach(() => exchange.server.close());

  it('lists what the roles of the identity allow', async () => {
    exchange.onGet = () => ({
      body: { value: [{ exportedCmdlets: 'Get-Mailbox, Get-Recipient' }] },
    });
    const names = await exchange.commands.availableCmdlets();
    assert.deepEqual([...names], ['Get-Mailbox', 'Get-Recipient']);
    const [request] = exchange.server.received;
    assert.equal(request?.url, `/adminapi/v1.0/${tenant}/EXOModuleFile?Version=3.9.2`);
    assert.equal(request.headers['commandname'], '*');
  });

  it('rejects when the list itself is refused', async () => {
    exchange.onGet = () => refused(403, 'UnauthorizedAccessException');
    await assert.rejects(exchange.commands.availableCmdlets(), { code: 'exchange.403' });
  });
});
