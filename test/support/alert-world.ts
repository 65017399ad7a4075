import assert from 'node:assert/strict';
import type { Actor } from '../../src/alerts/actor.js';
import { hasEnded } from '../../src/alerts/lifecycle.js';
import type { AlertStore, Write } from '../../src/alerts/ports.js';
import { press } from '../../src/alerts/press.js';
import type { ActVerb } from '../../src/alerts/press-plan.js';
import type { AlertServices } from '../../src/alerts/services.js';
import { settle, type Sighting } from '../../src/alerts/settle.js';
import { deliver } from '../../src/alerts/deliver.js';
import { CrashError, mortal, type Crash } from './crash.js';
import { avery, blake, Desk, guest, mallory } from './desk.js';
import type { MeasureName } from '../../src/alerts/measure.js';
import type { Happening } from './happening.js';
import type { Shown } from './fake-channel.js';
import { contoso, forward, idOf } from './sample-findings.js';

export const people: readonly Actor[] = [avery, blake, mallory, guest];

/** One thing that one process or person does, at the same time as others may. */
export type Action =
  | { readonly kind: 'worker'; readonly crash?: Crash | undefined }
  | { readonly kind: 'scan'; readonly skip: readonly string[]; readonly crash?: Crash | undefined }
  | {
      readonly kind: 'press';
      readonly verb: ActVerb;
      readonly measure?: MeasureName | undefined;
      readonly by: number;
      /** Which of the messages in the channel, from the newest. */
      readonly card: number;
      readonly crash?: Crash | undefined;
    };

/** A desk under attack, with the timeline by which it is judged. */
export class AlertWorld {
  readonly desk = new Desk({ leaseMs: 10_000, verifyForMs: 10_000 });
  readonly timeline: Happening[] = [];
  /** Posts that were owed, by alert. */
  readonly owed = new Map<string, number>();
  /** Every mailbox of which an alert was written, or a scan has said that it is settled. */
  readonly found = new Set<string>();
  readonly #services: AlertServices;
  /** Messages that a process posted which died before it could write down where they stand. */
  readonly #orphans = new Set<Shown>();
  #reading: Sighting | undefined;

