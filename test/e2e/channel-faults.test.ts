import assert from 'node:assert/strict';
import type { ChannelFaultName } from '../../src/simulator/channel/channel-faults.js';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { alertIdOn, KillRun, postsAbout } from '../support/kill-run.js';
import { scan } from '../support/scans.js';
import { sideBySide } from '../support/side-by-side.js';
import { cardText, changes, forwardOnCard, say } from '../support/world.js';

/** Sets forwards in new mailboxes; at most five, so that each gets a card of its own. */
async function attack(run: KillRun, count: number): Promise<readonly string[]> {
  const mailboxes = Array.from({ length: count }, () => run.nextMailbox());
  for (const mailbox of mailboxes) {
    await run.world.tell('story/attacker-sets-forward', { tenantId: DEMO.contoso, mailbox });
  }
  return mailboxes;
}

function hasRemove({ world }: KillRun, messageId: string): boolean {
  return JSON.stringify(world.channel.message(messageId).card).includes('"alert.remove"');
}

async function removed(run: KillRun, messageId: string, ms = 15_000): Promise<void> {
  await run.world.until(
    'the card says removed',
    () => cardText(run.world, messageId).includes('Forward removed'),
    ms,
  );
}

interface Case {
  readonly title: string;
  readonly run: (run: KillRun) => Promise<void>;
}

function titled(title: string, run: Case['run']): Case {
  return { title, run };
}

const posts: readonly Case[] = [
  titled(
    'is posted once when Teams certainly did not take it, and smaller when it was too large',
    async (run) => {
      const faults: readonly ChannelFaultName[] = [
        'connector-412',
        'connector-429-with-header',
        'connector-429-bare',
        'connector-413',
      ];
      const mailboxes = await attack(run, 5);
      for (const name of faults) run.world.channel.setFault({ name, operation: 'create' });
      await scan(run.world);
      for (const mailbox of mailboxes) {
        await run.world.until(
          `a card about ${mailbox}`,
          () => postsAbout(run.world, mailbox)[0],
          40_000,
        );
      }
      await run.settled(40_000);
      assert.deepEqual(run.world.channel.faults(), []);
      for (const mailbox of mailboxes) assert.equal(postsAbout(run.world, mailbox).length, 1);
      // They have buttons that work, but for the one that was too large: it says so and names its reference.
      const posts = mailboxes.flatMap((mailbox) => postsAbout(run.world, mailbox));
      const whole = posts.filter((id) => hasRemove(run, id));
      assert.ok(whole.length >= mailboxes.length - 1);
      const [messageId = ''] = whole;
      await run.world.channel.press({ as: DEMO.approver, messageId, verb: 'alert.remove' });
      await removed(run, messageId);
      assert.equal(changes(run.world).length, 1);
    },
  ),

  titled(
    'is never lost, and is there twice only when the answer was destroyed after Teams took it',
    async (run) => {
      const faults: readonly ChannelFaultName[] = [
        'connector-reset-before',
        'connector-500',
        'connector-502-after-accept',
        'connector-reset-after-accept',
        // Last: while it hangs, posts that were lost come again, and would meet the faults that are left.
        'connector-hang',
      ];
      const mailboxes = await attack(run, 5);
      for (const name of faults) run.world.channel.setFault({ name, operation: 'create' });
      await scan(run.world);
      await run.settled(120_000);
      assert.deepEqual(run.world.channel.faults(), []);
      const copies = mailboxes.map((mailbox) => postsAbout(run.world, mailbox).length);
      assert.deepEqual([...copies].sort(), [1, 1, 1, 2, 2]);
      const twice = mailboxes[copies.indexOf(2)] ?? '';
      const [first = '', second = ''] = postsAbout(run.world, twice);
      assert.equal(alertIdOn(run.world, first), alertIdOn(run.world, second));
      // Both copies pressed: still one change.
      for (const messageId of [second, first, second]) {
        await run.world.channel
          .press({ as: DEMO.approver, messageId, verb: 'alert.remove' })
          .catch((error: unknown) => {
            // The buttons are gone by then.
            assert.equal((error as Error).name, 'ImpossiblePressError');
          });
      }
      await removed(run, second);
      assert.equal(changes(run.world).length, 1);
    },
  ),

  ...(['connector-403-blocked', 'connector-404'] as const).map((name) =>
    titled(
      `waits while the channel takes nothing (${name}), and comes when a person opens it`,
      async (run) => {
        const [mailbox = ''] = await attack(run, 1);
        run.world.channel.setFault({ name, operation: 'create' });
        await scan(run.world);
        await run.world.until('the fault is met', () => run.world.channel.faults().length === 0);
        await new Promise((resolve) => setTimeout(resolve, 2000));
        assert.equal(postsAbout(run.world, mailbox).length, 0);
        await say(run.world, 'use this channel');
        await run.world.until('the card', () => postsAbout(run.world, mailbox)[0]);
        await run.settled();
        assert.equal(postsAbout(run.world, mailbox).length, 1);
      },
    ),
  ),
];

