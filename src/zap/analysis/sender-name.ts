import { linkedDomain } from './claimed-domain.js';
import { addressDomain } from './domains.js';
import { sameOwner } from './brands.js';
import type { OwnSide } from './input.js';
import { observation } from './observation.js';
import type { MailPeople, Observation } from './report.js';

const longest = 500;
const address =
  /[^\s<>()[\]",;:@]{1,64}@[a-z0-9\u0080-\uFFFF-]{1,63}(?:\.[a-z0-9\u0080-\uFFFF-]{1,63}){1,9}/giu;

/** A display name that shows another address or another domain than the one that the message comes from. */
export function judgeSenderName(people: MailPeople, own: OwnSide): readonly Observation[] {
  const name = people.fromName.slice(0, longest);
  if (people.fromAddress === '') return [];
  const from = addressDomain(people.fromAddress);
  const shown = name.match(address) ?? [];
  const foreign = shown.find((one) => !sameSide(addressDomain(one), from));
  if (foreign !== undefined) return [holdsAddress(foreign, own)];
  return shown.length > 0 ? [] : holdsDomain(name, from, own);
}

function holdsAddress(foreign: string, own: OwnSide): Observation {
  if (own.domains.includes(addressDomain(foreign)))
    return observation(
      'name-holds-own-address',
      'high',
      'The sender’s name shows one of our own addresses, but the message comes from elsewhere.',
      foreign,
    );
  return observation(
    'name-holds-address',
    'medium',
    'The sender’s name shows an address of another domain than the one it comes from.',
    foreign,
  );
}

function holdsDomain(name: string, from: string, own: OwnSide): readonly Observation[] {
  const words = name.split(/[\s,;|()<>"']+/u).slice(0, 40);
  const foreign = words
    .map(linkedDomain)
    .find((domain) => domain !== '' && !sameSide(domain, from));
  if (foreign === undefined) return [];
  const weight = own.domains.includes(foreign) ? 'high' : 'medium';
  return [
    observation(
      'name-holds-domain',
      weight,
      'The sender’s name shows another domain than the one the message comes from.',
      foreign,
    ),
  ];
}

function sameSide(shown: string, from: string): boolean {
  return shown === '' || shown === from || sameOwner(shown, from);
}
