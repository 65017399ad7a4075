import type { TenantId } from '../tenants/tenant.js';
import { isChange } from './outbox.js';
import type { AlertServices } from './services.js';

/** Makes every card that waited for a channel due at once. Changes of a tenant wait for the tenant, and go on waiting. */
export async function wakeWaiting(services: AlertServices, tenantId: TenantId): Promise<void> {
  const { store, clock, bell } = services;
  let woken = false;
  for await (const { row, etag } of store.openOutbox(tenantId)) {
    if (isChange(row.task) || row.state !== 'pending' || row.failure === undefined) continue;
    const value = { ...row, notBefore: clock.now().toISOString() };
    // A conflict means that a worker has it already.
    await store.commit(tenantId, [{ type: 'outbox', value, etag }]);
    woken = true;
  }
  if (woken) await bell.ring(tenantId);
}
