import assert from 'node:assert/strict';
import type { AuditRecord } from '../../src/alerts/audit.js';
import type { AlertWorld } from './alert-world.js';
import type { Change } from './fake-target.js';
import type { Happening } from './happening.js';
import { idOf } from './sample-findings.js';

/** I1: every forward that is there has exactly one live alert, and what is not decided stands on a card as it is now. */
export async function everyForwardHasItsAlert(world: AlertWorld): Promise<void> {
  const { desk, found } = world;
  const alerts = await desk.alerts();
  assert.deepEqual(alerts.map(({ identity }) => identity).sort(), [...found].sort());
  const there = desk.target.mailboxes().map(([mailbox]) => mailbox);
  assert.deepEqual([...(await world.live())].sort(), there.sort());
  for (const alert of alerts) {
    const deleted = lastAudit(world.timeline, alert.id, ['card.gone']) !== undefined;
    assert.ok(alert.messages.length > 0 || deleted, `${alert.identity} has no card`);
    for (const { activityId } of alert.messages) {
      const card = desk.channel
        .shown()
        .find(({ message }) => message.activityId === activityId)?.card;
      assert.deepEqual(
        [card?.data['revision'], card?.data['state'], card?.data['fingerprint']],
        [alert.revision, alert.state, alert.fingerprint],
        `the card of ${alert.identity} shows something else`,
      );
    }
  }
}

/** I2: no card more than were owed, but for those whose answer was destroyed or whose process died. */
export function everyCardIsAccountedFor(world: AlertWorld): void {
  const recorded = new Map<string, number>();
  const places = new Set<unknown>();
  for (const { record } of audits(world.timeline)) {
    if (record.what !== 'card.posted' && record.what !== 'card.adopted') continue;
    places.add(record.detail['activityId']);
    recorded.set(record.alertId ?? '', (recorded.get(record.alertId ?? '') ?? 0) + 1);
  }
  for (const shown of world.desk.channel.shown()) {
    const known = places.has(shown.message.activityId);
    assert.ok(known || world.isExcused(shown), `a card too many: ${shown.message.activityId}`);
  }
  for (const [alertId, count] of recorded) {
    const deleted = audits(world.timeline).filter(
      ({ record }) => record.what === 'card.gone' && record.alertId === alertId,
    ).length;
    const allowed = (world.owed.get(alertId) ?? 0) + deleted;
    assert.ok(count <= allowed, `${alertId} was posted ${count} times`);
  }
}

/** I4 to I7, change by change. */
export function everyChangeWasOrdered({ timeline }: AlertWorld): void {
  timeline.forEach((happening, at) => {
    if (happening.kind !== 'change') return;
    const { change, approvers } = happening;
    const alertId = idOf(change.mailbox);
    const before = timeline.slice(0, at);
    const verb = change.word === 'remove' ? 'alert.remove' : 'alert.undo';
    const order = lastAudit(before, alertId, [verb]);
    assert.ok(order?.record.actor, 'a change that nobody ordered');
    const { objectId } = order.record.actor;
    assert.ok(approvers.has(objectId), 'I4: a change for somebody who is not an approver');

    const acting = lastAudit(before, alertId, [`${change.word}.acting`]);
    assert.ok(acting && acting.at > order.at, 'I6: no intent was written down for this order');
    assert.equal(acting.record.actor?.objectId, objectId);

    const shown = acting.record.detail['fingerprint'];
    if (change.word === 'remove') {
      assert.equal(`to:${change.before ?? ''}`, shown, 'I5: not what the card showed');
    } else {
      assert.equal(change.before, undefined, 'I5: something was overwritten');
    }
    assertOutcome(timeline.slice(at + 1), alertId, change.word);
    assertOnce(before.slice(order.at + 1), change);
  });
}

function assertOutcome(after: readonly Happening[], alertId: string, word: Change['word']): void {
  const outcomes = {
    remove: ['alert.removed', 'alert.remove-failed', 'alert.refused'],
    restore: ['alert.restored', 'alert.restore-failed'],
  }[word];
  assert.ok(lastAudit(after, alertId, outcomes), 'I6: no outcome was written down');
}

/** I7: one order, one change; a second one only after somebody else has set the thing again. */
function assertOnce(since: readonly Happening[], { mailbox, word }: Change): void {
  const earlier = since.findLastIndex(
    (one) => one.kind === 'change' && one.change.mailbox === mailbox && one.change.word === word,
  );
  if (earlier === -1) return;
  const between = since.slice(earlier + 1);
  assert.ok(
    between.some((one) => one.kind === 'attacker' && one.mailbox === mailbox),
    'I7: two changes for one press',
  );
}

function audits(timeline: readonly Happening[]): { readonly record: AuditRecord }[] {
  return timeline.flatMap((one) => (one.kind === 'audit' ? [{ record: one.record }] : []));
}

function lastAudit(
  timeline: readonly Happening[],
  alertId: string,
  whats: readonly string[],
): { readonly record: AuditRecord; readonly at: number } | undefined {
  const at = timeline.findLastIndex(
    (one) =>
      one.kind === 'audit' && one.record.alertId === alertId && whats.includes(one.record.what),
  );
  const found = timeline[at];
  return found?.kind === 'audit' ? { record: found.record, at } : undefined;
}
