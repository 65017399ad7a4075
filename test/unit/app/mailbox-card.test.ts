import assert from 'node:assert/strict';
import { CardRenderer } from '../../../src/adapters/teams/card-renderer.js';
import { mailboxCard } from '../../../src/app/mailbox-card.js';
import { factKinds, type MailboxFact } from '../../../src/app/mailbox-fact.js';
import { mailboxHistory, type MailboxHistory } from '../../../src/app/mailbox-history.js';
import { notAsked } from '../../../src/app/mailbox-live.js';
import type { StandingAlert, TenantTrace } from '../../../src/app/mailbox-trace.js';
import { mailboxJson, mailboxLines } from '../../../src/app/mailbox-text.js';
import { ownText, Untrusted } from '../../../src/lib/untrusted.js';
import { texts } from '../cards/card-walk.js';
import { contoso } from '../../support/sample-findings.js';
import { hostileTexts } from '../zap-show/fixture.js';
import { ida } from './mailbox-bench.js';

const begin = Date.parse('2026-01-05T00:00:00.000Z');

function fact(n: number, text: string, change: Partial<MailboxFact> = {}): MailboxFact {
  return {
    at: new Date(begin + n * 600_000).toISOString(),
    order: n,
    key: `${n}`,
    kind: factKinds[n % factKinds.length] ?? 'zapped',
    weight: 0,
    tenant: { ...contoso, name: text },
    sentence: [ownText('Message "'), Untrusted.of(text), ownText('" from '), Untrusted.of(text)],
    who: { objectId: 'a', name: Untrusted.of(text) },
    reference: 'K3F7Q-9D2MA',
    ...change,
  };
}

function historyOf(text: string, facts: number, tenants = 1): MailboxHistory {
  const standing: StandingAlert[] = Array.from({ length: 30 }, (_, n) => ({
    ...{ id: `K3F7Q-9D2M${n % 10}`, kind: 'forward', state: 'open' },
    what: [ownText(' to '), Untrusted.of(text)],
    changedAt: new Date(begin).toISOString(),
    lastSeenAt: new Date(begin).toISOString(),
  }));
  const traces = Array.from({ length: tenants }, (_, n): TenantTrace => {
    return {
      tenant: { ...contoso, name: text },
      identity: { addresses: new Set([ida, text]), objectIds: new Set() },
      facts: Array.from({ length: facts }, (_at, at) => fact(at, text, { key: `${n}|${at}` })),
      standing,
      measures: [],
      coverage: { messagesCut: 5 },
    };
  });
  const live = notAsked('It is not read from here.', new Date(begin));
  return mailboxHistory({ address: ida, owner: contoso, traces, live, timeZone: 'Europe/Berlin' });
}

describe('the card of a mailbox', () => {
  const renderer = new CardRenderer();
  const drawn = (history: MailboxHistory): Readonly<Record<string, unknown>> =>
    renderer.render(mailboxCard(history)).content;

  it('holds a mailbox of 5,000 entries, says how many it left out and of which kind', () => {
    const card = drawn(historyOf('Your invoice is overdue', 5_000));
    const words = JSON.stringify(card);
    assert.ok(Buffer.byteLength(words) < 24 * 1024, String(Buffer.byteLength(words)));
    assert.doesNotMatch(words, /too large/);
    assert.match(words, /5000 entries stored/);
    assert.match(words, /and 4980 more: 6\d\d changes of forwards, /);
    const counts = [...(/and 4980 more: ([^.]*)\./.exec(words)?.[1]?.matchAll(/\d+/g) ?? [])];
    assert.equal(
      counts.reduce((sum, [count]) => sum + Number(count), 0),
      4980,
    );
  });

  it('puts what was found or decided before mail', () => {
    const mail = Array.from({ length: 100 }, (_, n) => fact(n + 10, 'x', { kind: 'zapped' }));
    const found = fact(1, 'FOUND', { kind: 'forward', weight: 2 });
    const history = { ...historyOf('x', 0), facts: [...mail.reverse(), found] };
    assert.match(JSON.stringify(drawn(history)), /FOUND/);
  });

  for (const [n, text] of hostileTexts.entries()) {
    it(`is inert, and not too large for Teams, with hostile text ${n} everywhere`, () => {
      const card = drawn(historyOf(text, 60, 4));
      const words = JSON.stringify(card);
      assert.doesNotMatch(words, /too large|https?:\/\/evil|<at>|\$\{|\{\{|[\u202e\u2066\u200b]/);
      assert.ok(Buffer.byteLength(words) <= 24 * 1024);
      for (const { type, text: one } of texts(card)) {
        assert.ok(one.isWellFormed());
        if (one.includes('evil')) assert.equal(type, 'TextRun');
      }
    });
  }

  it('groups by the days of the configured zone, and says which it is', () => {
    const facts = [
      '2026-03-28T22:59:00.000Z',
      '2026-03-28T23:01:00.000Z',
      '2026-03-29T01:30:00.000Z',
    ]
      .map((at, order) => fact(order, 'x', { at, key: at }))
      .reverse();
    const { rows = [], data } = mailboxCard({ ...historyOf('x', 0), facts });
    const heads = rows
      .filter(({ section }) => String(section) === 'day' || String(section) === 'line')
      .map(({ head }) => String(head));
    assert.deepEqual(
      heads.map((head) => /^\d+ \w+ \d+$|^[\d:]+ \w+/.exec(head)?.[0]),
      ['29 Mar 2026', '03:30 CEST', '00:01 CET', '28 Mar 2026', '23:59 CET'],
    );
    assert.match(String(data['zone']), /Europe\/Berlin/);
  });

  it('has no timeline when nothing is stored', () => {
    const card = drawn(historyOf('x', 0));
    assert.match(JSON.stringify(card), /nothing stored/);
    assert.doesNotMatch(JSON.stringify(card), /What happened/);
  });
});

describe('a mailbox’s history on the command line', () => {
  it('leaves nothing out', () => {
    const lines = mailboxLines(historyOf('x', 500));
    assert.equal(lines.filter((line) => line.includes('Message "x"')).length, 500);
  });

  for (const [n, text] of hostileTexts.entries()) {
    it(`shows hidden characters of hostile text ${n}`, () => {
      const history = historyOf(text, 3);
      const all = [...mailboxLines(history), JSON.stringify(mailboxJson(history, new Date(begin)))];
      for (const line of all) assert.doesNotMatch(line, /[\u202e\u2066\u200b\p{Cc}]/u);
    });
  }

  it('as JSON has every entry with its time, kind, person and alert', () => {
    const json = mailboxJson(historyOf('x', 2), new Date(begin)) as {
      readonly facts: readonly object[];
    };
    assert.deepEqual(json.facts[0], {
      ...{ at: '2026-01-05T00:10:00.000Z', wholeDay: false, kind: 'decision' },
      ...{ tenantId: contoso.id, tenant: 'x', text: 'Message "x" from x' },
      ...{ by: { objectId: 'a', name: 'x' }, alertId: 'K3F7Q-9D2MA' },
    });
  });
});
