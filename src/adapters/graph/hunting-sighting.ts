import type { LinkClick, MailAttachment, ZapSighting } from '../../zap/sighting.js';
import { keyOf, lowerOf, textOf, timeOf } from './hunting-query.js';
import type { HuntingRow } from './hunting-query.js';
import { attachmentsOf, clicksOf, envelopeOf, urlsOf } from './hunting-tables.js';
import { isExercise, locationOf, resultOf, threatOf } from './mail-words.js';

/** What the other tables say of the messages that were purged. */
export interface HuntingContext {
  readonly mails: readonly HuntingRow[];
  /** Undefined where the tenant has no such table. */
  readonly clicks: readonly HuntingRow[] | undefined;
  readonly urls: readonly HuntingRow[] | undefined;
  readonly files: readonly HuntingRow[] | undefined;
}

interface Joined {
  readonly mails: ReadonlyMap<string, readonly HuntingRow[]>;
  readonly clicks: ReadonlyMap<string, readonly LinkClick[]> | undefined;
  readonly urls: ReadonlyMap<string, readonly string[]> | undefined;
  readonly files: ReadonlyMap<string, readonly MailAttachment[]> | undefined;
}

/**
 * One sighting per message and recipient, exercises left out; the clicks of a message stand on each of its sightings, with the account
 * that clicked. A sighting takes its result from the last row: rows repeat, and a purge is tried again.
 */
export function sightingsOf(
  events: readonly HuntingRow[],
  context: HuntingContext,
): readonly ZapSighting[] {
  const joined: Joined = {
    mails: byCopy(context.mails),
    clicks: context.clicks && clicksOf(context.clicks),
    urls: context.urls && urlsOf(context.urls),
    files: context.files && attachmentsOf(context.files),
  };
  const sightings: ZapSighting[] = [];
  for (const [copy, rows] of byCopy(events)) {
    const mails = joined.mails.get(copy) ?? [];
    if (mails.some((row) => isExercise(textOf(row, 'OrgLevelPolicy')))) continue;
    sightings.push(sightingOf(rows, mails, joined));
  }
  return sightings;
}

/** Rows by message and recipient, oldest first. */
function byCopy(rows: readonly HuntingRow[]): ReadonlyMap<string, readonly HuntingRow[]> {
  const copies = new Map<string, { readonly at: string; readonly row: HuntingRow }[]>();
  for (const row of rows) {
    const copy = `${keyOf(row, 'NetworkMessageId')}|${keyOf(row, 'RecipientEmailAddress')}`;
    const found = copies.get(copy) ?? [];
    found.push({ at: timeOf(row, 'Timestamp'), row });
    copies.set(copy, found);
  }
  return new Map(
    [...copies].map(([copy, found]) => [
      copy,
      found.sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at))).map(({ row }) => row),
    ]),
  );
}

function sightingOf(
  events: readonly HuntingRow[],
  mails: readonly HuntingRow[],
  joined: Joined,
): ZapSighting {
  const [last, mail, first] = [events.at(-1), mails.at(-1), mails[0]];
  if (last === undefined) throw new TypeError('A copy has at least one event.');
  const id = keyOf(last, 'NetworkMessageId');
  const result = resultOf(textOf(last, 'ActionResult'));
  // It was out of reach from the first purge that worked; a later row may repeat it, or move it further.
  const done = events.find((row) => resultOf(textOf(row, 'ActionResult')) === result) ?? last;
  const threats = [last, mail].map((row) => row && textOf(row, 'ThreatTypes'));
  return {
    ...(mail === undefined ? bareEnvelope(last) : envelopeOf(mail)),
    urls: joined.urls && (joined.urls.get(id) ?? []),
    attachments: joined.files && (joined.files.get(id) ?? []),
    source: 'hunting',
    networkMessageId: id,
    recipient: keyOf(last, 'RecipientEmailAddress'),
    threat: threatOf(textOf(last, 'ActionType'), ...threats),
    result,
    location: placeOf(last, mail, result === 'moved'),
    receivedAt: first && timeOf(first, 'Timestamp'),
    zapAt: { kind: 'exact', at: timeOf(done, 'Timestamp') },
    clicks: joined.clicks && (joined.clicks.get(id) ?? []),
  };
}

/** A purge whose delivery is not logged (yet). */
function bareEnvelope(event: HuntingRow): Pick<ZapSighting, 'internetMessageId'> {
  return { internetMessageId: textOf(event, 'InternetMessageId') };
}

/**
 * Where the copy is. A purge that worked knows best; after one that did not, the message's own row does, and last the
 * folder in which it was found.
 */
function placeOf(
  event: HuntingRow,
  mail: HuntingRow | undefined,
  moved: boolean,
): ZapSighting['location'] {
  const ofEvent = locationOf(textOf(event, 'DeliveryLocation'));
  const ofMail = locationOf(mail && lowerOf(mail, 'LatestDeliveryLocation'));
  const ofSource = locationOf(textOf(event, 'SourceLocation'));
  const order = moved ? [ofEvent, ofMail] : [ofMail, ofEvent, ofSource];
  return order.find((place) => place !== 'unknown') ?? 'unknown';
}
