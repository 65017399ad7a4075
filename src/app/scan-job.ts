import { settle } from '../alerts/settle.js';
import type { AlertServices } from '../alerts/services.js';
import type { ForwardReader } from '../forwards/ports.js';
import { scanForwards, scanMailbox, type ForwardScan } from '../forwards/scan.js';
import type { ForwardPolicy } from '../forwards/accepted-domains.js';
import type { TenantCoverage } from '../tenants/coverage.js';
import type { TenantHealth } from '../tenants/health.js';
import type { TenantHealthStore } from '../tenants/ports.js';
import type { Tenant } from '../tenants/tenant.js';
import { unreadableFinding } from '../tenants/unreadable.js';
import { isDueForScan, isWorthACard, nextHealth } from '../tenants/watch.js';

export interface ScanServices {
  readonly alerts: AlertServices;
  readonly reader: ForwardReader;
  readonly policy: ForwardPolicy;
  readonly health: TenantHealthStore;
}

/** Scans one tenant and turns what it saw into alerts. A scheduled scan leaves a suspended tenant alone until its probe. */
export async function scanTenant(
  services: ScanServices,
  tenant: Tenant,
  options: { readonly onDemand: boolean },
): Promise<TenantCoverage | undefined> {
  const { alerts, reader, policy } = services;
  const before = await services.health.read(tenant.id);
  if (!options.onDemand && !isDueForScan(before?.health, alerts.clock.now())) return undefined;
  const since = alerts.clock.now();
  const scan = await scanForwards(tenant, reader, policy, alerts.clock);
  const health = await keepHealth(services, tenant, scan.coverage);
  await settleForwards(services, tenant, scan, since);
  await settleReadability(services, tenant, health);
  return scan.coverage;
}

/** Scans one mailbox. Says nothing about the rest of the tenant, so nothing is resolved by it. */
export async function scanOneMailbox(
  services: ScanServices,
  tenant: Tenant,
  mailbox: string,
): Promise<TenantCoverage> {
  const { alerts, reader, policy } = services;
  const since = alerts.clock.now();
  const scan = await scanMailbox(tenant, mailbox, reader, policy, alerts.clock);
  await settle(alerts, {
    tenant,
    kind: 'forward',
    findings: scan.findings,
    uncertain: scan.uncertain,
    since,
    complete: false,
  });
  return scan.coverage;
}

function settleForwards(
  services: ScanServices,
  tenant: Tenant,
  scan: ForwardScan,
  since: Date,
): Promise<unknown> {
  return settle(services.alerts, {
    tenant,
    kind: 'forward',
    findings: scan.findings,
    uncertain: scan.uncertain,
    since,
    complete: scan.coverage.outcome.kind !== 'unknown',
  });
}

function settleReadability(
  services: ScanServices,
  tenant: Tenant,
  health: TenantHealth,
): Promise<unknown> {
  const readable = health.cause === undefined;
  const findings = isWorthACard(health) ? [unreadableFinding(health)] : [];
  return settle(services.alerts, { tenant, kind: 'unreadable', findings, complete: readable });
}

async function keepHealth(
  services: ScanServices,
  tenant: Tenant,
  coverage: TenantCoverage,
): Promise<TenantHealth> {
  for (;;) {
    const current = await services.health.read(tenant.id);
    const health = nextHealth(current?.health, tenant, coverage, services.alerts.clock.now());
    if ((await services.health.write(health, current?.etag)) === 'written') return health;
  }
}
