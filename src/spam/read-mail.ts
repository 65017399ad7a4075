import type { Cause } from '../tenants/cause.js';
import { probeAgain, type Capability, type CapabilityProbes } from '../tenants/capabilities.js';
import { causeOf } from '../tenants/diagnose.js';
import type { TenantId } from '../tenants/tenant.js';
import {
  toldEverything,
  type MailRead,
  type SpamAbsence,
  type SpamFailure,
  type SpamSourceName,
} from './coverage.js';
import { spanOf, type SpamFrame } from './frame.js';
import { mailSources, type MailLimit, type MailSource, type MailTotal } from './ports.js';
import { SpamTally, type TallyOptions } from './spam-tally.js';

const dayMs = 86_400_000;

/** What one source told, counted. */
export interface MailReading {
  readonly read: MailRead;
  readonly tally: SpamTally;
  readonly totals: readonly MailTotal[];
  /** All limits, also those before the period. */
  readonly limits: readonly MailLimit[];
  /** How far back it was asked, in milliseconds since 1970. */
  readonly from: number;
  /** As far as it is said to know; milliseconds. */
  readonly until: number;
}

export interface MailReadings {
  /** The one whose figures are shown: the best that told everything, else the best that did not break off. */
  readonly best: MailReading | undefined;
  readonly read: readonly MailRead[];
  readonly absent: readonly { readonly source: SpamSourceName; readonly why: SpamAbsence }[];
  readonly failures: readonly SpamFailure[];
}

export interface MailTask extends TallyOptions {
  readonly tenantId: TenantId;
  readonly capabilities: ReadonlyMap<SpamSourceName, Capability>;
  readonly probes: CapabilityProbes<SpamSourceName>;
}

/**
 * Reads the sources of mail flow, best first, until one was read to its end. A source that fails or stops at its limit is
 * recorded, and the next one is read too; their figures are never added up, since each counts by its own rule. A source
 * that refuses though it was there is asked at once whether it still is.
 */
export async function readMail(
  sources: readonly MailSource[],
  task: MailTask,
): Promise<MailReadings> {
  const read: MailRead[] = [];
  const absent: { source: SpamSourceName; why: SpamAbsence }[] = [];
  const failures: SpamFailure[] = [];
  let best: MailReading | undefined;
  for (const source of sources.toSorted((a, b) => rankOf(a) - rankOf(b))) {
    const capability = task.capabilities.get(source.name);
    if (capability?.kind === 'absent') {
      absent.push({ source: source.name, why: capability.why });
      continue;
    }
    const answer = await readSource(source, task);
    if (answer.cause !== undefined) {
      const gone = await isGone(source, answer.cause, task);
      if (gone !== undefined) absent.push({ source: source.name, why: gone });
      else failures.push({ source: source.name, cause: answer.cause });
      if (gone !== undefined || answer.reading.tally.messages === 0) continue;
    }
    read.push(answer.reading.read);
    best = best === undefined || isBetter(answer.reading, best) ? answer.reading : best;
    if (toldEverything(answer.reading.read)) break;
  }
  return { best, read, absent, failures };
}

function rankOf({ name }: MailSource): number {
  return mailSources.indexOf(name);
}

/** Among those that told not everything, only one that broke off gives way to a worse source. */
function isBetter(next: MailReading, best: MailReading): boolean {
  if (toldEverything(next.read)) return true;
  return best.read.brokeOff && !next.read.brokeOff;
}

async function readSource(
  source: MailSource,
  task: MailTask,
): Promise<{ readonly reading: MailReading; readonly cause: Cause | undefined }> {
  const { frame, ownDomains, mailbox, tenantId } = task;
  const horizon = frame.now - source.daysBack * dayMs;
  const from = Math.max(frame.earliest, horizon);
  const tally = new SpamTally(task);
  const totals: MailTotal[] = [];
  const limits: MailLimit[] = [];
  let cause: Cause | undefined;
  try {
    const question = { span: spanOf(from, frame.now), ownDomains, mailbox };
    for await (const part of source.read(tenantId, question)) {
      if (part.kind === 'rows') tally.addAll(part.rows);
      else if (part.kind === 'limit') limits.push(part.limit);
      else totals.push(part.total);
    }
  } catch (error) {
    cause = causeOf(error);
    if (cause === undefined) throw error;
  }
  const read: MailRead = {
    name: source.name,
    messages: tally.messages,
    limits: limits.filter((limit) => touches(limit, frame.from, frame.now)),
    ...(horizon > frame.from ? { onlyFrom: new Date(horizon).toISOString() } : {}),
    brokeOff: cause !== undefined,
  };
  const until = untilOf(limits, frame);
  return { reading: { read, tally, totals, limits, from, until }, cause };
}

export function touches({ span }: MailLimit, from: number, to: number): boolean {
  return Date.parse(span.to) > from && Date.parse(span.from) < to;
}

/** What lags behind is not told yet: up to its beginning the source speaks. */
function untilOf(limits: readonly MailLimit[], { now, from }: SpamFrame): number {
  const lags = limits.filter(({ kind }) => kind === 'lag').map(({ span }) => Date.parse(span.from));
  return Math.max(from, Math.min(now, ...lags));
}

/** Causes that may mean that a licence or a permission is gone. */
const refusals: ReadonlySet<Cause['code']> = new Set([
  'permission-missing',
  'role-missing',
  'service-failed',
]);

async function isGone(
  { name }: MailSource,
  { code }: Cause,
  { tenantId, probes, frame }: MailTask,
): Promise<SpamAbsence | undefined> {
  if (!refusals.has(code)) return undefined;
  const asked = await probeAgain<SpamSourceName>(tenantId, name, probes, new Date(frame.now));
  return asked.kind === 'absent' ? asked.why : undefined;
}
