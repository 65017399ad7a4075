import { brandIn, brandOfHost, isDisguised, linksTo } from './brands.js';
import type { Brand } from './brand-table.js';
import { addressHost, hostParts, isUnder } from './domains.js';
import type { OwnSide } from './input.js';
import { observation } from './observation.js';
import type { HeaderValues, MailPeople, Observation } from './report.js';

/** A known brand in the sender's name or address, while the mail is not the brand's. */
export function judgeBrands(
  people: MailPeople,
  values: HeaderValues,
  own: OwnSide,
): readonly Observation[] {
  const host = addressHost(people.fromAddress);
  if (isUnder(host, own.domains)) return [];
  const inName = brandIn(people.fromName);
  const owner = brandOfHost(host);
  if (owner !== undefined) return unauthenticated(owner, values, host);
  if (inName !== undefined) return [nameOfBrand(people.fromName, inName)];
  return addressOfBrand(people.fromAddress, host);
}

function nameOfBrand(name: string, brand: Brand): Observation {
  if (isDisguised(name, brand))
    return observation(
      'name-disguised-brand',
      'high',
      `The sender’s name imitates ${brand.name} with letters that only look alike.`,
      name,
    );
  return observation(
    'name-of-brand',
    'medium',
    `The sender calls itself ${brand.name}, but its domain is not one of ${brand.name}.`,
    name,
  );
}

function addressOfBrand(address: string, host: string): readonly Observation[] {
  const { name } = hostParts(host);
  const inDomain = brandIn(name);
  if (inDomain !== undefined && !linksTo(inDomain, host))
    return [
      observation(
        'address-domain-of-brand',
        'medium',
        `The sender’s domain contains the name of ${inDomain.name}, but is not one of ${inDomain.name}.`,
        host,
      ),
    ];
  const inLocal = brandIn(address.slice(0, Math.max(0, address.lastIndexOf('@'))));
  if (inLocal === undefined || linksTo(inLocal, host)) return [];
  return [
    observation(
      'address-of-brand',
      'low',
      `The sender’s address contains the name of ${inLocal.name}, but its domain is not one of ${inLocal.name}.`,
      address,
    ),
  ];
}

/** DMARC answers for the domain in From. Where it is missing, compauth is Microsoft's own answer. */
function unauthenticated(
  brand: Brand,
  { dmarc = '', compauth = '' }: HeaderValues,
  host: string,
): readonly Observation[] {
  const fails = /^fail\b/i.test(dmarc.trim()) || (dmarc === '' && /^fail\b/i.test(compauth.trim()));
  if (!fails) return [];
  return [
    observation(
      'brand-not-authenticated',
      'high',
      `The message claims to come from ${brand.name}, and the check of that failed.`,
      host,
    ),
  ];
}
