import { partnerTenants } from '../adapters/graph/partner-tenants.js';
import { causeOf } from '../tenants/diagnose.js';
import type { Tenant } from '../tenants/tenant.js';
import { causeLine, type CauseLine } from './cause-line.js';
import type { ReaderConfig } from './config.js';
import type { TenantAccess } from './tenant-access.js';

export type TenantList =
  | {
      readonly kind: 'read';
      readonly tenants: readonly Tenant[];
      /** What the operator should know about where the list comes from. */
      readonly notes: readonly string[];
    }
  | { readonly kind: 'unreadable'; readonly cause: CauseLine };

/** The tenants to watch, from settings or from the partner's records. Rejects only for bugs. */
export async function watchedTenants(
  config: ReaderConfig,
  access: Pick<TenantAccess, 'graph'>,
): Promise<TenantList> {
  const { tenants, homeTenant, reader } = config;
  if (tenants.from === 'settings') return { kind: 'read', tenants: tenants.list, notes: [] };
  if (homeTenant === undefined) throw new TypeError('Discovery needs a home tenant.');
  try {
    const found = await partnerTenants(access.graph(homeTenant, reader));
    const notes = found.notes.map(
      ({ source, serviceCode }) =>
        `The partner list '${source}' was refused (${serviceCode}); customers that only it names are missing here.`,
    );
    return { kind: 'read', tenants: found.tenants, notes };
  } catch (error) {
    const cause = causeOf(error);
    if (cause === undefined) throw error;
    return { kind: 'unreadable', cause: causeLine(cause) };
  }
}

export type TenantChoice =
  | { readonly kind: 'chosen'; readonly tenants: readonly Tenant[] }
  | { readonly kind: 'unknown'; readonly asked: string }
  | { readonly kind: 'several'; readonly asked: string; readonly ids: readonly string[] };

/** The tenants with these ids or names (case does not count); all when nothing is asked for. It never guesses. */
export function chooseTenants(
  tenants: readonly Tenant[],
  asked: readonly string[] | undefined,
): TenantChoice {
  if (asked === undefined) return { kind: 'chosen', tenants };
  const chosen = new Map<string, Tenant>();
  for (const text of asked) {
    const wanted = text.trim().toLowerCase();
    const matches = tenants.filter(
      ({ id, name }) => id === wanted || name.toLowerCase() === wanted,
    );
    const [match, ...others] = matches;
    if (match === undefined) return { kind: 'unknown', asked: text };
    if (others.length > 0)
      return { kind: 'several', asked: text, ids: matches.map(({ id }) => id) };
    chosen.set(match.id, match);
  }
  return { kind: 'chosen', tenants: [...chosen.values()] };
}
