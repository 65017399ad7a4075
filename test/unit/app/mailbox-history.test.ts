import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { AuditRecord } from '../../../src/alerts/audit.js';
import { auditFact, type AuditContext } from '../../../src/app/mailbox-audit-facts.js';
import { factKinds, type MailboxFact } from '../../../src/app/mailbox-fact.js';
import { bounded, mailboxHistory, newestFirst } from '../../../src/app/mailbox-history.js';
import { IdentityLearner } from '../../../src/app/mailbox-identity.js';
import type { MailboxLive } from '../../../src/app/mailbox-live.js';
import type { AccountMeasure, TenantTrace } from '../../../src/app/mailbox-trace.js';
import { plainSentence } from '../../../src/app/mailbox-words.js';
import { alertEvents } from '../../../src/alerts/lifecycle.js';
import { measureNames } from '../../../src/alerts/measure.js';
import { ownText } from '../../../src/lib/untrusted.js';
import type { TenantHealth } from '../../../src/tenants/health.js';
import { contoso } from '../../support/sample-findings.js';
import { forwardFacts, ida, idaId, idaUser } from './mailbox-bench.js';

const day = Date.parse('2026-01-05T00:00:00.000Z');

const anyFact: fc.Arbitrary<MailboxFact> = fc.record({
  at: fc
    .integer({ min: 0, max: 20 })
    .map((hours) => new Date(day + hours * 3_600_000).toISOString()),
  order: fc.integer({ min: 0, max: 3 }),
  key: fc.integer({ min: 0, max: 1_000_000 }).map(String),
  kind: fc.constantFrom(...factKinds),
  weight: fc.constantFrom(0 as const, 1 as const, 2 as const),
  tenant: fc.constant(contoso),
  sentence: fc.constant([ownText('x')]),
});
const anyFacts = fc.uniqueArray(anyFact, { selector: ({ key }) => key, maxLength: 120 });

const live: MailboxLive = {
  readAt: '2026-01-05T09:00:00.000Z',
  account: { kind: 'account', user: idaUser },
  sending: { kind: 'allowed' },
};

function traceOf(change: Partial<TenantTrace> = {}): TenantTrace {
  return {
    tenant: contoso,
    identity: { addresses: new Set([ida]), objectIds: new Set([idaId]) },
    ...{ facts: [], standing: [], measures: [] },
    coverage: { messagesCut: 0 },
    ...change,
  };
}

