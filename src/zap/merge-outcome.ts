import { zapTimeOf } from './exposure.js';
import type { ZapOutcome, ZapTime } from './message.js';
import type { RecordedRecipient } from './records.js';
import type { ZapSighting } from './sighting.js';
import { bestRank, rankOf } from './sighting-form.js';

interface Attempt {
  readonly at: string;
  readonly outcome: ZapOutcome;
  readonly rank: number;
}

/**
 * What came of it and when, for one recipient. ZAP may try several times: the latest attempt that the best source logs
 * decides, unless it failed and the mailbox shows that the message was moved after all.
 */
export function outcomeOf(
  sightings: readonly ZapSighting[],
  known: RecordedRecipient | undefined,
  receivedAt: string | undefined,
): { readonly outcome: ZapOutcome; readonly zapTime: ZapTime } {
  const attempts = bestAttempts(sightings, known);
  const last = attempts.reduce<Attempt | undefined>(later, undefined);
  const logged = last?.outcome ?? unloggedOutcome(sightings, known);
  const moved = logged === 'failed' && wasMovedAfterAll(sightings, known, last);
  const outcome = moved ? 'zapped' : logged;
  if (outcome !== 'zapped') {
    return { outcome, zapTime: last === undefined ? noTime : { kind: 'exact', at: last.at } };
  }
  const exact = attempts.filter((one) => one.outcome === 'zapped').map(({ at }) => at);
  const lastChanges = sightings.flatMap(({ zapAt }) =>
    zapAt?.kind === 'last-change' ? [zapAt.at] : [],
  );
  const before = known?.outcome === 'zapped' ? known.zapTime : undefined;
  const bound = before?.kind === 'exact' ? undefined : before;
  return { outcome, zapTime: zapTimeOf({ receivedAt, exact, lastChanges, known: bound }) };
}

const noTime: ZapTime = { kind: 'none' };

function bestAttempts(
  sightings: readonly ZapSighting[],
  known: RecordedRecipient | undefined,
): readonly Attempt[] {
  const attempts = sightings.flatMap((one): readonly Attempt[] =>
    one.zapAt?.kind === 'exact'
      ? [{ at: one.zapAt.at, outcome: resultOf(one), rank: rankOf(one.source) }]
      : [],
  );
  if (known?.zapTime.kind === 'exact') {
    const { at } = known.zapTime;
    attempts.push({ at, outcome: known.outcome, rank: bestRank(known.sources) });
  }
  const best = Math.min(...attempts.map(({ rank }) => rank));
  return attempts.filter(({ rank }) => rank === best);
}

const weights: Readonly<Record<ZapOutcome, number>> = { failed: 2, zapped: 1, 'user-triaged': 0 };

function later(a: Attempt | undefined, b: Attempt): Attempt {
  if (a === undefined) return b;
  const difference = Date.parse(b.at) - Date.parse(a.at);
  if (difference !== 0) return difference > 0 ? b : a;
  return weights[b.outcome] > weights[a.outcome] ? b : a;
}

/** A source that does not say how it ended says where the message is. */
function resultOf({ result, location }: ZapSighting): ZapOutcome {
  if (result === 'moved') return 'zapped';
  if (result !== 'unknown') return result;
  return location === 'inbox' ? 'failed' : 'zapped';
}

function unloggedOutcome(
  sightings: readonly ZapSighting[],
  known: RecordedRecipient | undefined,
): ZapOutcome {
  const telling = sightings.find(({ result }) => result !== 'unknown') ?? sightings[0];
  return telling === undefined ? (known?.outcome ?? 'zapped') : resultOf(telling);
}

/** ZAP leaves its property only on what it moved. Once seen, only a later failure takes that back. */
function wasMovedAfterAll(
  sightings: readonly ZapSighting[],
  known: RecordedRecipient | undefined,
  failure: Attempt | undefined,
): boolean {
  if (sightings.some(({ source, result }) => source === 'mailbox' && result === 'moved')) {
    return true;
  }
  if (known?.outcome !== 'zapped' || known.zapTime.kind === 'exact') return false;
  if (failure === undefined || known.zapTime.kind !== 'at-most') return true;
  return Date.parse(failure.at) <= Date.parse(known.zapTime.at);
}
