import { z } from 'zod';
import { ServiceError } from '../../lib/errors.js';
import { parseTenantId } from '../../tenants/tenant.js';
import type { Tenant, TenantId } from '../../tenants/tenant.js';
import type { GraphClient } from './graph-client.js';

const tenantId = z.string().transform((text, context): TenantId => {
  const id = parseTenantId(text);
  if (id !== undefined) return id;
  context.addIssue({ code: 'custom', message: 'not a tenant id' });
  return z.NEVER;
});

const contract = z
  .object({
    customerId: tenantId,
    displayName: z.string().nullish(),
    defaultDomainName: z.string().nullish(),
  })
  .transform((row): Tenant => ({
    id: row.customerId,
    name: firstName(row.displayName, row.defaultDomainName, row.customerId),
  }));

const customer = z
  .object({ tenantId, displayName: z.string().nullish() })
  .transform((row): Tenant => ({
    id: row.tenantId,
    name: firstName(row.displayName, row.tenantId),
  }));

export type PartnerSource = 'contracts' | 'delegatedAdminCustomers';

/** A list that was refused for want of a permission; the other one was read whole. */
export interface PartnerNote {
  readonly source: PartnerSource;
  readonly serviceCode: string;
}

export interface PartnerTenants {
  /** Each tenant once. */
  readonly tenants: readonly Tenant[];
  readonly notes: readonly PartnerNote[];
}

type Listed =
  | { readonly kind: 'read'; readonly tenants: readonly Tenant[] }
  | { readonly kind: 'forbidden'; readonly source: PartnerSource; readonly error: ServiceError };

/**
 * A partner's customers: GET /contracts (least permission Directory.Read.All) and GET
 * /tenantRelationships/delegatedAdminCustomers (least permission DelegatedAdminRelationship.Read.All). When one of them is
 * refused with 403, the other alone counts, and a note says so. Rejects with a typed error when both are refused, or
 * one fails for any other reason: a list that may lack tenants is not a list.
 */
export async function partnerTenants(client: GraphClient): Promise<PartnerTenants> {
  const [customers, contracts] = await Promise.all([
    list('delegatedAdminCustomers', () =>
      client.list('tenantRelationships/delegatedAdminCustomers?$top=300', customer),
    ),
    list('contracts', () => client.list('contracts?$top=999', contract)),
  ]);
  if (customers.kind === 'forbidden' && contracts.kind === 'forbidden') throw customers.error;
  const tenants = new Map<TenantId, Tenant>();
  const notes: PartnerNote[] = [];
  for (const listed of [customers, contracts]) {
    if (listed.kind === 'forbidden') {
      const { source, error } = listed;
      notes.push({ source, serviceCode: error.answer.serviceCode ?? '403' });
      continue;
    }
    for (const tenant of listed.tenants) {
      if (!tenants.has(tenant.id)) tenants.set(tenant.id, tenant);
    }
  }
  return { tenants: [...tenants.values()], notes };
}

async function list(
  source: PartnerSource,
  read: () => Promise<readonly Tenant[]>,
): Promise<Listed> {
  try {
    return { kind: 'read', tenants: await read() };
  } catch (error) {
    const forbidden = error instanceof ServiceError && error.answer.status === 403;
    if (forbidden) return { kind: 'forbidden', source, error };
    throw error;
  }
}

function firstName(...names: readonly (string | null | undefined)[]): string {
  return names.find((name) => typeof name === 'string' && name.trim() !== '') ?? '';
}
