import assert from 'node:assert/strict';
import { combineCoverage } from '../../../src/tenants/coverage.js';
import { ContractError, ServiceError, TransportError } from '../../../src/lib/errors.js';
import { scanMailbox } from '../../../src/forwards/scan.js';
import {
  clock,
  exchangeWith,
  mailbox,
  mailboxId,
  noPartners,
  scan,
  tenant,
} from './fake-exchange.js';

const outside = mailbox({ forwardingSmtpAddress: 'smtp:x@evil.example' });

describe('scanForwards', () => {
  it('says clean of a tenant that was read and forwards nothing', async () => {
    const { coverage, seenMailboxIds } = await scan(exchangeWith(mailbox()));
    assert.deepEqual(coverage, {
      tenantId: tenant.id,
      tenantName: 'Contoso',
      outcome: { kind: 'clean' },
      found: 0,
      failures: [],
      readAt: '2026-11-21T17:20:00.000Z',
    });
    assert.equal(seenMailboxIds.size, 0);
  });

  it('finds one forward per mailbox and remembers which mailboxes it saw', async () => {
    const inside = mailbox({
      mailboxId: mailboxId(2),
      forwardingSmtpAddress: 'smtp:bo@contoso.com',
    });
    const { coverage, findings, seenMailboxIds } = await scan(exchangeWith(outside, inside));
    assert.deepEqual(coverage.outcome, { kind: 'found', count: 1 });
    assert.equal(findings[0]?.identity, `mailbox|${mailboxId(1)}`);
    assert.equal(findings[0].subjectObjectId, outside.objectId);
    assert.deepEqual([...seenMailboxIds], [mailboxId(1), mailboxId(2)]);
  });

  it('counts a partner without reporting it', async () => {
    const { findings, partner, coverage } = await scan(exchangeWith(outside), {
      partnerDomains: ['evil.example'],
    });
    assert.deepEqual(findings, []);
    assert.equal(partner, 1);
    assert.equal(coverage.outcome.kind, 'clean');
  });

  it('looks up only what it needs', async () => {
    const exchange = exchangeWith(
      outside,
      mailbox({ mailboxId: mailboxId(2), forwardingAddress: 'Bo' }),
    );
    await scan(exchange);
    assert.deepEqual(exchange.asked, ['Bo']);
  });

  const failures: readonly (readonly [error: Error, code: string])[] = [
    [
      new ServiceError('no', { service: 'exchange', status: 403 }, { retryable: false }),
      'role-missing',
    ],
    [
      new ServiceError('no', { service: 'exchange', status: 429 }, { retryable: true }),
      'throttled',
    ],
    [
      new TransportError('no', { service: 'exchange', reason: 'reset', mayHaveArrived: true }),
      'unreachable',
    ],
    [new ContractError('no', { service: 'exchange', path: 'value' }), 'unexpected-answer'],
  ];
  for (const [error, code] of failures) {
    it(`is unknown, not clean, when the listing fails: ${code}`, async () => {
      const exchange = exchangeWith(outside);
      exchange.broken.readTenant = error;
      const { coverage } = await scan(exchange);
      assert.ok(coverage.outcome.kind === 'unknown');
      assert.equal(coverage.outcome.cause.code, code);
      assert.equal(combineCoverage([coverage]).complete, false);
    });
  }

  it('is unknown when there is no accepted domain', async () => {
    const exchange = exchangeWith(outside);
    exchange.acceptedDomains = [];
    const { coverage, findings } = await scan(exchange);
    assert.equal(coverage.outcome.kind, 'unknown');
    assert.deepEqual(findings, []);
  });

  it('is not clean when only the look-up of an inside address failed', async () => {
    const exchange = exchangeWith(mailbox({ forwardingSmtpAddress: 'smtp:bo@contoso.com' }));
    exchange.broken.lookUp = new TransportError('no', {
      service: 'exchange',
      reason: 'reset',
      mayHaveArrived: true,
    });
    const { coverage, findings } = await scan(exchange);
    assert.deepEqual(findings, []);
    assert.equal(coverage.outcome.kind, 'unknown');
    assert.equal(coverage.failures.length, 1);
  });

  it('goes on past one bad look-up', async () => {
    const exchange = exchangeWith(
      outside,
      mailbox({ mailboxId: mailboxId(2), forwardingAddress: 'Bo' }),
    );
    exchange.recipients.set('Bo', { kind: 'failed', code: 'exchange.500' });
    const { findings, coverage } = await scan(exchange);
    assert.equal(findings.length, 2);
    assert.deepEqual(
      coverage.failures.map((one) => one.mailbox),
      [mailboxId(2)],
    );
  });

  it('lets a bug through', async () => {
    const exchange = exchangeWith(outside);
    exchange.broken.readTenant = new TypeError('bug');
    await assert.rejects(scan(exchange), TypeError);
    const other = exchangeWith(mailbox({ forwardingAddress: 'Bo' }));
    other.broken.lookUp = new TypeError('bug');
    await assert.rejects(scan(other), TypeError);
  });

  it('sees mailboxes that forward to the same address', async () => {
    const second = { ...outside, mailboxId: mailboxId(2), primarySmtpAddress: 'bo@contoso.com' };
    const { findings } = await scan(exchangeWith(outside, second));
    assert.deepEqual(
      findings.map(({ severity }) => severity),
      ['high', 'high'],
    );
  });
});

describe('scanMailbox', () => {
  it('finds the forward of exactly the mailbox asked for', async () => {
    const other = mailbox({
      mailboxId: mailboxId(2),
      forwardingSmtpAddress: 'smtp:y@evil.example',
      primarySmtpAddress: 'bo@contoso.com',
    });
    const { findings } = await scanMailbox(
      tenant,
      'ida@contoso.com',
      exchangeWith(outside, other),
      noPartners,
      clock,
    );
    assert.deepEqual(
      findings.map(({ identity }) => identity),
      [`mailbox|${mailboxId(1)}`],
    );
  });
  it('says clean of a mailbox without a forward', async () => {
    const { coverage } = await scanMailbox(
      tenant,
      'ida@contoso.com',
      exchangeWith(mailbox()),
      noPartners,
      clock,
    );
    assert.equal(coverage.outcome.kind, 'clean');
  });
  it('never says clean of a mailbox that does not exist', async () => {
    const { coverage } = await scanMailbox(
      tenant,
      'no@contoso.com',
      exchangeWith(mailbox()),
      noPartners,
      clock,
    );
    assert.deepEqual(coverage.outcome, { kind: 'unknown', cause: { code: 'mailbox-not-found' } });
  });
  it('asks nothing for an empty name, which Exchange would answer with every mailbox', async () => {
    const exchange = exchangeWith(outside);
    exchange.broken.readMailbox = new TypeError('asked');
    exchange.broken.readTenant = new TypeError('asked');
    const { coverage } = await scanMailbox(tenant, ' ', exchange, noPartners, clock);
    assert.equal(coverage.outcome.kind, 'unknown');
  });
});
