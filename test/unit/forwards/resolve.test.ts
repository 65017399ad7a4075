import assert from 'node:assert/strict';
import type { Destination } from '../../../src/forwards/destination.js';
import { parseForwardFacts } from '../../../src/forwards/facts.js';
import { ServiceError } from '../../../src/lib/errors.js';
import {
  exchangeWith,
  mailbox,
  mailboxId,
  onlyFinding,
  recipient,
  scan,
  type FakeExchange,
} from './fake-exchange.js';

async function destinations(exchange: FakeExchange): Promise<readonly Destination[]> {
  return parseForwardFacts((await onlyFinding(exchange)).facts).destinations;
}

/** Ida forwards to the recipient of this name. */
function idaTo(identity: string): FakeExchange {
  return exchangeWith(mailbox({ forwardingAddress: identity }));
}

async function isQuiet(exchange: FakeExchange): Promise<void> {
  const { findings, internalOnly, coverage } = await scan(exchange);
  assert.deepEqual(findings, []);
  assert.equal(internalOnly, 1);
  assert.equal(coverage.outcome.kind, 'clean');
}

describe('a ForwardingSmtpAddress', () => {
  it('outside is external', async () => {
    const found = await destinations(
      exchangeWith(mailbox({ forwardingSmtpAddress: 'smtp:x@Evil.example' })),
    );
    assert.deepEqual(found, [
      {
        address: 'x@evil.example',
        label: 'smtp:x@Evil.example',
        vector: 'mailbox-smtp',
        placement: 'external',
        dormant: false,
      },
    ]);
  });
  it('inside, of nobody who forwards on, is internal', async () => {
    await isQuiet(exchangeWith(mailbox({ forwardingSmtpAddress: 'smtp:bo@CONTOSO.com' })));
  });
  it('in a look-alike of an accepted domain is external', async () => {
    const [found] = await destinations(
      exchangeWith(mailbox({ forwardingSmtpAddress: 'smtp:x@evilcontoso.com' })),
    );
    assert.equal(found?.placement, 'external');
  });
  it('inside that belongs to a contact goes where the contact goes', async () => {
    const exchange = exchangeWith(mailbox({ forwardingSmtpAddress: 'smtp:ext@contoso.com' }));
    exchange.recipients.set('ext@contoso.com', {
      kind: 'one',
      recipient: recipient({
        primarySmtpAddress: 'ext@contoso.com',
        externalEmailAddress: 'SMTP:x@evil.example',
      }),
    });
    const [found] = await destinations(exchange);
    assert.equal(found?.address, 'x@evil.example');
    assert.equal(found.vector, 'mailbox-smtp');
  });
  it('that is no address is unresolved, and said to be', async () => {
    const [found] = await destinations(
      exchangeWith(mailbox({ forwardingSmtpAddress: 'x@a.example;y@contoso.com' })),
    );
    assert.equal(found?.placement, 'unresolved');
    assert.equal(found.why, 'not-an-address');
  });
  it('in an IDN outside is external, in ASCII', async () => {
    const [found] = await destinations(
      exchangeWith(mailbox({ forwardingSmtpAddress: 'smtp:x@соntoso.com' })),
    );
    assert.equal(found?.address, 'x@xn--ntoso-iyeu.com');
  });
});

