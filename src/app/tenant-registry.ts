import { z } from 'zod';
import type { Clock } from '../lib/clock.js';
import type { SharedRowStore } from '../lib/document-store.js';
import type { Json } from '../lib/json.js';
import type { TenantDirectory } from '../tenants/ports.js';
import { parseTenantId, type Tenant } from '../tenants/tenant.js';

const stored = z.strictObject({
  at: z.string(),
  tenants: z.array(z.strictObject({ id: z.string(), name: z.string() })),
});

/** The list of tenants as all replicas know it. */
export interface TenantRegistry {
  /** Asks where the list comes from and keeps the answer. Rejects when it can't be read; the old list stays. */
  refresh(): Promise<readonly Tenant[]>;
  /** The newest list that is known; asks when there is none or it is older than a quarter of an hour. */
  tenants(): Promise<readonly Tenant[]>;
  /** The last list that was read, however old; empty when there never was one. */
  known(): Promise<readonly Tenant[]>;
  /** In the newest list that is known, however old: work that is under way does not wait for a list that can't be read. */
  find(id: string): Promise<Tenant | undefined>;
}

const freshMs = 15 * 60_000;

export function tenantRegistry(
  directory: TenantDirectory,
  documents: SharedRowStore,
  clock: Clock,
): TenantRegistry {
  const known = async (): Promise<{ at: string; tenants: Tenant[] } | undefined> => {
    const document = await documents.read('registry', 'tenants');
    if (document === undefined) return undefined;
    const { at, tenants } = stored.parse(document.value);
    return {
      at,
      tenants: tenants.flatMap(({ id, name }) => {
        const tenantId = parseTenantId(id);
        return tenantId === undefined ? [] : [{ id: tenantId, name }];
      }),
    };
  };
  const refresh = async (): Promise<readonly Tenant[]> => {
    const tenants = await directory.list();
    const value: Json = {
      at: clock.now().toISOString(),
      tenants: tenants.map(({ id, name }) => ({ id, name })),
    };
    const existing = await documents.read('registry', 'tenants');
    // A conflict means that another replica has just written the same list.
    await documents.write('registry', 'tenants', value, existing?.etag);
    return tenants;
  };
  const tenants = async (): Promise<readonly Tenant[]> => {
    const list = await known();
    const fresh = list !== undefined && clock.now().getTime() - Date.parse(list.at) < freshMs;
    return fresh ? list.tenants : refresh();
  };
  return {
    refresh,
    tenants,
    known: async () => (await known())?.tenants ?? [],
    find: async (id) => {
      const list = (await known())?.tenants ?? (await refresh());
      return list.find((tenant) => tenant.id === id);
    },
  };
}
