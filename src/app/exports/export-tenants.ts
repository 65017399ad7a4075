import type { Tenant } from '../../tenants/tenant.js';
import { storedTenants } from '../alert-list.js';
import type { TenantRegistry } from '../tenant-registry.js';

type Stores = Parameters<typeof storedTenants>;

/** The tenants that are watched, and those that were once: what is stored of them is theirs to have too. */
export async function exportTenants(
  registry: Pick<TenantRegistry, 'tenants'>,
  alerts: Stores[0],
  health: Stores[1],
): Promise<readonly Tenant[]> {
  const watched = await registry.tenants();
  const ids = new Set(watched.map(({ id }) => id));
  const former = (await storedTenants(alerts, health)).filter(({ id }) => !ids.has(id));
  return [...watched, ...former];
}
