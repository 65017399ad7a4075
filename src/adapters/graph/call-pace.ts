import type { Clock } from '../../lib/clock.js';

export interface CallLimit {
  readonly calls: number;
  readonly perMs: number;
}

/** Resolves when another call may be made. */
export type Pace = () => Promise<void>;

/**
 * Keeps calls below a limit that is known, whoever makes them; what others of the same tenant use up shows only as a 429,
 * which the client obeys.
 */
function callPace({ calls, perMs }: CallLimit, clock: Clock): Pace {
  let recent: readonly number[] = [];
  return async () => {
    // In a loop, because several may wait for the same place.
    for (;;) {
      const now = clock.monotonicMs();
      recent = recent.filter((at) => at > now - perMs);
      const [oldest] = recent;
      if (recent.length < calls || oldest === undefined) {
        recent = [...recent, now];
        return;
      }
      await clock.sleep(Math.max(1, Math.ceil(oldest + perMs - now)));
    }
  };
}

const keptPaces = 4096;

/** A pace for each tenant; those that were not used for longest are forgotten first. */
export function tenantPaces(limit: CallLimit, clock: Clock): (tenantId: string) => Pace {
  const paces = new Map<string, Pace>();
  return (tenantId) => {
    const pace = paces.get(tenantId) ?? callPace(limit, clock);
    paces.delete(tenantId);
    paces.set(tenantId, pace);
    const [oldest] = paces.keys();
    if (paces.size > keptPaces && oldest !== undefined) paces.delete(oldest);
    return pace;
  };
}
