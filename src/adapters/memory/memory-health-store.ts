import type { Etag } from '../../lib/etag.js';
import type { TenantHealth } from '../../tenants/health.js';
import type { TenantHealthStore } from '../../tenants/ports.js';
import type { TenantId } from '../../tenants/tenant.js';
import { MemoryRows } from './memory-rows.js';

/** The tenants' health in memory. */
export class MemoryTenantHealthStore implements TenantHealthStore {
  readonly #rows = new MemoryRows();

  async read(tenantId: TenantId): Promise<{ health: TenantHealth; etag: Etag } | undefined> {
    const row = await this.#rows.read('health', tenantId);
    return row && { health: row.value as TenantHealth, etag: row.etag };
  }

  async all(): Promise<readonly TenantHealth[]> {
    const rows = await this.#rows.list('health', '');
    return rows.map(({ value }) => value as TenantHealth);
  }

  write(health: TenantHealth, etag: Etag | undefined): Promise<'written' | 'conflict'> {
    return this.#rows.commit('health', [{ key: health.tenantId, value: health, etag }]);
  }
}
