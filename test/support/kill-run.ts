import assert from 'node:assert/strict';
import { TableAlertStore } from '../../src/adapters/tables/alert-store.js';
import { connectTables } from '../../src/adapters/tables/table-client.js';
import { verifyChain, type AuditRecord } from '../../src/alerts/audit.js';
import type { TenantId } from '../../src/tenants/tenant.js';
import { systemClock } from '../../src/lib/clock.js';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { contosoWith, extraMailbox } from './crowded-scenario.js';
import { sharedAzurite } from './shared-azurite.js';
import { WireTap, type Moment } from './wire-tap.js';
import {
  cardText,
  changes,
  defanged,
  forwardOnCard,
  say,
  startWorld,
  type World,
  type WorldOptions,
} from './world.js';

/** Where the process dies: at a step by name, at its n-th occurrence, before or after the step took effect. */
export interface KillPoint {
  readonly step: string;
  readonly occurrence: number;
  readonly moment: Moment;
}

export function pointTitle({ step, occurrence, moment }: KillPoint): string {
  return `${moment} '${step}'${occurrence > 1 ? ` (${occurrence})` : ''}`;
}

/** A world whose every request passes a wire that can be cut, with room for many forwards. */
export class KillRun {
  readonly world: World;
  readonly tap: WireTap;
  readonly store: TableAlertStore;
  #mailbox = 0;

  private constructor(world: World, tap: WireTap, store: TableAlertStore) {
    this.world = world;
    this.tap = tap;
    this.store = store;
  }

  static async start(options: WorldOptions = {}): Promise<KillRun> {
    const tap = new WireTap();
    const world = await startWorld({
      scenario: contosoWith(Array.from({ length: 60 }, () => ({}))),
      storage: (connection) => tap.storage(connection),
      front: (url) => tap.simulator(url),
      ...options,
      settings: { WARDEN_LEASE: '1500ms', WARDEN_VERIFY_FOR: '2s', ...options.settings },
    });
    const { connectionString } = await sharedAzurite();
    const prefix = world.settings['WARDEN_STORAGE_PREFIX'] ?? '';
    const table = await connectTables({ storage: connectionString, prefix, clock: systemClock });
    return new KillRun(world, tap, new TableAlertStore(table));
  }

  async stop(): Promise<void> {
    await this.world.stop();
    this.tap.stop();
  }

