import type { MailHeader } from '../../sighting.js';
import { decodedValue } from './decoded-value.js';
import { maxHeaders, maxSameName } from './header-limits.js';

/** One header with its place in the message, counted from the top. */
export interface PlacedHeader {
  readonly name: string;
  readonly value: string;
  readonly place: number;
}

/** The headers of a message by name, in any case. Values are decoded when they are asked for. */
export interface HeadersByName {
  /** Top first. */
  all(name: string): readonly PlacedHeader[];
  /**
   * The last of that name. Exchange Online puts its own X- headers at the end, so where several hops of a tenant stamped
   * one, the last is the newest.
   */
  last(name: string): PlacedHeader | undefined;
  first(name: string): PlacedHeader | undefined;
  has(name: string): boolean;
}

export function headersByName(headers: readonly MailHeader[]): HeadersByName {
  const raw = new Map<string, PlacedHeader[]>();
  for (const [place, { name, value }] of headers.slice(0, maxHeaders).entries()) {
    const key = name.trim().toLowerCase();
    const same = raw.get(key);
    if (same === undefined) raw.set(key, [{ name, value, place }]);
    else same.push({ name, value, place });
  }
  const under = (name: string): readonly PlacedHeader[] => raw.get(name.toLowerCase()) ?? [];
  return {
    all: (name) => under(name).slice(0, maxSameName).map(decoded),
    last: (name) => under(name).slice(-1).map(decoded)[0],
    first: (name) => under(name).slice(0, 1).map(decoded)[0],
    has: (name) => under(name).length > 0,
  };
}

function decoded({ name, value, place }: PlacedHeader): PlacedHeader {
  return { name: name.trim(), value: decodedValue(value), place };
}
