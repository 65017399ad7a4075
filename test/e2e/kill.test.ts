import assert from 'node:assert/strict';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { removalPoints, scanPoints } from '../support/kill-points.js';
import {
  KillRun,
  pointTitle,
  postsAbout,
  survivesRemoval,
  survivesScan,
  type KillPoint,
} from '../support/kill-run.js';
import { sideBySide } from '../support/side-by-side.js';
import { cardText, changes, forwardOnCard, say } from '../support/world.js';

const place = { open: () => KillRun.start(), close: (run: KillRun) => run.stop() };

/** Every second point, the others in the long run; those on both sides of the change itself always. */
const points = removalPoints.filter(
  ({ step }, index) => index % 4 === 0 || index % 4 === 3 || step === 'exchange: Set-Mailbox',
);
const removals = sideBySide(
  [points.filter((_, i) => i % 2 === 0), points.filter((_, i) => i % 2 === 1)],
  place,
  survivesRemoval,
);

/** Where it is certain on restart whether the card was shown. */
const certain = scanPoints.filter(
  ({ step, moment, cards }) =>
    cards === 1 &&
    !step.startsWith('teams: POST') &&
    !(step.includes('acting') && moment === 'after'),
);
const unshown = scanPoints.filter(
  ({ step, moment }) => step.startsWith('teams: POST') && moment === 'before',
);
const shown = scanPoints.filter(
  ({ step, moment }) => step.startsWith('teams: POST') && moment === 'after',
);
const scans = sideBySide([certain], place, (run, point) => survivesScan(run, point, point.cards));
/** These wait a minute for evidence of a card, and so begin first. */
const waiting = sideBySide([unshown, shown], place, (run, point) =>
  point.moment === 'before' ? survivesScan(run, point, 1) : isKnownByAPress(run, point),
);

async function isKnownByAPress(run: KillRun, point: KillPoint): Promise<void> {
  const { world } = run;
  const mailbox = run.nextMailbox();
  await world.tell('story/attacker-sets-forward', { tenantId: DEMO.contoso, mailbox });
  const dead = run.armed(point);
  await say(world, 'scan forwards');
  await run.restart(dead, point);
  const [messageId = ''] = postsAbout(world, mailbox);
  const press = { as: DEMO.approver, messageId, verb: 'alert.remove' };
  const outcome = await world.channel.press(press);
  assert.equal(outcome.shown, 'card', outcome.toast);
  await world.until('the card says removed', () =>
    cardText(world, messageId).includes('Forward removed'),
  );
  assert.equal(changes(world).length, 1);
  // The post that waits for evidence is done, not repeated.
  await run.settled(90_000);
  assert.equal(postsAbout(world, mailbox).length, 1);
  assert.deepEqual(world.simulator.violations(), []);
}

describe('kill -9', function () {
  this.timeout(150_000);
  const all = [waiting, removals, scans];
  before(() => {
    for (const worlds of all) worlds.start();
  });
  after(() => Promise.all(all.map((worlds) => worlds.stop())));

  it('has the steps between the claim of a press and the card that the points name', async () => {
    const taken = (await stepsOfARemoval()).map(nameOf);
    const named = new Set(points.map(nameOf));
    assert.ok(named.size >= 12, `${named.size} named steps`);
    const missing = [...named].filter((name) => !taken.includes(name));
    assert.deepEqual(missing, [], taken.join('\n'));
  });

  for (const point of points) {
    it(`loses and doubles nothing of a removal ${pointTitle(point)}`, () => removals.result(point));
  }
  for (const point of certain) {
    it(`loses no forward and posts one card ${pointTitle(point)}`, () => scans.result(point));
  }
  for (const point of shown) {
    it(`knows the card by a press on it ${pointTitle(point)}`, () => waiting.result(point));
  }
  for (const point of unshown) {
    it(`posts the card after a minute without evidence ${pointTitle(point)}`, () =>
      waiting.result(point));
  }
});

function nameOf({ step, occurrence }: Pick<KillPoint, 'step' | 'occurrence'>): string {
  return `${step} (${occurrence})`;
}

/** A removal that nothing disturbs. */
async function stepsOfARemoval(): Promise<Pick<KillPoint, 'step' | 'occurrence'>[]> {
  const run = await KillRun.start();
  try {
    const { message } = await forwardOnCard(run.world, { mailbox: run.nextMailbox() });
    await run.settled();
    run.tap.begin();
    const press = { as: DEMO.approver, messageId: message.id, verb: 'alert.remove' };
    await run.world.channel.press(press);
    await run.world.until('the card says removed', () =>
      cardText(run.world, message.id).includes('Forward removed'),
    );
    await run.settled();
    assert.equal(changes(run.world).length, 1);
    return run.tap.steps.map(({ name: step, occurrence }) => ({ step, occurrence }));
  } finally {
    await run.stop();
  }
}
