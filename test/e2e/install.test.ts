import assert from 'node:assert/strict';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { cardText, changes, channelId, say, startWorld, type World } from '../support/world.js';

const install = { by: DEMO.analyst, channelId };

describe('an installation', function () {
  this.timeout(60_000);
  let world: World;

  beforeEach(async () => {
    world = await startWorld({ bare: true });
  });
  afterEach(async () => {
    assert.deepEqual(world.simulator.violations(), []);
    await world.stop();
  });

  const welcomes = (): number => world.cards(/Inbox Warden is here/).length;

  it('is greeted once, although two activities tell of it, and again when they come again', async () => {
    const answers = await world.channel.install(install);
    assert.deepEqual(
      answers.map(({ httpStatus }) => httpStatus),
      [200, 200],
    );
    await world.until('the welcome card', () => welcomes() > 0);
    await world.channel.install(install);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.equal(welcomes(), 1);
    const [card] = world.cards(/Inbox Warden is here/);
    assert.match(JSON.stringify(card?.card), /use this channel/);
  });

  it('is greeted after it was taken away and added again, also by a service that was restarted', async () => {
    await world.channel.install(install);
    await world.until('the welcome card', () => welcomes() === 1);
    await world.bot.kill();
    await world.bot.start();
    await world.channel.install(install);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.equal(welcomes(), 1);
    await world.channel.uninstall(install);
    await world.channel.install(install);
    await world.until('the second welcome card', () => welcomes() === 2);
  });

  it('posts no alert before an approver has chosen the channel, and then loses none', async () => {
    await world.channel.install(install);
    await world.until('the welcome card', () => welcomes() === 1);
    await world.tell('story/attacker-sets-forward', { tenantId: DEMO.contoso });
    for (const as of [DEMO.analyst, DEMO.guest]) {
      await say(world, 'use this channel', as);
    }
    await world.until('both refusals', () => world.cards(/Not done/).length === 2);
    await say(world, 'scan forwards');
    await world.until('the scan ends', () => world.cards(/^Scan finished/)[0]);
    assert.equal(world.cards(/^External forward found/).length, 0);
    await say(world, 'use this channel');
    await world.until('the alert that waited', () => world.cards(/^External forward found/)[0]);
  });

  it('that ends keeps what is found until the bot is back, and posts nothing meanwhile', async () => {
    await world.channel.install(install);
    await say(world, 'use this channel');
    await world.until('the channel is chosen', () => world.cards(/security channel now/)[0]);
    await world.channel.uninstall(install);
    await world.tell('story/attacker-sets-forward', { tenantId: DEMO.contoso });
    await world.channel.say({ as: DEMO.approver, place: 'personal', text: 'scan forwards' });
    const chat = { place: 'personal', as: DEMO.approver } as const;
    await world.until('the scan ends', () =>
      world.channel.messages(chat).some(({ summary }) => summary?.startsWith('Scan finished')),
    );
    assert.equal(world.cards(/^External forward found/).length, 0);
    await world.channel.install(install);
    await say(world, 'use this channel');
    const card = await world.until(
      'the alert that waited',
      () => world.cards(/^External forward found/)[0],
    );
    await world.channel.press({ as: DEMO.approver, messageId: card.id, verb: 'alert.remove' });
    await world.until('it is removed', () => cardText(world, card.id).includes('Forward removed'));
    assert.equal(changes(world).length, 1);
  });
});
