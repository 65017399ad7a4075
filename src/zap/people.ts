import type { OwnSide } from './analysis/input.js';
import { domainOf } from '../lib/infrastructure.js';
import type { DirectoryPerson } from './ports.js';

/** Whose an address or a user principal name is. */
export interface PeopleIndex {
  /** Addresses win over user principal names: a UPN may be somebody else's address. Any case. */
  personOf(addressOrUpn: string): DirectoryPerson | undefined;
  /** The primary address of whoever has this one; else the same in lower case. */
  addressOf(address: string): string;
  /** True when the click of this account is one of the person with this address. */
  isAccountOf(account: string, address: string): boolean;
}

/**
 * Ties user principal names and addresses together: hunting logs clicks by UPN and deliveries by SMTP address, and in
 * many tenants they differ. The same for people in any order.
 */
export function indexPeople(people: readonly DirectoryPerson[]): PeopleIndex {
  const ordered = people.toSorted((a, b) => (a.objectId < b.objectId ? -1 : 1));
  const byAddress = new Map<string, DirectoryPerson>();
  const byUpn = new Map<string, DirectoryPerson>();
  for (const person of ordered) {
    for (const address of person.addresses) addFirst(byAddress, address, person);
    addFirst(byUpn, person.userPrincipalName, person);
  }
  const personOf = (raw: string): DirectoryPerson | undefined => {
    const text = raw.trim().toLowerCase();
    return byAddress.get(text) ?? byUpn.get(text);
  };
  return {
    personOf,
    addressOf: (address) => {
      const primary = personOf(address)?.addresses[0];
      return (primary ?? address).trim().toLowerCase();
    },
    isAccountOf: (account, address) => {
      const login = account.trim().toLowerCase();
      const owner = byUpn.get(login) ?? byAddress.get(login);
      const recipient = personOf(address);
      if (owner === undefined) return login === address.trim().toLowerCase();
      return recipient?.objectId === owner.objectId;
    },
  };
}

function addFirst(map: Map<string, DirectoryPerson>, key: string, person: DirectoryPerson): void {
  const text = key.trim().toLowerCase();
  if (text !== '' && !map.has(text)) map.set(text, person);
}

/** Whom the analysis defends, from the directory: the domains that people receive mail at, and the people. */
export function ownSideOf(people: readonly DirectoryPerson[]): OwnSide {
  const domains = people.flatMap(({ addresses }) => addresses.map((one) => domainOf(one) ?? ''));
  return {
    domains: [...new Set(domains.filter((domain) => domain !== ''))].sort(),
    people: people.flatMap(({ displayName, addresses }) =>
      addresses[0] === undefined ? [] : [{ name: displayName, address: addresses[0] }],
    ),
  };
}
