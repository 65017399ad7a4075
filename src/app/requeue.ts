import { decideAndCommit, type Decision } from '../alerts/commit.js';
import type { OutboxBell } from '../alerts/ports.js';
import type { Clock } from '../lib/clock.js';
import type { Requeued } from '../lib/work-queue.js';
import type { TenantId } from '../tenants/tenant.js';
import type { Stores } from './stores.js';

export interface TakenUp {
  /** Items of the work queue that had failed too often. */
  readonly queue: Requeued;
  /** Outbox entries (cards to post, changes to make) that had been given up. */
  readonly outbox: number;
}

/**
 * Takes up again what was given up. Doing it twice does no harm: every step of the work may run twice. What was done is in
 * the record of the tenant.
 */
export async function takeUpAgain(
  { alerts, queue }: Pick<Stores, 'alerts' | 'queue'>,
  clock: Clock,
): Promise<TakenUp> {
  const bell: OutboxBell = {
    ring: (tenantId, afterMs = 0) =>
      queue.send({ kind: 'deliver', tenantId }, { delayMs: afterMs }),
  };
  const services = { store: alerts, bell, clock };
  let outbox = 0;
  for (const tenantId of await alerts.tenants()) {
    const dead: string[] = [];
    for await (const { row } of alerts.deadOutbox(tenantId)) dead.push(row.id);
    for (const id of dead) if (await revive(services, tenantId, id)) outbox += 1;
    if (dead.length > 0) await bell.ring(tenantId);
  }
  return { queue: await queue.requeueBuried(), outbox };
}

/** False when somebody else was faster. What the entry knows of earlier attempts stays: they may have had an effect. */
function revive(
  services: Parameters<typeof decideAndCommit>[0],
  tenantId: TenantId,
  id: string,
): Promise<boolean> {
  const { store, clock } = services;
  return decideAndCommit(services, tenantId, async (): Promise<Decision<boolean>> => {
    const entry = await store.outboxEntry(tenantId, id);
    if (entry?.row.state !== 'dead') return { writes: [], audit: [], result: false };
    const at = clock.now().toISOString();
    const value = { ...entry.row, state: 'pending', notBefore: at } as const;
    const detail = { outbox: id, task: entry.row.task.kind, failure: entry.row.failure ?? '' };
    return {
      writes: [{ type: 'outbox', value, etag: entry.etag }],
      audit: [{ at, what: 'outbox.requeued', detail }],
      result: true,
    };
  });
}
