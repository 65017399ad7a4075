import assert from 'node:assert/strict';
import type { Measure, MeasureName } from '../../src/alerts/measure.js';
import { Desk } from './desk.js';

/** An ordered measure, that no worker has touched yet. */
export async function ordered(name: MeasureName = 'block-sign-in'): Promise<Desk> {
  const desk = new Desk();
  await desk.measure('measure.order', await desk.raise('ada', 'x'), name);
  return desk;
}

/** How it ended, when nothing is owed any more. */
export async function ended(desk: Desk): Promise<Partial<Measure>> {
  await desk.deliverAll();
  assert.deepEqual(await desk.outbox(), []);
  assert.equal(await desk.auditFault(), undefined);
  const alert = await desk.alert('ada');
  assert.equal(alert.state, 'open', 'a measure never changes the state of the alert');
  const shown = desk.channel.shown().at(-1)?.card.data;
  assert.equal(shown?.['revision'], alert.revision, 'the card shows something else');
  return alert.measures?.[0] ?? {};
}
