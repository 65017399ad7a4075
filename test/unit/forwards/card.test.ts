import assert from 'node:assert/strict';
import type { Alert } from '../../../src/alerts/alert.js';
import type { CardContent } from '../../../src/alerts/card-content.js';
import type { CardView } from '../../../src/alerts/kind.js';
import type { AlertState } from '../../../src/alerts/lifecycle.js';
import { alertStates } from '../../../src/alerts/lifecycle.js';
import { forwardKind } from '../../../src/forwards/card.js';
import type { MailboxForwarding } from '../../../src/forwards/ports.js';
import { alertOf } from './alert-fixture.js';
import {
  exchangeWith,
  mailbox,
  onlyFinding,
  recipient,
  type FakeExchange,
} from './fake-exchange.js';

const view: CardView = {
  nonce: 'nonce',
  timeZone: 'Europe/Berlin',
  now: new Date('2026-11-21T18:00:00Z'),
  canRemediate: true,
};
const kind = forwardKind();

const fields = [
  'alertId', 'nonce', 'title', 'tenant', 'mailboxName', 'mailboxAddress', 'destination1', 'how1', 'destination2', 'how2',
  'moreDestinations', 'firstSeen', 'lastSeen', 'keepsCopy', 'severity', 'severityStyle', 'why', 'clientWarning', 'stateLine',
  'decided', 'nextLine', 'stateNote', 'reason', 'showRemove', 'showApprove', 'showUndo', 'showRevoke', 'showRetry',
  'removeConfirm', 'undoUntil', 'returnsLine', 'forwardsLabel', 'sessionsLine', 'signInLine', 'target',
  'showContain', 'showRevokeSessions', 'showBlockSignIn', 'showUnblock', 'containConfirm', 'unblockConfirm',
]; // prettier-ignore

function idaForwards(change: Partial<MailboxForwarding> = {}): FakeExchange {
  return exchangeWith(mailbox({ forwardingSmtpAddress: 'smtp:x@evil.example', ...change }));
}

async function draw(
  exchange: FakeExchange,
  change: Partial<Alert> = {},
  look: Partial<CardView> = {},
): Promise<CardContent> {
  return kind.card(alertOf(await onlyFinding(exchange), change), { ...view, ...look });
}

function buttons({ data }: CardContent): string[] {
  return Object.keys(data).filter((field) => field.startsWith('show') && data[field] === true);
}

