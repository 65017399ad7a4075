import { causeTexts, type Cause } from './cause.js';
import type { TenantCoverage } from './coverage.js';
import type { TenantHealth } from './health.js';
import type { Tenant } from './tenant.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A cause that passes by itself is told to people when it has lasted for this many scans. */
const patience = 2;

/**
 * What a scan's coverage means for the tenant's health: healthy only when everything was read. Throttling never suspends;
 * only what needs a person does.
 */
export function nextHealth(
  previous: TenantHealth | undefined,
  tenant: Tenant,
  coverage: Pick<TenantCoverage, 'outcome' | 'found' | 'readAt' | 'failures'>,
  now: Date,
): TenantHealth {
  if (coverage.outcome.kind === 'unknown') {
    return unread(previous, tenant, coverage.outcome.cause, now);
  }
  const whole = coverage.failures.length === 0;
  const state = whole ? 'healthy' : 'degraded';
  return {
    tenantId: tenant.id,
    name: tenant.name,
    state,
    since: previous?.state === state ? previous.since : now.toISOString(),
    lastReadAt: whole ? coverage.readAt : previous?.lastReadAt,
    lastFound: coverage.found,
    inventoried: whole || (previous?.inventoried ?? false),
    failuresInRow: 0,
  };
}

function unread(
  previous: TenantHealth | undefined,
  { id: tenantId, name }: Tenant,
  cause: Cause,
  now: Date,
): TenantHealth {
  const before = previous ?? { failuresInRow: 0, inventoried: false };
  const failuresInRow = before.failuresInRow + 1;
  const again = previous?.cause?.code === cause.code;
  const since = again ? previous.since : now.toISOString();
  const { lastReadAt, lastFound } = previous ?? {};
  const common = { tenantId, name, cause, since, lastReadAt, lastFound, failuresInRow };
  const kept = { ...common, inventoried: before.inventoried };
  if (!causeTexts[cause.code].needsPerson) return { ...kept, state: 'degraded' };
  const probeInMs = again ? dayMs : hourMs;
  const nextProbeAt = new Date(now.getTime() + probeInMs).toISOString();
  return { ...kept, state: 'suspended', nextProbeAt };
}

/** A suspended tenant is left alone until its next probe; a person's own scan always looks. */
export function isDueForScan(health: TenantHealth | undefined, now: Date): boolean {
  return health?.nextProbeAt === undefined || Date.parse(health.nextProbeAt) <= now.getTime();
}

/** Whether people must be told now that the tenant can't be read. */
export function isWorthACard(
  health: TenantHealth,
): health is TenantHealth & { readonly cause: Cause } {
  if (health.cause === undefined) return false;
  return causeTexts[health.cause.code].needsPerson || health.failuresInRow >= patience;
}
