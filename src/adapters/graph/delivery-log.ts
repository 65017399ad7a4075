import type { Clock } from '../../lib/clock.js';
import { ServiceError } from '../../lib/errors.js';
import type { MessageRefs } from '../../zap/ports.js';
import type { TimeSpan } from '../../lib/time-span.js';
import type { MailLocation } from '../../zap/sighting.js';
import { analyzedEmail } from './analyzed-email.js';
import type { GraphClient } from './graph-client.js';
import { keyOf, runHunting, textOf } from './hunting-query.js';
import type { HuntingRow } from './hunting-query.js';
import { mailColumns, mailQuery, mostRows } from './hunting-tables.js';
import { kqlString } from './kql.js';
import { locationOf } from './mail-words.js';
import { odataString } from './odata.js';
import { daysBefore } from './utc-time.js';

const daysBack = 30;

/** The KQL condition for one message, by the id that can't be forged where it is known. */
export function isMessage({ networkMessageId, internetMessageId }: MessageRefs): string {
  if (networkMessageId) return `NetworkMessageId =~ ${kqlString(networkMessageId)}`;
  if (internetMessageId) return `InternetMessageId == ${kqlString(internetMessageId)}`;
  throw new TypeError('A message is named by an id.');
}

/** Whether the tenant simply has no such source: no licence, no permission, not in this cloud. */
export function isAbsent(error: unknown): error is ServiceError {
  return error instanceof ServiceError && [400, 402, 403, 404].includes(error.answer.status);
}

/** EmailEvents of one message, newest first. Least permission ThreatHunting.Read.All. */
async function mailRowsOf(
  client: GraphClient,
  message: MessageRefs,
  span: TimeSpan,
): Promise<readonly HuntingRow[]> {
  const query = mailQuery(span, isMessage(message), mostRows);
  return runHunting(client, query, span, mailColumns);
}

/**
 * The message with its InternetMessageId, by which mailboxes and quarantine are searched; undefined when the logs don't
 * know it. Hunting first, else GET /security/collaboration/analyzedEmails (SecurityAnalyzedMessage.Read.All). Rejects with
 * the first refusal when the tenant has neither.
 */
export async function withInternetId(
  client: GraphClient,
  message: MessageRefs,
  clock: Clock,
): Promise<(MessageRefs & { readonly internetMessageId: string }) | undefined> {
  const { internetMessageId: given, networkMessageId } = message;
  if (given) return { ...message, internetMessageId: given };
  if (!networkMessageId) throw new TypeError('A message is named by an id.');
  const found = await eitherLog(
    async () => {
      const rows = await mailRowsOf(client, message, lately(clock));
      return rows.flatMap((row) => textOf(row, 'InternetMessageId') ?? []);
    },
    async () => {
      const path = analyzedPath(`networkMessageId eq ${odataString(networkMessageId)}`, clock);
      const { items } = await client.listUpTo(1, path, analyzedEmail);
      return items.flatMap(({ internetMessageId }) => internetMessageId ?? []);
    },
  );
  const [internetMessageId] = found;
  return internetMessageId === undefined ? undefined : { ...message, internetMessageId };
}

/**
 * Where the logs believe each copy to be: hunting's LatestDeliveryLocation, else latestDelivery of analyzed e-mails. They
 * don't know what people moved themselves. Rejects with the first refusal when the tenant has neither.
 */
export async function loggedPlaces(
  client: GraphClient,
  message: MessageRefs,
  addresses: readonly string[],
  clock: Clock,
): Promise<ReadonlyMap<string, MailLocation>> {
  return eitherLog(
    async () => {
      const places = new Map<string, MailLocation>();
      for (const row of await mailRowsOf(client, message, lately(clock))) {
        const address = keyOf(row, 'RecipientEmailAddress');
        if (!places.has(address)) places.set(address, placeOf(row));
      }
      return places;
    },
    () => analyzedPlaces(client, message, addresses, clock),
  );
}

export function placeOf(row: HuntingRow): MailLocation {
  return locationOf(textOf(row, 'LatestDeliveryLocation') ?? textOf(row, 'DeliveryLocation'));
}

async function analyzedPlaces(
  client: GraphClient,
  { networkMessageId }: MessageRefs,
  addresses: readonly string[],
  clock: Clock,
): Promise<ReadonlyMap<string, MailLocation>> {
  // By this id alone can the list be filtered.
  if (!networkMessageId) return new Map();
  const id = `networkMessageId eq ${odataString(networkMessageId)}`;
  const requests = addresses.map((address) => ({
    id: address,
    path: analyzedPath(`${id} and recipientEmailAddress eq ${odataString(address)}`, clock),
  }));
  const places = new Map<string, MailLocation>();
  for (const [address, result] of await client.lists(requests, analyzedEmail)) {
    if (result.kind === 'failed') throw result.error;
    const [email] = result.items;
    if (email !== undefined) places.set(address, locationOf(email.latestDelivery?.location ?? ''));
  }
  return places;
}

function analyzedPath(filter: string, clock: Clock): string {
  const { from, to } = lately(clock);
  const times = `startTime=${encodeURIComponent(from)}&endTime=${encodeURIComponent(to)}`;
  return `security/collaboration/analyzedEmails?${times}&$filter=${encodeURIComponent(filter)}`;
}

function lately(clock: Clock): TimeSpan {
  const to = clock.now().toISOString();
  return { from: daysBefore(to, daysBack), to };
}

async function eitherLog<T>(hunting: () => Promise<T>, analyzed: () => Promise<T>): Promise<T> {
  try {
    return await hunting();
  } catch (error) {
    if (!isAbsent(error)) throw error;
    return otherwise(analyzed, error);
  }
}

async function otherwise<T>(read: () => Promise<T>, first: ServiceError): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw isAbsent(error) ? first : error;
  }
}
