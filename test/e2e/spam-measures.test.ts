import assert from 'node:assert/strict';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { alertIdOn } from '../support/kill-run.js';
import {
  auditOf,
  everything,
  flow,
  plant,
  readSpam,
  scenarioWithFlow,
  senderCard,
} from '../support/spam-world.js';
import { startWorld, type World } from '../support/world.js';
import { accountOf, assertLawful, tenantChanges } from '../support/zap-judge.js';
import { buttonData, cardSays, press, pressWith, textOf } from '../support/zap-world.js';
import { inboxWarden } from './cli-process.js';

const ida = 'ida@contoso.example';
const jonas = 'jonas@contoso.example';
const marta = 'marta@contoso.example';

describe('the measures of a card about an own sender', function () {
  this.timeout(300_000);
  let world: World;

  before(async () => {
    world = await startWorld({
      scenario: scenarioWithFlow({
        [DEMO.contoso]: { licence: everything, flow: { ...flow, days: 12, perDay: 30 } },
      }),
    });
    for (const mailbox of [ida, jonas, marta]) {
      await plant(world, 'account-bursts-at-night', { mailbox, minutesAgo: 90 });
    }
    await readSpam(world, 'contoso 2');
  });
  after(() => world.stop());
  afterEach(() => {
    assertLawful(world);
  });

  const unblocked = (): readonly unknown[] => tenantChanges(world, /^sender-unblocked$/);

  for (const [who, as, says] of [
    ['an analyst without rights', DEMO.analyst, /You are not an approver/],
    ['a guest', DEMO.guest, /not an approver|Guests cannot decide here/],
  ] as const) {
    it(`change nothing for ${who}`, async () => {
      const card = await senderCard(world, ida);
      for (const title of ['Yes, allow sending again', 'Yes, block sign-in']) {
        const outcome = await press(world, card.id, title, { as });
        assert.match(outcome.toast ?? '', says, title);
      }
      const inputs = { in_cause: 'other', in_reason: 'because' };
      const closed = await press(world, card.id, 'Acknowledge: dealt with', { as, inputs });
      assert.match(closed.toast ?? '', says);
      assert.deepEqual([unblocked(), tenantChanges(world)], [[], []]);
      assert.equal(accountOf(world, ida).accountEnabled, true);
    });
  }

  it('allow to send again once, and say that it was verified', async () => {
    const card = await senderCard(world, ida);
    const twice = [DEMO.approver, DEMO.secondApprover].map((as) =>
      pressWith(world, card.id, 'unblock-sending', ida, { as }),
    );
    await Promise.all(twice);
    await cardSays(world, card.id, /Sending allowed again: ida@contoso\[\.\]example\. Ordered by /);
    assert.equal(unblocked().length, 1);
    assert.deepEqual(
      (unblocked()[0] as { readonly detail: { readonly address: string } }).detail.address,
      ida,
    );
  });

  it('contain the account, and give it back', async () => {
    const card = await senderCard(world, jonas);
    await press(world, card.id, 'Yes, revoke sign-in sessions');
    await cardSays(world, card.id, /Sign-in sessions revoked: jonas@contoso\[\.\]example\./);
    await press(world, card.id, 'Yes, block sign-in');
    await cardSays(world, card.id, /Sign-in blocked: jonas@contoso\[\.\]example\./);
    assert.equal(accountOf(world, jonas).accountEnabled, false);
    await press(world, card.id, 'Yes, undo this');
    await cardSays(world, card.id, /Sign-in allowed again: jonas@contoso\[\.\]example\./);
    assert.equal(accountOf(world, jonas).accountEnabled, true);
    assert.equal(tenantChanges(world, /^account-disabled$/).length, 1);
    assert.equal(tenantChanges(world, /^sessions-revoked$/).length, 1);
  });

  it('are refused for anybody that the card does not name, with any nonce that is not its own', async () => {
    const card = await senderCard(world, marta);
    const before = [unblocked().length, tenantChanges(world).length];
    for (const target of [ida, '*', 'ceo@contoso.example', '']) {
      const outcome = await pressWith(world, card.id, 'unblock-sending', target);
      assert.notEqual(outcome.shown, 'unreachable');
    }
    const nonce = 'A'.repeat(22);
    await pressWith(world, card.id, 'unblock-sending', marta, { nonce });
    assert.deepEqual([unblocked().length, tenantChanges(world).length], before);
  });

  it('close it only with a cause and a reason, which stand on the card and in the audit', async () => {
    const card = await senderCard(world, marta);
    for (const inputs of [
      { in_reason: 'Asked her' },
      { in_cause: 'weather', in_reason: 'Asked her' },
      { in_cause: 'constructor', in_reason: 'Asked her' },
    ]) {
      // What no client that follows the card sends.
      const data = { v: 1, ...buttonData(world, card.id), ...inputs };
      const action = { verb: 'alert.acknowledge', data };
      const outcome = await press(world, card.id, 'Details', { override: { action } });
      assert.ok(outcome.toast !== undefined, JSON.stringify(inputs));
      assert.doesNotMatch(textOf(world.channel.message(card.id)), /It turned out to be/);
    }
    const hostile = 'Password stolen **now** <at>all</at> ${alertId}';
    const inputs = { in_cause: 'compromised-account', in_reason: hostile };
    await press(world, card.id, 'Acknowledge: dealt with', { inputs });
    const text = await cardSays(world, card.id, 'It turned out to be: Compromised account.');
    assert.match(text, /Acknowledged by Avery Approver/);
    const id = alertIdOn(world, card.id);
    const records = (await auditOf(world)).filter(({ alertId }) => alertId === id);
    const closed = records.find(({ detail }) => detail['cause'] === 'compromised-account');
    assert.ok(closed !== undefined, JSON.stringify(records));
    assert.equal(closed.detail['reason'], hostile);
    const verified = await inboxWarden(['audit', 'verify'], world.settings);
    assert.equal(verified.exitCode, 0, verified.err);
  });
});