const updates: readonly Case[] = [
  titled('is right in the end, whatever happened to single updates', async (run) => {
    const faults: readonly ChannelFaultName[] = [
      'connector-412',
      'connector-429-with-header',
      'connector-429-bare',
      'connector-413',
      'connector-500',
      'connector-502-after-accept',
      'connector-reset-after-accept',
      'connector-reset-before',
      'connector-hang',
    ];
    const mailboxes = await attack(run, 5);
    await scan(run.world);
    await run.settled();
    const cards = mailboxes.map((mailbox) => postsAbout(run.world, mailbox)[0] ?? '');
    // The scan's own card may be drawn once more after two seconds.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    for (const name of faults) run.world.channel.setFault({ name, operation: 'update' });
    for (const messageId of cards) {
      const press = { as: DEMO.approver, messageId, verb: 'alert.remove' };
      assert.equal((await run.world.channel.press(press)).shown, 'card');
    }
    for (const messageId of cards) await removed(run, messageId, 90_000);
    await run.settled(90_000);
    assert.equal(changes(run.world).length, cards.length);
    assert.deepEqual(run.world.channel.faults(), []);
  }),

  titled('is put right when a channel that was closed to the bot opens again', async (run) => {
    const { message } = await forwardOnCard(run.world, { mailbox: run.nextMailbox() });
    await run.settled();
    await new Promise((resolve) => setTimeout(resolve, 2500));
    run.world.channel.setFault({ name: 'connector-403-blocked', operation: 'update', times: 2 });
    const press = { as: DEMO.approver, messageId: message.id, verb: 'alert.remove' };
    await run.world.channel.press(press);
    await run.world.until('the forward is gone', () => changes(run.world)[0]);
    await run.world.until(
      'both updates were refused',
      () => run.world.channel.faults().length === 0,
    );
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.doesNotMatch(cardText(run.world, message.id), /Forward removed/);
    await say(run.world, 'use this channel');
    await removed(run, message.id);
    assert.equal(changes(run.world).length, 1);
  }),

  titled(
    'is not missed when somebody deleted it: the removal goes on, and the alert can be shown anew',
    async (run) => {
      const { message, mailbox } = await forwardOnCard(run.world, { mailbox: run.nextMailbox() });
      await run.settled();
      await new Promise((resolve) => setTimeout(resolve, 2500));
      const id = alertIdOn(run.world, message.id);
      run.world.channel.setFault({ name: 'connector-404', operation: 'update' });
      const press = { as: DEMO.approver, messageId: message.id, verb: 'alert.remove' };
      await run.world.channel.press(press);
      await run.world.until('the forward is gone', () => changes(run.world)[0]);
      await run.settled();
      await say(run.world, `show ${id}`);
      const shown = await run.world.until(
        'the alert on a new card',
        () => postsAbout(run.world, mailbox)[1],
      );
      assert.match(cardText(run.world, shown), /Forward removed/);
      assert.ok((await run.audit(id)).some(({ what }) => what === 'card.gone'));
    },
  ),
];

describe('a card in a channel with faults', function () {
  this.timeout(180_000);
  const cases = sideBySide(
    [...posts, ...updates].map((one) => [one]),
    {
      open: () => KillRun.start({ settings: { WARDEN_EVIDENCE_FOR: '6s' } }),
      close: (run) => run.stop(),
    },
    async (run, one: Case) => {
      await one.run(run);
      assert.deepEqual(run.world.simulator.violations(), []);
    },
  );
  before(() => {
    cases.start();
  });
  after(() => cases.stop());

  for (const one of [...posts, ...updates]) it(one.title, () => cases.result(one));
});
