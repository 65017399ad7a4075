import assert from 'node:assert/strict';
import { MemoryDocumentStore } from '../../../src/adapters/memory/memory-document-store.js';
import { ContractError } from '../../../src/lib/errors.js';
import { advanceTurns, planTurns, rotationAge } from '../../../src/zap/rotation.js';
import { readRotation, storeTurns } from '../../../src/zap/rotation-store.js';
import { now, person, tenant } from './fixture.js';

const all = ['a', 'b', 'c', 'd', 'e'].map((name) => person(name));
const ids = (people: readonly { readonly objectId: string }[]): string[] =>
  people.map(({ objectId }) => objectId);
const at = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000);
const read = (people: readonly { readonly objectId: string }[]) =>
  new Map(people.map(({ objectId }) => [objectId, undefined]));

describe('the rotation', () => {
  it('comes to everybody once before it comes to anybody twice', () => {
    let state: ReturnType<typeof advanceTurns> = new Map();
    const seen: string[] = [];
    for (let run = 0; run < 3; run++) {
      const turns = planTurns(state, all, 2);
      seen.push(...ids(turns));
      state = advanceTurns(state, read(turns), at(run));
    }
    assert.deepEqual(new Set(seen.slice(0, 5)), new Set(ids(all)));
    assert.equal(seen[5], seen[0]);
  });
  it('comes to a new person at once', () => {
    const state = advanceTurns(new Map(), read(all), at(0));
    const fresh = person('fresh');
    assert.deepEqual(planTurns(state, [...all, fresh], 1), [fresh]);
  });
  it('notes why a mailbox failed, keeps its last reading, and comes back to it after the others', () => {
    let state = advanceTurns(new Map(), read(all), at(0));
    const [first, ...others] = planTurns(state, all, 5);
    assert.ok(first);
    state = advanceTurns(state, new Map([[first.objectId, 'throttled']]), at(1));
    assert.equal(state.get(first.objectId)?.readAt, at(0).toISOString());
    assert.deepEqual(rotationAge(state, all).failing, [
      { objectId: first.objectId, cause: 'throttled' },
    ]);
    assert.deepEqual(planTurns(state, all, 5), [...others, first]);
    state = advanceTurns(state, read([first]), at(2));
    assert.deepEqual(rotationAge(state, all).failing, []);
  });
  it('says how old its oldest reading is, and how many have none', () => {
    const [one, two] = all;
    assert.ok(one && two);
    let state = advanceTurns(new Map(), read([one]), at(0));
    state = advanceTurns(state, new Map([[two.objectId, 'unreachable']]), at(5));
    assert.deepEqual(rotationAge(state, all), {
      people: 5,
      neverRead: 4,
      failing: [{ objectId: two.objectId, cause: 'unreachable' }],
      oldestReadAt: at(0).toISOString(),
    });
    assert.equal(rotationAge(new Map(), all).oldestReadAt, undefined);
  });
  it('does not count people who have left', () => {
    const state = advanceTurns(new Map(), new Map([[person('gone').objectId, 'throttled']]), at(0));
    assert.deepEqual(rotationAge(state, all).failing, []);
  });
});

describe('the stored rotation', () => {
  const present = new Set(ids(all));
  it('survives a restart', async () => {
    const documents = new MemoryDocumentStore();
    const state = advanceTurns(
      advanceTurns(new Map(), read(all), at(0)),
      new Map([[all[0]?.objectId ?? '', 'throttled']]),
      at(1),
    );
    await storeTurns(documents, tenant.id, state, present);
    assert.deepEqual(new Map(await readRotation(documents, tenant.id)), new Map(state));
  });
  it('keeps the later turn when two runs did the same mailboxes', async () => {
    const documents = new MemoryDocumentStore();
    await storeTurns(documents, tenant.id, advanceTurns(new Map(), read(all), at(9)), present);
    await storeTurns(documents, tenant.id, advanceTurns(new Map(), read(all), at(3)), present);
    const state = await readRotation(documents, tenant.id);
    assert.deepEqual(
      [...new Set([...state.values()].map(({ readAt }) => readAt))],
      [at(9).toISOString()],
    );
  });
  it('loses no turn when two runs store at the same time', async () => {
    const documents = new MemoryDocumentStore();
    await Promise.all(
      all.map((one) =>
        storeTurns(documents, tenant.id, advanceTurns(new Map(), read([one]), at(0)), present),
      ),
    );
    assert.equal((await readRotation(documents, tenant.id)).size, 5);
  });
  it('forgets people who have left when their part is stored again', async () => {
    const documents = new MemoryDocumentStore();
    const gone = { ...person('gone'), objectId: (all[0]?.objectId ?? '').replace(/.$/, 'x') };
    const state = advanceTurns(new Map(), read([...all, gone]), at(0));
    await storeTurns(documents, tenant.id, state, new Set([...present, gone.objectId]));
    await storeTurns(documents, tenant.id, advanceTurns(new Map(), read(all), at(1)), present);
    assert.deepEqual(new Set((await readRotation(documents, tenant.id)).keys()), present);
  });
  it('fits into its rows for a hundred thousand people', async () => {
    const documents = new MemoryDocumentStore();
    const sixteenth = Array.from({ length: 6_250 }, (_, i) => ({
      objectId: `70000000-0000-4000-8000-${i.toString().padStart(12, '0')}`,
    }));
    const state = advanceTurns(new Map(), read(sixteenth), at(0));
    await storeTurns(documents, tenant.id, state, new Set(ids(sixteenth)));
    assert.equal((await readRotation(documents, tenant.id)).size, 6_250);
  });
  it('is never taken for empty when it is broken', async () => {
    const documents = new MemoryDocumentStore();
    await documents.write('zap-rotation', `${tenant.id}|3`, { x: 'y' }, undefined);
    await assert.rejects(readRotation(documents, tenant.id), ContractError);
  });
});
