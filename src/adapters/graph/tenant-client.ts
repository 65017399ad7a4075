import type { TenantId } from '../../tenants/tenant.js';
import type { GraphClient } from './graph-client.js';

/** Gives the client of one tenant, as one identity. */
export type GraphOf = (tenantId: TenantId) => GraphClient;

/** The same, and TypeError for a client that reaches another tenant than the one asked for. */
export function provenGraph(graphOf: GraphOf): GraphOf {
  return (tenantId) => {
    const client = graphOf(tenantId);
    if (client.tenantId !== tenantId) throw new TypeError('The client is of another tenant.');
    return client;
  };
}
