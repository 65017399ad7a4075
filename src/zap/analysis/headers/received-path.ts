import type { Hop } from '../report.js';
import type { PlacedHeader } from './headers-by-name.js';
import { parseReceived, type ReceivedLine } from './received-line.js';

/** A Received line with its place in the message. */
export interface PlacedLine extends ReceivedLine {
  readonly place: number;
}

/** Newest first, as they stand in the message. */
export function receivedLines(headers: readonly PlacedHeader[]): readonly PlacedLine[] {
  return headers.map(({ value, place }) => ({ ...parseReceived(value), place }));
}

/**
 * The way of the message, oldest step first, each with the seconds since the step before. Clocks of servers differ, so a
 * delay may be negative. What stands below the first line of the own organisation is the sender's word.
 */
export function receivedPath(lines: readonly ReceivedLine[]): readonly Hop[] {
  const oldestFirst = lines.toReversed();
  return oldestFirst.map(({ from, by, address, at }, step) => ({
    from,
    by,
    address,
    at,
    delaySeconds: secondsBetween(oldestFirst[step - 1]?.at, at),
  }));
}

/** From one UTC time to another; undefined where one is missing. */
export function secondsBetween(
  earlier: string | undefined,
  later: string | undefined,
): number | undefined {
  if (earlier === undefined || later === undefined) return undefined;
  return (Date.parse(later) - Date.parse(earlier)) / 1000;
}
