import { isGuid, type Tenant } from '../../tenants/tenant.js';
import { ownerOf } from '../own-domains.js';
import type { CommandServices } from './command.js';

export type ScanTarget =
  | { readonly kind: 'targets'; readonly tenants: readonly Tenant[]; readonly mailbox?: string }
  | { readonly kind: 'unclear'; readonly hint: string };

const hints = {
  form: 'Say the command, then the name, domain or id of a tenant, or the address of a mailbox.',
  unknown: 'No watched tenant has that name, domain or id. "status" lists the tenants.',
  several: 'More than one tenant begins with that. Say more of the name, or the id.',
  owner: 'No tenant that has been read owns the domain of that address. Scan the tenant first.',
  none: 'No tenant is watched yet.',
} as const;

/** Only what an SMTP address in a cmdlet may hold: no wildcard, quote or space. */
const mailboxForm = /^[A-Za-z0-9.!#$%&'+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}$/;
const domainForm = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;

/** Finds what a person meant. Never guesses: what fits no tenant, or several, is asked back. */
export async function findTargets(
  services: CommandServices,
  argument: string,
): Promise<ScanTarget> {
  const tenants = await services.registry.tenants();
  const text = argument.trim();
  if (text === '') {
    return tenants.length > 0
      ? { kind: 'targets', tenants }
      : { kind: 'unclear', hint: hints.none };
  }
  if (text.includes('@')) return findMailbox(services, tenants, text);
  const matches = await findTenants(services, tenants, text.toLowerCase());
  if (matches.length === 1) return { kind: 'targets', tenants: matches };
  return { kind: 'unclear', hint: matches.length === 0 ? hints.unknown : hints.several };
}

async function findMailbox(
  services: CommandServices,
  tenants: readonly Tenant[],
  address: string,
): Promise<ScanTarget> {
  if (!mailboxForm.test(address)) return { kind: 'unclear', hint: hints.form };
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  const owner = await ownerOf(services.documents, domain);
  const only = tenants.length === 1 ? tenants[0] : undefined;
  const tenant = tenants.find(({ id }) => id === owner) ?? only;
  return tenant
    ? { kind: 'targets', tenants: [tenant], mailbox: address }
    : { kind: 'unclear', hint: hints.owner };
}

async function findTenants(
  services: CommandServices,
  tenants: readonly Tenant[],
  text: string,
): Promise<readonly Tenant[]> {
  if (isGuid(text)) return tenants.filter(({ id }) => id === text);
  const exact = tenants.filter(({ name }) => name.toLowerCase() === text);
  if (exact.length > 0) return exact;
  if (domainForm.test(text)) {
    const owner = await ownerOf(services.documents, text);
    if (owner !== undefined) return tenants.filter(({ id }) => id === owner);
  }
  return tenants.filter(({ name }) => name.toLowerCase().startsWith(text));
}
