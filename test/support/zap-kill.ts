import assert from 'node:assert/strict';
import { contosoWith } from './crowded-scenario.js';
import { alertIdOn, KillRun, pointTitle, type KillPoint } from './kill-run.js';
import { accountOf, assertLawful, placesOf, tenantChanges } from './zap-judge.js';
import { cardOf, cardSays, leftInInboxes, press, scanZap, tellMail, textOf } from './zap-world.js';

/** A world with room for many people, whose mail is what the tests tell. */
export function startMailKillRun(): Promise<KillRun> {
  const scenario = contosoWith(Array.from({ length: 60 }, () => ({})));
  const tenants = scenario.tenants.map((tenant) => ({
    ...tenant,
    mail: { ...tenant.mail, messages: [], remediationSeconds: 0 },
  }));
  return KillRun.start({ scenario: { ...scenario, tenants } });
}

/** The press on Block sign-in, killed at the point: one change of the account, verified, written down and shown. */
export async function survivesContain(run: KillRun, point: KillPoint): Promise<void> {
  const { world } = run;
  const mailbox = run.nextMailbox();
  const subject = subjectFor(mailbox);
  await tellMail(world, 'phish-arrives-read-clicked-zapped', { subject, recipients: [mailbox] });
  await scanZap(world);
  const card = await cardOf(world, subject);
  await run.settled();
  const before = tenantChanges(world).length;
  await killedPress(run, point, card.id, 'Block sign-in', 'measure.ordered');
  const said = await cardSays(world, card.id, /Sign-in blocked: .*Ordered by Avery Approver/);
  assert.match(said, /Verified by reading/, pointTitle(point));
  await run.settled();
  assert.equal(accountOf(world, mailbox).accountEnabled, false);
  const changes = tenantChanges(world).slice(before);
  assert.deepEqual(
    changes.map(({ what }) => what),
    ['account-disabled'],
    'exactly one change',
  );
  await assertAudit(run, card.id, ['measure.ordered', 'measure.acting', 'measure.done']);
}

/** The press on Remove everywhere, killed at the point: every copy is gone, by one order or one that repeats it. */
export async function survivesMailRemoval(run: KillRun, point: KillPoint): Promise<void> {
  const { world } = run;
  const recipients = [run.nextMailbox(), run.nextMailbox()];
  const subject = subjectFor(recipients.join());
  const { told: mail, card } = await leftInInboxes(world, subject, recipients);
  await run.settled();
  const before = tenantChanges(world).length;
  await killedPress(run, point, card.id, 'Yes, remove it everywhere', 'alert.remove');
  await cardSays(world, card.id, 'Message removed', 'Verified by reading', '2 removed.');
  await run.settled();
  assert.deepEqual(placesOf(world, mail), Array(2).fill('recoverableitemsdeletions'));
  const orders = tenantChanges(world)
    .slice(before)
    .filter(({ what }) => what === 'remediation-accepted');
  assert.equal(orders.length, 1, 'exactly one order');
  await assertAudit(run, card.id, ['alert.remove', 'remove.acting', 'alert.removed']);
}

/** No subject is the beginning of another one. */
function subjectFor(addresses: string): string {
  return `For ${addresses.replaceAll(/@[^,]*/g, '')} only`;
}

/** Presses, dies at the point, comes back; who saw nothing happen presses again. */
async function killedPress(
  run: KillRun,
  point: KillPoint,
  messageId: string,
  title: string,
  ordered: string,
): Promise<void> {
  const { world } = run;
  const before = tenantChanges(world).length;
  const dead = run.armed(point);
  await press(world, messageId, title);
  await run.restart(dead, point);
  const whats = (await run.audit(alertIdOn(world, messageId))).map(({ what }) => what);
  if (whats.includes(ordered)) return;
  assert.equal(tenantChanges(world).length, before, 'what was never ordered is never done');
  await press(world, messageId, title);
}

async function assertAudit(
  run: KillRun,
  messageId: string,
  wanted: readonly string[],
): Promise<void> {
  const { world } = run;
  const whats = (await run.audit(alertIdOn(world, messageId))).map(({ what }) => what);
  const places = wanted.map((what) => whats.lastIndexOf(what));
  assert.ok(
    places.every((place, index) => place > (places[index - 1] ?? -1)),
    whats.join(', '),
  );
  const [first = '', , last = ''] = wanted;
  for (const once of [first, last]) {
    assert.equal(whats.filter((what) => what === once).length, 1, whats.join(', '));
  }
  assert.ok(textOf(world.channel.message(messageId)).includes('Avery Approver'));
  assertLawful(world);
}
