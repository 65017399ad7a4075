import { StoreConflictError } from '../lib/errors.js';
import { errorCode } from '../lib/log.js';
import type { TenantId } from '../tenants/tenant.js';
import { announceAlert, refreshAlert } from './announce.js';
import { announceGroup, refreshGroup } from './announce-group.js';
import { claim, whileClaimed, type Claim } from './claim.js';
import { takeMeasure } from './take-measure.js';
import { isChange, type OutboxEntry, type OutboxTask } from './outbox.js';
import { removeTarget, restoreTarget } from './remediate.js';
import type { AlertServices } from './services.js';
import { backoffMs, type TaskResult } from './task-result.js';

type Worker<K extends OutboxTask['kind']> = (
  services: AlertServices,
  held: Claim,
  task: Extract<OutboxTask, { kind: K }>,
) => Promise<TaskResult>;

const workers: { readonly [K in OutboxTask['kind']]: Worker<K> } = {
  'post-alert': announceAlert,
  'update-alert': refreshAlert,
  'post-group': announceGroup,
  'update-group': refreshGroup,
  remove: removeTarget,
  restore: restoreTarget,
  measure: takeMeasure,
};

/**
 * Does everything that is due for one tenant: messages one after the other, changes of the tenant beside them.
 * Resolves when the round is over and the bell is set for what is left.
 */
export async function deliver(services: AlertServices, tenantId: TenantId): Promise<void> {
  const messages: string[] = [];
  const changes: string[] = [];
  for await (const { row } of services.store.openOutbox(tenantId)) {
    const lane = isChange(row.task) ? changes : messages;
    lane.push(row.id);
  }
  let worked = false;
  const take = async (id: string): Promise<void> => {
    if (await work(services, tenantId, id)) worked = true;
  };
  await Promise.all([
    (async () => {
      for (const id of messages) await take(id);
    })(),
    ...changes.map(take),
  ]);
  await setBell(services, tenantId, worked);
}

/** False when the entry was not due, or somebody else has it. */
async function work(services: AlertServices, tenantId: TenantId, id: string): Promise<boolean> {
  const held = await claim(services, tenantId, id);
  if (!held) return false;
  const result = await whileClaimed(services, held, () => run(services, held, held.entry.task));
  try {
    await leave(services, held, result);
  } catch (error) {
    if (!(error instanceof StoreConflictError)) throw error;
    // Whoever has the claim now finishes the entry, and rings for it.
    services.log.warn({ outbox: id, code: error.code }, 'outbox claim lost before the end');
  }
  return true;
}

async function run(services: AlertServices, held: Claim, task: OutboxTask): Promise<TaskResult> {
  try {
    const worker = workers[task.kind] as Worker<OutboxTask['kind']>;
    return await worker(services, held, task);
  } catch (error) {
    services.log.error(
      { outbox: held.entry.id, task: task.kind, code: errorCode(error) },
      'outbox task failed',
    );
    return { kind: 'later', afterMs: backoffMs(held.entry.attempts), code: errorCode(error) };
  }
}

async function leave(services: AlertServices, held: Claim, result: TaskResult): Promise<void> {
  const { store, clock, log } = services;
  const { tenantId, id } = held.entry;
  if (result.kind === 'done') {
    await held.change({ state: 'done' });
    await store.purge(tenantId, id, held.version.etag);
    return;
  }
  if (result.kind === 'dead') {
    log.error({ outbox: id, code: result.code }, 'outbox entry given up');
    await held.change({ state: 'dead', failure: result.code });
    return;
  }
  await held.change({
    state: result.kind === 'ambiguous' ? 'ambiguous' : 'pending',
    notBefore: new Date(clock.now().getTime() + result.afterMs).toISOString(),
    failure: result.code,
  });
}

/**
 * Wakes the worker when the next entry falls due. For a long wait only the round that began it rings: otherwise every
 * round would keep a wake-up of its own alive for as long as something waits.
 */
async function setBell(
  services: AlertServices,
  tenantId: TenantId,
  worked: boolean,
): Promise<void> {
  let next: number | undefined;
  for await (const { row } of services.store.openOutbox(tenantId)) {
    next = Math.min(next ?? Infinity, Date.parse(dueAt(row)));
  }
  if (next === undefined) return;
  const afterMs = Math.max(next - services.clock.now().getTime(), 250);
  if (worked || afterMs <= services.options.leaseMs) await services.bell.ring(tenantId, afterMs);
}

function dueAt(entry: OutboxEntry): string {
  return entry.state === 'claimed' ? (entry.leaseUntil ?? entry.notBefore) : entry.notBefore;
}
