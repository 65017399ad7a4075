import assert from 'node:assert/strict';
import type { AuditRecord } from '../../src/alerts/audit.js';
import type { AlertWorld } from './alert-world.js';
import type { AccountChange } from './fake-accounts.js';
import type { Happening } from './happening.js';
import { idOf } from './sample-findings.js';

const names: Readonly<Record<AccountChange['word'], readonly [string, string]>> = {
  revoke: ['revoke-sessions', 'measure.ordered'],
  block: ['block-sign-in', 'measure.ordered'],
  unblock: ['block-sign-in', 'measure.undo-ordered'],
};
const ends = ['measure.done', 'measure.failed', 'measure.undone', 'measure.undo-failed'];

/** M1 to M5: measures, change by change and order by order. */
export async function everyMeasureWasOrdered({ timeline, desk }: AlertWorld): Promise<void> {
  timeline.forEach((happening, at) => {
    if (happening.kind === 'account') judgeChange(timeline, at, happening);
  });
  for (const alert of await desk.alerts()) {
    const records = recordsOf(timeline, alert.id);
    const orders = records.filter(({ what }) => /^measure\.(undo-)?ordered$/.test(what));
    const ended = records.filter(({ what }) => ends.includes(what));
    assert.equal(ended.length, orders.length, 'M4: not one end for each order');
    for (const { state, name } of alert.measures ?? []) {
      assert.ok(['done', 'failed', 'undone'].includes(state), `M5: ${name} is ${state} for ever`);
    }
  }
}

function judgeChange(
  timeline: readonly Happening[],
  at: number,
  { change, approvers }: Extract<Happening, { kind: 'account' }>,
): void {
  const [measure, ordered] = names[change.word];
  const isOf = ({ what, detail }: AuditRecord, wanted: readonly string[]): boolean =>
    wanted.includes(what) && detail['measure'] === measure && detail['target'] === change.account;
  const last = (until: number, wanted: readonly string[]): number =>
    timeline.findLastIndex(
      (one, i) =>
        i < until && one.kind === 'audit' && isAbout(one, change) && isOf(one.record, wanted),
    );
  const orderAt = last(at, [ordered]);
  const order = timeline[orderAt];
  assert.ok(order?.kind === 'audit', 'M1: a change of an account that nobody ordered');
  const { objectId } = order.record.actor ?? {};
  assert.ok(objectId !== undefined && approvers.has(objectId), 'M1: not by an approver');
  const actingAt = last(at, ['measure.acting']);
  assert.ok(actingAt > orderAt, 'M2: no intent was written down for this order');
  assert.ok(last(timeline.length, ends) > at, 'M2: no end was written down');
  const earlier = timeline.findLastIndex(
    (one, i) => i < at && i > orderAt && one.kind === 'account' && isSame(one.change, change),
  );
  const between = earlier === -1 ? [] : timeline.slice(earlier + 1, at);
  assert.ok(
    earlier === -1 ||
      between.some((one) => one.kind === 'elsewhere' && one.account === change.account),
    'M3: two changes for one order',
  );
}

function isAbout(
  { record }: Extract<Happening, { kind: 'audit' }>,
  change: AccountChange,
): boolean {
  return record.alertId === idOf(change.account);
}

function isSame(one: AccountChange, other: AccountChange): boolean {
  return one.account === other.account && one.word === other.word;
}

function recordsOf(timeline: readonly Happening[], alertId: string): readonly AuditRecord[] {
  return timeline.flatMap((one) =>
    one.kind === 'audit' && one.record.alertId === alertId ? [one.record] : [],
  );
}
