import assert from 'node:assert/strict';
import { CardRenderer } from '../../../src/adapters/teams/card-renderer.js';
import { parsePress, parseSubmit } from '../../../src/adapters/teams/press-data.js';
import type { Alert } from '../../../src/alerts/alert.js';
import type { CardContent } from '../../../src/alerts/card-content.js';
import type { AccountControl } from '../../../src/alerts/contain.js';
import type { CardView } from '../../../src/alerts/kind.js';
import { alertStates } from '../../../src/alerts/lifecycle.js';
import type { Measure } from '../../../src/alerts/measure.js';
import { forwardKind } from '../../../src/forwards/card.js';
import type { MailboxForwarding } from '../../../src/forwards/ports.js';
import { elements } from '../cards/card-walk.js';
import { alertOf } from './alert-fixture.js';
import { exchangeWith, mailbox, onlyFinding } from './fake-exchange.js';

const view: CardView = {
  nonce: 'qDkB3dQYvN2rXGtTgW0Q5A',
  timeZone: 'Europe/Berlin',
  now: new Date('2026-11-21T18:00:00Z'),
  canRemediate: true,
  canMeasure: true,
};
const never = (): Promise<never> => Promise.reject(new Error('a card touches nothing'));
const control: AccountControl = { read: never, revokeSessions: never, setSignIn: never };
const kind = forwardKind(undefined, control);
const ida = 'bbbbbbbb-0000-0000-0000-000000000001';

function measure(change: Partial<Measure>): Measure {
  return {
    name: 'block-sign-in',
    target: ida,
    label: 'ida@contoso.com',
    state: 'done',
    orderedAt: '2026-11-21T17:20:00Z',
    by: { tenantId: 't', objectId: 'o', name: 'Mia Admin' },
    undoable: true,
    ...change,
  };
}

async function draw(
  change: Partial<Alert> = {},
  look: Partial<CardView> = {},
  box: Partial<MailboxForwarding> = {},
): Promise<CardContent> {
  const exchange = exchangeWith(mailbox({ forwardingSmtpAddress: 'smtp:x@evil.example', ...box }));
  return kind.card(alertOf(await onlyFinding(exchange), change), { ...view, ...look });
}

function shown({ data }: CardContent): string[] {
  const fields = ['showContain', 'showRevokeSessions', 'showBlockSignIn', 'showUnblock'];
  return fields.filter((field) => data[field] === true);
}

const both = ['showContain', 'showRevokeSessions', 'showBlockSignIn'];

describe('Containing the owner on the card of a forward', () => {
  it('is offered in every state: the account is in danger also after the forward is gone', async () => {
    for (const state of alertStates) {
      const content = await draw({ state });
      assert.deepEqual(shown(content), both, state);
      assert.equal(content.data['containConfirm'], 'Contain the account ida@contoso[.]com?');
    }
  });

  it('is for the account of a person only', async () => {
    for (const box of [
      { recipientType: 'SharedMailbox' },
      { recipientType: 'RoomMailbox' },
      { objectId: undefined },
      { objectId: '' },
    ]) {
      const content = await draw({}, {}, box);
      assert.deepEqual(shown(content), []);
      assert.deepEqual([content.data['containConfirm'], content.data['target']], ['', '']);
    }
  });

  it('is not offered for reading only, without an actor, or without an account control', async () => {
    assert.deepEqual(shown(await draw({}, { nonce: undefined })), []);
    assert.deepEqual(shown(await draw({}, { canMeasure: false })), []);
    const finding = await onlyFinding(
      exchangeWith(mailbox({ forwardingSmtpAddress: 'smtp:x@evil.example' })),
    );
    assert.deepEqual(shown(forwardKind().card(alertOf(finding), view)), []);
  });

  it('shows what became of each, and what is possible then', async () => {
    const measures = [
      measure({}),
      measure({ name: 'revoke-sessions', state: 'failed', note: 'No.', undoable: undefined }),
    ];
    const content = await draw({ measures });
    assert.deepEqual(shown(content), ['showContain', 'showRevokeSessions', 'showUnblock']);
    assert.equal(
      content.data['signInLine'],
      'Sign-in blocked: ida@contoso[.]com. Ordered by Mia Admin, 21 Nov 2026, 18:20 CET.',
    );
    assert.match(String(content.data['sessionsLine']), /^Sign-in sessions not revoked: .* No\.$/);
    assert.equal(content.data['unblockConfirm'], 'Allow sign-in again for ida@contoso[.]com?');
  });

  it('has buttons that our own parser takes, each behind a confirmation', async () => {
    const measures = [measure({ name: 'block-sign-in', state: 'done' })];
    const presses = [];
    for (const content of [await draw(), await draw({ measures })]) {
      const card = new CardRenderer().render(content).content;
      for (const [path, node] of elements(card)) {
        const verb = String(node['verb']);
        if (node['type'] !== 'Action.Execute' || !verb.startsWith('measure.')) continue;
        assert.ok(path.includes('.card.'), `${path} needs a second step`);
        const pressed = parsePress(verb, node['data']);
        assert.ok(pressed?.target.kind === 'alert', path);
        assert.equal(pressed.inputs.get('target'), ida);
        presses.push(`${verb} ${String(pressed.target.measure)}`);
        const { data } = node['fallback'] as { data: unknown };
        assert.deepEqual(parseSubmit(data), pressed);
      }
    }
    assert.deepEqual(presses, [
      'measure.order revoke-sessions',
      'measure.order block-sign-in',
      'measure.order revoke-sessions',
      'measure.undo block-sign-in',
    ]);
  });

  it('keeps to five buttons at the top, whatever is possible', async () => {
    for (const state of alertStates) {
      const undo = { until: '2026-11-28T17:20:00Z', facts: {} };
      const change = { state, undo, measures: [measure({})] };
      const { actions } = new CardRenderer().render(await draw(change)).content;
      assert.ok(Array.isArray(actions) && actions.length <= 5, state);
    }
  });

  it('shows nothing live of a hostile account name', async () => {
    const evil = '{{DATE(1)}} ${x} <at>Ida</at> \u202Ehttps://evil.example';
    const measures = [measure({ label: evil, note: evil })];
    const content = await draw({ measures }, {}, { userPrincipalName: evil });
    const ours = Object.entries(content.data).filter(([name]) => /contain|block|Line/i.test(name));
    assert.doesNotMatch(JSON.stringify(ours), /\{\{|\$\{|<\/?at|https:|\u202E|evil\.example/);
  });
});
