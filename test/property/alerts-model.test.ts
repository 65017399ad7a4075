import assert from 'node:assert/strict';
import fc, { type AsyncCommand } from 'fast-check';
import {
  everyCardIsAccountedFor,
  everyChangeWasOrdered,
  everyForwardHasItsAlert,
} from '../support/alert-invariants.js';
import { AlertWorld, people, type Action } from '../support/alert-world.js';
import { everyMeasureWasOrdered } from '../support/measure-invariants.js';
import type { PostScript, UpdateScript } from '../support/fake-channel.js';
import type { ChangeScript } from '../support/fake-target.js';

/** Nothing is known of what should happen but the invariants. */
type Model = Readonly<Record<string, never>>;

class Step implements AsyncCommand<Model, AlertWorld> {
  readonly #label: string;
  readonly #run: (world: AlertWorld) => Promise<void> | void;

  constructor(label: string, run: (world: AlertWorld) => Promise<void> | void) {
    this.#label = label;
    this.#run = run;
  }

  check(): boolean {
    return true;
  }

  async run(_model: Model, world: AlertWorld): Promise<void> {
    await this.#run(world);
  }

  toString(): string {
    return this.#label;
  }
}

const mailboxes = ['ada', 'bob', 'cyn'];
const mailbox = fc.constantFrom(...mailboxes);
const destination = fc.constantFrom('x', 'y');
const crash = fc.oneof(
  { weight: 2, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: fc.record({
      at: fc.integer({ min: 1, max: 40 }),
      when: fc.constantFrom('before' as const, 'after' as const),
    }),
  },
);

const worker = fc.record({ kind: fc.constant('worker' as const), crash });
const scan = fc.record({
  kind: fc.constant('scan' as const),
  skip: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.subarray(mailboxes)),
  crash,
});
const press = fc.record({
  kind: fc.constant('press' as const),
  verb: fc.constantFrom(
    'alert.remove',
    'alert.remove',
    'alert.approve',
    'alert.undo',
    'alert.revoke',
    'alert.acknowledge',
    'measure.order',
    'measure.undo',
  ),
  measure: fc.constantFrom('revoke-sessions' as const, 'block-sign-in' as const),
  by: fc.oneof(
    { weight: 4, arbitrary: fc.nat(1) },
    { weight: 1, arbitrary: fc.nat(people.length - 1) },
  ),
  card: fc.nat(3),
  crash,
});
const action: fc.Arbitrary<Action> = fc.oneof(worker, scan, press);

function labelled<T>(
  arbitrary: fc.Arbitrary<T>,
  name: string,
  run: (world: AlertWorld, value: T) => Promise<void> | void,
): fc.Arbitrary<Step> {
  return arbitrary.map(
    (value) => new Step(`${name} ${JSON.stringify(value)}`, (world) => run(world, value)),
  );
}

const fault = fc.oneof(
  fc.record({
    post: fc.constantFrom<PostScript>('lost', 'swallowed', 'refused', 'impossible'),
  }),
  fc.record({ update: fc.constantFrom<UpdateScript>('refused', 'gone') }),
  fc.record({
    change: fc.constantFrom<ChangeScript>('lost', 'swallowed', 'ignored', 'refused', 'not-sent'),
  }),
  fc.record({ read: fc.constantFrom('throttled', 'mailbox-not-found') }),
  fc.record({
    account: fc.constantFrom<ChangeScript>('lost', 'swallowed', 'ignored', 'refused', 'not-sent'),
  }),
  fc.record({ look: fc.constantFrom('throttled', 'mailbox-not-found') }),
);

const removal = press.map((one) => ({ ...one, verb: 'alert.remove' as const, crash: undefined }));
const others = fc.tuple(
  press,
  fc.constantFrom('alert.undo', 'alert.approve', 'alert.revoke', 'measure.undo'),
);
const measuring = press.map((one) => ({
  ...one,
  verb: 'measure.order' as const,
  by: one.by % 2,
  crash: undefined,
}));
const other = others.map(([one, verb]) => ({ ...one, verb, by: one.by % 2, crash: undefined }));

/** As often as each stands here. */
const steps = [
  labelled(fc.tuple(mailbox, destination), 'attacker sets', (world, [where, to]) => {
    world.attackerSets(where, to);
  }),
  labelled(mailbox, 'attacker removes', (world, where) => {
    world.attackerSets(where, undefined);
  }),
  labelled(scan, 'scan', (world, one) => world.together([one])),
  labelled(other, 'press, worker', (world, one) => world.together([one, { kind: 'worker' }])),
  labelled(fc.tuple(mailbox, fc.boolean()), 'elsewhere', (world, [whose, blocked]) => {
    world.setElsewhere(whose, blocked);
  }),
  labelled(measuring, 'press', (world, one) => world.together([one])),
  labelled(measuring, 'press, worker', (world, one) => world.together([one, { kind: 'worker' }])),
  labelled(worker, 'worker', (world, one) => world.together([one])),
  labelled(press, 'press', (world, one) => world.together([one])),
  labelled(press, 'press', (world, one) => world.together([one])),
  labelled(removal, 'press', (world, one) => world.together([one])),
  labelled(removal, 'press, worker', (world, one) => world.together([one, { kind: 'worker' }])),
  labelled(worker, 'worker', (world, one) => world.together([one])),
  labelled(worker, 'worker', (world, one) => world.together([one])),
  labelled(fc.array(action, { minLength: 2, maxLength: 4 }), 'together', (world, actions) =>
    world.together(actions),
  ),
  labelled(fault, 'fault', ({ desk }, one) => {
    if ('post' in one) desk.channel.posts.push(one.post);
    else if ('update' in one) desk.channel.updates.push(one.update);
    else if ('change' in one) desk.target.script.push(one.change);
    else if ('account' in one) desk.accounts.script.push(one.account);
    else if ('look' in one) desk.accounts.failures.push(one.look);
    else desk.target.failures.push(one.read);
  }),
  labelled(fc.constantFrom(500, 5_000, 20_000, 70_000, 3_600_000), 'time', ({ desk }, ms) =>
    desk.clock.advance(ms),
  ),
  labelled(fc.constant(null), 'reading begins', (world) => {
    world.beginReading();
  }),
  labelled(fc.constant(null), 'reading ends', (world) => world.endReading()),
  labelled(fc.tuple(fc.nat(1), fc.boolean()), 'approver', ({ desk }, [who, may]) => {
    desk.answers.set(people[who]?.objectId ?? '', may ? 'approver' : 'not-approver');
  }),
];

describe('Alerts under attack, with crashes, lost answers and crowds', () => {
  const runs = Number(process.env['MODEL_RUNS'] ?? 300);

  it(`keeps every invariant in ${runs} random histories`, async function () {
    this.timeout(600_000);
    const seed = Number(process.env['MODEL_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
    if (this.test) this.test.title += ` (seed ${seed})`;
    await fc.assert(
      fc.asyncProperty(fc.commands(steps, { maxCommands: 30, size: 'max' }), async (commands) => {
        const world = await AlertWorld.withForwards(mailboxes.slice(0, 2));
        await fc.asyncModelRun(() => ({ model: {}, real: world }), commands);
        await world.calm();
        assert.deepEqual(await world.desk.outbox(), [], 'I10: something is owed for ever');
        assert.equal(await world.desk.auditFault(), undefined, 'I6: the chain does not verify');
        await everyForwardHasItsAlert(world);
        everyCardIsAccountedFor(world);
        everyChangeWasOrdered(world);
        await everyMeasureWasOrdered(world);
      }),
      { numRuns: runs, seed, endOnFailure: false },
    );
  });
});
