import { ContractError } from '../../lib/errors.js';
import type { TenantId } from '../../tenants/tenant.js';
import type { ExchangeCommands } from './exchange-commands.js';
import { domainOf, domainProperties } from './forwarding-rows.js';

/**
 * Get-AcceptedDomain: the names of the domains that a tenant owns, lower case. Least permission: Exchange.ManageAsApp, and in
 * the tenant the role View-Only Configuration. Rejects with a typed error; never with an empty list, because every tenant
 * has a domain.
 */
export function acceptedDomains(
  commandsOf: (tenantId: TenantId) => ExchangeCommands,
): (tenantId: TenantId) => Promise<readonly string[]> {
  return async (tenantId) => {
    const cmdlet = 'Get-AcceptedDomain';
    const rows = await commandsOf(tenantId).invoke(
      cmdlet,
      {},
      { select: domainProperties, idempotent: true },
    );
    if (rows.length === 0) {
      throw new ContractError('Exchange named no accepted domain; every tenant has one.', {
        service: 'exchange',
        path: `${cmdlet}.value`,
      });
    }
    return rows.map((row) => domainOf(row).domainName.toLowerCase());
  };
}
