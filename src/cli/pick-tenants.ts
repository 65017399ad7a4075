import { chooseTenants } from '../app/watched-tenants.js';
import type { Tenant } from '../tenants/tenant.js';
import { UsageError } from './exit-code.js';
import { plain } from './text-table.js';

/** The tenants that `--tenant` names, by id or whole name; all without it. UsageError when one of them can't be told. */
export function pickTenants(
  tenants: readonly Tenant[],
  asked: readonly string[] | undefined,
): readonly Tenant[] {
  const choice = chooseTenants(tenants, asked);
  switch (choice.kind) {
    case 'chosen':
      return choice.tenants;
    case 'unknown':
      throw new UsageError(
        `--tenant: no tenant among ${tenants.length} has the id or the name "${plain(choice.asked)}".`,
      );
    case 'several':
      throw new UsageError(
        `--tenant: "${plain(choice.asked)}" is the name of several tenants; say one of these ids: ${choice.ids.join(', ')}.`,
      );
  }
}
