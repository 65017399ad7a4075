import type { ClaimStore } from '../alerts/ports.js';
import type { Clock } from '../lib/clock.js';
import type { SharedRowStore } from '../lib/document-store.js';
import type { Log } from '../lib/log.js';
import { forgetRuns } from './scan-run.js';

/** Far longer than Teams repeats an activity, or a person waits for a scan. */
const keptMs = 7 * 86_400_000;

/** Removes what is of no use any more: claims on what came in, and scans that people asked for. Alerts and audit stay. */
export async function tidyUp(
  { claims, documents }: { readonly claims: ClaimStore; readonly documents: SharedRowStore },
  clock: Pick<Clock, 'now'>,
  log: Log,
): Promise<void> {
  const time = new Date(clock.now().getTime() - keptMs);
  const purged = await claims.purgeOlder(time);
  const runs = await forgetRuns(documents, time);
  log.info({ claims: purged, runs }, 'old rows were removed');
}
