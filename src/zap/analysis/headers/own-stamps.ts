import {
  parseAuthenticationResults,
  type AuthenticationResults,
} from './authentication-results.js';
import { isExchangeOnline, isExchangeOnlineEdge } from './exchange-online-host.js';
import type { PlacedHeader } from './headers-by-name.js';
import type { PlacedLine } from './received-path.js';

export interface PlacedResults extends AuthenticationResults {
  readonly name: string;
  readonly place: number;
}

/** The results that Exchange Online itself stamped on arrival, and those of anybody else. */
export interface SortedResults {
  readonly own: PlacedResults | undefined;
  readonly others: readonly PlacedResults[];
}

/**
 * Picks the topmost Authentication-Results of Exchange Online. Servers write above what they were given, so a header below
 * the line with which the edge took the message was in the mail already, and a sender may have invented it. Where no line
 * is of Exchange Online, none is its own; where there are no lines at all (a pasted part), the topmost in Microsoft's form
 * counts.
 */
export function sortResults(
  headers: readonly PlacedHeader[],
  lines: readonly PlacedLine[],
): SortedResults {
  const all = headers.map(({ name, value, place }) => ({
    ...parseAuthenticationResults(value),
    name,
    place,
  }));
  const border = lastOwnPlace(lines);
  const own = all.find(
    ({ stampedBy, results, place }) => stampedBy === '' && results.length > 0 && place < border,
  );
  return { own, others: all.filter((one) => one !== own) };
}

/** The place below which nothing is Exchange Online's own. */
function lastOwnPlace(lines: readonly PlacedLine[]): number {
  if (lines.length === 0) return Infinity;
  const start = lines.findIndex(({ by }) => isExchangeOnline(by));
  if (start < 0) return -1;
  const edge = lines.findIndex(({ by }, at) => at >= start && !isInside(by));
  const last =
    edge < 0 ? lines.length - 1 : isExchangeOnlineEdge(lines[edge]?.by) ? edge : edge - 1;
  // Without an edge the message never came from outside: its stamps of submission stand below all lines.
  const neverOutside = edge < 0 && start === 0;
  return neverOutside ? Infinity : (lines[last]?.place ?? Infinity);
}

function isInside(host: string | undefined): boolean {
  return isExchangeOnline(host) && !isExchangeOnlineEdge(host);
}

/** True when the last server of the way is not of Exchange Online: then the filter's stamps are not the recipient's. */
export function isDeliveredElsewhere(lines: readonly PlacedLine[]): boolean {
  return lines.length > 0 && !isExchangeOnline(lines[0]?.by);
}