describe('the card of a forward', () => {
  it('has exactly the fields of its template, in every state', async () => {
    for (const state of alertStates) {
      const content = await draw(idaForwards(), { state });
      assert.deepEqual(Object.keys(content.data).sort(), [...fields].sort());
      for (const field of fields) {
        const expected = field.startsWith('show') ? 'boolean' : 'string';
        assert.equal(typeof content.data[field], expected, field);
      }
    }
  });

  it('says who forwards where, since when, and why that matters', async () => {
    const { data, summary, template } = await draw(idaForwards({ keepsCopy: false }));
    assert.equal(template, 'forward-alert');
    assert.equal(summary, 'External forward found: ida@contoso[.]com in Contoso');
    assert.equal(data['destination1'], 'x@evil[.]example');
    assert.equal(data['how1'], 'ForwardingSmtpAddress');
    assert.equal(data['destination2'], '');
    assert.equal(data['firstSeen'], '20 Nov 2026, 09:00 CET');
    assert.equal(data['severity'], '••• High severity');
    assert.equal(
      data['nextLine'],
      'An approver removes the forward, or approves it with a reason.',
    );
    assert.equal(data['severityStyle'], 'attention');
    assert.match(String(data['why']), /No copy stays/);
    assert.equal(data['removeConfirm'], 'Remove the forward from ida@contoso[.]com?');
  });

  it('shows when it was last seen only where that is not when it was first seen', async () => {
    const seen = '2026-11-20T08:00:20.000Z';
    const { data } = await draw(idaForwards(), { lastSeenAt: seen });
    assert.equal(data['firstSeen'], '20 Nov 2026, 09:00 CET');
    assert.equal(data['lastSeen'], '');
  });

  it('names the contact on the way and the dormant second address', async () => {
    const exchange = idaForwards({ forwardingAddress: 'Ext' }).add({
      identity: 'Ext',
      externalEmailAddress: 'smtp:z@other.example',
    });
    const { data } = await draw(exchange);
    assert.equal(data['destination1'], 'z@other[.]example');
    assert.equal(data['how1'], 'ForwardingAddress, through contact Ext');
    assert.equal(data['destination2'], 'x@evil[.]example');
    assert.equal(data['how2'], 'ForwardingSmtpAddress, not in effect now');
  });

  it('says that a destination could not be resolved', async () => {
    const { data } = await draw(exchangeWith(mailbox({ forwardingAddress: 'Nobody' })));
    assert.equal(
      data['how1'],
      'ForwardingAddress. Could not be resolved (no such recipient): treated as external.',
    );
  });

  it('counts further destinations and warns of an inside one', async () => {
    const exchange = idaForwards({ forwardingAddress: 'Team' }).add({
      identity: 'Team',
      recipientType: 'MailUniversalDistributionGroup',
    });
    exchange.groups.set('Team', [
      ...[1, 2, 3].map((n) =>
        recipient({ identity: `E${n}`, externalEmailAddress: `smtp:x${n}@evil.example` }),
      ),
      recipient({
        identity: 'Bo',
        recipientType: 'UserMailbox',
        primarySmtpAddress: 'bo@contoso.com',
      }),
    ]);
    const { data } = await draw(exchange);
    assert.equal(data['moreDestinations'], 'and 2 more');
    assert.match(String(data['clientWarning']), /bo@contoso\[\.\]com\.$/);
  });

  it('shows nothing live of what an attacker wrote', async () => {
    const evil = '{{DATE(1)}} ${x} <at>Ida</at> \u202Ehttps://evil.example';
    const content = await draw(
      idaForwards({ displayName: evil, forwardingSmtpAddress: evil, primarySmtpAddress: evil }),
      {
        tenantName: evil,
        state: 'approved',
        outcome: {
          event: 'approve',
          at: '2026-11-21T17:20:00Z',
          by: { tenantId: 't', objectId: 'o', name: evil },
          reason: evil,
          note: evil,
        },
      },
    );
    assert.doesNotMatch(JSON.stringify(content), /\{\{|\$\{|<\/?at|https:|\u202E|evil\.example/);
  });

  const buttonsOf: Readonly<Record<AlertState, readonly string[]>> = {
    open: ['showRemove', 'showApprove'],
    approved: ['showRemove', 'showRevoke'],
    removing: [],
    removed: ['showUndo'],
    restoring: [],
    resolved: [],
    failed: ['showRetry', 'showApprove'],
  };
  const undo = { until: '2026-11-28T17:20:00Z', facts: {} };
  for (const state of alertStates) {
    it(`offers ${buttonsOf[state].join(' and ') || 'nothing'} when ${state}`, async () => {
      assert.deepEqual(
        buttons(await draw(idaForwards(), { state, undo })).sort(),
        [...buttonsOf[state]].sort(),
      );
    });
    it(`offers nothing without a nonce when ${state}`, async () => {
      assert.deepEqual(
        buttons(await draw(idaForwards(), { state, undo }, { nonce: undefined })),
        [],
      );
    });
  }
  it('offers no change when the product only reports', async () => {
    assert.deepEqual(buttons(await draw(idaForwards(), {}, { canRemediate: false })), [
      'showApprove',
    ]);
  });
  it('offers no undo when the product only reports', async () => {
    const content = await draw(idaForwards(), { state: 'removed', undo }, { canRemediate: false });
    assert.deepEqual(buttons(content), []);
  });
  it('offers no undo when its time is over', async () => {
    const over = { until: '2026-11-21T17:59:59Z', facts: {} };
    const { data } = await draw(idaForwards(), { state: 'removed', undo: over });
    assert.equal(data['showUndo'], false);
    assert.equal(data['undoUntil'], '');
  });

  it('says who removed it, when, and how it was verified', async () => {
    const by = { tenantId: 't', objectId: 'o', name: 'Mia Admin' };
    const note = 'Verified by reading the mailbox again, 12 s later.';
    const { data } = await draw(idaForwards(), {
      state: 'removed',
      undo,
      outcome: { event: 'removed', at: '2026-11-21T17:20:00Z', by, note },
    });
    assert.equal(data['title'], 'Forward removed');
    assert.equal(data['stateLine'], 'The mailbox no longer forwards outside.');
    assert.equal(data['decided'], 'Removed by Mia Admin, 21 Nov 2026, 18:20 CET');
    assert.match(String(data['nextLine']), /^Undo is possible until 28 Nov 2026, 18:20 CET\./);
    assert.equal(data['severity'], 'Severity when found: low');
    assert.equal(data['stateNote'], note);
    assert.equal(data['forwardsLabel'], 'Forwarded to');
    assert.equal(data['undoUntil'], 'Possible until 28 Nov 2026, 18:20 CET.');
    assert.equal(data['severityStyle'], 'good');
  });
  it('does not say that somebody removed what was gone before', async () => {
    const by = { tenantId: 't', objectId: 'o', name: 'Mia Admin' };
    const outcome = { event: 'removed', at: '2026-11-21T17:20:00Z', by };
    const { data } = await draw(idaForwards(), { state: 'removed', outcome });
    assert.equal(data['decided'], 'Ordered by Mia Admin, 21 Nov 2026, 18:20 CET');
  });
  it('says until when it is approved, and why', async () => {
    const outcome = { event: 'approve', at: '2026-11-21T17:20:00Z', reason: 'Agreed with Ida' };
    const until = await draw(idaForwards(), {
      state: 'approved',
      outcome: { ...outcome, expiresAt: '2027-02-19T17:20:00Z' },
    });
    assert.equal(until.data['stateLine'], 'Approved until 19 Feb 2027, 18:20 CET');
    assert.equal(until.data['reason'], 'Agreed with Ida');
    const always = await draw(idaForwards(), { state: 'approved', outcome });
    assert.equal(always.data['stateLine'], 'Approved until it is revoked');
  });
  it('gives nobody the blame for what happened by itself', async () => {
    const by = { tenantId: 't', objectId: 'o', name: 'Mia Admin' };
    const { data } = await draw(idaForwards(), {
      returns: 2,
      outcome: { event: 'returned', at: '2026-11-21T17:20:00Z', by },
    });
    assert.equal(data['title'], 'External forward is back');
    assert.equal(data['decided'], '21 Nov 2026, 18:20 CET');
    assert.equal(data['returnsLine'], 'It came back 2 times.');
  });
});

describe('the row of a forward', () => {
  it('holds one safe line', async () => {
    const alert = alertOf(await onlyFinding(idaForwards()));
    assert.deepEqual(kind.row(alert), {
      id: alert.id,
      what: 'ida@contoso[.]com',
      where: 'x@evil[.]example',
      state: 'Waiting',
      severity: '• Low',
    });
  });
});
