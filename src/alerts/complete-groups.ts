import type { Tenant } from '../tenants/tenant.js';
import type { Alert, AlertId } from './alert.js';
import { decideAndCommit, owe, type Decision } from './commit.js';
import type { AlertGroup } from './group.js';
import type { Versioned } from './ports.js';
import type { AlertServices } from './services.js';
import { worstFirst } from './severity.js';

/**
 * Gives every grouped alert its group, also those of a scan that broke off between the alerts and the card, and those
 * that one scan raised while another was already at this point.
 */
export async function completeGroups(services: AlertServices, tenant: Tenant): Promise<void> {
  const members = new Map<string, Alert[]>();
  for await (const { row } of services.store.alerts(tenant.id)) {
    if (row.groupId === undefined) continue;
    members.set(row.groupId, [...(members.get(row.groupId) ?? []), row]);
  }
  for (const [groupId, alerts] of members) {
    const alertIds = alerts.sort((a, b) => worstFirst(a.severity, b.severity)).map(({ id }) => id);
    await decideAndCommit(services, tenant.id, async (): Promise<Decision<undefined>> => {
      const existing = await services.store.group(tenant.id, groupId);
      return existing
        ? extendGroup(existing, alertIds, services.clock.now())
        : beginGroup(tenant, groupId, alertIds, services.clock.now());
    });
  }
}

function beginGroup(
  tenant: Tenant,
  groupId: string,
  alertIds: readonly AlertId[],
  now: Date,
): Decision<undefined> {
  const at = now.toISOString();
  const { id: tenantId, name: tenantName } = tenant;
  const value = { id: groupId, tenantId, tenantName, alertIds, createdAt: at };
  return {
    writes: [
      { type: 'group', value, etag: undefined },
      owe(tenantId, { kind: 'post-group', groupId }, now),
    ],
    audit: [{ at, what: 'group.raised', detail: { groupId, count: alertIds.length } }],
    result: undefined,
  };
}

function extendGroup(
  { row, etag }: Versioned<AlertGroup>,
  alertIds: readonly AlertId[],
  now: Date,
): Decision<undefined> {
  const missing = alertIds.filter((id) => !row.alertIds.includes(id));
  if (missing.length === 0) return { writes: [], audit: [], result: undefined };
  const value = { ...row, alertIds: [...row.alertIds, ...missing] };
  return {
    writes: [
      { type: 'group', value, etag },
      owe(row.tenantId, { kind: 'update-group', groupId: row.id }, now),
    ],
    audit: [
      {
        at: now.toISOString(),
        what: 'group.extended',
        detail: { groupId: row.id, count: missing.length },
      },
    ],
    result: undefined,
  };
}
