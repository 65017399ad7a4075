import assert from 'node:assert/strict';
import { acceptedDomains } from '../../../src/adapters/exchange/accepted-domains.js';
import { ContractError, ServiceError } from '../../../src/lib/errors.js';
import { refused, rows, startExchange, tenant, type ExchangeServer } from './exchange-server.js';

describe('accepted domains over Exchange', () => {
  let exchange: ExchangeServer;
  beforeEach(async () => {
    exchange = await startExchange();
  });
  afterEach(() => exchange.server.close());

  const read = (): Promise<readonly string[]> => acceptedDomains(() => exchange.commands)(tenant);

  it('are the names of all, in small letters, in one question', async () => {
    exchange.onCommand = () =>
      rows(
        { DomainName: 'Fabrikam.Example', MatchSubDomains: true },
        { DomainName: 'fabrikam.onmicrosoft.com', MatchSubDomains: false },
      );
    assert.deepEqual(await read(), ['fabrikam.example', 'fabrikam.onmicrosoft.com']);
    assert.deepEqual(
      exchange.ran.map(({ cmdlet, parameters }) => [cmdlet, parameters]),
      [['Get-AcceptedDomain', {}]],
    );
  });

  it('are never none: every tenant has a domain', async () => {
    exchange.onCommand = () => rows();
    await assert.rejects(read(), ContractError);
  });

  it('reject with what was refused, and with an answer of another form', async () => {
    exchange.onCommand = () => refused(403, 'Forbidden');
    await assert.rejects(read(), ServiceError);
    exchange.onCommand = () => rows({ DomainName: '', MatchSubDomains: true });
    await assert.rejects(read(), ContractError);
  });
});
