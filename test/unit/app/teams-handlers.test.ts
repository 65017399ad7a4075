import assert from 'node:assert/strict';
import type { Actor } from '../../../src/alerts/actor.js';
import type { AlertId } from '../../../src/alerts/alert.js';
import type { PressAnswer } from '../../../src/alerts/press.js';
import { refusals } from '../../../src/alerts/press-plan.js';
import type { CardPress } from '../../../src/adapters/teams/teams-handlers.js';
import type { CommandPlace } from '../../../src/app/commands/command.js';
import { teamsHandlers } from '../../../src/app/teams-handlers.js';
import { avery, mallory } from '../../support/desk.js';
import { contoso, forward, idOf } from '../../support/sample-findings.js';
import { CommandDesk, otherChannel, personalChat, securityChannel } from './commands-desk.js';

class HandlerBench extends CommandDesk {
  readonly handlers = teamsHandlers({
    commands: this.services,
    claims: this.claims,
    readers: this.readers,
  });
  #activity = 0;

  press(change: Partial<CardPress> & Pick<CardPress, 'verb' | 'target'>): Promise<PressAnswer> {
    this.#activity += 1;
    const place = change.place ?? securityChannel;
    return this.desk.done(
      this.handlers.press({
        inputs: new Map(),
        actor: avery,
        place,
        conversationId: place.conversationId,
        messageId: 'm1',
        activityId: `p${this.#activity}`,
        trigger: 'manual',
        serviceUrl: place.serviceUrl,
        ...change,
      }),
    );
  }

  async hear(text: string, activityId: string, actor: Actor = avery): Promise<void> {
    const place: CommandPlace = securityChannel;
    const { conversationId } = place;
    await this.desk.done(
      this.handlers.message({
        text,
        raw: text,
        files: [],
        actor,
        place,
        conversationId,
        activityId,
      }),
    );
  }
}

function told(answer: PressAnswer): string {
  return answer.kind === 'message' ? answer.text : 'card';
}

describe('What comes from Teams', () => {
  let bench: HandlerBench;
  beforeEach(async () => {
    bench = new HandlerBench();
    await bench.desk.ready;
  });

  it('is answered once, though Teams sends it again', async () => {
    await Promise.all([1, 2, 3].map(() => bench.hear('help', 'same')));
    await bench.hear('help', 'other');
    assert.equal(bench.replies.length, 2);
  });

  it('shows the details of an alert in the security channel only', async () => {
    await bench.desk.raise('ada', 'x');
    const target = { kind: 'alert', alertId: idOf('ada'), nonce: '' } as const;
    for (const place of [otherChannel, personalChat]) {
      const answer = await bench.press({ verb: 'alert.show', target, place, actor: mallory });
      assert.equal(told(answer), refusals.elsewhere);
    }
    await bench.press({ verb: 'alert.show', target });
    assert.equal(bench.replies.length, 1);
  });

  it('shows the details to nobody while no channel is chosen', async () => {
    const bare = new HandlerBench({ bare: true });
    await bare.desk.settle([forward('ada', 'x')]);
    const target = { kind: 'alert', alertId: idOf('ada'), nonce: '' } as const;
    for (const place of [personalChat, otherChannel, { ...otherChannel, channelId: undefined }]) {
      const answer = await bare.press({ verb: 'alert.show', target, place, actor: mallory });
      assert.equal(told(answer), refusals.elsewhere);
    }
  });

  it('turns the pages of a grouped card where it stands, and nowhere else', async () => {
    await bench.desk.settle(Array.from({ length: 12 }, (_, i) => forward(`box${i}`, 'x')));
    await bench.desk.deliverAll();
    const [shown] = bench.desk.channel.shown();
    assert.ok(shown);
    const target = { kind: 'group', groupId: String(shown.card.data['groupId']), page: 2 } as const;
    const { conversationId } = shown.message;
    const second = await bench.press({ verb: 'group.page', target, conversationId });
    assert.ok(second.kind === 'card');
    assert.equal(second.card.rows?.length, 2);
    for (const page of [-5, 0, 99]) {
      const answer = await bench.press({
        verb: 'group.page',
        target: { ...target, page },
        conversationId,
      });
      assert.equal(answer.kind, 'card');
    }
    assert.equal(told(await bench.press({ verb: 'group.page', target })), refusals.elsewhere);
    const unknown = { ...target, groupId: 'nothing' };
    assert.equal(
      told(await bench.press({ verb: 'group.page', target: unknown })),
      refusals.elsewhere,
    );
  });

  it('reads an unreadable tenant again for an approver, once a press', async () => {
    const finding = forward('coverage', 'x', { kind: 'unreadable' });
    await bench.desk.settle([finding], { kind: 'unreadable', complete: false });
    await bench.desk.deliverAll();
    const [shown] = bench.desk.channel.shown();
    assert.ok(shown);
    const { conversationId } = shown.message;
    const target = { kind: 'alert', alertId: idOf('coverage', 'unreadable'), nonce: '' } as const;
    const retry = { verb: 'tenant.retry', target, conversationId } as const;
    assert.equal(told(await bench.press({ ...retry, actor: mallory })), refusals['not-approver']);
    assert.equal(told(await bench.press({ verb: 'tenant.retry', target })), refusals.elsewhere);
    assert.deepEqual(await bench.jobs(), []);
    await bench.press({ ...retry, activityId: 'same' });
    await bench.press({ ...retry, activityId: 'same' });
    assert.deepEqual(await bench.jobs(), [{ kind: 'scan', tenantId: contoso.id, onDemand: true }]);
  });

  it('answers a press that names no alert, for every verb', async () => {
    for (const alertId of ['', '../x', "' or ''='", 'K3F7Q-9D2MA'] as AlertId[]) {
      for (const verb of [
        'alert.remove',
        'alert.approve',
        'alert.undo',
        'alert.revoke',
        'tenant.retry',
        'alert.show',
      ] as const) {
        const answer = await bench.press({ verb, target: { kind: 'alert', alertId, nonce: '' } });
        assert.ok(['card', 'message'].includes(answer.kind), `${verb} ${alertId}`);
      }
    }
    assert.deepEqual(await bench.jobs(), []);
  });

  it('greets a team once, though two activities come for one installation', async () => {
    await Promise.all([1, 2, 3].map(() => bench.handlers.installed(securityChannel)));
    assert.deepEqual(
      bench.replies.map(({ card }) => card.template),
      ['welcome'],
    );
    await bench.handlers.installed({ ...otherChannel, teamId: '19:other-team@thread.tacv2' });
    assert.equal(bench.replies.length, 2);
  });

  it('forgets the channel when the bot is removed from its team, and from no other', async () => {
    await bench.handlers.removed({ ...otherChannel, teamId: '19:other-team@thread.tacv2' });
    assert.ok(await bench.desk.channels.current());
    await bench.handlers.removed(securityChannel);
    assert.equal(await bench.desk.channels.current(), undefined);
  });

  it('keeps the channel when somebody removes the bot from personal chat', async () => {
    await bench.handlers.removed(personalChat);
    assert.ok(await bench.desk.channels.current());
  });

  it('greets again after it was removed', async () => {
    await bench.handlers.installed(securityChannel);
    await bench.handlers.removed(securityChannel);
    await bench.handlers.installed(securityChannel);
    assert.equal(bench.replies.length, 2);
  });
});
