import { bestEnvelope } from './merge-envelope.js';
import { groupByMessage, networkIdOf } from './merge-identity.js';
import type { Opening } from './audit-answers.js';
import { mergeRecipient } from './merge-recipient.js';
import type { ZapMessage } from './message.js';
import { indexPeople, type PeopleIndex } from './people.js';
import type { DirectoryPerson } from './ports.js';
import type { RecordedRecipient, ZapRecord } from './records.js';
import { bestRank, inOneForm, ordered, orderedSources, orderKey } from './sighting-form.js';
import type { LinkClick, ZapSighting } from './sighting.js';

/**
 * What all sources and all earlier readings together say: each message once, each recipient once. Field by field the best
 * source that knows the field is believed, in the order of `zapSources`. Returns the messages that were sighted, in the
 * order of their keys, with what was stored of them and when it was opened; the same for sightings in any order and any
 * number.
 */
export function mergeSightings(
  sightings: readonly ZapSighting[],
  people: readonly DirectoryPerson[],
  known: readonly ZapRecord[] = [],
  openings: readonly Opening[] = [],
): readonly ZapMessage[] {
  const index = indexPeople(people);
  const records = known.map((record) => withPrimaryAddresses(record, index));
  const groups = groupByMessage(ordered(sightings.map((one) => inOneForm(one, index))), records);
  const byKey = new Map(records.map((record) => [record.key, record]));
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, group]) => messageOf(key, ordered(group), byKey.get(key), { index, openings }));
}

/** The stored messages that somebody opened, with that, and otherwise as they were; those of `known` in their order. */
export function mergeOpenings(
  openings: readonly Opening[],
  people: readonly DirectoryPerson[],
  known: readonly ZapRecord[],
): readonly ZapMessage[] {
  const index = indexPeople(people);
  const opened = new Set(openings.map(({ key }) => key));
  return known
    .filter(({ key }) => opened.has(key))
    .map((record) => withPrimaryAddresses(record, index))
    .map((record) => messageOf(record.key, [], record, { index, openings }));
}

/** Earlier readings may have known less of the directory. Of two entries for one person the better informed stays. */
function withPrimaryAddresses(record: ZapRecord, index: PeopleIndex): ZapRecord {
  const byAddress = new Map<string, RecordedRecipient>();
  const bestFirst = record.recipients.toSorted(
    (a, b) => bestRank(a.sources) - bestRank(b.sources) || (orderKey(a) < orderKey(b) ? -1 : 1),
  );
  for (const one of bestFirst) {
    const address = index.addressOf(one.address);
    if (!byAddress.has(address)) byAddress.set(address, { ...one, address });
  }
  return { ...record, recipients: [...byAddress.values()] };
}

function messageOf(
  key: string,
  sightings: readonly ZapSighting[],
  known: ZapRecord | undefined,
  { index, openings }: { readonly index: PeopleIndex; readonly openings: readonly Opening[] },
): ZapMessage {
  const clicks = distinct(sightings.flatMap((one) => one.clicks ?? []));
  const knownOf = new Map(known?.recipients.map((one) => [one.address, one]));
  const seenOf = byRecipient(sightings);
  const openingsHere = openings.filter((one) => one.key === key);
  const addresses = [...new Set([...knownOf.keys(), ...seenOf.keys()])].sort();
  const recipients = addresses.map((address) =>
    mergeRecipient(address, {
      sightings: seenOf.get(address) ?? [],
      known: knownOf.get(address),
      clicks: clicks.filter(({ account }) => index.isAccountOf(account, address)),
      opened: openingsHere.filter((one) => index.addressOf(one.address) === address).map(timeOf),
      objectId: index.personOf(address)?.objectId,
    }),
  );
  const others = clicks.filter(
    ({ account }) => !addresses.some((address) => index.isAccountOf(account, address)),
  );
  const logged = sightings.some((one) => one.clicks !== undefined);
  const otherClicks = logged ? others.length : (known?.otherClicks ?? 0);
  const networkMessageId = sightings.map(networkIdOf).find((id) => id !== undefined);
  return {
    ...bestEnvelope(sightings, known),
    key,
    networkMessageId: networkMessageId ?? known?.networkMessageId,
    recipients,
    otherClicks,
    sources: orderedSources([...sightings.map(({ source }) => source), ...(known?.sources ?? [])]),
  };
}

function timeOf({ at }: Opening): string {
  return at;
}

function byRecipient(
  sightings: readonly ZapSighting[],
): ReadonlyMap<string, readonly ZapSighting[]> {
  const groups = new Map<string, ZapSighting[]>();
  for (const one of sightings) {
    const group = groups.get(one.recipient);
    if (group === undefined) groups.set(one.recipient, [one]);
    else group.push(one);
  }
  return groups;
}

function distinct(clicks: readonly LinkClick[]): readonly LinkClick[] {
  const byKey = new Map(clicks.map((click) => [orderKey(click), click]));
  return [...byKey]
    .sort(([a, one], [b, other]) => {
      const apart = Date.parse(one.at) - Date.parse(other.at);
      return apart === 0 ? (a < b ? -1 : 1) : apart;
    })
    .map(([, click]) => click);
}
