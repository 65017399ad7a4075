import type { Hop, Observation } from '../report.js';
import { observed } from './observation-text.js';
import { secondsBetween } from './received-path.js';

const longDelay = 3600;
const clockSkew = -300;
const day = 86_400;

/** Delays of the way, and how far the message's own Date is from its arrival. Both have honest causes too. */
export function observePath(
  path: readonly Hop[],
  date: string | undefined,
): readonly Observation[] {
  const slow = path.filter(({ delaySeconds }) => (delaySeconds ?? 0) > longDelay);
  const backwards = path.filter(({ delaySeconds }) => (delaySeconds ?? 0) < clockSkew);
  const arrived = path.findLast(({ at }) => at !== undefined)?.at;
  const off = secondsBetween(date, arrived);
  return [
    ...slow
      .map(({ by }) =>
        observed('long-delay', 'info', 'A server kept the message for more than an hour.', by),
      )
      .slice(0, 3),
    ...(backwards.length > 0
      ? [
          observed(
            'clocks-differ',
            'info',
            'The times of its way don’t follow each other; a server’s clock is wrong, or a line is invented.',
          ),
        ]
      : []),
    ...(off !== undefined && Math.abs(off) > day
      ? [
          observed(
            'date-far-from-arrival',
            'low',
            'The date that the message shows is more than a day away from its arrival.',
            date,
          ),
        ]
      : []),
  ];
}
