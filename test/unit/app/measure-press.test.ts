import assert from 'node:assert/strict';
import type { CardPress } from '../../../src/adapters/teams/teams-handlers.js';
import { refusals } from '../../../src/alerts/press-plan.js';
import { teamsHandlers } from '../../../src/app/teams-handlers.js';
import { avery, mallory } from '../../support/desk.js';
import { forward, idOf } from '../../support/sample-findings.js';
import { CommandDesk, securityChannel } from './commands-desk.js';

/** A press on the newest card of an alert, as it comes from Teams. */
function pressOn(
  { desk }: CommandDesk,
  change: Pick<CardPress, 'verb' | 'inputs'> & Partial<CardPress>,
  measure?: 'block-sign-in',
): CardPress {
  const shown = desk.channel.shown().at(-1);
  const alertId = String(shown?.card.data['alertId']) as never;
  const { conversationId = '', activityId = '' } = shown?.message ?? {};
  return {
    target: { kind: 'alert', alertId, nonce: String(shown?.card.data['nonce']), measure },
    actor: avery,
    place: securityChannel,
    conversationId,
    messageId: activityId,
    activityId: 'p1',
    trigger: 'manual',
    serviceUrl: securityChannel.serviceUrl,
    ...change,
  };
}

describe('A press that comes from Teams', () => {
  it('orders the measure that its button names, for the target that the alert names', async () => {
    const bench = new CommandDesk();
    const { desk } = bench;
    await desk.raise('ada', 'x');
    const { claims, readers, services: commands } = bench;
    const handlers = teamsHandlers({ commands, claims, readers });
    const inputs = new Map([['target', 'ada']]);
    const stranger = pressOn(
      bench,
      { verb: 'measure.order', inputs, actor: mallory },
      'block-sign-in',
    );
    const refused = await desk.done(handlers.press(stranger));
    assert.equal(refused.kind === 'message' && refused.text, refusals['not-approver']);
    const press = pressOn(bench, { verb: 'measure.order', inputs }, 'block-sign-in');
    assert.equal((await desk.done(handlers.press(press))).kind, 'card');
    await desk.deliverAll();
    assert.equal(desk.accounts.isBlocked('ada'), true);
  });

  it('acknowledges with its reason', async () => {
    const bench = new CommandDesk();
    const { desk } = bench;
    await desk.settle([forward('one', 'x', { kind: 'zap' })], { kind: 'zap' });
    await desk.deliverAll();
    const { claims, readers, services: commands } = bench;
    const inputs = new Map([['reason', 'told the user']]);
    const press = pressOn(bench, { verb: 'alert.acknowledge', inputs });
    await desk.done(teamsHandlers({ commands, claims, readers }).press(press));
    const { state, outcome } = await desk.alert('one', 'zap');
    assert.deepEqual([state, outcome?.reason], ['resolved', 'told the user']);
  });
});

describe('The list of approvals', () => {
  it('says for what an approval of a wider scope is, with nothing live in it', async () => {
    const bench = new CommandDesk();
    const { desk } = bench;
    const scopes = { sender: 'news@evil.example' };
    await desk.settle([forward('one', 'x', { kind: 'zap', scopes })], { kind: 'zap' });
    await desk.deliverAll();
    const inputs = { reason: 'our newsletter', expires: 'never', scope: 'sender' };
    await desk.press('alert.approve', await desk.alert('one', 'zap'), { inputs });
    const card = await bench.say('approvals');
    const row = card?.rows?.[0];
    assert.equal(row?.['alertId'], idOf('one', 'zap'));
    assert.equal(
      row['state'],
      'Approved for every alert of the same sender (news@evil[.]example) until it is revoked. Avery: our newsletter',
    );
  });
});
