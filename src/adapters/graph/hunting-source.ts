import type { Clock } from '../../lib/clock.js';
import { ServiceError } from '../../lib/errors.js';
import type { SightingsReading, TenantZapSource } from '../../zap/ports.js';
import type { TimeSpan } from '../../lib/time-span.js';
import type { GraphClient } from './graph-client.js';
import { huntingDaysBack, probeHunting } from './hunting-presence.js';
import { keyOf, runHunting } from './hunting-query.js';
import type { HuntingRow } from './hunting-query.js';
import { sightingsOf } from './hunting-sighting.js';
import type { HuntingContext } from './hunting-sighting.js';
import {
  clickColumns,
  mailColumns,
  mailQuery,
  mostRows,
  rowsOfMessages,
  within,
} from './hunting-tables.js';
import { kqlList } from './kql.js';
import { provenGraph } from './tenant-client.js';
import type { GraphOf } from './tenant-client.js';
import { daysBefore } from './utc-time.js';

/** ZAP acts for 48 hours after delivery; a day more for what is logged late. */
const deliveredBeforeDays = 3;
const idsPerQuery = 250;
const postDelivery = { EmailPostDeliveryEvents: 'ActionType' };

export interface HuntingSourceOptions {
  /** Purges read at once at most; beyond it the reading is `truncated`. Default 10,000. */
  readonly mostEvents?: number | undefined;
  readonly clock: Clock;
}

/**
 * Source A, advanced hunting: the time of the purge, what came of it, and the clicks. POST /security/runHuntingQuery; least
 * permission ThreatHunting.Read.All; Defender for Office 365 Plan 2. `graphOf` gives the reader's client.
 */
export function huntingSource(graphOf: GraphOf, options: HuntingSourceOptions): TenantZapSource {
  const clientOf = provenGraph(graphOf);
  return {
    name: 'hunting',
    daysBack: huntingDaysBack,
    probe: async (tenantId) => probeHunting(clientOf(tenantId), options.clock, postDelivery),
    read: async (tenantId, span) => read(clientOf(tenantId), span, options.mostEvents ?? 10_000),
  };
}

const eventColumns = [
  'Timestamp',
  'NetworkMessageId',
  'RecipientEmailAddress',
  'ActionType',
  'ActionResult',
  'DeliveryLocation',
];

async function read(
  client: GraphClient,
  span: TimeSpan,
  mostEvents: number,
): Promise<SightingsReading> {
  const purges = ['EmailPostDeliveryEvents', within(span), 'where ActionType has "ZAP"'];
  const query = [...purges, 'order by Timestamp desc', `take ${mostEvents}`].join('\n| ');
  // Not projected: SourceLocation is a column that only some tenants have yet, and to name it would fail in the others.
  const events = await runHunting(client, query, span, eventColumns);
  const ids = [...new Set(events.map((row) => keyOf(row, 'NetworkMessageId')))];
  const wide = { from: daysBefore(span.from, deliveredBeforeDays), to: span.to };
  const context = await readContext(client, wide, ids);
  return {
    sightings: sightingsOf(events, context),
    truncated: context.truncated || events.length < (await countOf(client, purges, span)),
  };
}

/** Asked for apart, because the service may cut a list off without a word. */
async function countOf(
  client: GraphClient,
  purges: readonly string[],
  span: TimeSpan,
): Promise<number> {
  const query = [...purges, 'summarize Total = count()'].join('\n| ');
  const [row] = await runHunting(client, query, span, ['Total']);
  return Number(row === undefined ? 0 : keyOf(row, 'Total'));
}

async function readContext(
  client: GraphClient,
  span: TimeSpan,
  ids: readonly string[],
): Promise<HuntingContext & { readonly truncated: boolean }> {
  const read = await inChunks(ids, (some) =>
    runHunting(client, mailQuery(span, `NetworkMessageId in~ ${kqlList(some)}`, mostRows), span, [
      ...mailColumns,
      'ClusterId',
    ]),
  );
  const table = (name: string, columns: readonly string[]) =>
    optional(() =>
      inChunks(ids, (some) => runHunting(client, rowsOfMessages(name, span, some), span, columns)),
    );
  const clicks = await table('UrlClickEvents', clickColumns);
  const urls = await table('EmailUrlInfo', ['NetworkMessageId', 'Url']);
  const files = await table('EmailAttachmentInfo', ['NetworkMessageId', 'FileName']);
  return {
    mails: read.rows,
    clicks: clicks?.rows,
    urls: urls?.rows,
    files: files?.rows,
    truncated: [read, clicks, urls, files].some((part) => part?.truncated === true),
  };
}

interface Part {
  readonly rows: readonly HuntingRow[];
  readonly truncated: boolean;
}

async function inChunks(
  ids: readonly string[],
  read: (ids: readonly string[]) => Promise<readonly HuntingRow[]>,
): Promise<Part> {
  const rows: HuntingRow[] = [];
  let truncated = false;
  for (let i = 0; i < ids.length; i += idsPerQuery) {
    const found = await read(ids.slice(i, i + idsPerQuery));
    truncated ||= found.length >= mostRows;
    for (const row of found) rows.push(row);
  }
  return { rows, truncated };
}

/** A tenant without Safe Links has no table of clicks: then clicks are not known, which is not the same as none. */
async function optional(read: () => Promise<Part>): Promise<Part | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ServiceError && error.answer.status === 400) return undefined;
    throw error;
  }
}
