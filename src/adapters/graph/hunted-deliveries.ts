import type { DeliveriesReading, DeliveryQuery, MailDelivery } from '../../zap/ports.js';
import type { TimeSpan } from '../../lib/time-span.js';
import type { LinkClick } from '../../zap/sighting.js';
import { isAbsent, isMessage, placeOf } from './delivery-log.js';
import type { GraphClient } from './graph-client.js';
import { keyOf, runHunting, timeOf } from './hunting-query.js';
import type { HuntingRow } from './hunting-query.js';
import {
  clickColumns,
  clicksOf,
  envelopeOf,
  mailColumns,
  mailQuery,
  rowsOfMessages,
  within,
} from './hunting-tables.js';
import { kqlList, kqlString } from './kql.js';

/** Newest first; beyond it the answer says so. */
const mostDeliveries = 2_000;
const mostMessagesOfHost = 500;
const idsPerQuery = 250;

const limitTexts = {
  truncated: 'There were more deliveries than are read at once; the newest are shown.',
  clicks: 'The tenant logs no clicks.',
} as const;

/**
 * Who received it, by advanced hunting (POST /security/runHuntingQuery, least permission ThreatHunting.Read.All): where each copy
 * is as far as the service knows, and whether its recipient clicked. A domain takes in those below it. Rejects with a typed
 * error, also where the tenant has no hunting.
 */
export async function huntedDeliveries(
  client: GraphClient,
  query: DeliveryQuery,
  span: TimeSpan,
): Promise<DeliveriesReading> {
  const limits = new Set<string>();
  const condition =
    query.by === 'host' ? await ofHost(client, query.host, span, limits) : conditionOf(query);
  if (condition === undefined) return { from: 'hunting', deliveries: [], limits: [...limits] };
  const rows = await runHunting(
    client,
    mailQuery(span, condition, mostDeliveries + 1),
    span,
    mailColumns,
  );
  if (rows.length > mostDeliveries) limits.add(limitTexts.truncated);
  const newest = eachCopyOnce(rows.slice(0, mostDeliveries));
  const clicks = await clicksIn(client, span, newest, limits);
  const deliveries = newest.map((row) => deliveryOf(row, clicks));
  const found = { from: 'hunting', deliveries, limits: [...limits] } as const;
  return limits.has(limitTexts.truncated) ? { ...found, incomplete: true } : found;
}

function conditionOf(query: Exclude<DeliveryQuery, { by: 'host' }>): string {
  switch (query.by) {
    case 'message':
      return isMessage(query.message);
    case 'cluster':
      return `tostring(EmailClusterId) == ${kqlString(query.clusterId)}`;
    case 'sender':
      return anyOf(
        ['SenderFromAddress', 'SenderMailFromAddress'],
        `=~ ${kqlString(query.address)}`,
      );
    case 'domain':
      return anyOf(['SenderFromDomain', 'SenderMailFromDomain'], `=~ ${kqlString(query.domain)}`);
    case 'ip':
      return anyOf(['SenderIPv4', 'SenderIPv6'], `=~ ${kqlString(query.ip)}`);
  }
}

function anyOf(columns: readonly string[], test: string): string {
  return columns.map((column) => `${column} ${test}`).join(' or ');
}

/** Messages with a link to the host, from EmailUrlInfo; undefined when there are none. */
async function ofHost(
  client: GraphClient,
  host: string,
  span: TimeSpan,
  limits: Set<string>,
): Promise<string | undefined> {
  const query = [
    'EmailUrlInfo',
    within(span),
    `where UrlDomain =~ ${kqlString(host)}`,
    'distinct NetworkMessageId',
    `take ${mostMessagesOfHost + 1}`,
  ].join('\n| ');
  const rows = await runHunting(client, query, span, ['NetworkMessageId']);
  if (rows.length > mostMessagesOfHost) limits.add(limitTexts.truncated);
  const ids = rows.slice(0, mostMessagesOfHost).map((row) => keyOf(row, 'NetworkMessageId'));
  return ids.length === 0 ? undefined : `NetworkMessageId in~ ${kqlList(ids)}`;
}

/** Rows come newest first, and repeat. */
function eachCopyOnce(rows: readonly HuntingRow[]): readonly HuntingRow[] {
  const copies = new Map<string, HuntingRow>();
  for (const row of rows) {
    const copy = `${keyOf(row, 'NetworkMessageId')}|${keyOf(row, 'RecipientEmailAddress')}`;
    if (!copies.has(copy)) copies.set(copy, row);
  }
  return [...copies.values()];
}

type Clicks = ReadonlyMap<string, readonly LinkClick[]>;

/** Undefined where the tenant has no table of clicks. */
async function clicksIn(
  client: GraphClient,
  span: TimeSpan,
  rows: readonly HuntingRow[],
  limits: Set<string>,
): Promise<Clicks | undefined> {
  const ids = [...new Set(rows.map((row) => keyOf(row, 'NetworkMessageId')))];
  const found: HuntingRow[] = [];
  try {
    for (let i = 0; i < ids.length; i += idsPerQuery) {
      const query = rowsOfMessages('UrlClickEvents', span, ids.slice(i, i + idsPerQuery));
      found.push(...(await runHunting(client, query, span, clickColumns)));
    }
  } catch (error) {
    if (!isAbsent(error)) throw error;
    limits.add(limitTexts.clicks);
    return undefined;
  }
  return clicksOf(found);
}

function deliveryOf(row: HuntingRow, clicks: Clicks | undefined): MailDelivery {
  const networkMessageId = keyOf(row, 'NetworkMessageId');
  const recipient = keyOf(row, 'RecipientEmailAddress');
  return {
    ...envelopeOf(row),
    networkMessageId,
    recipient,
    receivedAt: timeOf(row, 'Timestamp'),
    location: placeOf(row),
    clicked: clicks && hasClicked(clicks.get(networkMessageId) ?? [], recipient),
  };
}

/** A click names the account's UPN, which need not be the address: then it is not known whose click it was. */
function hasClicked(clicks: readonly LinkClick[], recipient: string): boolean | undefined {
  if (clicks.some(({ account }) => account === recipient)) return true;
  return clicks.length === 0 ? false : undefined;
}
