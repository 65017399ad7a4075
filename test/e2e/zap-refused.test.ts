import assert from 'node:assert/strict';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { startWorld, type World } from '../support/world.js';
import {
  accountOf,
  assertLawful,
  blocksOf,
  placesOf,
  tenantChanges,
} from '../support/zap-judge.js';
import {
  buttonData,
  cardSays,
  leftInInboxes,
  press,
  pressWith,
  scenarioWithMail,
  targetOf,
  tellMail,
  scanZap,
  type OnCard,
} from '../support/zap-world.js';

const ida = 'ida@contoso.example';
const jonas = 'jonas@contoso.example';

describe('a press that nobody may make', function () {
  this.timeout(240_000);
  let world: World;
  let mail: OnCard;

  before(async () => {
    world = await startWorld({ scenario: scenarioWithMail({ [DEMO.contoso]: {} }) });
    mail = await leftInInboxes(world, 'Nobody may', [ida, jonas]);
    const { networkMessageId } = mail.told;
    await tellMail(world, 'user-clicks-link', { networkMessageId, mailbox: ida });
    await scanZap(world);
    await cardSays(world, mail.card.id, '1 clicked and reached the page');
  });
  after(() => world.stop());
  afterEach(async () => {
    // Long enough for a worker that was wrongly asked.
    await new Promise((resolve) => setTimeout(resolve, 500));
    assertLawful(world);
    assert.deepEqual(tenantChanges(world), []);
    assert.deepEqual(blocksOf(world), []);
    assert.deepEqual(placesOf(world, mail.told), ['inbox', 'inbox']);
    assert.equal(accountOf(world, ida).accountEnabled, true);
    assert.equal(accountOf(world, jonas).accountEnabled, true);
  });

  const buttons = [
    ['Remove everywhere', 'Yes, remove it everywhere'],
    ['Revoke sessions', 'Revoke sign-in sessions'],
    ['Block sign-in', 'Block sign-in'],
    ['Not malicious', 'Not malicious'],
    ['Acknowledge', 'Acknowledge: dealt with'],
  ] as const;
  const people = [
    ['an analyst', DEMO.analyst, /not an approver/],
    ['a guest', DEMO.guest, /not an approver|Guests/],
  ] as const;

  for (const [who, as, says] of people) {
    it(`changes nothing when it comes from ${who}, whatever the button, and says so`, async () => {
      for (const [name, title] of buttons) {
        const inputs = /Not malicious|Acknowledge/.test(title) ? { in_reason: 'I say so' } : {};
        const outcome = await press(world, mail.card.id, title, { as, inputs });
        assert.equal(outcome.shown, 'toast', name);
        assert.match(outcome.toast ?? '', says, name);
      }
      const sender = targetOf(world, mail.card.id, 'block-sender', 0);
      const outcome = await pressWith(world, mail.card.id, 'block-sender', sender, { as });
      assert.match(outcome.toast ?? '', says);
    });
  }

  it('changes nothing for a target that the alert does not name', async () => {
    for (const target of [
      accountOf(world, 'marta@contoso.example').id,
      DEMO.contosoAdministrator,
      'marta@contoso.example',
      '',
      '*',
    ]) {
      const outcome = await pressWith(world, mail.card.id, 'block-sign-in', target);
      assert.match(outcome.toast ?? '', /does not name that account/, target);
    }
    const others = await pressWith(
      world,
      mail.card.id,
      'block-sender',
      'everybody@contoso.example',
    );
    assert.match(others.toast ?? '', /does not name that account or address/);
  });

  it('changes nothing from a card that is out of date, and shows the new one', async () => {
    const target = accountOf(world, ida).id;
    const nonce = 'A'.repeat(22);
    const outcome = await pressWith(world, mail.card.id, 'block-sign-in', target, { nonce });
    assert.ok(outcome.shown === 'card' || outcome.shown === 'toast', JSON.stringify(outcome));
    assert.notEqual(buttonData(world, mail.card.id).nonce, nonce);
  });

  it('changes nothing from a copy of the card in another conversation', async () => {
    const copy = world.channel.copyCard({
      ...{ messageId: mail.card.id, as: DEMO.approver },
      toChannel: '19:demo-general@thread.tacv2',
    });
    for (const [, title] of buttons.slice(0, 3)) {
      const outcome = await press(world, copy.id, title);
      assert.match(outcome.toast ?? '', /another conversation/);
    }
  });

  it('changes nothing with an unknown measure or verb', async () => {
    const target = accountOf(world, ida).id;
    for (const [measure, verb] of [
      ['delete-account', 'measure.order'],
      ['__proto__', 'measure.order'],
      ['block-sign-in', 'measure.force'],
      ['block-sign-in', 'measure.undo'],
    ] as const) {
      const outcome = await pressWith(world, mail.card.id, measure, target, { verb });
      assert.notEqual(outcome.httpStatus, 500, `${measure} ${verb}`);
    }
  });
});
