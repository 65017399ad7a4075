import assert from 'node:assert/strict';
import { CardRenderer } from '../../../src/adapters/teams/card-renderer.js';
import { correlate, type CorrelateOptions } from '../../../src/zap/correlate.js';
import type { ZapRecord } from '../../../src/zap/records.js';
import { who, type ForwardTrace } from '../../../src/zap/who.js';
import { whoCard } from '../../../src/zap/who-card.js';
import { parseWho, type WhoQuery } from '../../../src/zap/who-query.js';
import { hostileTexts, recordOf, view } from './fixture.js';

const forward: ForwardTrace = {
  tenantName: 'Fabrikam',
  alertId: 'K3F7Q-9D2MA',
  mailbox: 'Ida@fabrikam.example',
  destinations: ['Drop@mail.Evil.example'],
  ended: false,
  lastSeenAt: '2026-11-21T12:00:00.000Z',
};

function query(text: string): WhoQuery {
  const parsed = parseWho(text);
  assert.ok(parsed, text);
  return parsed;
}

function rolesFor(text: string, record: Partial<ZapRecord> = {}): readonly (readonly string[])[] {
  const records = [{ tenantName: 'Contoso', record: recordOf(record) }];
  return who(records, [forward], query(text)).map(({ kind, roles }) => [kind, ...roles]);
}

describe('who', () => {
  const asked: readonly (readonly [string, readonly (readonly string[])[]])[] = [
    ['pay@evil.example', [['message', 'sender']]],
    ['ana.costa@contoso.example', [['message', 'recipient']]],
    ['drop@mail.evil.example', [['forward', 'forward-destination']]],
    ['ida@fabrikam.example', [['forward', 'forwarding-mailbox']]],
    ['evil.example', [['forward', 'forward-destination'], ['message', 'sender', 'server-name', 'link']]],
    ['login.evil.example', [['message', 'link']]],
    ['mail.evil.example', [['forward', 'forward-destination'], ['message', 'server-name']]],
    ['203.0.113.9', [['message', 'connecting-address']]],
    ['203.0.113.77', [['message', 'network']]],
    ['198.51.100.1', []],
    ['notevil.example', []],
    ['vil.example', []],
  ]; // prettier-ignore
  for (const [text, roles] of asked) {
    it(`answers for ${text}`, () => {
      assert.deepEqual(rolesFor(text), roles);
    });
  }

  it('finds the network of an IPv6 address, and a link to an address', () => {
    assert.deepEqual(rolesFor('2001:db8:1:9::1', { senderIp: '2001:db8:1:2::5' }), [
      ['message', 'network'],
    ]);
    assert.deepEqual(rolesFor('198.51.100.7', { linkHosts: ['198.51.100.7'] }), [
      ['message', 'link'],
    ]);
  });

  it('takes no internal submission for an address', () => {
    assert.deepEqual(rolesFor('255.255.255.9', { senderIp: '255.255.255.255' }), []);
  });
});

describe('the card of who', () => {
  const records = Array.from({ length: 12 }, (_, n) => ({
    tenantName: 'Contoso',
    record: recordOf({ key: `k${n}` }),
  }));

  it('counts what is stored, shows the newest and says what was searched', () => {
    const card = whoCard(
      query('evil.example'),
      who(records, [forward], query('evil.example')),
      view,
    );
    assert.equal(card.data['title'], 'evil[.]example: 12 messages and 1 forward');
    assert.equal(card.data['more'], 'and 5 more');
    assert.equal(card.data['people'], 'The messages went to 2 people; 1 clicked.');
    assert.equal(card.rows?.[0]?.['head'], 'Forward of Ida@fabrikam[.]example');
    assert.match(String(card.data['basis']), /Only what Inbox Warden has stored/);
  });

  it('says that nothing is stored, not that nothing is there', () => {
    const card = whoCard(query('198.51.100.1'), [], view);
    assert.equal(card.data['title'], '198[.]51[.]100[.]1: nothing stored');
    assert.match(String(card.data['network']), /198\[\.\]51\[\.\]100\[\.\]0\/24/);
  });

  it('keeps hostile subjects and names inert', () => {
    const renderer = new CardRenderer();
    for (const text of hostileTexts) {
      const record = recordOf({ subject: text, senderName: text, senderAddress: text });
      const hits = who([{ tenantName: text, record }], [], query('203.0.113.9'));
      const drawn = JSON.stringify(
        renderer.render(whoCard(query('203.0.113.9'), hits, view)).content,
      );
      assert.doesNotMatch(drawn, /https:\/\/|\$\{|\{\{|[\u202E\u2066\u200B]|javascript:a/);
    }
  });
});

describe('correlation', () => {
  const options: CorrelateOptions = { isSharedDomain: (domain) => domain === 'drive.example' };
  /** Has nothing in common with `recordOf()`. */
  const stranger: Partial<ZapRecord> = {
    key: 'other',
    senderAddress: 'a@b.example',
    senderDomain: 'b.example',
    senderIp: '198.51.100.1',
    ptr: 'x.b.example',
    linkHosts: [],
    subjectShape: 'ffff',
    clusterId: undefined,
  };
  const related = (
    change: Partial<ZapRecord>,
    mine: Partial<ZapRecord> = {},
  ): readonly (readonly string[])[] =>
    correlate(recordOf(mine), [recordOf({ ...stranger, ...change })], options).map(
      ({ strength, shares }) => [strength, ...shares.map(({ trait }) => trait)],
    );

  it('finds no relation where nothing is shared, nor of a message to itself', () => {
    assert.deepEqual(related({}), []);
    assert.deepEqual(correlate(recordOf(), [recordOf()], options), []);
  });

  const pairs: readonly (readonly [readonly string[], Partial<ZapRecord>, Partial<ZapRecord>?])[] = [
    [['campaign', 'link-host'], { linkHosts: ['login.evil.example'] }],
    [['campaign', 'cluster'], { clusterId: '77' }, { clusterId: '77' }],
    [['campaign', 'sender', 'sender-domain'], { senderAddress: 'pay@evil.example', senderDomain: 'evil.example' }],
    [['similar', 'sender-domain'], { senderAddress: 'pay@evil.example', senderDomain: 'evil.example', authenticated: false }],
    [['similar', 'network'], { senderIp: '203.0.113.200' }],
    [['similar', 'address'], { senderIp: '203.0.113.9' }],
    [['campaign', 'address', 'subject'], { senderIp: '203.0.113.9', subjectShape: '0123456789abcdef' }],
  ]; // prettier-ignore
  for (const [expected, other, mine] of pairs) {
    it(`says ${expected.join(' by ')}`, () => {
      assert.deepEqual(related(other, mine), [expected]);
    });
  }

  it('does not tie strangers by what everybody shares', () => {
    assert.deepEqual(
      related({ linkHosts: ['drive.example'] }, { linkHosts: ['drive.example'] }),
      [],
    );
    assert.deepEqual(related({ senderIp: '255.255.255.255' }, { senderIp: '255.255.255.255' }), []);
    assert.deepEqual(related({ clusterId: '0' }, { clusterId: '0' }), []);
    assert.deepEqual(related({ subjectShape: '' }, { subjectShape: '' }), []);
  });
});