  constructor() {
    const { desk } = this;
    const { kinds } = desk.services;
    this.#services = {
      ...desk.services,
      store: this.#watched(desk.store),
      kinds: { ...kinds, forward: { ...kinds.forward, acknowledgeable: true } },
    };
    const change = desk.target.ledger.push.bind(desk.target.ledger);
    desk.target.ledger.push = (...changes) => {
      const approvers = this.#approvers();
      for (const one of changes) this.timeline.push({ kind: 'change', change: one, approvers });
      return change(...changes);
    };
    const contain = desk.accounts.ledger.push.bind(desk.accounts.ledger);
    desk.accounts.ledger.push = (...changes) => {
      const approvers = this.#approvers();
      for (const one of changes) this.timeline.push({ kind: 'account', change: one, approvers });
      return contain(...changes);
    };
  }

  #approvers(): ReadonlySet<string> {
    const { answers } = this.desk;
    return new Set([...answers].filter(([, says]) => says === 'approver').map(([id]) => id));
  }

  /** A world in which these mailboxes forward already, each on its card. */
  static async withForwards(mailboxes: readonly string[]): Promise<AlertWorld> {
    const world = new AlertWorld();
    for (const mailbox of mailboxes) world.attackerSets(mailbox, 'x');
    await world.together([{ kind: 'scan', skip: [] }]);
    await world.together([{ kind: 'worker' }]);
    return world;
  }

  attackerSets(mailbox: string, destination: string | undefined): void {
    this.timeline.push({ kind: 'attacker', mailbox });
    if (destination === undefined) this.desk.target.clear(mailbox);
    else this.desk.target.set(mailbox, destination);
  }

  /** An administrator does it in another place. */
  setElsewhere(account: string, blocked: boolean): void {
    this.timeline.push({ kind: 'elsewhere', account });
    this.desk.accounts.setBlocked(account, blocked);
  }

  /** A reading begins now and is settled later. */
  beginReading(): void {
    this.#reading = this.#sighting([]);
  }

  async endReading(): Promise<void> {
    const reading = this.#reading;
    this.#reading = undefined;
    if (reading) await this.#settled(reading, this.#services);
  }

  /** Does all of it at once. A process that dies has no further effect. */
  async together(actions: readonly Action[]): Promise<void> {
    await this.desk.done(Promise.all(actions.map((action) => this.#act(action))));
  }

  async #act(action: Action): Promise<void> {
    const life = mortal(this.#services, action.crash);
    const seen: Shown[] = [];
    const { announcer } = life.services;
    const services: AlertServices = {
      ...life.services,
      announcer: {
        update: (...a) => announcer.update(...a),
        post: async (...a) => {
          const before = this.desk.channel.shown().length;
          const result = await announcer.post(...a);
          seen.push(...this.desk.channel.shown().slice(before));
          return result;
        },
      },
    };
    try {
      await this.#run(action, services);
    } catch (error) {
      if (!(error instanceof CrashError) && !life.isDead()) throw error;
    }
    if (life.isDead()) for (const shown of seen) this.#orphans.add(shown);
  }

  async #run(action: Action, services: AlertServices): Promise<void> {
    switch (action.kind) {
      case 'worker':
        await deliver(services, contoso.id);
        return;
      case 'scan':
        await this.#settled(this.#sighting(action.skip), services);
        return;
      case 'press': {
        const shown = this.desk.channel.shown().at(-1 - action.card);
        if (shown === undefined) return;
        const { conversationId, activityId } = shown.message;
        const alertId = String(shown.card.data['alertId']);
        const target = [...this.found].find((mailbox) => idOf(mailbox) === alertId) ?? '';
        await press(services, {
          verb: action.verb,
          measure: action.measure,
          alertId,
          nonce: String(shown.card.data['nonce']),
          inputs: { reason: 'agreed', expires: '30', target },
          actor: people[action.by] ?? avery,
          conversationId,
          messageId: activityId,
        });
      }
    }
  }

  #sighting(skip: readonly string[]): Sighting {
    const findings = this.desk.target
      .mailboxes()
      .filter(([mailbox]) => !skip.includes(mailbox))
      .map(([mailbox, destination]) => forward(mailbox, destination));
    const complete = skip.length === 0;
    return { tenant: contoso, kind: 'forward', findings, complete, since: this.desk.clock.now() };
  }

  async #settled(sighting: Sighting, services: AlertServices): Promise<void> {
    const { resolved } = await this.desk.done(settle(services, sighting));
    for (const { identity } of sighting.findings) this.found.add(identity);
    assert.ok(sighting.complete || resolved.length === 0, 'resolved by an incomplete reading');
    for (const mailbox of this.found) {
      if (!resolved.includes(idOf(mailbox))) continue;
      // I3: what is there is never called gone.
      assert.equal(this.desk.target.destination(mailbox), undefined, 'gone, but it is there');
    }
  }

  #watched(store: AlertStore): AlertStore {
    const commit: AlertStore['commit'] = async (tenantId, writes) => {
      const outcome = await store.commit(tenantId, writes);
      if (outcome === 'committed') for (const write of writes) this.#note(write);
      return outcome;
    };
    return new Proxy(store, {
      get: (target, name) => {
        if (name === 'commit') return commit;
        const member: unknown = Reflect.get(target, name, target);
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      },
    });
  }

  #note(write: Write): void {
    if (write.type === 'audit') this.timeline.push({ kind: 'audit', record: write.value });
    if (write.type === 'alert') this.found.add(write.value.identity);
    if (write.type !== 'outbox' || write.etag !== undefined) return;
    const { task } = write.value;
    if (task.kind === 'post-alert') {
      this.owed.set(task.alertId, (this.owed.get(task.alertId) ?? 0) + 1);
    }
  }

  /** Faults stop: everybody gets the time and the answers that are needed. */
  async calm(): Promise<void> {
    const { desk } = this;
    desk.target.script.length = 0;
    desk.target.failures.length = 0;
    desk.accounts.script.length = 0;
    desk.accounts.failures.length = 0;
    desk.channel.posts.length = 0;
    desk.channel.updates.length = 0;
    for (let round = 0; round < 2; round++) {
      await desk.clock.advance(30_000);
      await this.#work();
      await this.together([{ kind: 'scan', skip: [] }]);
      await this.#work();
    }
  }

  async #work(): Promise<void> {
    for (let second = 0; second < 3_600; second++) {
      await this.together([{ kind: 'worker' }]);
      if ((await this.desk.outbox()).length === 0) return;
      await this.desk.clock.advance(1_000);
    }
  }

  /** A message is accounted for when it was written down, its answer was destroyed, or its process died. */
  isExcused(shown: Shown): boolean {
    return shown.answerLost || this.#orphans.has(shown);
  }

  async live(): Promise<readonly string[]> {
    const alerts = await this.desk.alerts();
    return alerts.filter(({ state }) => !hasEnded(state)).map(({ identity }) => identity);
  }
}
