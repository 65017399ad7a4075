import { causeTexts, type Cause } from './cause.js';
import type { TenantCoverage } from './coverage.js';
import type { TenantHealth } from './health.js';
import type { Tenant } from './tenant.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A cause that passes by itself is told to people when it has lasted for this many scans. */
const patience = 2;

/** What a scan's coverage means for the tenant's health. Throttling never suspends; only what needs a person does. */
export function nextHealth(
  previous: TenantHealth | undefined,
  tenant: Tenant,
  coverage: Pick<TenantCoverage, 'outcome' | 'found' | 'readAt'>,
  now: Date,
): TenantHealth {
  const at = now.toISOString();
  if (coverage.outcome.kind !== 'unknown') {
    return {
      tenantId: tenant.id,
      name: tenant.name,
      state: 'healthy',
      since: previous?.state === 'healthy' ? previous.since : at,
      lastReadAt: coverage.readAt,
      lastFound: coverage.found,
      inventoried: true,
      failuresInRow: 0,
    };
  }
  const { cause } = coverage.outcome;
  const suspended = causeTexts[cause.code].needsPerson;
  const failuresInRow = (previous?.failuresInRow ?? 0) + 1;
  const sameCause = previous?.cause?.code === cause.code;
  return {
    tenantId: tenant.id,
    name: tenant.name,
    state: suspended ? 'suspended' : 'degraded',
    cause,
    since: sameCause ? previous.since : at,
    lastReadAt: previous?.lastReadAt,
    lastFound: previous?.lastFound,
    nextProbeAt: suspended
      ? new Date(now.getTime() + (failuresInRow > 1 ? dayMs : hourMs)).toISOString()
      : undefined,
    inventoried: previous?.inventoried ?? false,
    failuresInRow,
  };
}

/** A suspended tenant is left alone until its next probe; a person's own scan always looks. */
export function isDueForScan(health: TenantHealth | undefined, now: Date): boolean {
  return health?.nextProbeAt === undefined || Date.parse(health.nextProbeAt) <= now.getTime();
}

/** Whether people must be told now that the tenant can't be read. */
export function isWorthACard(health: TenantHealth): health is TenantHealth & { readonly cause: Cause } {
  if (health.cause === undefined) return false;
  return causeTexts[health.cause.code].needsPerson || health.failuresInRow >= patience;
}
