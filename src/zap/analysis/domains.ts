import { parse } from 'tldts';
import { asciiDomain } from '../../lib/host-name.js';

/** A host as the analysis compares it. All ASCII, lower case. */
export interface HostParts {
  readonly host: string;
  /** Registrable domain. Owners below a shared suffix (github.io, web.app) count as owners. '' when there is none. */
  readonly domain: string;
  /** The part of the domain that its owner chose: 'contoso' of contoso.co.uk. */
  readonly name: string;
  readonly suffix: string;
  readonly subdomain: string;
  /** True when the suffix is one of the internet's own: what 'invoice-1.pdf' and 'contoso.local' lack. */
  readonly isIcann: boolean;
  /** True when many owners share the suffix: github.io, web.app. */
  readonly isShared: boolean;
  readonly isIp: boolean;
}

/** Every tenant owns a name below these; the list of shared suffixes does not know them. */
const tenantSuffix = /^(?:mail\.)?onmicrosoft\.(?:com|us|cn)$/;

/** Takes a host apart. The host is expected in the form that URL gives it: ASCII, lower case. */
export function hostParts(host: string): HostParts {
  const parsed = parse(host, { allowPrivateDomains: true, extractHostname: false });
  const tenant = ownerOfTenant(host, parsed.domainWithoutSuffix === 'onmicrosoft');
  return {
    host,
    domain: parsed.domain ?? '',
    name: parsed.domainWithoutSuffix ?? '',
    suffix: parsed.publicSuffix ?? '',
    subdomain: parsed.subdomain ?? '',
    isIcann: parsed.isIcann === true || parsed.isPrivate === true,
    isShared: parsed.isPrivate === true,
    isIp: parsed.isIp === true || host.startsWith('['),
    ...tenant,
  };
}

function ownerOfTenant(host: string, isTenant: boolean): Partial<HostParts> {
  if (!isTenant) return {};
  const labels = host.split('.');
  const at = labels.findIndex((_, index) => tenantSuffix.test(labels.slice(index).join('.')));
  const name = labels[at - 1];
  if (name === undefined) return {};
  return {
    domain: labels.slice(at - 1).join('.'),
    name,
    suffix: labels.slice(at).join('.'),
    subdomain: labels.slice(0, at - 1).join('.'),
    isShared: true,
  };
}

/** True for the name that Microsoft gives every tenant. Firms write from a domain of their own. */
export function isTenantName(host: string): boolean {
  return tenantSuffix.test(hostParts(host).suffix);
}

/** The host after the last '@', in ASCII; '' when there is none that can be one. */
export function addressHost(address: string): string {
  return asciiDomain(address.slice(address.lastIndexOf('@') + 1)) ?? '';
}

/** The registrable domain of an address; the host itself where there is none (contoso.local). */
export function addressDomain(address: string): string {
  const host = addressHost(address);
  return host === '' ? '' : registrable(host);
}

/** The registrable domain of a host, or the host itself where there is none. */
function registrable(host: string): string {
  const { domain } = hostParts(host);
  return domain === '' ? host : domain;
}

/** True when the host is one of the domains or stands below one. */
export function isUnder(host: string, domains: readonly string[]): boolean {
  for (const domain of domains) {
    if (!host.endsWith(domain)) continue;
    if (host.length === domain.length || host[host.length - domain.length - 1] === '.') return true;
  }
  return false;
}

/** The same for a large table: one look-up for each label of the host. */
export function isListed(host: string, table: ReadonlySet<string>): boolean {
  for (let rest = host; ; rest = rest.slice(rest.indexOf('.') + 1)) {
    if (table.has(rest)) return true;
    if (!rest.includes('.')) return false;
  }
}
