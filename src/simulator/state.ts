import { generatedTenants } from './scenario/generate.js';
import type { Scenario, SimulatedApp } from './scenario/schema.js';
import { writtenTenant } from './scenario/written-tenant.js';
import { ChangingTenant } from './tenant-state.js';
import type { TenantState } from './tenant-state.js';

/** All tenants and apps of one simulator. */
export interface SimulatorState {
  readonly homeTenantId: string;
  readonly apps: readonly SimulatedApp[];
  readonly partner: Scenario['partner'];
  readonly writeAnswer: Scenario['writeAnswer'];
  /** In the order of the scenario. */
  readonly tenants: readonly TenantState[];
  /** By tenant id or any accepted domain. */
  tenant(idOrDomain: string): TenantState | undefined;
  app(appId: string): SimulatedApp | undefined;
}

export function createState(scenario: Scenario, clock: () => Date): SimulatorState {
  const sources = [...scenario.tenants.map(writtenTenant), ...generatedTenants(scenario)];
  const tenants = sources.map((source) => new ChangingTenant(source, clock));
  const byName = new Map<string, TenantState>();
  for (const tenant of tenants) {
    byName.set(tenant.tenantId, tenant);
    for (const domain of tenant.acceptedDomains) byName.set(domain.DomainName, tenant);
  }
  return {
    homeTenantId: scenario.homeTenantId,
    apps: scenario.apps,
    partner: scenario.partner,
    writeAnswer: scenario.writeAnswer,
    tenants,
    tenant: (idOrDomain) => byName.get(idOrDomain.toLowerCase()),
    app: (appId) => scenario.apps.find((app) => app.appId === appId.toLowerCase()),
  };
}
