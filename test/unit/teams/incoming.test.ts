import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readInstall } from '../../../src/adapters/teams/incoming-install.js';
import { readMessage } from '../../../src/adapters/teams/incoming-message.js';
import { readPress } from '../../../src/adapters/teams/incoming-press.js';
import { cardVerbs, parsePress, parseSubmit } from '../../../src/adapters/teams/press-data.js';
import * as fixture from './channel-fixture.js';

const url = 'https://smba.trafficmanager.net/emea/';
const good = { v: 1, alertId: 'K3F7Q-9D2MA', nonce: fixture.nonce };

function textOf(text: string, entities: readonly unknown[] = []): string | undefined {
  const read = readMessage(fixture.activity(url, { type: 'message', text, entities }));
  return read.kind === 'command' ? read.command.text : undefined;
}

describe('card data', () => {
  it('names the alert and keeps the inputs apart', () => {
    const parsed = parsePress('alert.approve', { ...good, in_reason: 'payroll', in_expires: '90' });
    assert.deepEqual(parsed?.target, {
      kind: 'alert',
      alertId: good.alertId,
      nonce: fixture.nonce,
    });
    assert.deepEqual(
      [...parsed.inputs],
      [
        ['reason', 'payroll'],
        ['expires', '90'],
      ],
    );
  });

  it('names a page of a group', () => {
    const parsed = parsePress('group.page', { v: 1, groupId: 'g-1', page: 2 });
    assert.deepEqual(parsed?.target, { kind: 'group', groupId: 'g-1', page: 2 });
  });

  it('names a measure and its target, typed in or fixed in the button', () => {
    const data = { ...good, measure: 'block-sign-in', in_target: fixture.approver };
    for (const verb of ['measure.order', 'measure.undo']) {
      const parsed = parsePress(verb, data);
      assert.deepEqual(parsed?.target, {
        kind: 'alert',
        alertId: good.alertId,
        nonce: fixture.nonce,
        measure: 'block-sign-in',
      });
      assert.deepEqual([...parsed.inputs], [['target', fixture.approver]]);
      assert.deepEqual(parseSubmit({ ...data, verb }), parsed);
    }
  });

  it('acknowledge with or without a reason', () => {
    const parsed = parsePress('alert.acknowledge', { ...good, in_reason: 'told the user' });
    assert.deepEqual([...(parsed?.inputs ?? [])], [['reason', 'told the user']]);
    assert.ok(parsePress('alert.acknowledge', good));
  });

  it('choose the scope of an approval by name', () => {
    const parsed = parsePress('alert.approve', { ...good, in_scope: 'sender' });
    assert.equal(parsed?.inputs.get('scope'), 'sender');
  });

  const runId = '7a3c1d52-0000-4000-8000-000000000042';

  it('name the run and the part of its report', () => {
    for (const view of ['all', 'senders', 'trends']) {
      const parsed = parsePress('spam.view', { v: 1, runId, view });
      assert.deepEqual(parsed?.target, { kind: 'spam-view', runId, view });
    }
  });

  const bad: readonly (readonly [string, string, unknown])[] = [
    ['an unknown verb', 'alert.delete', good],
    ['a verb that every object has', 'constructor', good],
    ['no data', 'alert.remove', undefined],
    ['an array', 'alert.remove', [good]],
    ['text', 'alert.remove', JSON.stringify(good)],
    ['another version', 'alert.remove', { ...good, v: 2 }],
    ['a version as text', 'alert.remove', { ...good, v: '1' }],
    ['an unknown key', 'alert.remove', { ...good, tenantId: fixture.homeTenant }],
    [
      'a prototype',
      'alert.remove',
      JSON.parse(`{"__proto__":{"x":1},${JSON.stringify(good).slice(1)}`),
    ],
    ['no nonce', 'alert.remove', { v: 1, alertId: good.alertId }],
    ['a short nonce', 'alert.remove', { ...good, nonce: 'abc' }],
    ['a list of ids', 'alert.remove', { ...good, alertId: [good.alertId] }],
    ['an id in another writing', 'alert.remove', { ...good, alertId: 'k3f7q-9d2ma' }],
    ['a filter for an id', 'alert.remove', { ...good, alertId: "x' or 1 eq 1" }],
    ['an input nobody drew', 'alert.approve', { ...good, in_alertId: 'K3F7Q-9D2MB' }],
    ['an input that is no text', 'alert.approve', { ...good, in_reason: { a: 1 } }],
    ['a long input', 'alert.approve', { ...good, in_reason: 'x'.repeat(501) }],
    ['no measure', 'measure.order', { ...good, in_target: 'x' }],
    ['an unknown measure', 'measure.order', { ...good, measure: 'delete-account' }],
    ['a measure that every object has', 'measure.order', { ...good, measure: 'constructor' }],
    ['a list of measures', 'measure.undo', { ...good, measure: ['release'] }],
    ['a measure for another verb', 'alert.remove', { ...good, measure: 'release' }],
    [
      'a target among its own fields',
      'measure.order',
      { ...good, measure: 'release', target: 'x' },
    ],
    [
      'a target longer than any address',
      'measure.order',
      { ...good, measure: 'release', in_target: 'x'.repeat(321) },
    ],
    ['a target that is no text', 'measure.order', { ...good, measure: 'release', in_target: 1 }],
    ['half a page', 'group.page', { v: 1, groupId: 'g-1', page: 0.5 }],
    ['a page as text', 'group.page', { v: 1, groupId: 'g-1', page: '2' }],
    ['a view that is none', 'spam.view', { v: 1, runId, view: 'constructor' }],
    ['a run that is no id', 'spam.view', { v: 1, runId: '../x', view: 'senders' }],
    ['a view and an alert', 'spam.view', { ...good, runId, view: 'senders' }],
    ['a long cause', 'alert.acknowledge', { ...good, in_cause: 'x'.repeat(101) }],
    ['a group and an alert', 'group.page', { ...good, groupId: 'g-1', page: 1 }],
  ];
  for (const [name, verb, data] of bad) {
    it(`are refused with ${name}`, () => {
      assert.equal(parsePress(verb, data), undefined);
    });
  }

  it('never throw, whatever they are', () => {
    fc.assert(
      fc.property(fc.constantFrom(...cardVerbs), fc.anything(), (verb, data) => {
        parsePress(verb, data);
        parseSubmit(data);
      }),
      { numRuns: 1000 },
    );
  });

  it('carry the verb themselves in an Action.Submit', () => {
    assert.equal(parseSubmit({ ...good, verb: 'alert.undo' })?.verb, 'alert.undo');
    assert.equal(parseSubmit(good), undefined);
  });
});