describe('a mailbox’s history', () => {
  it('has every fact exactly once, the newest first, whatever the order they came in', () => {
    fc.assert(
      fc.property(anyFacts, fc.integer(), (facts, seed) => {
        const twice = [...facts, ...facts].sort(
          (a, b) => ((Number(a.key) * seed) % 7) - ((Number(b.key) * seed) % 7),
        );
        const ordered = newestFirst(twice);
        assert.deepEqual(ordered.map(({ key }) => key).sort(), facts.map(({ key }) => key).sort());
        for (const [i, fact] of ordered.entries()) {
          const next = ordered[i + 1];
          if (next === undefined) continue;
          assert.ok(fact.at > next.at || (fact.at === next.at && fact.order >= next.order));
        }
        assert.deepEqual(ordered, newestFirst(facts));
      }),
    );
  });

  it('is bounded without losing count of anything', () => {
    fc.assert(
      fc.property(anyFacts, fc.integer({ min: 1, max: 40 }), (raw, most) => {
        const facts = newestFirst(raw);
        const { shown, left } = bounded(facts, most);
        assert.equal(shown.length, Math.min(most, facts.length));
        assert.deepEqual(
          shown,
          facts.filter((fact) => shown.includes(fact)),
        );
        for (const kind of factKinds) {
          const all = facts.filter((fact) => fact.kind === kind).length;
          const seen: number = shown.filter((fact) => fact.kind === kind).length;
          const beside = left.find((one) => one.kind === kind)?.count ?? 0;
          assert.equal(seen + beside, all);
        }
      }),
    );
  });

  it('keeps the newest, and what weighs most, when there is not room for all', () => {
    fc.assert(
      fc.property(anyFacts, fc.integer({ min: 3, max: 40 }), (raw, most) => {
        const facts = newestFirst(raw);
        const { shown } = bounded(facts, most);
        for (const fact of facts.slice(0, Math.ceil(most / 3))) assert.ok(shown.includes(fact));
        const rest = shown
          .slice(0)
          .filter((fact) => !facts.slice(0, Math.ceil(most / 3)).includes(fact));
        const lightest = Math.min(...rest.map(({ weight }) => weight));
        const hidden = facts.filter((fact) => !shown.includes(fact));
        assert.ok(hidden.every(({ weight }) => weight <= lightest));
      }),
    );
  });

  it('goes by the last order about sign-in, over all alerts', () => {
    const measure = (change: Partial<AccountMeasure>): AccountMeasure => ({
      ...{ name: 'block-sign-in', target: idaId, label: ida, state: 'done', alertId: 'A' },
      orderedAt: '2026-01-05T08:00:00.000Z',
      endedAt: '2026-01-05T08:01:00.000Z',
      by: { tenantId: 't', objectId: 'o', name: 'Avery' },
      ...change,
    });
    const undone = measure({ alertId: 'B', state: 'undone', endedAt: '2026-01-05T08:30:00.000Z' });
    const said = (measures: readonly AccountMeasure[]): string =>
      mailboxHistory({
        address: ida,
        owner: contoso,
        traces: [traceOf({ measures })],
        live,
        timeZone: 'UTC',
      })
        .now.filter(({ topic }) => topic === 'Sign-in')
        .map((line) => `${plainSentence(line.said)} ${line.reference ?? ''}`)
        .join();
    assert.match(said([measure({}), undone]), /allowed again from here.*B$/);
    assert.match(said([undone, measure({})]), /allowed again from here.*B$/);
    assert.match(
      said([measure({}), measure({ name: 'revoke-sessions', alertId: 'C' })]),
      /blocked from here.*A$/,
    );
  });

  it('is covered only when nothing that is read was left out', () => {
    const health: TenantHealth = {
      ...{ tenantId: contoso.id, name: 'Contoso', state: 'healthy', since: live.readAt },
      ...{ lastReadAt: live.readAt, inventoried: true, failuresInRow: 0 },
    };
    const zap = { readAt: live.readAt, complete: true, notRead: [], limits: [] };
    const flow = {
      ...{ firstDay: '2026-01-01', lastDay: '2026-01-04', days: 4, readAt: live.readAt },
      ...{ unread: 0, openReceived: 0, openSent: 0 },
    };
    const whole = { health, zap, flow, messagesCut: 0 };
    const covered = (coverage: TenantTrace['coverage'], now = live): boolean =>
      mailboxHistory({
        address: ida,
        owner: contoso,
        traces: [traceOf({ coverage })],
        live: now,
        timeZone: 'UTC',
      }).covered;
    assert.equal(covered(whole), true);
    for (const gap of [
      { ...whole, health: undefined },
      { ...whole, health: { ...health, state: 'degraded' as const } },
      { ...whole, health: { ...health, lastReadAt: undefined } },
      { ...whole, zap: undefined },
      { ...whole, zap: { ...zap, complete: false } },
      { ...whole, flow: undefined },
      { ...whole, flow: { ...flow, unread: 1 } },
      { ...whole, flow: { ...flow, openReceived: 1 } },
      { ...whole, flow: { ...flow, openSent: 1 } },
      { ...whole, messagesCut: 1 },
    ]) {
      assert.equal(covered(gap), false, JSON.stringify(gap));
    }
    assert.equal(covered(whole, { ...live, account: { kind: 'none' } }), false);
    const elsewhere = {
      address: ida,
      traces: [traceOf({ coverage: whole })],
      live,
      timeZone: 'UTC',
    };
    assert.equal(mailboxHistory(elsewhere).covered, false);
  });
});

