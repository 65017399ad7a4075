import { evidenceOf } from './evidence.js';
import { exposureOf } from './exposure.js';
import { outcomeOf } from './merge-outcome.js';
import { pick } from './merge-pick.js';
import type { ZapOutcome, ZapRecipient } from './message.js';
import type { RecordedRecipient } from './records.js';
import { orderedSources } from './sighting-form.js';
import type { LinkClick, MailLocation, ZapSighting, ZapThreat } from './sighting.js';

interface Traces {
  /** Of this recipient, best source first. */
  readonly sightings: readonly ZapSighting[];
  readonly known: RecordedRecipient | undefined;
  /** Of this person, on this message. */
  readonly clicks: readonly LinkClick[];
  /** When this person opened this message, as the audit log has it. */
  readonly opened: readonly string[];
  readonly objectId: string | undefined;
}

/** What all sightings of one recipient and the stored one say together. */
export function mergeRecipient(
  address: string,
  { sightings, known, clicks, opened, objectId }: Traces,
): ZapRecipient {
  const best = pick(sightings, known);
  const receivedAt = best((one) => one.receivedAt, known?.receivedAt);
  const { outcome, zapTime } = outcomeOf(sightings, known, receivedAt);
  const threat = best(threatIn, known?.threat) ?? 'unknown';
  const isRead = isReadIn(sightings);
  return {
    address,
    objectId: objectId ?? known?.objectId,
    outcome,
    threat,
    location: locationOf(sightings, known?.location, outcome),
    receivedAt,
    zapTime,
    exposure: exposureOf(outcome, receivedAt, zapTime),
    evidence: evidenceOf({
      ...{ outcome, threat, zapTime, clicks, isRead, opened, receivedAt },
      known: known?.evidence,
    }),
    clicks,
    itemId: sightings.find((one) => one.itemId !== undefined)?.itemId,
    sources: orderedSources([...sightings.map(({ source }) => source), ...(known?.sources ?? [])]),
  };
}

function threatIn({ threat }: ZapSighting): ZapThreat | undefined {
  return threat === 'unknown' ? undefined : threat;
}

/** Read in any copy is read. */
function isReadIn(sightings: readonly ZapSighting[]): boolean | undefined {
  const states = sightings.flatMap(({ isRead }) => (isRead === undefined ? [] : [isRead]));
  return states.length === 0 ? undefined : states.includes(true);
}

/** What ZAP moved is not in the inbox: where a log still says so, the mailbox itself, now or before, knows better. */
function locationOf(
  sightings: readonly ZapSighting[],
  stored: MailLocation | undefined,
  outcome: ZapOutcome,
): MailLocation {
  const told = sightings.filter(({ location }) => location !== 'unknown');
  const [best] = told;
  if (best === undefined) return stored ?? 'unknown';
  if (outcome !== 'zapped' || best.location !== 'inbox') return best.location;
  const seen = told.find(({ source, location }) => source === 'mailbox' && location !== 'inbox');
  const before = stored === undefined || stored === 'unknown' ? best.location : stored;
  return seen?.location ?? before;
}
