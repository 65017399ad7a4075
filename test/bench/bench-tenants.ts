import { generatedTenantId } from '../../src/simulator/scenario/generated-tenant.js';
import { generateScenario } from '../../src/simulator/scenario/generate.js';
import type { Scenario } from '../../src/simulator/scenario/schema.js';

const seed = 20;

export interface BenchScenario {
  readonly scenario: Scenario;
  /** External forwards that a scan of one tenant has to find. */
  readonly externalPerTenant: number;
  /** Mailboxes of one tenant that forward at all. */
  readonly forwardingPerTenant: number;
}

/** One mailbox in a hundred forwards; a third of those to the outside, some of them by a contact, the rest to colleagues. */
export function mixedTenants(tenants: number, mailboxes: number): BenchScenario {
  const forwarding = Math.max(3, Math.round(mailboxes / 100));
  const external = Math.max(1, Math.floor(forwarding / 3));
  const byContact = Math.max(1, Math.floor(external / 3));
  return scenarioOf(tenants, mailboxes, {
    byAddress: Math.max(0, external - byContact),
    byContact,
    inside: forwarding - external,
  });
}

/** The same number of forwards, all of them to addresses outside: nothing is left to look up. */
export function addressOnlyTenants(tenants: number, mailboxes: number): BenchScenario {
  const byAddress = Math.max(3, Math.round(mailboxes / 100));
  return scenarioOf(tenants, mailboxes, { byAddress, byContact: 0, inside: 0 });
}

function scenarioOf(
  tenants: number,
  mailboxes: number,
  count: { readonly byAddress: number; readonly byContact: number; readonly inside: number },
): BenchScenario {
  return {
    scenario: generateScenario({
      seed,
      tenants,
      mailboxesPerTenant: mailboxes,
      externalForwardShare: count.byAddress / mailboxes,
      contactForwardShare: count.byContact / mailboxes,
      internalForwardShare: count.inside / mailboxes,
    }),
    externalPerTenant: count.byAddress + count.byContact,
    forwardingPerTenant: count.byAddress + count.byContact + count.inside,
  };
}

/** The first tenants of a scenario made here, as WARDEN_TENANTS takes them. */
export function tenantSetting(count: number): { tenantId: string; name: string }[] {
  return Array.from({ length: count }, (_, number) => ({
    tenantId: generatedTenantId(seed, number),
    name: `Generated ${String(number).padStart(4, '0')}`,
  }));
}
