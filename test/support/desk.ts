import { MemoryAlertStore } from '../../src/adapters/memory/memory-alert-store.js';
import { MemoryChannelStore } from '../../src/adapters/memory/memory-channel-store.js';
import type { Actor } from '../../src/alerts/actor.js';
import type { Alert } from '../../src/alerts/alert.js';
import { emptyHead, verifyChain, type AuditRecord } from '../../src/alerts/audit.js';
import { deliver } from '../../src/alerts/deliver.js';
import type { AlertKind, Finding } from '../../src/alerts/finding.js';
import type { MeasureName } from '../../src/alerts/measure.js';
import type { OutboxEntry, OutboxTask } from '../../src/alerts/outbox.js';
import { press, type PressAnswer } from '../../src/alerts/press.js';
import type { ActVerb, Press } from '../../src/alerts/press-plan.js';
import type { AlertStore, ApproverAnswer, ChannelRef } from '../../src/alerts/ports.js';
import type { AlertOptions, AlertServices } from '../../src/alerts/services.js';
import { settle, type Settled, type Sighting } from '../../src/alerts/settle.js';
import type { LogFields } from '../../src/lib/log.js';
import { Untrusted } from '../../src/lib/untrusted.js';
import type { TenantId } from '../../src/tenants/tenant.js';
import { FakeAccounts } from './fake-accounts.js';
import { FakeChannel } from './fake-channel.js';
import { fakeKinds } from './fake-kinds.js';
import { FakeTarget } from './fake-target.js';
import { contoso, forward, idOf } from './sample-findings.js';
import { VirtualClock } from './virtual-clock.js';

export const homeTenant = '99999999-9999-4999-8999-999999999999';
export const channelRef: ChannelRef = {
  tenantId: homeTenant,
  teamId: '19:team@thread.tacv2',
  channelId: '19:security@thread.tacv2',
  serviceUrl: 'https://smba.trafficmanager.net/emea/',
  chosenBy: 'a0000000-0000-4000-8000-000000000001',
  chosenAt: '2026-01-05T08:00:00.000Z',
};

export function person(name: string, objectId: string): Actor {
  return { tenantId: homeTenant, objectId, name: Untrusted.of(name) };
}
export const avery = person('Avery', 'a0000000-0000-4000-8000-000000000001');
export const blake = person('Blake', 'a0000000-0000-4000-8000-000000000002');
export const mallory = person('Mallory', 'b0000000-0000-4000-8000-000000000001');
export const guest = person('Guest', 'c0000000-0000-4000-8000-000000000001');

export interface Rung {
  readonly tenantId: TenantId;
  /** When it wakes the worker, by the clock's elapsed time. */
  readonly dueMs: number;
}

export interface DeskOptions extends Partial<AlertOptions> {
  /** No security channel is chosen. */
  readonly bare?: boolean;
  readonly remediation?: boolean;
}

/** The core of the alerts on memory, with a target and a channel that keep ledgers of their own, in virtual time. */
export class Desk {
  readonly clock = new VirtualClock();
  readonly store: AlertStore = new MemoryAlertStore();
  readonly channels = new MemoryChannelStore();
  readonly target = new FakeTarget(this.clock);
  readonly channel = new FakeChannel(this.clock);
  readonly accounts = new FakeAccounts(this.clock);
  readonly rung: Rung[] = [];
  readonly logged: { level: string; fields: LogFields; message: string }[] = [];
  readonly answers = new Map<string, ApproverAnswer>([
    [avery.objectId, 'approver'],
    [blake.objectId, 'approver'],
    [guest.objectId, 'guest'],
  ]);
  readonly services: AlertServices;
  /** When the channel is chosen. */
  readonly ready: Promise<void>;

  constructor(options: DeskOptions = {}) {
    const { bare, remediation = true, ...rest } = options;
    this.services = {
      store: this.store,
      bell: {
        ring: (tenantId, afterMs = 0) => {
          this.rung.push({ tenantId, dueMs: this.clock.monotonicMs() + afterMs });
          return Promise.resolve();
        },
      },
      announcer: this.channel,
      channels: this.channels,
      approvers: {
        check: ({ objectId }) => Promise.resolve(this.answers.get(objectId) ?? 'not-approver'),
      },
      kinds: fakeKinds(remediation ? this.target : undefined, this.accounts.measures),
      clock: this.clock,
      log: {
        debug: this.#log('debug'),
        info: this.#log('info'),
        warn: this.#log('warn'),
        error: this.#log('error'),
      },
      options: {
        timeZone: 'UTC',
        leaseMs: 60_000,
        verifyForMs: 60_000,
        evidenceMs: 60_000,
        undoDays: 30,
        canRemediate: remediation,
        ...rest,
      },
    };
    this.ready = bare === true ? Promise.resolve() : this.channels.choose(channelRef);
  }

