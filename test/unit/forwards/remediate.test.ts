import assert from 'node:assert/strict';
import type { Alert } from '../../../src/alerts/alert.js';
import type { ChangeResult } from '../../../src/alerts/kind.js';
import { forwardRemediation } from '../../../src/forwards/remediate.js';
import { ContractError, ServiceError, TransportError } from '../../../src/lib/errors.js';
import { alertOf } from './alert-fixture.js';
import {
  exchangeWith,
  mailbox,
  mailboxId,
  noPartners,
  onlyFinding,
  type FakeExchange,
} from './fake-exchange.js';

const outside = mailbox({ forwardingSmtpAddress: 'smtp:x@evil.example', keepsCopy: false });

async function setUp(change: Partial<Alert> = {}): Promise<{
  exchange: FakeExchange;
  alert: Alert;
  remediation: ReturnType<typeof forwardRemediation>;
}> {
  const exchange = exchangeWith(outside);
  const alert = alertOf(await onlyFinding(exchange), change);
  return { exchange, alert, remediation: forwardRemediation(exchange, exchange, noPartners) };
}

function answered(status: number, serviceCode?: string, retryAfterMs?: number): ServiceError {
  return new ServiceError(
    'no',
    { service: 'exchange', status, serviceCode, retryAfterMs },
    { retryable: status === 429 },
  );
}

describe('looking at a forward', () => {
  it('finds it present, with the fingerprint of the alert', async () => {
    const { alert, remediation } = await setUp();
    const live = await remediation.read(alert);
    assert.ok(live.kind === 'present');
    assert.equal(live.finding.fingerprint, alert.fingerprint);
  });
  it('finds it present with another fingerprint when the destination has changed', async () => {
    const { exchange, alert, remediation } = await setUp();
    exchange.mailboxes = [{ ...outside, forwardingSmtpAddress: 'smtp:y@evil.example' }];
    const live = await remediation.read(alert);
    assert.ok(live.kind === 'present');
    assert.notEqual(live.finding.fingerprint, alert.fingerprint);
  });
  it('finds it absent when both addresses are gone', async () => {
    const { exchange, alert, remediation } = await setUp({ state: 'removing' });
    exchange.mailboxes = [mailbox()];
    assert.deepEqual(await remediation.read(alert), { kind: 'absent' });
  });
  it('finds it absent when an address inside has taken its place', async () => {
    const { exchange, alert, remediation } = await setUp({ state: 'removing' });
    exchange.mailboxes = [{ ...outside, forwardingSmtpAddress: 'smtp:bo@contoso.com' }];
    assert.deepEqual(await remediation.read(alert), { kind: 'absent' });
  });

  describe('whose domain has become an accepted one', () => {
    const claims = [
      ['open', 'absent', 'is gone for an open alert'],
      ['removing', 'present', 'is still there for a removal'],
      ['restoring', 'present', 'is not overwritten by putting back'],
    ] as const;
    for (const [state, kind, claim] of claims) {
      it(claim, async () => {
        const { exchange, alert, remediation } = await setUp({ state });
        exchange.acceptedDomains.push({ domainName: 'evil.example', matchSubDomains: false });
        assert.equal((await remediation.read(alert)).kind, kind);
      });
    }
  });

  it('cannot tell when the mailbox is not found', async () => {
    const { exchange, alert, remediation } = await setUp();
    exchange.mailboxes = [];
    assert.deepEqual(await remediation.read(alert), {
      kind: 'unreadable',
      cause: { code: 'mailbox-not-found' },
    });
  });
  it('cannot tell when another mailbox was answered', async () => {
    const { exchange, alert, remediation } = await setUp();
    exchange.readMailbox = () =>
      Promise.resolve({ kind: 'read', mailbox: { ...outside, mailboxId: mailboxId(9) } });
    const live = await remediation.read(alert);
    assert.ok(live.kind === 'unreadable');
    assert.equal(live.cause.code, 'unexpected-answer');
  });
  it('cannot tell when a read is refused or a look-up fails', async () => {
    const { exchange, alert, remediation } = await setUp();
    exchange.mailboxes = [{ ...outside, forwardingAddress: 'Bo' }];
    exchange.recipients.set('Bo', { kind: 'failed', code: 'exchange.500' });
    assert.equal((await remediation.read(alert)).kind, 'unreadable');
    exchange.broken.readMailbox = answered(503);
    assert.equal((await remediation.read(alert)).kind, 'unreadable');
  });
  it('lets a bug through', async () => {
    const { exchange, alert, remediation } = await setUp();
    exchange.broken.readMailbox = new TypeError('bug');
    await assert.rejects(remediation.read(alert), TypeError);
  });
});

