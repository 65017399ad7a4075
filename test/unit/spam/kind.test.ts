import assert from 'node:assert/strict';
import { CardRenderer } from '../../../src/adapters/teams/card-renderer.js';
import { alertIdOf, type Alert } from '../../../src/alerts/alert.js';
import type { CardContent } from '../../../src/alerts/card-content.js';
import type { CardView } from '../../../src/alerts/kind.js';
import { alertStates } from '../../../src/alerts/lifecycle.js';
import { ContractError, ServiceError, TransportError } from '../../../src/lib/errors.js';
import { acknowledgeCauses } from '../../../src/spam/acknowledge-causes.js';
import { spamFindingOf } from '../../../src/spam/detect.js';
import { evidenceCodes } from '../../../src/spam/evidence.js';
import { parseSpamFacts, spamFactsJson, type SpamFacts } from '../../../src/spam/facts.js';
import { spamKind } from '../../../src/spam/kind.js';
import type { BlockedUser } from '../../../src/spam/ports.js';
import { cardProblems } from '../../../src/simulator/channel/card-checks.js';
import { marks, texts } from '../../support/hostile-mail.js';
import { ana, anaUser, hoursAgo, now, tenant, zone } from './fake-flow.js';

const view: CardView = {
  nonce: 'qDkB3dQYvN2rXGtTgW0Q5A',
  timeZone: zone,
  now,
  canRemediate: true,
};

const facts: SpamFacts = {
  address: ana,
  displayName: 'Ana Costa',
  objectId: anaUser.objectId,
  startedAt: hoursAgo(10),
  lastAt: hoursAgo(8),
  zone,
  source: 'hunting',
  sent: 320,
  unwanted: 300,
  byVerdict: { spam: 290, phish: 10 },
  recipients: { count: 300, exact: false },
  busiestHour: { at: hoursAgo(10), count: 300 },
  usualBusiest: 4,
  blocked: true,
  blockedAt: hoursAgo(7),
  blockedReason: 'OutboundSpamLast24Hours=300',
  evidence: [
    { code: 'blocked', count: 1 },
    { code: 'new-country', count: 3, places: ['NG'] },
    { code: 'burst', count: 300, of: 4 },
  ],
  likelyCause: 'compromised-account',
  points: { 'bulk-mail': 1, 'infected-client': 2, 'compromised-account': 7 },
  notKnown: [],
  atLeast: false,
};

class FakeSending {
  blocked = new Map<string, BlockedUser>([[ana, { address: ana }]]);
  failure: Error | undefined;

  find(_tenant: unknown, address: string): Promise<BlockedUser | undefined> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    return Promise.resolve(this.blocked.get(address));
  }

  unblock(_tenant: unknown, address: string): Promise<void> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    this.blocked.delete(address);
    return Promise.resolve();
  }
}

const accounts = {
  read: () => Promise.resolve('not-found' as const),
  revokeSessions: () => Promise.resolve(),
  setSignIn: () => Promise.resolve(),
};

function alertOf(change: Partial<SpamFacts> = {}, more: Partial<Alert> = {}): Alert {
  const finding = spamFindingOf(tenant, { ...facts, ...change });
  const at = now.toISOString();
  return {
    ...finding,
    id: alertIdOf(finding),
    tenantName: tenant.name,
    state: 'open',
    firstSeenAt: at,
    lastSeenAt: at,
    changedAt: at,
    revision: 1,
    nonceHashes: [],
    messages: [],
    returns: 0,
    ...more,
  };
}

const kind = spamKind({ accounts, sending: new FakeSending() });

function section({ rows = [] }: CardContent, name: string): readonly Record<string, unknown>[] {
  return rows.filter((row) => row['section'] === name);
}

