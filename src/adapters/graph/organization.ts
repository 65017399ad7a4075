import { z } from 'zod';
import { ServiceError } from '../../lib/errors.js';
import type { GraphClient } from './graph-client.js';

const organization = z.object({ id: z.string(), displayName: z.string().nullable() });

/**
 * GET /organization: proves that the client really reads the tenant it was made for, and gives the tenant's display name, which its
 * administrators wrote. Least permission: Organization.Read.All. Rejects with a ServiceError that is not retryable, service code
 * 'wrong-tenant', when it is another one.
 */
export async function proveTenant(client: GraphClient): Promise<string> {
  const [found, ...others] = await client.list('organization?$select=id,displayName', organization);
  const id = found?.id.toLowerCase();
  if (found === undefined || others.length > 0 || id !== client.tenantId.toLowerCase()) {
    throw new ServiceError(
      'Graph answered for another tenant than the one asked for.',
      { service: 'graph', status: 200, serviceCode: 'wrong-tenant' },
      { retryable: false },
    );
  }
  return found.displayName ?? '';
}
