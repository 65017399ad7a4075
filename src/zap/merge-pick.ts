import type { RecordedRecipient } from './records.js';
import { bestRank, rankOf } from './sighting-form.js';
import type { ZapSighting } from './sighting.js';

export type Picker = <T>(
  field: (one: ZapSighting) => T | undefined,
  stored: T | undefined,
) => T | undefined;

/** The first sighting's answer, best source first; what was stored has the rank of the best source it came from. */
export function pick(
  sightings: readonly ZapSighting[],
  known: Pick<RecordedRecipient, 'sources'> | undefined,
): Picker {
  const rank = known === undefined ? Infinity : bestRank(known.sources);
  return <T>(field: (one: ZapSighting) => T | undefined, stored: T | undefined): T | undefined => {
    for (const one of sightings) {
      if (stored !== undefined && rank < rankOf(one.source)) return stored;
      const value = field(one);
      if (value !== undefined) return value;
    }
    return stored;
  };
}