describe('removing a forward', () => {
  it('clears both addresses of exactly that mailbox', async () => {
    const { exchange, alert, remediation } = await setUp();
    const other = mailbox({
      mailboxId: mailboxId(2),
      forwardingSmtpAddress: 'smtp:z@evil.example',
    });
    exchange.mailboxes = [{ ...outside, forwardingAddress: 'Bo' }, other];
    assert.deepEqual(await remediation.remove(alert), { kind: 'sent' });
    const [cleared, untouched] = exchange.mailboxes;
    assert.equal(cleared?.forwardingAddress, null);
    assert.equal(cleared.forwardingSmtpAddress, null);
    assert.equal(untouched, other);
  });

  const results: readonly (readonly [error: Error, expected: Partial<ChangeResult>])[] = [
    [
      answered(400, 'System.InvalidOperationException'),
      { kind: 'refused', code: 'exchange.400.System.InvalidOperationException' },
    ],
    [answered(403), { kind: 'refused', code: 'exchange.403' }],
    [answered(404, 'ManagementObjectNotFoundException'), { kind: 'refused' }],
    [answered(429, undefined, 7000), { kind: 'not-sent', retryAfterMs: 7000 }],
    [answered(503), { kind: 'not-sent', retryAfterMs: 30_000 }],
    [answered(500), { kind: 'unknown', code: 'exchange.500' }],
    [answered(504), { kind: 'unknown' }],
    [
      new TransportError('no', { service: 'exchange', reason: 'reset', mayHaveArrived: true }),
      { kind: 'unknown', code: 'exchange.reset' },
    ],
    [
      new TransportError('no', { service: 'exchange', reason: 'refused', mayHaveArrived: false }),
      { kind: 'not-sent' },
    ],
    [new ContractError('no', { service: 'exchange', path: 'value' }), { kind: 'unknown' }],
  ];
  for (const [error, expected] of results) {
    it(`comes to ${expected.kind ?? ''} after ${error instanceof ServiceError ? error.answer.status : error.name}`, async () => {
      const { exchange, alert, remediation } = await setUp();
      exchange.broken.set = error;
      const result: Record<string, unknown> = { ...(await remediation.remove(alert)) };
      for (const [field, value] of Object.entries(expected)) assert.equal(result[field], value);
    });
  }
  it('says what to do about a mailbox from on-premises and about a missing role', async () => {
    const { exchange, alert, remediation } = await setUp();
    exchange.broken.set = answered(400, 'System.InvalidOperationException');
    const synced = await remediation.remove(alert);
    assert.match(synced.kind === 'refused' ? synced.note : '', /Fix it on-premises/);
    exchange.broken.set = answered(403);
    const forbidden = await remediation.remove(alert);
    assert.match(forbidden.kind === 'refused' ? forbidden.note : '', /no Exchange role/);
  });
  it('lets a bug through', async () => {
    const { exchange, alert, remediation } = await setUp();
    exchange.broken.set = new TypeError('bug');
    await assert.rejects(remediation.remove(alert), TypeError);
  });
});

describe('putting a forward back', () => {
  it('sets what the undo holds, so that a look finds the same fingerprint', async () => {
    const { exchange, alert, remediation } = await setUp();
    await remediation.remove(alert);
    const removed = {
      ...alert,
      state: 'restoring',
      undo: { until: '2026-12-01T00:00:00Z', facts: alert.facts },
    } as const;
    assert.equal((await remediation.read(removed)).kind, 'absent');
    assert.deepEqual(await remediation.restore(removed), { kind: 'sent' });
    assert.deepEqual(exchange.mailboxes, [outside]);
    const live = await remediation.read(removed);
    assert.equal(live.kind === 'present' && live.finding.fingerprint, alert.fingerprint);
  });
  it('is refused when it is not known what was there', async () => {
    const { alert, remediation } = await setUp();
    assert.equal((await remediation.restore(alert)).kind, 'refused');
  });
});
