import { getDomain } from 'tldts';
import { asciiDomain } from '../lib/host-name.js';
import type { AcceptedDomain } from './ports.js';

/** What the operator decided about where forwards may go. */
export interface ForwardPolicy {
  /** 'partner.example', or '*.partner.example' for its subdomains. Forwards there are counted, not reported. */
  readonly partnerDomains: readonly string[];
}

export type DomainPlace = 'internal' | 'partner' | 'external';
export type PlaceDomain = (domainAscii: string) => DomainPlace;

interface DomainSet {
  readonly exact: ReadonlySet<string>;
  readonly parents: ReadonlySet<string>;
}

/**
 * True when mail for this domain stays in the organisation: the domain itself is accepted, or a parent of it, on a
 * label boundary, is accepted with MatchSubDomains. 'evilcontoso.com' is never inside 'contoso.com'.
 * Microsoft Learn: Get-AcceptedDomain.
 */
export function isInternal(domainAscii: string, accepted: readonly AcceptedDomain[]): boolean {
  return contains(setOf(accepted), domainAscii);
}

/** The same question for many domains, with the operator's partners. Accepted domains go first. */
export function domainPlacer(
  accepted: readonly AcceptedDomain[],
  policy: ForwardPolicy,
): PlaceDomain {
  const own = setOf(accepted);
  const partners = setOf(
    policy.partnerDomains.map((domainName) => ({ domainName, matchSubDomains: false })),
  );
  return (domain) => {
    if (contains(own, domain)) return 'internal';
    return contains(partners, domain) ? 'partner' : 'external';
  };
}

function setOf(entries: readonly AcceptedDomain[]): DomainSet {
  const exact = new Set<string>();
  const parents = new Set<string>();
  for (const { domainName, matchSubDomains } of entries) {
    const wildcard = domainName.trim().startsWith('*.');
    const domain = asciiDomain(domainName.trim().replace(/^\*\./, ''));
    if (domain === undefined) continue;
    if (!wildcard) exact.add(domain);
    if ((wildcard || matchSubDomains) && canHaveSubDomains(domain)) parents.add(domain);
  }
  return { exact, parents };
}

/** '*' and '*.com' would make the world internal: no accepted domain means that. */
function canHaveSubDomains(domain: string): boolean {
  return getDomain(domain) !== null;
}

function contains({ exact, parents }: DomainSet, domainAscii: string): boolean {
  const domain = domainAscii.toLowerCase().replace(/\.$/, '');
  if (exact.has(domain)) return true;
  const labels = domain.split('.');
  return labels.some((_, at) => at > 0 && parents.has(labels.slice(at).join('.')));
}
