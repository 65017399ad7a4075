import type { Clock } from '../../lib/clock.js';
import type { SightingsReading, TenantZapSource } from '../../zap/ports.js';
import type { SourcePresence } from '../../tenants/source-presence.js';
import type { TimeSpan } from '../../lib/time-span.js';
import type { ZapSighting } from '../../zap/sighting.js';
import type { ExchangeCommands } from './exchange-commands.js';
import { reportPages } from './report-pages.js';
import { reportPresence } from './report-presence.js';
import { provenCommands } from './tenant-commands.js';
import type { CommandsOf } from './tenant-commands.js';
import { withTracedIds } from './traced-id.js';
import { sightingOfRow, zapReport } from './zap-report-row.js';

/** Microsoft Learn: "Get-DetailZapReport". */
const daysBack = 10;
const dayMs = 24 * 60 * 60_000;
/** A span of exactly ten days has grown a little older by now. */
const slackMs = 5 * 60_000;
const pages = { size: 5000, most: 20 };

/**
 * Source B, the report of ZAP: its true time, quarantine too, no message id, no clicks. Get-DetailZapReport; least
 * permission Exchange.ManageAsApp with the role Security Reader; Defender for Office 365. `commandsOf` gives the reader's
 * commands. Assumption: what a tenant without the licence answers is not documented; a refusal counts as its absence, an
 * empty report can't be told from a quiet tenant.
 */
export function zapReportSource(
  commandsOf: CommandsOf,
  { clock }: { readonly clock: Clock },
): TenantZapSource {
  const commandsFor = provenCommands(commandsOf);
  return {
    name: 'zap-report',
    daysBack,
    probe: async (tenantId) => probe(commandsFor(tenantId), clock),
    read: async (tenantId, span) => read(commandsFor(tenantId), span, clock),
  };
}

async function probe(commands: ExchangeCommands, clock: Clock): Promise<SourcePresence> {
  const to = clock.now().getTime();
  const parameters = {
    StartDate: new Date(to - dayMs).toISOString(),
    EndDate: new Date(to).toISOString(),
    PageSize: 1,
    Page: 1,
  };
  return reportPresence(() => commands.invoke(zapReport, parameters, { idempotent: true }));
}

async function read(
  commands: ExchangeCommands,
  span: TimeSpan,
  clock: Clock,
): Promise<SightingsReading> {
  const to = new Date(span.to).getTime();
  const asked = new Date(span.from).getTime();
  const oldest = Math.max(clock.now().getTime(), to) - daysBack * dayMs;
  const parameters = {
    StartDate: new Date(Math.max(asked, oldest)).toISOString(),
    EndDate: new Date(to).toISOString(),
  };
  if (to <= oldest) return { sightings: [], truncated: true };
  const { rows, truncated } = await reportPages(commands, zapReport, parameters, pages);
  const sightings = eachOnce(rows.map(sightingOfRow));
  return {
    sightings: await withTracedIds(commands, sightings),
    truncated: truncated || asked < oldest - slackMs,
  };
}

/** Pages move under a list, and bring rows twice. */
function eachOnce(sightings: readonly ZapSighting[]): readonly ZapSighting[] {
  return [...new Map(sightings.map((sighting) => [JSON.stringify(sighting), sighting])).values()];
}
