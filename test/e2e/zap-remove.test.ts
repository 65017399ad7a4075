import assert from 'node:assert/strict';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { startWorld, type World } from '../support/world.js';
import { assertLawful, copyIn, placesOf, tenantChanges } from '../support/zap-judge.js';
import {
  cardOf,
  cardSays,
  clearFaults,
  leftInInboxes,
  press,
  scanZap,
  scenarioWithMail,
  tellMail,
  type OnCard,
} from '../support/zap-world.js';

const three = ['ida@contoso.example', 'jonas@contoso.example', 'marta@contoso.example'];
const anna = 'anna@fabrikam.example';
const nils = 'nils.quist@fabrikam.example';

describe('Remove everywhere', function () {
  this.timeout(240_000);
  let world: World;

  before(async () => {
    world = await startWorld({
      scenario: scenarioWithMail({ [DEMO.contoso]: {}, [DEMO.fabrikam]: {} }),
      settings: { WARDEN_VERIFY_FOR: '4s' },
    });
  });
  after(() => world.stop());
  afterEach(async () => {
    await clearFaults(world);
    assertLawful(world);
  });

  /** Phish that lies in Junk Email of a tenant that can only be changed mailbox by mailbox. */
  async function inJunk(subject: string): Promise<OnCard> {
    const told = await tellMail(world, 'phish-arrives-read-clicked-zapped', {
      ...{ tenantId: DEMO.fabrikam, subject, recipients: [anna, nils] },
    });
    await scanZap(world, 'fabrikam 3');
    return { told, card: await cardOf(world, subject) };
  }

  it('takes the message out of every mailbox with one order, verifies it, and puts it back', async () => {
    const { told, card } = await leftInInboxes(world, 'Removed by order', three);
    const before = tenantChanges(world).length;
    const outcome = await press(world, card.id, 'Yes, remove it everywhere');
    assert.equal(outcome.shown, 'card');
    const said = await cardSays(world, card.id, 'Message removed', 'Removed by Avery Approver');
    assert.match(said, /Verified by reading the mailbox again.*3 removed\./);
    assert.deepEqual(placesOf(world, told), Array(3).fill('recoverableitemsdeletions'));
    const done = tenantChanges(world).slice(before);
    assert.deepEqual(
      done.map(({ what }) => what),
      ['remediation-accepted', 'mail-remediated'],
    );

    await press(world, card.id, 'Yes, put it back', { as: DEMO.secondApprover });
    await cardSays(world, card.id, 'Message put back');
    assert.deepEqual(placesOf(world, told), ['inbox', 'inbox', 'inbox']);
  });

  it('goes mailbox by mailbox without Plan 2, counts who had it no more, and puts it back where it lay', async () => {
    const { told, card } = await inJunk('Removed one by one');
    assert.deepEqual(placesOf(world, told, DEMO.fabrikam), ['junkemail', 'junkemail']);
    // Somebody else was faster.
    copyIn(world, told.networkMessageId, nils, DEMO.fabrikam).place = 'purged';
    await press(world, card.id, 'Yes, remove it everywhere');
    const said = await cardSays(world, card.id, 'Message removed');
    assert.match(said, /1 removed, 1 not found\./);
    const places = ['recoverableitemsdeletions', 'purged'];
    assert.deepEqual(placesOf(world, told, DEMO.fabrikam), places);
    await press(world, card.id, 'Yes, put it back');
    await cardSays(world, card.id, 'Message put back');
    assert.deepEqual(placesOf(world, told, DEMO.fabrikam), ['junkemail', 'purged']);
  });

  it('is one change, however many press at once and however often it is sent again', async () => {
    const { told, card } = await leftInInboxes(world, 'Pressed by many', three);
    const orders = (): number => tenantChanges(world, /^remediation-accepted$/).length;
    const before = orders();
    const title = 'Yes, remove it everywhere';
    await Promise.all([
      press(world, card.id, title),
      press(world, card.id, title, { as: DEMO.secondApprover }),
    ]);
    const pressed = world.simulator.ledger.of('message').filter((one) => one.action === 'pressed');
    for (let again = 0; again < 5; again++) await world.channel.send(pressed.at(-1)?.activity);
    await cardSays(world, card.id, 'Message removed');
    await world.channel.send(pressed.at(-1)?.activity);
    assert.equal(orders() - before, 1);
    assert.deepEqual(placesOf(world, told), Array(3).fill('recoverableitemsdeletions'));
  });

  it('says that it could not be verified when Microsoft took the order and did nothing', async () => {
    const { told, card } = await leftInInboxes(world, 'Order ignored', three);
    await world.tell('faults', { fault: 'remediation-ignored', tenantId: DEMO.contoso });
    await press(world, card.id, 'Yes, remove it everywhere');
    const said = await cardSays(world, card.id, 'Message not removed');
    assert.match(said, /The change was sent, but reads do not show it yet\..*3 still there\./);
    assert.deepEqual(placesOf(world, told), ['inbox', 'inbox', 'inbox']);
    await clearFaults(world);
    await press(world, card.id, undefined, { title: 'Try again' });
    await cardSays(world, card.id, 'Message removed', '3 removed.');
    assert.deepEqual(placesOf(world, told), Array(3).fill('recoverableitemsdeletions'));
  });

  it('says what remains when Microsoft did a part of it', async () => {
    const { told, card } = await leftInInboxes(world, 'Half an order', three);
    await world.tell('faults', { fault: 'remediation-partial', tenantId: DEMO.contoso });
    await press(world, card.id, 'Yes, remove it everywhere');
    await cardSays(world, card.id, 'Message not removed', '1 still there, 2 removed.');
    assert.equal(placesOf(world, told).filter((place) => place === 'inbox').length, 1);
  });

  it('waits as long as Microsoft says while it is throttled, and is done then', async () => {
    const { told, card } = await inJunk('Throttled');
    const throttled = { fault: 'throttle-with-retry-after', tenantId: DEMO.fabrikam };
    await world.tell('faults', { ...throttled, service: 'graph', times: 2, retryAfterSeconds: 1 });
    await press(world, card.id, 'Yes, remove it everywhere');
    await cardSays(world, card.id, 'Message removed', '2 removed.');
    const all = Array(2).fill('recoverableitemsdeletions');
    assert.deepEqual(placesOf(world, told, DEMO.fabrikam), all);
  });

  it('changes nothing, and says so, when it cannot look first', async () => {
    const { told, card } = await leftInInboxes(world, 'Not readable', three);
    const before = tenantChanges(world).length;
    await world.tell('faults', {
      ...{ fault: 'html-with-200', tenantId: DEMO.contoso, service: 'graph' },
    });
    await press(world, card.id, 'Yes, remove it everywhere');
    await cardSays(world, card.id, 'Message not removed', /could not be read before the change/);
    assert.equal(tenantChanges(world).length, before);
    assert.deepEqual(placesOf(world, told), ['inbox', 'inbox', 'inbox']);
  });

  it('names the exact recipients before it is confirmed', async () => {
    const { card } = await leftInInboxes(world, 'Named', three);
    const text = await cardSays(world, card.id, 'Remove the message from the mailboxes of 3');
    for (const address of three) {
      assert.ok(text.includes(`\n${address.replaceAll('.', '[.]')}`), address);
    }
  });
});