  nextMailbox(): string {
    this.#mailbox += 1;
    return extraMailbox(this.#mailbox);
  }

  /** Has the process killed at the point; resolves when it is dead. */
  armed(point: KillPoint): Promise<void> {
    return new Promise((resolve) => {
      let dead: Promise<void> | undefined;
      this.tap.begin((step, moment) => {
        // Whatever was under way beside it dies with the process, as far as it has not been sent.
        if (dead !== undefined) return moment === 'after';
        if (step.name !== point.step || step.occurrence !== point.occurrence) return false;
        if (moment !== point.moment) return false;
        dead = this.world.bot.kill().then(resolve);
        return true;
      });
    });
  }

  /** Waits for the kill, and starts the service again. */
  async restart(dead: Promise<void>, point: KillPoint): Promise<void> {
    const late = new Promise<'late'>((resolve) => setTimeout(resolve, 30_000, 'late').unref());
    if ((await Promise.race([dead, late])) === 'late') {
      const names = this.tap.steps.map(({ name }) => name).join('\n');
      throw new Error(`The point was never reached: ${pointTitle(point)}. Steps:\n${names}`);
    }
    this.tap.begin();
    await this.world.bot.start();
  }

  async audit(alertId: string): Promise<readonly AuditRecord[]> {
    const tenantId = DEMO.contoso as TenantId;
    const records: AuditRecord[] = [];
    for await (const record of this.store.audit(tenantId)) records.push(record);
    const head = (await this.store.auditHead(tenantId))?.row;
    assert.ok(head);
    const { fault } = await verifyChain(this.store.audit(tenantId), head);
    assert.equal(fault, undefined, 'the audit chain is whole');
    return records.filter((record) => record.alertId === alertId);
  }

  /** Nothing is owed any more. */
  async settled(ms = 30_000): Promise<void> {
    const deadline = Date.now() + ms;
    for (;;) {
      const open: string[] = [];
      for await (const { row } of this.store.openOutbox(DEMO.contoso as TenantId))
        open.push(`${row.task.kind} ${row.state} ${row.failure ?? ''}`);
      if (open.length === 0) return;
      assert.ok(Date.now() < deadline, `still owed after ${ms} ms: ${open.join('; ')}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

export function alertIdOn(world: World, messageId: string): string {
  const id = /"alertId":"([^"]+)"/.exec(cardText(world, messageId))?.[1];
  assert.ok(id);
  return id;
}

/** Posts of a card about this mailbox that Teams accepted, with or without the bot hearing of it. */
export function postsAbout(world: World, mailbox: string): readonly string[] {
  const posts = world.simulator.ledger.of('message').filter(({ action }) => action === 'posted');
  return posts
    .filter(({ activity }) => JSON.stringify(activity).includes(defanged(mailbox)))
    .map(({ activityId }) => activityId);
}

/** The press of Remove, killed at the point: once, verified, written down, and shown. */
export async function survivesRemoval(run: KillRun, point: KillPoint): Promise<void> {
  const { world } = run;
  const { message, mailbox } = await forwardOnCard(world, { mailbox: run.nextMailbox() });
  await run.settled();
  const alertId = alertIdOn(world, message.id);
  const before = changes(world).length;
  const press = { as: DEMO.approver, messageId: message.id, verb: 'alert.remove' };
  const dead = run.armed(point);
  await world.channel.press(press);
  await run.restart(dead, point);
  const taken = (await run.audit(alertId)).some(({ what }) => what === 'alert.remove');
  if (!taken) {
    // The order was never taken: nobody did anything, the person saw so, and presses again.
    assert.equal(changes(world).length, before);
    await world.channel.press(press);
  }
  await world.until(
    `the card says removed, ${pointTitle(point)}`,
    () => cardText(world, message.id).includes('Forward removed'),
    30_000,
  );
  await run.settled();
  assert.equal(changes(world).length, before + 1, 'exactly one change of the tenant');
  const contoso = world.simulator.tenants.find(({ tenantId }) => tenantId === DEMO.contoso);
  assert.equal(contoso?.find(mailbox)[0]?.row.ForwardingSmtpAddress ?? null, null);
  assert.match(cardText(world, message.id), /Avery Approver/);
  assert.match(cardText(world, message.id), /Verified by reading/);
  assert.equal(postsAbout(world, mailbox).length, 1, 'one card');
  const whats = (await run.audit(alertId)).map(({ what }) => what);
  const [ordered, acting, done] = ['alert.remove', 'remove.acting', 'alert.removed'].map((what) =>
    whats.lastIndexOf(what),
  );
  assert.ok(ordered !== undefined && acting !== undefined && done !== undefined);
  assert.ok(0 <= ordered && ordered < acting && acting < done, whats.join(', '));
  assert.equal(whats.filter((what) => what === 'alert.remove').length, 1);
  assert.equal(whats.filter((what) => what === 'alert.removed').length, 1);
  assert.deepEqual(world.simulator.violations(), []);
}

/** A scan, killed at the point: the forward is never lost, and `cards` says how many copies may have been shown. */
export async function survivesScan(
  run: KillRun,
  point: KillPoint,
  cards: 1 | 2,
): Promise<{ mailbox: string; messageId: string }> {
  const { world } = run;
  const mailbox = run.nextMailbox();
  await world.tell('story/attacker-sets-forward', { tenantId: DEMO.contoso, mailbox });
  const dead = run.armed(point);
  await say(world, 'scan forwards');
  await run.restart(dead, point);
  const messageId = await world.until(
    `a card about the forward, ${pointTitle(point)}`,
    () => postsAbout(world, mailbox).at(-1),
    90_000,
  );
  await run.settled(90_000);
  const posts = postsAbout(world, mailbox);
  assert.ok(posts.length <= cards, `${posts.length} cards`);
  const alertId = alertIdOn(world, messageId);
  const whats = (await run.audit(alertId)).map(({ what }) => what);
  assert.equal(whats.filter((what) => what === 'alert.raised').length, 1);
  assert.equal(whats.filter((what) => what === 'card.posted').length, 1, whats.join(', '));
  assert.deepEqual(world.simulator.violations(), []);
  return { mailbox, messageId };
}
