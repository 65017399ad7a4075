import assert from 'node:assert/strict';
import type { Alert } from '../../../src/alerts/alert.js';
import type { CardContent } from '../../../src/alerts/card-content.js';
import type { CardView } from '../../../src/alerts/kind.js';
import { alertStates } from '../../../src/alerts/lifecycle.js';
import { CardRenderer } from '../../../src/adapters/teams/card-renderer.js';
import { zapKind } from '../../../src/zap/kind.js';
import type { ZapRecord } from '../../../src/zap/records.js';
import { cardProblems } from '../../../src/simulator/channel/card-checks.js';
import { fakeParts } from './fake-mail.js';
import {
  alertOf,
  explanation,
  hostileTexts,
  mia,
  personId,
  quarantined,
  recipient,
  recordOf,
  view,
} from './fixture.js';

const kind = zapKind(fakeParts().parts);

function draw(
  record: Partial<ZapRecord> = {},
  change: Partial<Alert> = {},
  look: Partial<CardView> = {},
): CardContent {
  return kind.card(alertOf(recordOf(record), change), { ...view, ...look });
}

function section({ rows = [] }: CardContent, name: string): readonly Record<string, unknown>[] {
  return rows.filter((row) => row['section'] === name);
}

describe('the card of a zapped message', () => {
  it('can be drawn in every state, with and without buttons', () => {
    const renderer = new CardRenderer();
    for (const state of alertStates) {
      for (const look of [{}, { nonce: undefined }, { canRemediate: false, canMeasure: false }]) {
        const { content } = renderer.render(draw({}, { state }, look));
        assert.deepEqual(cardProblems(content), []);
        assert.ok(!JSON.stringify(content).includes('too large'));
      }
    }
  });

  it('says what happened, to whom, for how long, and what was seen of it', () => {
    const card = draw();
    assert.equal(card.data['title'], 'Clicked before ZAP took it away');
    assert.equal(
      card.summary,
      'Clicked before ZAP took it away: Your invoice is overdue in Contoso',
    );
    assert.equal(card.data['sender'], 'Contoso Billing <pay@evil[.]example>');
    assert.equal(
      card.data['seenLine'],
      '2 recipients: 1 clicked and reached the page, 1 of whom it is not known.',
    );
    assert.equal(card.data['exposure'], '47 min (the longest)');
    assert.equal(card.data['received'], '21 Nov 2026, 09:14 CET');
    assert.deepEqual(
      section(card, 'recipient').map(({ head, text, note }) => [head, text, note]),
      [
        [
          'ana[.]costa@contoso[.]example',
          'exposed 47 min',
          'clicked, page reached; now in Junk Email',
        ],
        ['bo[.]lind@contoso[.]example', 'exposed 47 min', 'not known: in quarantine'],
      ],
    );
  });

  const titles: readonly (readonly [string, Partial<ZapRecord>])[] = [
    ['Still in the mailbox: ZAP failed', { recipients: [recipient({ outcome: 'failed', location: 'inbox' }), recipient()] }],
    ['Clicked before ZAP took it away', { recipients: [recipient()] }],
    ['Clicked before ZAP took it away', { recipients: [quarantined], otherClicks: 1 }],
    ['Read, then taken away by ZAP', { recipients: [recipient({ evidence: { value: 'read', from: 'audit' } })] }],
    ['Taken away by ZAP, read afterwards', { recipients: [recipient({ evidence: { value: 'read', from: 'mailbox-now', afterZap: true } })] }],
    ['Taken away by ZAP, not known to be read', { recipients: [quarantined] }],
  ]; // prettier-ignore
  for (const [title, record] of titles) {
    it(`is titled "${title}"`, () => {
      assert.equal(draw(record).data['title'], title);
    });
  }

  it('never calls a header value of the delivery anything but that', () => {
    const { data } = draw();
    assert.equal(
      data['delivery'],
      'As judged at delivery: SPF pass, DKIM none, DMARC bestguesspass, compauth pass, SCL 1.',
    );
    assert.doesNotMatch(JSON.stringify(data), /low risk|harmless/i);
  });

  it('says which source spoke and what it cannot see', () => {
    assert.match(String(draw().data['sources']), /^Seen by: Advanced hunting\. .*can't be seen/);
    assert.match(
      String(draw({ sources: ['mailbox'] }).data['sources']),
      /quarantine can't be seen/,
    );
  });

  it('shows eight recipients and counts the others', () => {
    const recipients = Array.from({ length: 30 }, (_, n) =>
      recipient({
        address: `p${String(n).padStart(2, '0')}@contoso.example`,
        objectId: personId(n),
      }),
    );
    const card = draw({ recipients, recipientsLeftOut: 100 });
    assert.equal(section(card, 'recipient').length, 8);
    assert.equal(card.data['moreRecipients'], 'and 122 more');
    assert.equal(section(card, 'named').length, 20);
    assert.equal(card.data['removeMore'], 'and 110 more');
    assert.equal(
      card.data['removeConfirm'],
      'Remove the message from the mailboxes of 130 recipients?',
    );
    assert.equal(section(card, 'person').length, 10);
    assert.match(String(card.data['morePeople']), /^20 more/);
  });

  it('names exactly whom a removal would touch, and what stays in quarantine', () => {
    const card = draw();
    assert.deepEqual(
      section(card, 'named').map(({ head }) => head),
      ['ana[.]costa@contoso[.]example, ', 'bo[.]lind@contoso[.]example '],
    );
    assert.match(String(card.data['removeQuarantine']), /^1 of the copies lies in quarantine/);
  });

  it('offers containing those who clicked or read, never those of whom nothing is known', () => {
    const people = section(draw(), 'person');
    assert.deepEqual(people.map(({ head, target }) => [head, target]), [
      ['ana[.]costa@contoso[.]example', personId(1)],
    ]); // prettier-ignore
    assert.equal(draw({ recipients: [quarantined] }).data['showContain'], false);
    const stranger = recipient({ objectId: undefined });
    assert.equal(draw({ recipients: [stranger] }).data['showContain'], false);
  });

  it('has no address of an attacker in the data of a button', () => {
    for (const row of section(draw(), 'block')) {
      assert.match(String(row['target']), /^[0-9A-Z]{26}$/);
    }
    assert.equal(section(draw(), 'block').length, 2);
  });

  it('offers the domain only when the sender was proven, and never what people share', () => {
    const heads = (record: Partial<ZapRecord>): unknown[] =>
      section(draw(record), 'block').map(({ head }) => head);
    assert.deepEqual(heads({}), ['pay@evil[.]example', 'evil[.]example (whole domain)']);
    assert.deepEqual(heads({ authenticated: false }), ['pay@evil[.]example']);
    assert.deepEqual(
      heads({ senderAddress: 'x@gmail.com', senderDomain: 'gmail.com' }),
      ['x@gmail[.]com'],
    ); // prettier-ignore
  });

  it("never offers to block an address of the recipients' own organisation", () => {
    const own = { senderAddress: 'ceo@contoso.example', senderDomain: 'contoso.example' };
    const card = draw(own);
    assert.equal(card.data['showBlock'], false);
    assert.match(String(card.data['noBlock']), /of the organisation itself/);
    assert.equal(draw({ direction: 'intra-org' }).data['showBlock'], false);
  });

  it('says that an IPv4 address is blocked elsewhere', () => {
    assert.match(
      String(draw().data['blockNote']),
      /203\[\.\]0\[\.\]113\[\.\]9 is IPv4: it is blocked in the connection filter policy/,
    );
    assert.equal(draw({ senderIp: '2001:db8::1' }).data['blockNote'], '');
    assert.doesNotMatch(String(draw({ senderIp: '255.255.255.255' }).data['blockNote']), /255/);
  });

  it('stays inert and whole, whatever the attacker wrote', () => {
    const renderer = new CardRenderer();
    for (const text of hostileTexts) {
      const record = {
        subject: text,
        senderName: text,
        senderAddress: text,
        senderDomain: text.slice(0, 250),
        attachments: [{ name: text, codes: [] }],
        explanation: {
          ...explanation,
          headers: { spf: text, cat: text },
          links: [{ host: text, domain: text, codes: [text] }],
        },
      };
      const { content, summary } = renderer.render(draw(record, { tenantName: text }));
      assert.deepEqual(cardProblems(content), []);
      for (const drawn of [JSON.stringify(content), summary]) {
        assert.doesNotMatch(
          drawn,
          /too large|https:\/\/|\$\{|\{\{|[\u202E\u2066\u200B]|javascript:a/,
        );
      }
    }
  });
});

describe('what a card says after a decision', () => {
  const cases: readonly (readonly [Partial<Alert>, string, RegExp])[] = [
    [{ state: 'approved', outcome: { event: 'approve', at: view.now.toISOString(), by: mia, reason: 'newsletter' } }, 'Judged not malicious', /Approved until it is revoked\|Approved by Mia Admin, 21 Nov 2026, 19:00 CET/],
    [{ state: 'resolved', outcome: { event: 'acknowledge', at: view.now.toISOString(), by: mia, reason: 'talked to Ana' } }, 'Dealt with', /Acknowledged by Mia Admin.*\|talked to Ana/],
    [{ state: 'removed', outcome: { event: 'removed', at: view.now.toISOString(), by: mia, note: '2 removed.' } }, 'Message removed', /Ordered by Mia Admin.*\|\|2 removed\./],
    [{ state: 'open', outcome: { event: 'changed', at: view.now.toISOString(), by: mia } }, 'Clicked before ZAP took it away', /More is known.*\|21 Nov 2026, 19:00 CET/],
    [{ state: 'failed', outcome: { event: 'remove-failed', at: view.now.toISOString(), by: mia } }, 'Message not removed', /did not succeed/],
  ]; // prettier-ignore
  for (const [change, title, said] of cases) {
    it(`names the decision: ${title}`, () => {
      const { data } = draw({}, change);
      assert.equal(data['title'], title);
      const { stateLine, decided, reason, stateNote } = data;
      assert.match([stateLine, decided, reason, stateNote].join('|'), said);
    });
  }

  it('shows the same message in a list by its subject, never empty', () => {
    assert.equal(kind.row(alertOf()).what, 'Your invoice is overdue');
    const bare = kind.row(alertOf(recordOf({ subject: '' })));
    assert.equal(bare.what, '(no subject)');
    assert.equal(bare.where, 'ana[.]costa@contoso[.]example and 1 more');
  });
});
