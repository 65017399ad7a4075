import type { z } from 'zod';
import { demoScenario } from './demo.js';
import { parseScenario } from './load.js';
import type {
  Consent,
  generatedSchema,
  GeneratedTenants,
  Scenario,
  SimulatedApp,
} from './schema.js';
import { generatedTenant } from './generated-tenant.js';
import type { TenantSource } from './tenant-source.js';

/**
 * A scenario with the demo's apps and home tenant and any number of tenants that follow from the seed. It is a small plain
 * value: rows are computed when they are asked for.
 */
export function generateScenario(
  options: Omit<Partial<z.input<typeof generatedSchema>>, 'tenants' | 'mailboxesPerTenant'> &
    Pick<GeneratedTenants, 'tenants' | 'mailboxesPerTenant'>,
): Scenario {
  const demo = demoScenario();
  return parseScenario({
    ...demo,
    partner: undefined,
    tenants: demo.tenants.filter((tenant) => tenant.tenantId === demo.homeTenantId),
    generated: options,
  });
}

export function generatedTenants(scenario: Scenario): readonly TenantSource[] {
  const { generated } = scenario;
  if (generated === undefined) return [];
  const granted = consentsOf(scenario.apps, 'granted');
  const missing = consentsOf(scenario.apps, 'missing');
  const without = Math.round(generated.tenants * generated.consentMissingShare);
  return Array.from({ length: generated.tenants }, (_, number) =>
    generatedTenant(generated, number, number < generated.tenants - without ? granted : missing),
  );
}

const ROLES = {
  exchange: ['Exchange.ManageAsApp'],
  graph: [
    ...['Organization.Read.All', 'User.Read.All', 'GroupMember.Read.All', 'Mail.ReadWrite'],
    ...['ThreatHunting.Read.All', 'SecurityAnalyzedMessage.ReadWrite.All'],
    ...['ExchangeMessageTrace.Read.All', 'User.RevokeSessions.All'],
    'User.EnableDisableAccount.All',
  ],
  management: ['ActivityFeed.Read'],
};

function consentsOf(
  apps: readonly SimulatedApp[],
  state: Consent['state'],
): Readonly<Record<string, Consent>> {
  const rbac = { reader: 'view', actor: 'security-admin' } as const;
  return Object.fromEntries(
    apps.flatMap((app) =>
      app.kind === 'bot'
        ? []
        : [[app.appId, { state, roles: ROLES, exchangeRbac: rbac[app.kind] }]],
    ),
  );
}
