import type { Etag } from '../lib/etag.js';
import type { TenantHealth } from './health.js';
import type { Tenant, TenantId } from './tenant.js';

/** Where the list of tenants comes from. Rejects with a typed error when the list itself can't be read. */
export interface TenantDirectory {
  list(): Promise<readonly Tenant[]>;
}

export interface TenantHealthStore {
  read(tenantId: TenantId): Promise<{ health: TenantHealth; etag: Etag } | undefined>;
  all(): Promise<readonly TenantHealth[]>;
  /** Inserts when `etag` is undefined. 'conflict' when somebody was faster. */
  write(health: TenantHealth, etag: Etag | undefined): Promise<'written' | 'conflict'>;
}
