import { cyclic } from './cyclic.js';
import { inventedDomain, inventedIp, inventedPerson } from './invented-names.js';
import type { InventedPerson } from './invented-names.js';
import type { OwnPerson } from './own-people.js';
import { SeededNumbers } from './seeded-numbers.js';

/** Somebody outside with whom people of the tenant write again and again. */
export interface Correspondent extends InventedPerson {
  readonly ip: string;
}

/** A mailing that comes on the same days. */
export interface Newsletter {
  readonly address: string;
  readonly name: string;
  readonly ip: string;
  readonly bcl: number;
  /** Of the clock of the zone. */
  readonly hour: number;
  /** Every so many days, and from which on. */
  readonly every: number;
  readonly phase: number;
}

/** Whom the people of a tenant know. It follows from the seed and stays the same from day to day. */
export interface Acquaintance {
  readonly people: readonly OwnPerson[];
  readonly newsletters: readonly Newsletter[];
  /** Senders of spam who come again. */
  readonly spamDomains: readonly string[];
  contactsOf(person: OwnPerson): readonly Correspondent[];
}

const CONTACTS_EACH = 6;

export function acquaintance(seed: string, people: readonly OwnPerson[]): Acquaintance {
  const numbers = new SeededNumbers(`${seed} correspondents`);
  const count = Math.max(12, people.length * 2);
  const contacts: Correspondent[] = [];
  while (contacts.length < count) {
    const [domain, ip] = [inventedDomain(numbers), inventedIp(numbers)];
    const size = 1 + numbers.below(5);
    for (let index = 0; index < size; index += 1) {
      contacts.push({ ...inventedPerson(numbers, domain), ip });
    }
  }
  const first = new Map(people.map((person) => [person.address, numbers.below(contacts.length)]));
  return {
    people,
    newsletters: Array.from({ length: 12 + Math.floor(people.length / 10) }, () =>
      newsletter(numbers),
    ),
    spamDomains: Array.from({ length: 8 }, () => inventedDomain(numbers)),
    contactsOf: ({ address }) => {
      const from = first.get(address) ?? 0;
      return Array.from({ length: CONTACTS_EACH }, (_, index) =>
        cyclic(contacts, from + index * 7),
      );
    },
  };
}

function newsletter(numbers: SeededNumbers): Newsletter {
  const domain = inventedDomain(numbers);
  return {
    address: `news@${domain}`,
    name: `News from ${domain.split('-', 1)[0] ?? ''}`,
    ip: inventedIp(numbers),
    bcl: 2 + numbers.below(7),
    hour: 6 + numbers.below(8),
    every: numbers.pick([1, 7, 7, 7]),
    phase: numbers.below(7),
  };
}