describe('a line of the record', () => {
  const context: AuditContext = {
    tenant: contoso,
    identity: { addresses: new Set([ida]), objectIds: new Set([idaId]) },
    timeZone: 'UTC',
    topics: new Map([
      ['F', { kind: 'forward', subject: '' }],
      ['Z', { kind: 'zap', subject: 'Invoice' }],
    ]),
    names: new Map([['a', 'Avery']]),
  };
  const line = (what: string, change: Partial<AuditRecord> = {}): AuditRecord => ({
    ...{ at: live.readAt, what, alertId: 'F', sequence: 7, previous: '', hash: '', detail: {} },
    ...change,
  });
  const said = (what: string, change: Partial<AuditRecord> = {}): string =>
    plainSentence(auditFact(line(what, change), context)?.sentence ?? []);

  it('has words for every event of an alert and every measure', () => {
    for (const event of alertEvents) {
      for (const alertId of ['F', 'Z']) {
        assert.doesNotMatch(said(`alert.${event}`, { alertId }), /^$|Recorded/, event);
      }
    }
    for (const measure of measureNames) {
      for (const event of ['ordered', 'done', 'failed', 'undo-ordered', 'undone', 'undo-failed']) {
        const detail = { measure, target: idaId };
        assert.doesNotMatch(
          said(`measure.${event}`, { detail }),
          /^$|Recorded/,
          `${measure} ${event}`,
        );
      }
    }
  });

  it('is told as it is recorded when its words are not known', () => {
    assert.equal(said('alert.dissolved'), 'Recorded: alert dissolved.');
    assert.equal(
      said('measure.paused', { detail: { measure: 'freeze' } }),
      'Recorded: measure paused.',
    );
    assert.equal(said('report.sent'), 'Recorded: report.sent.');
  });

  it('says nothing when it is about cards and work, about other alerts, or about somebody else’s account', () => {
    for (const what of [
      'card.posted',
      'group.raised',
      'outbox.requeued',
      'remove.acting',
      'measure.acting',
    ]) {
      assert.equal(auditFact(line(what), context), undefined, what);
    }
    assert.equal(auditFact(line('alert.raised', { alertId: 'X' }), context), undefined);
    assert.equal(auditFact(line('outbox.dead', { alertId: undefined }), context), undefined);
    const detail = { measure: 'block-sign-in', target: 'ffffffff-0000-4000-8000-000000000001' };
    assert.equal(auditFact(line('measure.done', { detail }), context), undefined);
  });

  it('tells where a forward leads in every form in which that was ever recorded', () => {
    const whole = JSON.parse(JSON.stringify(forwardFacts())) as Record<string, never>;
    const found =
      /^An external forward was found to drop@evil\.example, without a copy in the mailbox\.$/;
    assert.match(said('alert.raised', { detail: { facts: whole } }), found);
    for (const facts of [null, 'x', [], {}, { destinations: 'x' }, { destinations: [{}] }]) {
      assert.equal(said('alert.raised', { detail: { facts } }), 'An external forward was found.');
    }
  });

  it('says for what an approval was given, and that another alert’s approval covers it', () => {
    const scope = { kind: 'zap', name: 'sender', value: 'pay@evil.example' };
    assert.match(
      said('alert.approve', { alertId: 'Z', detail: { scope, reason: 'Ours', expiresAt: null } }),
      /judged not malicious: "Invoice"\. It holds until it is revoked\. For everything of the same sender \(pay@evil\.example\)\. Reason: "Ours"\./,
    );
    const covered = { state: 'approved', approvedOn: 'K3F7Q-9D2MA', scope: null };
    assert.match(
      said('alert.raised', { detail: covered }),
      /was found; an approval covers it\. The approval was given on K3F7Q-9D2MA\./,
    );
  });

  it('names people by the name that was stored, else by their object id', () => {
    const who = (objectId: string): string | undefined => {
      const fact = auditFact(line('alert.remove', { actor: { tenantId: 't', objectId } }), context);
      return fact?.who?.name?.forStorage() ?? fact?.who?.objectId;
    };
    assert.deepEqual([who('A'), who('b')], ['Avery', 'b']);
  });
});

describe('who a mailbox is', () => {
  it('learns the account from the address, then its other addresses, and no other person’s', () => {
    const learner = new IdentityLearner('Ida@x.example');
    learner.learn({ objectId: 'B', address: 'bo@x.example' });
    assert.equal(learner.hasLearned(), false);
    learner.learn({ objectId: 'A', address: 'IDA@x.example ' });
    learner.learn({ objectId: 'a', address: 'Old@x.example' });
    assert.equal(learner.hasLearned(), true);
    assert.equal(learner.hasLearned(), false);
    learner.learn({ objectId: 'C', address: 'old@x.example' });
    learner.learn({ objectId: 'c', address: 'cy@x.example' });
    learner.learn({ objectId: '', address: 'ida@x.example' });
    assert.equal(learner.hasLearned(), false);
    assert.deepEqual([...learner.identity.addresses].sort(), ['ida@x.example', 'old@x.example']);
    assert.deepEqual([...learner.identity.objectIds], ['a']);
  });

  it('finds an account by its sign-in name without taking that for one of its addresses', () => {
    const learner = new IdentityLearner('ida@x.example');
    learner.learn({ objectId: 'A', address: 'berg@x.example', signInName: 'ida@x.example' });
    assert.deepEqual([...learner.identity.addresses].sort(), ['berg@x.example', 'ida@x.example']);
    const other = new IdentityLearner('berg@x.example');
    other.learn({ objectId: 'A', address: 'berg@x.example', signInName: 'ida@x.example' });
    assert.deepEqual([...other.identity.addresses], ['berg@x.example']);
  });
});
