import { verifyChain, type AuditFault, type AuditHead } from '../alerts/audit.js';
import type { AlertStore } from '../alerts/ports.js';
import type { TenantId } from '../tenants/tenant.js';

export type AuditVerdict =
  | { readonly kind: 'whole' }
  /** No line and no head. */
  | { readonly kind: 'empty' }
  /** Lines without a head: every line is written together with the head. */
  | { readonly kind: 'headless' }
  | { readonly kind: 'fault'; readonly fault: AuditFault };

export interface AuditCheck {
  readonly tenantId: TenantId;
  /** Lines that follow on each other from the first. */
  readonly count: number;
  /** The last of them. */
  readonly head: AuditHead;
  readonly verdict: AuditVerdict;
}

type AuditStore = Pick<AlertStore, 'audit' | 'auditHead'>;

/**
 * Verifies one tenant's chain against its stored head and, when given, an anchor that was kept elsewhere: only that shows
 * a record that was rewritten as a whole. The head is read first, so that lines written meanwhile do no harm.
 */
export async function checkAudit(
  store: AuditStore,
  tenantId: TenantId,
  anchor?: AuditHead,
): Promise<AuditCheck> {
  const stored = (await store.auditHead(tenantId))?.row;
  const againstHead = await verify(store, tenantId, stored);
  if (anchor === undefined || againstHead.verdict.kind === 'fault') return againstHead;
  const { count, head, fault } = await verifyChain(store.audit(tenantId), anchor);
  return fault === undefined
    ? againstHead
    : { tenantId, count, head, verdict: { kind: 'fault', fault } };
}

async function verify(
  store: AuditStore,
  tenantId: TenantId,
  stored: AuditHead | undefined,
): Promise<AuditCheck> {
  const noHead: AuditHead = { sequence: 0, hash: '' };
  const { count, head, fault } = await verifyChain(store.audit(tenantId), stored ?? noHead);
  return { tenantId, count, head, verdict: verdictOf(count, stored, fault) };
}

function verdictOf(
  count: number,
  stored: AuditHead | undefined,
  fault: AuditFault | undefined,
): AuditVerdict {
  if (fault !== undefined) return { kind: 'fault', fault };
  if (stored !== undefined) return { kind: 'whole' };
  return count === 0 ? { kind: 'empty' } : { kind: 'headless' };
}

/** The stored heads, for keeping in a place that whoever can write the storage can't reach. */
export async function auditHeads(
  store: Pick<AlertStore, 'auditHead'>,
  tenantIds: readonly TenantId[],
): Promise<readonly { readonly tenantId: TenantId; readonly head: AuditHead | undefined }[]> {
  return Promise.all(
    tenantIds.map(async (tenantId) => ({
      tenantId,
      head: (await store.auditHead(tenantId))?.row,
    })),
  );
}
