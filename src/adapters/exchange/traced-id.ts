import { AppError } from '../../lib/errors.js';
import type { ZapSighting } from '../../zap/sighting.js';
import type { BatchResult } from './batch-read.js';
import type { CommandCall } from './command-call.js';
import type { ExchangeCommands } from './exchange-commands.js';
import { looseRow, textIn } from './row-values.js';

/** The tenant shares 100 traces in five minutes among everybody who traces (Exchange Team blog, 2026-01-22). */
const mostTraces = 40;
/** Report and trace may round the time of receipt differently. */
const slackMs = 2 * 60_000;
const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Get-MessageTraceV2 by sender, recipient and time of receipt, for sightings that have no message id; least permission
 * Exchange.ManageAsApp with a role that holds the cmdlet. An id is taken only when exactly one message fits, else the
 * sighting stays without: so it does when the trace is refused, because the purge itself is known without it.
 */
export async function withTracedIds(
  commands: ExchangeCommands,
  sightings: readonly ZapSighting[],
): Promise<readonly ZapSighting[]> {
  const calls = new Map<ZapSighting, CommandCall>();
  for (const sighting of sightings) {
    const call = sighting.networkMessageId === undefined ? traceCall(sighting) : undefined;
    if (call !== undefined && calls.size < mostTraces) calls.set(sighting, call);
  }
  if (calls.size === 0) return sightings;
  const results = await attempt(commands, [...calls.values()]);
  if (results === 'refused') return sightings;
  const found = new Map([...calls.keys()].map((one, index) => [one, idsOf(one, results[index])]));
  return sightings.map((sighting) => ({ ...sighting, ...found.get(sighting) }));
}

async function attempt(
  commands: ExchangeCommands,
  calls: readonly CommandCall[],
): Promise<readonly BatchResult[] | 'refused'> {
  try {
    return await commands.batch(calls);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return 'refused';
  }
}

function traceCall({ senderAddress, recipient, receivedAt }: ZapSighting): CommandCall | undefined {
  if (senderAddress === undefined || receivedAt === undefined) return undefined;
  const at = new Date(receivedAt).getTime();
  return {
    cmdlet: 'Get-MessageTraceV2',
    parameters: {
      SenderAddress: senderAddress,
      RecipientAddress: recipient,
      StartDate: new Date(at - slackMs).toISOString(),
      EndDate: new Date(at + slackMs).toISOString(),
    },
  };
}

type Ids = Pick<ZapSighting, 'networkMessageId' | 'internetMessageId'>;

function idsOf({ subject }: ZapSighting, result: BatchResult | undefined): Partial<Ids> {
  const rows = result?.kind === 'rows' ? result.rows.map(looseRow) : [];
  const alike = rows.filter((row) => textIn(row, 'Subject') === subject);
  const ids = new Map(
    (alike.length > 0 ? alike : rows).flatMap((row) => {
      const id = textIn(row, 'MessageTraceId')?.toLowerCase() ?? '';
      return guid.test(id) ? [[id, textIn(row, 'MessageId')] as const] : [];
    }),
  );
  const [only, ...others] = ids;
  if (only === undefined || others.length > 0) return {};
  const [networkMessageId, internetMessageId] = only;
  return { networkMessageId, internetMessageId };
}
