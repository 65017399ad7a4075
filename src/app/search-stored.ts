import { hasEnded } from '../alerts/lifecycle.js';
import type { AlertStore } from '../alerts/ports.js';
import { isOutside } from '../forwards/destination.js';
import { parseForwardFacts } from '../forwards/facts.js';
import type { Tenant } from '../tenants/tenant.js';
import type { ZapRecordStore } from '../zap/records.js';
import type { TenantRecord } from '../zap/tenant-record.js';
import { who, type ForwardTrace, type WhoHit } from '../zap/who.js';
import type { WhoQuery } from '../zap/who-query.js';

/** Looks through everything that is stored of these tenants. Tenant by tenant, so that memory holds the hits of all but the rows of one. */
export async function searchStored(
  tenants: readonly Tenant[],
  alerts: Pick<AlertStore, 'alerts'>,
  records: Pick<ZapRecordStore, 'list'>,
  query: WhoQuery,
): Promise<readonly WhoHit[]> {
  const hits: WhoHit[] = [];
  for (const tenant of tenants) {
    const stored: TenantRecord[] = [];
    for await (const { record } of records.list(tenant.id)) {
      stored.push({ tenantName: tenant.name, record });
    }
    hits.push(...who(stored, await forwardsOf(tenant, alerts), query));
  }
  return hits.sort((a, b) => (a.at < b.at ? 1 : -1));
}

async function forwardsOf(
  tenant: Tenant,
  alerts: Pick<AlertStore, 'alerts'>,
): Promise<readonly ForwardTrace[]> {
  const traces: ForwardTrace[] = [];
  for await (const { row } of alerts.alerts(tenant.id)) {
    if (row.kind !== 'forward') continue;
    const facts = parseForwardFacts(row.facts);
    traces.push({
      tenantName: tenant.name,
      alertId: row.id,
      mailbox: facts.primarySmtpAddress,
      destinations: facts.destinations
        .filter(isOutside)
        .map(({ address, label }) => address ?? label),
      ended: hasEnded(row.state),
      lastSeenAt: row.lastSeenAt,
    });
  }
  return traces;
}
