import demo from '../../src/simulator/scenario/demo.json' with { type: 'json' };
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { parseScenario } from '../../src/simulator/scenario/load.js';
import type { Scenario } from '../../src/simulator/scenario/schema.js';

/** What a test adds to Contoso: raw rows, as in a scenario file. */
interface ExtraRow {
  readonly DisplayName?: string | null;
  readonly ForwardingSmtpAddress?: string;
  readonly DeliverToMailboxAndForward?: boolean;
  readonly ExternalDirectoryObjectId?: string;
}

/** The home tenant and Contoso with these mailboxes as well, `extra-1@…`, `extra-2@…` and so on. */
export function contosoWith(extra: readonly ExtraRow[]): Scenario {
  const tenants = demo.tenants.filter(({ tenantId }) =>
    [DEMO.homeTenantId, DEMO.contoso].includes(tenantId as typeof DEMO.contoso),
  );
  const crowded = tenants.map((tenant) =>
    tenant.tenantId === DEMO.contoso
      ? { ...tenant, mailboxes: [...tenant.mailboxes, ...extra.map(rawRow)] }
      : tenant,
  );
  return parseScenario({ ...demo, tenants: crowded });
}

export function extraMailbox(number: number): string {
  return `extra-${number}@contoso.example`;
}

function rawRow(row: ExtraRow, index: number): object {
  const tail = (index + 1).toString(16).padStart(12, '0');
  return {
    UserPrincipalName: extraMailbox(index + 1),
    DisplayName: `Extra ${index + 1}`,
    Guid: `ee000001-0000-4000-8000-${tail}`,
    ExchangeGuid: `ee000002-0000-4000-8000-${tail}`,
    ExternalDirectoryObjectId: `ee000003-0000-4000-8000-${tail}`,
    ...row,
  };
}
