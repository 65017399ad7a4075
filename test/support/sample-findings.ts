import { alertIdOf, type AlertId } from '../../src/alerts/alert.js';
import type { AlertKind, Finding } from '../../src/alerts/finding.js';
import type { Tenant, TenantId } from '../../src/tenants/tenant.js';

export const contoso: Tenant = {
  id: '11111111-1111-4111-8111-111111111111' as TenantId,
  name: 'Contoso',
};

/** A forward of one mailbox, as a detector reports it. */
export function forward(
  mailbox: string,
  destination: string,
  change: Partial<Finding> = {},
): Finding {
  return {
    kind: 'forward',
    tenantId: contoso.id,
    identity: mailbox,
    fingerprint: `to:${destination}`,
    severity: 'high',
    facts: { mailbox, destination },
    ...change,
  };
}

export function idOf(mailbox: string, kind: AlertKind = 'forward'): AlertId {
  return alertIdOf({ tenantId: contoso.id, kind, identity: mailbox });
}
