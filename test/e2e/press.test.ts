import assert from 'node:assert/strict';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import {
  cardText,
  changes,
  channelId,
  forwardOnCard,
  say,
  startWorld,
  writes,
  type World,
} from '../support/world.js';

describe('a press on the card of a forward', function () {
  this.timeout(60_000);
  let world: World;

  beforeEach(async () => {
    world = await startWorld();
  });
  afterEach(async () => {
    assert.deepEqual(world.simulator.violations(), [], 'the product broke a rule of Microsoft 365');
    await world.stop();
  });

  it('removes the forward once, shows it to everybody, and writes it down', async () => {
    const { message, mailbox } = await forwardOnCard(world);
    const outcome = await world.channel.press({
      as: DEMO.approver,
      messageId: message.id,
      verb: 'alert.remove',
    });
    assert.equal(outcome.shown, 'card');
    assert.ok(outcome.elapsedMs < 2000);
    await world.until('the card says that it was removed', () =>
      cardText(world, message.id).includes('Forward removed'),
    );
    assert.equal(writes(world).length, 1);
    assert.match(cardText(world, message.id), /Avery Approver/);
    assert.match(cardText(world, message.id), /Verified by reading/);
    const state = world.simulator.tenants.find(({ tenantId }) => tenantId === DEMO.contoso);
    assert.equal(state?.find(mailbox)[0]?.row.ForwardingSmtpAddress ?? null, null);
  });

  it('changes nothing more when it is sent again 20 times, by two people at once', async () => {
    const { message } = await forwardOnCard(world);
    const before = writes(world).length;
    await Promise.all(
      [DEMO.approver, DEMO.secondApprover].map((as) =>
        world.channel.press({ as, messageId: message.id, verb: 'alert.remove' }),
      ),
    );
    const pressed = world.simulator.ledger
      .of('message')
      .filter(({ action }) => action === 'pressed');
    assert.equal(pressed.length, 2);
    const again = await Promise.all(
      Array.from({ length: 20 }, (_, i) => world.channel.send(pressed[i % 2]?.activity)),
    );
    assert.deepEqual([...new Set(again.map(({ httpStatus }) => httpStatus))], [200]);
    await world.until('the card says that it was removed', () =>
      cardText(world, message.id).includes('Forward removed'),
    );
    assert.equal(writes(world).length - before, 1);
    await world.channel.send(pressed[0]?.activity);
    assert.equal(writes(world).length - before, 1);
  });

  for (const [who, as, says] of [
    ['an analyst without rights', DEMO.analyst, /not an approver/],
    ['a guest', DEMO.guest, /not an approver|Guests/],
  ] as const) {
    it(`changes nothing when ${who} presses, and says so`, async () => {
      const { message } = await forwardOnCard(world);
      const before = writes(world).length;
      const outcome = await world.channel.press({
        as,
        messageId: message.id,
        verb: 'alert.remove',
      });
      assert.equal(outcome.shown, 'toast');
      assert.match(outcome.toast ?? '', says);
      await new Promise((resolve) => setTimeout(resolve, 500));
      assert.equal(writes(world).length, before);
    });
  }

  it('changes nothing when the card was copied into another channel', async () => {
    const { message } = await forwardOnCard(world);
    const before = writes(world).length;
    const copy = world.channel.copyCard({
      messageId: message.id,
      toChannel: '19:demo-general@thread.tacv2',
      as: DEMO.approver,
    });
    const outcome = await world.channel.press({
      as: DEMO.approver,
      messageId: copy.id,
      verb: 'alert.remove',
    });
    assert.match(outcome.toast ?? '', /another conversation/);
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(writes(world).length, before);
  });

  it('is refused when the destination has changed since, and the card shows what is there now', async () => {
    const { message, mailbox } = await forwardOnCard(world);
    const before = writes(world).length;
    await world.tell('story/attacker-changes-forward', {
      tenantId: DEMO.contoso,
      mailbox,
      destination: 'elsewhere@third-relay.example',
    });
    await world.channel.press({ as: DEMO.approver, messageId: message.id, verb: 'alert.remove' });
    await world.until('the card shows the new destination', () =>
      cardText(world, message.id).includes('elsewhere@third-relay[.]example'),
    );
    assert.equal(writes(world).length, before);
    await world.channel.press({ as: DEMO.approver, messageId: message.id, verb: 'alert.remove' });
    await world.until('the second press removes it', () => writes(world).length === before + 1);
  });

  it('approves exactly what was shown: the same forward is not raised again, a changed one is', async () => {
    const { message, mailbox } = await forwardOnCard(world);
    const outcome = await world.channel.press({
      as: DEMO.approver,
      messageId: message.id,
      verb: 'alert.approve',
      inputs: { in_reason: 'Agreed with the owner', in_expires: '90' },
    });
    assert.equal(outcome.shown, 'card');
    await world.until('the card says approved', () =>
      /[Aa]pproved/.test(cardText(world, message.id)),
    );
    const posts = world.cards(/^External forward/).length;
    await say(world, 'scan forwards');
    await world.until('the scan ends', () => world.cards(/^Scan finished/).at(-1));
    assert.equal(world.cards(/^External forward/).length, posts);
    await world.tell('story/attacker-changes-forward', { tenantId: DEMO.contoso, mailbox });
    await say(world, 'scan forwards');
    await world.until(
      'it is raised again',
      () => world.cards().length > 0 && cardText(world, message.id).includes('second-relay'),
    );
    assert.equal(
      changes(world).filter(({ parameters }) => parameters['Identity'] === mailbox).length,
      0,
    );
  });

  it('can be undone: the forward is put back and the alert is open again', async () => {
    const { message, mailbox, destination } = await forwardOnCard(world);
    await world.channel.press({ as: DEMO.approver, messageId: message.id, verb: 'alert.remove' });
    await world.until('removed', () => cardText(world, message.id).includes('Forward removed'));
    await world.channel.press({
      as: DEMO.secondApprover,
      messageId: message.id,
      verb: 'alert.undo',
    });
    const tenant = world.simulator.tenants.find(({ tenantId }) => tenantId === DEMO.contoso);
    await world.until('the forward is back', () =>
      (tenant?.find(mailbox)[0]?.row.ForwardingSmtpAddress ?? '').endsWith(destination),
    );
    await world.until('the card offers Remove again', () =>
      cardText(world, message.id).includes('"alert.remove"'),
    );
  });

  it('resolves by itself when the owner takes the forward away', async () => {
    const { message, mailbox } = await forwardOnCard(world);
    await world.tell('story/owner-removes-forward', { tenantId: DEMO.contoso, mailbox });
    await say(world, 'scan forwards');
    await world.until('the card says that it is gone', () =>
      /[Gg]one|no longer/.test(cardText(world, message.id)),
    );
  });

  it('is answered within 2 s while Exchange hangs', async () => {
    const { message } = await forwardOnCard(world);
    await world.tell('faults', { fault: 'hang', tenantId: DEMO.contoso, service: 'exchange' });
    const outcome = await world.channel.press({
      as: DEMO.approver,
      messageId: message.id,
      verb: 'alert.remove',
    });
    assert.ok(outcome.elapsedMs < 2000, `answered after ${outcome.elapsedMs} ms`);
    assert.equal(outcome.shown, 'card');
    assert.ok(channelId.length > 0);
  });
});
