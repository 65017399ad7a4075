import type { Clock } from '../../lib/clock.js';
import { ServiceError } from '../../lib/errors.js';
import type { SightingsReading, TenantZapSource } from '../../zap/ports.js';
import type { SourcePresence } from '../../tenants/source-presence.js';
import type { TimeSpan } from '../../lib/time-span.js';
import type { ZapSighting } from '../../zap/sighting.js';
import { analyzedEmail, sightingOf } from './analyzed-email.js';
import type { GraphClient } from './graph-client.js';
import { provenGraph } from './tenant-client.js';
import type { GraphOf } from './tenant-client.js';
import { daysBefore } from './utc-time.js';

const daysBack = 30;
/** startTime is the mail's, and ZAP acts for 48 hours after delivery. */
const deliveredBeforeDays = 3;
const pageSize = 500;

export interface AnalyzedEmailsOptions {
  readonly clock: Clock;
  /** E-mails looked at per reading at most; beyond it the reading is `truncated`. Default 20,000. */
  readonly mostEmails?: number | undefined;
}

/**
 * Source C, analyzed e-mails of v1.0, whose timeline has the purge and the clicks. GET
 * /security/collaboration/analyzedEmails; least permission SecurityAnalyzedMessage.Read.All; global cloud only. The list
 * can't be filtered by what happened to a mail, so it is read and sifted here. `graphOf` gives the reader's client.
 * Assumption: startTime and endTime take date-times and mean the delivery.
 */
export function analyzedEmailsSource(
  graphOf: GraphOf,
  options: AnalyzedEmailsOptions,
): TenantZapSource {
  const clientOf = provenGraph(graphOf);
  return {
    name: 'analyzed-emails',
    daysBack,
    probe: async (tenantId) => probe(clientOf(tenantId), options.clock),
    read: async (tenantId, span) => read(clientOf(tenantId), span, options.mostEmails ?? 20_000),
  };
}

const absences: ReadonlyMap<number, 'no-licence' | 'no-permission' | 'not-in-cloud'> = new Map([
  [400, 'no-licence'],
  [402, 'no-licence'],
  [403, 'no-permission'],
  [404, 'not-in-cloud'],
]);

/** Assumption: which status a tenant without the licence answers with is not documented; 400 and 402 count as that. */
async function probe(client: GraphClient, clock: Clock): Promise<SourcePresence> {
  const to = clock.now().toISOString();
  try {
    await client.listUpTo(1, listPath({ from: daysBefore(to, 1), to }, 1), analyzedEmail);
    return { kind: 'present' };
  } catch (error) {
    const why = error instanceof ServiceError ? absences.get(error.answer.status) : undefined;
    if (!(error instanceof ServiceError) || why === undefined) throw error;
    return { kind: 'absent', why, serviceCode: error.answer.serviceCode };
  }
}

async function read(
  client: GraphClient,
  span: TimeSpan,
  mostEmails: number,
): Promise<SightingsReading> {
  const wide = { from: daysBefore(span.from, deliveredBeforeDays), to: span.to };
  const { items, truncated } = await client.listUpTo(
    mostEmails,
    listPath(wide, pageSize),
    analyzedEmail,
  );
  const sightings = new Map<string, ZapSighting>();
  for (const email of items) {
    const sighting = sightingOf(email, span);
    if (sighting === undefined) continue;
    // Pages can overlap when the list moves under them.
    sightings.set(`${email.networkMessageId}|${email.recipientEmailAddress}`, sighting);
  }
  return { sightings: [...sightings.values()], truncated };
}

function listPath({ from, to }: TimeSpan, top: number): string {
  const times = `startTime=${encodeURIComponent(from)}&endTime=${encodeURIComponent(to)}`;
  return `security/collaboration/analyzedEmails?${times}&$top=${top}`;
}