describe('a ForwardingAddress', () => {
  for (const recipientType of ['MailContact', 'MailUser', 'GuestMailUser']) {
    it(`of a ${recipientType} leads to its external address, though its primary address lies inside`, async () => {
      const exchange = idaTo('Ext').add({
        identity: 'Ext',
        recipientType,
        primarySmtpAddress: 'ext@contoso.com',
        externalEmailAddress: 'SMTP:x@evil.example',
      });
      const [found] = await destinations(exchange);
      assert.equal(found?.address, 'x@evil.example');
      assert.equal(found.placement, 'external');
      assert.equal(found.vector, 'mailbox-recipient');
      assert.equal(found.via?.[0]?.name, 'Ext');
    });
  }
  it('of a contact whose external address lies inside is internal', async () => {
    await isQuiet(
      idaTo('Bo').add({
        identity: 'Bo',
        externalEmailAddress: 'smtp:bo@contoso.com',
        primarySmtpAddress: 'x@evil.example',
      }),
    );
  });
  it('of a mailbox that does not forward is internal', async () => {
    await isQuiet(
      idaTo('Bo').add({
        identity: 'Bo',
        recipientType: 'UserMailbox',
        primarySmtpAddress: 'bo@contoso.com',
        mailboxId: mailboxId(2),
      }),
    );
  });
  it('of a contact without an external address is unresolved', async () => {
    const [found] = await destinations(
      idaTo('Ext').add({ identity: 'Ext', primarySmtpAddress: 'ext@contoso.com' }),
    );
    assert.equal(found?.why, 'unknown-recipient');
  });
  it('of a kind of recipient that is not known is unresolved, never internal', async () => {
    const [found] = await destinations(
      idaTo('New').add({
        identity: 'New',
        recipientType: 'SomethingNew',
        primarySmtpAddress: 'new@contoso.com',
      }),
    );
    assert.equal(found?.placement, 'unresolved');
  });
  for (const kind of ['none', 'several'] as const) {
    it(`that answers with ${kind} is unresolved and no failure`, async () => {
      const exchange = idaTo('Bo');
      exchange.recipients.set('Bo', { kind });
      const [found] = await destinations(exchange);
      assert.equal(found?.placement, 'unresolved');
      assert.deepEqual((await scan(exchange)).coverage.failures, []);
    });
  }
  it('whose look-up fails is unresolved and a failure of the mailbox', async () => {
    const exchange = idaTo('Bo');
    exchange.recipients.set('Bo', { kind: 'failed', code: 'exchange.429' });
    const { coverage, findings, uncertain } = await scan(exchange);
    assert.equal(findings.length, 1);
    assert.deepEqual(coverage.failures, [
      { mailbox: mailboxId(1), cause: { code: 'throttled', serviceCode: 'exchange.429' } },
    ]);
    assert.ok(uncertain.has(findings[0]?.identity ?? ''));
  });
});

describe('both attributes at once', () => {
  const both = mailbox({ forwardingAddress: 'Bo', forwardingSmtpAddress: 'smtp:x@evil.example' });
  it('leave the SMTP address dormant, and it is still found', async () => {
    const exchange = exchangeWith(both).add({
      identity: 'Bo',
      recipientType: 'UserMailbox',
      primarySmtpAddress: 'bo@contoso.com',
    });
    const [first, second] = await destinations(exchange);
    assert.equal(first?.address, 'x@evil.example');
    assert.equal(first.dormant, true);
    assert.equal(second?.placement, 'internal');
  });
  it('give two destinations, the live one first', async () => {
    const exchange = exchangeWith(both).add({
      identity: 'Bo',
      externalEmailAddress: 'smtp:z@other.example',
    });
    const found = await destinations(exchange);
    assert.deepEqual(
      found.map(({ address, dormant }) => [address, dormant]),
      [
        ['z@other.example', false],
        ['x@evil.example', true],
      ],
    );
  });
});