describe('a press', () => {
  it('has actor, place and message from the authenticated activity', () => {
    const read = readPress(fixture.press(url));
    assert.ok(read.kind === 'press');
    const { actor, place, messageId, trigger, conversationId } = read.press;
    assert.equal(actor.objectId, fixture.approver);
    assert.equal(actor.tenantId, fixture.homeTenant);
    assert.equal(String(actor.name), '[untrusted]');
    assert.equal(place.kind, 'channel');
    assert.equal(place.channelId, '19:security@thread.tacv2');
    assert.equal(messageId, '1763715000000');
    assert.equal(trigger, 'manual');
    assert.equal(conversationId, '19:security@thread.tacv2;messageid=1763715000000');
  });

  it('is refused without an object id, from a group chat, and without an action', () => {
    const group = { id: '19:x', conversationType: 'groupChat', tenantId: fixture.homeTenant };
    const cases = [
      { ...fixture.press(url), from: { id: '29:x', aadObjectId: 'admin' } },
      { ...fixture.press(url), conversation: group },
      { ...fixture.press(url), value: {} },
      {
        ...fixture.press(url),
        value: { action: { type: 'Action.Submit', verb: 'alert.remove', data: good } },
      },
    ];
    const codes = cases.map((activity) => {
      const read = readPress(activity);
      return read.kind === 'refused' ? read.code : 'press';
    });
    assert.deepEqual(codes, ['press.no-actor', 'press.place', 'press.shape', 'press.shape']);
  });
});

describe('a command', () => {
  const mention = (text: string, id = `28:${fixture.appId}`): unknown => ({
    type: 'mention',
    text,
    mentioned: { id, name: 'Inbox Warden' },
  });

  it('is without the mention of the bot, on one line', () => {
    const text = '<at>Inbox Warden</at>&nbsp;scan\u00a0\n contoso ';
    assert.equal(textOf(text, [mention('<at>Inbox Warden</at>')]), 'scan contoso');
  });

  it('keeps the mentions of other people', () => {
    assert.equal(
      textOf('ask <at>Ben</at>', [mention('<at>Ben</at>', '29:ben')]),
      'ask <at>Ben</at>',
    );
  });

  it('is at most 500 well-formed characters', () => {
    const text = textOf(`${'x'.repeat(499)}😀😀`) ?? '';
    assert.equal(text.length, 500);
    assert.ok(text.isWellFormed());
  });

  it('may be empty: then only the bot was named', () => {
    assert.equal(textOf('<at>Inbox Warden</at>', [mention('<at>Inbox Warden</at>')]), '');
  });

  it('is ignored without an object id', () => {
    const from = { id: '29:x', name: 'Ana' };
    const read = readMessage(fixture.activity(url, { type: 'message', text: 'help', from }));
    assert.deepEqual(read, { kind: 'ignored', code: 'message.no-actor' });
  });
});

describe('an installation', () => {
  const read = (members: Readonly<Record<string, unknown>>): string =>
    readInstall(fixture.activity(url, members)).kind;

  it('survives an upgrade and ends with removal or deletion', () => {
    const data = (eventType: string): object => ({ tenant: { id: fixture.homeTenant }, eventType });
    assert.equal(read({ type: 'installationUpdate', action: 'add-upgrade' }), 'installed');
    assert.equal(read({ type: 'installationUpdate', action: 'remove-upgrade' }), 'ignored');
    assert.equal(read({ type: 'installationUpdate', action: 'remove' }), 'removed');
    assert.equal(read({ type: 'conversationUpdate', channelData: data('teamDeleted') }), 'removed');
    assert.equal(read({ type: 'conversationUpdate', channelData: data('teamRenamed') }), 'ignored');
  });

  it('is in the channel that the installer picked', () => {
    const turn = readInstall(
      fixture.activity(url, {
        type: 'installationUpdate',
        action: 'add',
        channelData: {
          tenant: { id: fixture.homeTenant },
          team: { id: '19:team@thread.tacv2' },
          settings: { selectedChannel: { id: '19:picked@thread.tacv2' } },
        },
      }),
    );
    assert.ok(turn.kind === 'installed');
    assert.equal(turn.place.channelId, '19:picked@thread.tacv2');
    assert.equal(turn.by?.objectId, fixture.approver);
  });
});