describe('The card of an own user as a sender', () => {
  it('can be drawn in every state, with and without buttons', () => {
    const renderer = new CardRenderer();
    for (const state of alertStates) {
      for (const nonce of [view.nonce, undefined]) {
        const card = kind.card(alertOf({}, { state }), { ...view, nonce });
        assert.deepEqual(cardProblems(renderer.render(card).content), []);
        if (nonce === undefined) assert.deepEqual(section(card, 'unblock'), []);
        assert.equal(
          card.data['showClose'],
          nonce !== undefined && (state === 'open' || state === 'failed'),
        );
      }
    }
  });

  it('says the likely cause, its evidence, what is not known, and what to ask', () => {
    const card = kind.card(alertOf({ notKnown: ['Sign-ins could not be read.'] }), view);
    assert.match(String(card.data['cause']), /compromised account/);
    assert.match(String(card.data['notKnown']), /could not be read/);
    assert.deepEqual(
      section(card, 'evidence').map(({ text }) => text),
      [
        'Microsoft keeps this person from sending, because of outbound spam.',
        'Signed in from NG, and never from there before (3 sign-ins).',
        'Sent 300 in one hour; the busiest hour before had 4.',
      ],
    );
    assert.ok(section(card, 'question').length >= 4);
    assert.match(String(card.data['counts']), /about 300 recipients: 10 phishing, 290 spam/);
  });

  it('offers to contain the account and to allow sending again, and nothing without an actor', () => {
    const card = kind.card(alertOf(), view);
    assert.deepEqual(
      (card.rows ?? []).map(({ measure }) => String(measure)).filter((name) => name !== ''),
      ['revoke-sessions', 'block-sign-in', 'unblock-sending'],
    );
    for (const one of [
      spamKind({}).card(alertOf(), view),
      kind.card(alertOf(), { ...view, canMeasure: false }),
      kind.card(alertOf({ objectId: undefined, blocked: false }), view),
    ]) {
      assert.deepEqual([one.data['showContain'], one.data['showUnblock']], [false, false]);
    }
  });

  it('shows what it turned out to be, and by whom', () => {
    const by = { tenantId: tenant.id, objectId: anaUser.objectId, name: 'Mia Admin' };
    const outcome = { event: 'acknowledge', at: now.toISOString(), by, cause: 'infected-client' };
    const card = kind.card(alertOf({}, { state: 'resolved', outcome }), view);
    assert.equal(card.data['stateLine'], 'It turned out to be: Infected client.');
    assert.match(String(card.data['decided']), /^Acknowledged by Mia Admin/);
  });

  it('keeps everything that an attacker wrote inert', () => {
    const renderer = new CardRenderer();
    for (const text of texts) {
      const hostile = `${text}${marks.name}`;
      const alert = alertOf(
        {
          address: `${hostile}@evil.example`,
          displayName: hostile,
          blockedReason: hostile,
          evidence: [{ code: 'new-country', count: 1, places: [hostile, hostile] }],
        },
        { tenantName: hostile },
      );
      const { content, summary } = renderer.render(kind.card(alert, view));
      assert.deepEqual(cardProblems(content), []);
      const drawn = JSON.stringify(content) + summary;
      assert.ok(!drawn.includes('${') && !drawn.includes('{{') && !/<\/?at>/i.test(drawn), text);
      assert.doesNotMatch(drawn, /[\u202e\u200b\u2066]|https?:\/\/hostile-host/);
    }
  });

  it('has words and weights for every piece of evidence', () => {
    for (const code of evidenceCodes) {
      const card = kind.card(alertOf({ evidence: [{ code, count: 2, of: 5 }] }), view);
      assert.match(String(section(card, 'evidence')[0]?.['text']), /^[A-Z].*\.$/);
    }
  });

  it('reads its facts back equal, and refuses others by path without their value', () => {
    assert.deepEqual(parseSpamFacts(spamFactsJson(facts)), JSON.parse(JSON.stringify(facts)));
    assert.throws(
      () => parseSpamFacts({ ...spamFactsJson(facts), sent: 'SECRET' }),
      (error: unknown) =>
        error instanceof ContractError &&
        error.path === 'sent' &&
        !error.message.includes('SECRET'),
    );
  });

  it('lists exactly the causes of the kind in its choice', () => {
    assert.deepEqual(kind.acknowledgeCauses, acknowledgeCauses);
    const { content } = new CardRenderer().render(kind.card(alertOf(), view));
    for (const { value, words } of acknowledgeCauses) {
      assert.ok(JSON.stringify(content).includes(JSON.stringify({ title: words, value })));
    }
  });
});

describe('Allowing to send again', () => {
  const taken = (sending: FakeSending) => {
    const measure = spamKind({ sending }).measures?.['unblock-sending'];
    assert.ok(measure);
    return measure;
  };

  it('is for who is blocked, is verified by reading, may be ordered again and has no undo', async () => {
    const sending = new FakeSending();
    const measure = taken(sending);
    assert.deepEqual(measure.targets(alertOf()), [{ key: ana, label: ana }]);
    assert.deepEqual(measure.targets(alertOf({ blocked: false })), []);
    assert.equal((await measure.read(alertOf(), ana, '')).kind, 'not-in-effect');
    assert.equal((await measure.apply(alertOf(), ana)).kind, 'sent');
    assert.equal((await measure.read(alertOf(), ana, '')).kind, 'in-effect');
    assert.deepEqual([measure.repeatable, measure.revert], [true, undefined]);
  });

  it('tells refused from lost, and never takes a failed look for success', async () => {
    const sending = new FakeSending();
    const measure = taken(sending);
    sending.failure = new ServiceError(
      'No.',
      { service: 'exchange', status: 403 },
      { retryable: false },
    );
    const refused = await measure.apply(alertOf(), ana);
    assert.ok(refused.kind === 'refused' && refused.note.includes('no role'));
    assert.equal((await measure.read(alertOf(), ana, '')).kind, 'unreadable');
    sending.failure = new TransportError('Lost.', {
      ...{ service: 'exchange', reason: 'reset', mayHaveArrived: true },
    });
    assert.equal((await measure.apply(alertOf(), ana)).kind, 'unknown');
    sending.failure = new RangeError('a bug');
    await assert.rejects(measure.read(alertOf(), ana, ''), RangeError);
  });
});
