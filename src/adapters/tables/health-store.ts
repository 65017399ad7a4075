import type { Etag } from '../../lib/etag.js';
import type { TenantHealth } from '../../tenants/health.js';
import type { TenantHealthStore } from '../../tenants/ports.js';
import type { TenantId } from '../../tenants/tenant.js';
import { healthSchema, parseRow } from './row-schemas.js';
import type { RowTable } from './table-client.js';
import { tableKey } from './table-keys.js';

const partition = tableKey('health');

/** The health of all tenants in one partition, so that `all` is one query. Lists are in the order of the tenant ids. */
export class TableTenantHealthStore implements TenantHealthStore {
  readonly #table: RowTable;

  constructor(table: RowTable) {
    this.#table = table;
  }

  async read(tenantId: TenantId): Promise<{ health: TenantHealth; etag: Etag } | undefined> {
    const key = tableKey('tenant', tenantId);
    const stored = await this.#table.read(partition, key);
    return stored && { health: parseRow(healthSchema, stored.value, key), etag: stored.etag };
  }

  async all(): Promise<readonly TenantHealth[]> {
    const found: TenantHealth[] = [];
    for await (const stored of this.#table.list(partition, 'tenant')) {
      found.push(parseRow(healthSchema, stored.value, stored.key));
    }
    return found;
  }

  async write(health: TenantHealth, etag: Etag | undefined): Promise<'written' | 'conflict'> {
    const row = { partition, key: tableKey('tenant', health.tenantId), value: health };
    return etag === undefined ? this.#table.insert(row) : this.#table.replace(row, etag);
  }
}
