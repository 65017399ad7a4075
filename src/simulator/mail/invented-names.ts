import type { SeededNumbers } from './seeded-numbers.js';

const FIRST = [
  ...['alba', 'amber', 'bright', 'cedar', 'clear', 'coast', 'copper', 'delta', 'eastern', 'fair'],
  ...['field', 'first', 'glen', 'golden', 'grand', 'harbour', 'high', 'ivory', 'juniper', 'lake'],
  ...['linden', 'maple', 'meadow', 'north', 'oak', 'open', 'quay', 'river', 'silver', 'stone'],
];
const SECOND = [
  ...['works', 'trade', 'logistics', 'foods', 'paper', 'tools', 'media', 'energy', 'optics'],
  ...['systems', 'legal', 'partners', 'clinic', 'freight', 'labs', 'design', 'travel', 'textiles'],
];
const GIVEN = [
  ...['anna', 'bruno', 'carin', 'david', 'elena', 'felix', 'gina', 'hanna', 'igor', 'julia'],
  ...['kaspar', 'laura', 'milan', 'nora', 'otto', 'paula', 'ruben', 'sara', 'tom', 'vera'],
];
const FAMILY = [
  ...['adler', 'bauer', 'conti', 'dietz', 'engel', 'falk', 'gruber', 'hahn', 'jung', 'kern'],
  ...['lorenz', 'meier', 'novak', 'otto', 'pohl', 'roth', 'sander', 'thoma', 'urban', 'voss'],
];

/** A domain that nobody owns. */
export function inventedDomain(numbers: SeededNumbers): string {
  return `${numbers.pick(FIRST)}-${numbers.pick(SECOND)}-${numbers.below(900) + 100}.example`;
}

export interface InventedPerson {
  readonly address: string;
  readonly name: string;
}

export function inventedPerson(numbers: SeededNumbers, domain: string): InventedPerson {
  const [given, family] = [numbers.pick(GIVEN), numbers.pick(FAMILY)];
  const address = `${given}.${family}${numbers.below(90) + 10}@${domain}`;
  return { address, name: `${capital(given)} ${capital(family)}` };
}

/** Of the blocks that are set aside for documentation. */
export function inventedIp(numbers: SeededNumbers): string {
  const block = numbers.pick(['192.0.2', '198.51.100', '203.0.113']);
  return `${block}.${numbers.below(254) + 1}`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