describe('a chain of mailboxes', () => {
  const bo = mailbox({
    mailboxId: mailboxId(2),
    primarySmtpAddress: 'bo@contoso.com',
    forwardingSmtpAddress: 'smtp:x@evil.example',
  });
  it('that ends outside is external, through the mailbox between', async () => {
    const { findings } = await scan(
      exchangeWith(mailbox({ forwardingSmtpAddress: 'smtp:bo@contoso.com' }), bo),
    );
    assert.equal(findings.length, 2);
    const [found] = parseForwardFacts(findings[0]?.facts).destinations;
    assert.equal(found?.address, 'x@evil.example');
    assert.deepEqual(found.via, [{ kind: 'mailbox', name: 'bo@contoso.com' }]);
  });
  it('is followed through a ForwardingAddress by ExchangeGuid', async () => {
    const exchange = exchangeWith(mailbox({ forwardingAddress: 'Bo' }), bo).add({
      identity: 'Bo',
      recipientType: 'UserMailbox',
      mailboxId: mailboxId(2).toUpperCase(),
    });
    const { findings } = await scan(exchange);
    assert.equal(parseForwardFacts(findings[0]?.facts).destinations[0]?.address, 'x@evil.example');
  });
  it('that comes back to where it began is internal', async () => {
    const back = { ...bo, forwardingSmtpAddress: 'smtp:ida@contoso.com' };
    const { findings, internalOnly } = await scan(
      exchangeWith(mailbox({ forwardingSmtpAddress: 'smtp:bo@contoso.com' }), back),
    );
    assert.deepEqual(findings, []);
    assert.equal(internalOnly, 2);
  });
  it('longer than five is unresolved, not internal', async () => {
    const chain = Array.from({ length: 9 }, (_, n) =>
      mailbox({
        mailboxId: mailboxId(n),
        primarySmtpAddress: `m${n}@contoso.com`,
        forwardingSmtpAddress: `smtp:m${n + 1}@contoso.com`,
      }),
    );
    const { findings } = await scan(exchangeWith(...chain));
    const [found] = parseForwardFacts(findings[0]?.facts).destinations;
    assert.equal(found?.why, 'too-deep');
  });
});

describe('a group', () => {
  const outside = recipient({ identity: 'Ext', externalEmailAddress: 'smtp:x@evil.example' });
  const inside = recipient({
    identity: 'Bo',
    recipientType: 'UserMailbox',
    primarySmtpAddress: 'bo@contoso.com',
  });
  const group = { identity: 'Team', recipientType: 'MailUniversalDistributionGroup' };

  it('with an outside member is external, through the group', async () => {
    const exchange = idaTo('Team').add(group);
    exchange.groups.set('Team', [inside, outside]);
    const [found] = await destinations(exchange);
    assert.equal(found?.address, 'x@evil.example');
    assert.deepEqual(
      found.via?.map(({ kind }) => kind),
      ['group', 'contact'],
    );
  });
  it('with inside members only is internal', async () => {
    const exchange = idaTo('Team').add(group);
    exchange.groups.set('Team', [inside]);
    await isQuiet(exchange);
  });
  it('in a group is followed, and a group in itself ends', async () => {
    const exchange = idaTo('Team').add(group);
    const inner = recipient({ ...group, identity: 'Inner', recipientType: 'GroupMailbox' });
    exchange.groups.set('Team', [inner]);
    exchange.groups.set('Inner', [recipient(group), outside]);
    const [found] = await destinations(exchange);
    assert.equal(found?.address, 'x@evil.example');
  });
  it('whose members cannot be read is unresolved and a failure', async () => {
    const exchange = idaTo('Team').add(group);
    exchange.broken.groupMembers = new ServiceError(
      'no',
      { service: 'exchange', status: 403 },
      { retryable: false },
    );
    const { coverage, findings } = await scan(exchange);
    assert.equal(parseForwardFacts(findings[0]?.facts).destinations[0]?.why, 'failed');
    assert.equal(coverage.failures[0]?.cause.code, 'role-missing');
  });
  it('of thousands ends as unresolved, and the facts stay small', async () => {
    const exchange = idaTo('Team').add(group);
    exchange.groups.set(
      'Team',
      Array.from({ length: 3000 }, (_, n) =>
        recipient({ identity: `E${n}`, externalEmailAddress: `smtp:x${n}@evil.example` }),
      ),
    );
    const facts = parseForwardFacts((await onlyFinding(exchange)).facts);
    assert.equal(facts.destinations.length, 50);
    assert.ok(facts.outsideCount > 500 && facts.outsideCount < 600);
  });
});
