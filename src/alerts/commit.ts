import type { TenantId } from '../tenants/tenant.js';
import { StoreConflictError } from '../lib/errors.js';
import { randomId } from '../lib/digest.js';
import type { Alert } from './alert.js';
import { chain, emptyHead, type AuditDraft, type AuditHead } from './audit.js';
import type { OutboxEntry, OutboxTask } from './outbox.js';
import type { Versioned, Write } from './ports.js';
import type { AlertServices } from './services.js';

/** What a decision wants written, and what it answers to its caller. Nothing to write when `writes` is empty. */
export interface Decision<T> {
  readonly writes: readonly Write[];
  readonly audit: readonly AuditDraft[];
  readonly result: T;
}

/** Every act in a tenant appends to one audit chain: even two dozen people at once must all get through in seconds. */
const attempts = 20;
const longestPauseMs = 500;
/** A wake-up sent before the commit, so that a crash right after it leaves the work waiting and not forgotten. */
const safetyBellMs = 15_000;

/**
 * Reads, decides and writes in one transaction together with the audit; decides anew when somebody else was faster.
 * `decide` must read what it rests on each time it is called. Throws StoreConflictError when it never gets through.
 */
export async function decideAndCommit<T>(
  services: Pick<AlertServices, 'store' | 'bell' | 'clock'>,
  tenantId: TenantId,
  decide: () => Promise<Decision<T>>,
): Promise<T> {
  const { store, bell, clock } = services;
  let rung = false;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const head = await store.auditHead(tenantId);
    const decision = await decide();
    if (decision.writes.length === 0 && decision.audit.length === 0) return decision.result;
    const owesWork = decision.writes.some(
      (write) => write.type === 'outbox' && write.etag === undefined,
    );
    if (owesWork && !rung) await bell.ring(tenantId, safetyBellMs);
    rung ||= owesWork;
    const outcome = await store.commit(tenantId, withAudit(decision, head));
    if (outcome === 'committed') {
      if (owesWork) await bell.ring(tenantId);
      return decision.result;
    }
    await clock.sleep(Math.min(10 * 1.5 ** attempt, longestPauseMs) * Math.random());
  }
  throw new StoreConflictError('A change lost against others too often.');
}

function withAudit(
  { writes, audit }: Pick<Decision<unknown>, 'writes' | 'audit'>,
  head: Versioned<AuditHead> | undefined,
): readonly Write[] {
  if (audit.length === 0) return writes;
  const links = chain(head?.row ?? emptyHead, audit);
  return [
    ...writes,
    ...links.records.map((value): Write => ({ type: 'audit', value, etag: undefined })),
    { type: 'audit-head', value: links.head, etag: head?.etag },
  ];
}

/** An outbox entry to be written with the change that owes it. */
export function owe(tenantId: TenantId, task: OutboxTask, now: Date, afterMs = 0): Write {
  const createdAt = now.toISOString();
  const value: OutboxEntry = {
    id: `${createdAt}-${randomId()}`,
    tenantId,
    task,
    state: 'pending',
    fence: 0,
    attempts: 0,
    createdAt,
    notBefore: new Date(now.getTime() + afterMs).toISOString(),
  };
  return { type: 'outbox', value, etag: undefined };
}

/** A grouped alert's row is drawn anew with it. */
export function oweGroup(alert: Pick<Alert, 'tenantId' | 'groupId'>, now: Date): Write[] {
  return alert.groupId === undefined
    ? []
    : [owe(alert.tenantId, { kind: 'update-group', groupId: alert.groupId }, now)];
}
