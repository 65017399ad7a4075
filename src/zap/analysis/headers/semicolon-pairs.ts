import { maxPairs } from './header-limits.js';

/** One 'KEY:value' of a filter header. */
export interface Pair {
  readonly key: string;
  /** Raw, trimmed; '' where the header has nothing or '(null)' after the colon. */
  readonly value: string;
}

/**
 * The pairs of 'CIP:2001:db8::1;CTRY:;LANG:en;': parted at the first colon, spaces around keys and values dropped (gateways
 * fold and re-join the header), empty parts skipped, the last semicolon optional. A part without a colon becomes a key
 * without a value. At most 200 pairs.
 */
export function semicolonPairs(text: string): readonly Pair[] {
  const pairs: Pair[] = [];
  for (const part of text.split(';')) {
    if (pairs.length === maxPairs) break;
    const trimmed = part.trim();
    if (trimmed === '') continue;
    const colon = trimmed.indexOf(':');
    const key = colon < 0 ? trimmed : trimmed.slice(0, colon).trimEnd();
    const value = colon < 0 ? '' : trimmed.slice(colon + 1).trim();
    pairs.push({ key, value: value.toLowerCase() === '(null)' ? '' : value });
  }
  return pairs;
}

/**
 * The value of a key in any case; undefined where it is missing or empty. In the Forefront report 'H' holds the sender's own
 * words, and a semicolon in them would bring in more pairs: of several with the same key, one before H counts, else the last.
 */
export function pairValue(pairs: readonly Pair[], key: string): string | undefined {
  const wanted = key.toLowerCase();
  const isWanted = (pair: Pair): boolean => pair.key.toLowerCase() === wanted;
  const helo = pairs.findIndex((pair) => pair.key.toLowerCase() === 'h');
  const found = pairs.slice(0, helo + 1).find(isWanted) ?? pairs.findLast(isWanted);
  return found?.value === '' ? undefined : found?.value;
}
