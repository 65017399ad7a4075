import type { Clock } from '../../lib/clock.js';
import { reachOf, spanOf, windowOf, windowsOf } from '../../lib/time-windows.js';
import type { TimeWindow } from '../../lib/time-windows.js';
import type { MailPart, MailQuestion, MailSource } from '../../spam/ports.js';
import { tenantPaces } from './call-pace.js';
import type { Pace } from './call-pace.js';
import type { GraphClient } from './graph-client.js';
import { huntingDaysBack, probeHunting } from './hunting-presence.js';
import { runHunting } from './hunting-query.js';
import { readFlow } from './mail-flow-parts.js';
import { repeatedForMs } from './mail-flow-query.js';
import { provenGraph } from './tenant-client.js';
import type { GraphOf } from './tenant-client.js';

const dayMs = 24 * 60 * 60_000;
/**
 * Of the 45 calls a minute that a tenant has (Microsoft Learn: "Use the Microsoft Graph security API"); the others are for
 * whoever else hunts there.
 */
const callLimit = { calls: 30, perMs: 60_000 };
/** Assumption: mail is logged within this time of its delivery; how late it can be is not documented. */
const lagMs = 60 * 60_000;
/** Whoever asked for just thirty days has reckoned them a little earlier. */
const ignoredMs = 10 * 60_000;
/** Far below the service's own cap of 100,000 rows, so that an answer stays small. */
const mostRows = 10_000;
/** What is counted at once, and read in one piece where it fits an answer: small tenants take few calls that way. */
const windowMs = 7 * dayMs;

export interface HuntingMailOptions {
  readonly clock: Clock;
  /** Rows of one answer at most. Default 10,000. */
  readonly mostRows?: number | undefined;
}

/**
 * Mail flow by advanced hunting (EmailEvents). POST /security/runHuntingQuery (Microsoft Learn: "security:
 * runHuntingQuery", "EmailEvents"); least permission ThreatHunting.Read.All; Defender for Office 365 Plan 2. Verdict and
 * outcome are those of the delivery, not of what ZAP did later. Told one by one is mail with a threat, and mail from
 * outside that names a domain of the tenant without proof. All other mail is summed up by the hour, counted from the beginning of the span: from us by sender
 * (the number of recipients is the service's estimate), to us by recipient. Simulations and SecOps mailboxes are left out. `graphOf` gives the reader's client.
 */
export function huntingMailSource(graphOf: GraphOf, options: HuntingMailOptions): MailSource {
  const clientOf = provenGraph(graphOf);
  const { clock } = options;
  const paceOf = tenantPaces(callLimit, clock);
  return {
    name: 'hunting',
    daysBack: huntingDaysBack,
    probe: async (tenantId) => probeHunting(clientOf(tenantId), clock),
    read: (tenantId, question) =>
      read({ client: clientOf(tenantId), pace: paceOf(tenantId) }, question, options),
  };
}

interface Way {
  readonly client: GraphClient;
  readonly pace: Pace;
}

async function* read(
  { client, pace }: Way,
  question: MailQuestion,
  { clock, mostRows: most = mostRows }: HuntingMailOptions,
): AsyncGenerator<MailPart, void, undefined> {
  const asked = windowOf(question.span);
  const now = clock.now().getTime();
  const { within, before } = reachOf(asked, {
    oldest: now - huntingDaysBack * dayMs,
    newest: now,
    ignored: ignoredMs,
  });
  if (before !== undefined) yield limit('too-far-back', before);
  if (within === undefined) return;
  const late = reachOf(within, { oldest: now - lagMs, newest: now }).within;
  if (late !== undefined) yield limit('lag', late);
  const domains = question.ownDomains.map((domain) => domain.toLowerCase());
  const reading = {
    question: { ownDomains: [...new Set(domains)], mailbox: question.mailbox },
    start: asked.from,
    most,
    run: async (query: string, window: TimeWindow, columns: readonly string[]) => {
      await pace();
      const span = spanOf({ from: window.from - repeatedForMs, to: window.to + 1 });
      return runHunting(client, query, span, columns);
    },
  };
  for (const window of windowsOf(within, windowMs)) yield* readFlow(window, reading);
}

function limit(kind: 'too-far-back' | 'lag', window: TimeWindow): MailPart {
  return { kind: 'limit', limit: { kind, span: spanOf(window) } };
}