  /** Waits for work in virtual time: the clock moves on whenever nothing else can happen. */
  async done<T>(work: Promise<T>): Promise<T> {
    let over = false;
    const end = (): void => {
      over = true;
    };
    work.then(end, end);
    for (let step = 0; step < 5_000; step++) {
      for (let turn = 0; turn < 3 && !isOver(); turn++) await this.clock.advance(0);
      if (isOver()) return work;
      await this.clock.advance(250);
    }
    throw new Error('The work does not come to an end.');
    function isOver(): boolean {
      return over;
    }
  }

  settle(
    findings: readonly Finding[],
    change: Partial<Sighting> = {},
    services = this.services,
  ): Promise<Settled> {
    return this.done(
      settle(services, { tenant: contoso, kind: 'forward', findings, complete: true, ...change }),
    );
  }

  /** One round of the worker. */
  deliver(services = this.services): Promise<void> {
    return this.done(deliver(services, contoso.id));
  }

  /** Rounds of the worker until nothing is owed any more, or `ms` have passed. */
  async deliverAll(ms = 3_600_000): Promise<void> {
    const until = this.clock.monotonicMs() + ms;
    while (this.clock.monotonicMs() <= until) {
      await this.deliver();
      if ((await this.outbox()).length === 0) return;
      await this.clock.advance(1_000);
    }
  }

  async alert(mailbox: string, kind: AlertKind = 'forward'): Promise<Alert> {
    const found = await this.store.alert(contoso.id, idOf(mailbox, kind));
    if (!found) throw new Error(`No alert for ${mailbox}.`);
    return found.row;
  }

  async alerts(): Promise<Alert[]> {
    const all: Alert[] = [];
    for await (const { row } of this.store.alerts(contoso.id)) all.push(row);
    return all;
  }

  async outbox(kind?: OutboxTask['kind']): Promise<OutboxEntry[]> {
    const open: OutboxEntry[] = [];
    for await (const { row } of this.store.openOutbox(contoso.id)) {
      if (kind === undefined || row.task.kind === kind) open.push(row);
    }
    return open;
  }

  async audit(what?: RegExp): Promise<AuditRecord[]> {
    const lines: AuditRecord[] = [];
    for await (const line of this.store.audit(contoso.id)) {
      if (what?.test(line.what) ?? true) lines.push(line);
    }
    return lines;
  }

  async auditFault(): Promise<unknown> {
    const head = (await this.store.auditHead(contoso.id))?.row ?? emptyHead;
    return (await verifyChain(this.store.audit(contoso.id), head)).fault;
  }

  /** An alert on its card in the channel; the forward stands in the target as well. */
  async raise(mailbox: string, destination = 'evil.example'): Promise<Alert> {
    this.target.set(mailbox, destination);
    await this.settle([...(await this.present()), forward(mailbox, destination)], {
      complete: false,
    });
    await this.deliverAll();
    return this.alert(mailbox);
  }

  /** What a complete and correct reading of the target finds now. */
  present(): Promise<Finding[]> {
    return Promise.resolve(
      this.target.mailboxes().map(([mailbox, destination]) => forward(mailbox, destination)),
    );
  }

  /** A press on a measure's button, for the one account that the alert names. */
  measure(
    verb: 'measure.order' | 'measure.undo',
    alert: Alert,
    measure: MeasureName,
    change: Partial<Press> = {},
  ): Promise<PressAnswer> {
    return this.press(verb, alert, { measure, inputs: { target: alert.identity }, ...change });
  }

  press(verb: ActVerb, alert: Alert, change: Partial<Press> = {}): Promise<PressAnswer> {
    return this.done(press(this.services, this.pressOf(verb, alert, change)));
  }

  /** A press on the newest copy of the card in the channel. */
  pressOf(verb: ActVerb, alert: Alert, change: Partial<Press> = {}): Press {
    const shown = this.channel
      .shown()
      .findLast(({ card }) => String(card.data['alertId']) === alert.id);
    return {
      verb,
      alertId: alert.id,
      nonce: String(shown?.card.data['nonce'] ?? ''),
      inputs: { reason: 'Agreed with the owner', expires: '90' },
      actor: avery,
      conversationId: shown?.message.conversationId ?? 'nowhere',
      messageId: shown?.message.activityId,
      ...change,
    };
  }

  #log(level: string): (fields: LogFields, message: string) => void {
    return (fields, message) => this.logged.push({ level, fields, message });
  }
}
