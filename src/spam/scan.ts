import type { Finding } from '../alerts/finding.js';
import type { Tenant, TenantId } from '../tenants/tenant.js';
import { capabilitiesOf, type Capability, type CapabilityProbes } from '../tenants/capabilities.js';
import { causeOf } from '../tenants/diagnose.js';
import {
  spamCoverageOf,
  type SpamCoverage,
  type SpamFailure,
  type SpamGathered,
  type SpamSourceName,
} from './coverage.js';
import type { SpamDay } from './day.js';
import { daysOf } from './days-of.js';
import { frameOf, spanOf, type FrameOptions, type SpamFrame } from './frame.js';
import { judgeSuspects, type JudgedSuspects } from './judge-suspects.js';
import { readMail, type MailReadings } from './read-mail.js';
import { dayTaskOf, reportOf } from './report-of.js';
import { readSide, type SideReading } from './side-reading.js';
import { SpamTally } from './spam-tally.js';
import { suspectsOf } from './suspects.js';
import type { SpamPolicy } from './policy.js';
import type { BlockedUsers, MailSource, SignIns, SpoofSource } from './ports.js';
import type { SpamReport } from './report.js';
import type { SpamScanServices } from './scan-services.js';

export interface SpamScanOptions {
  /** Local days, today included; 1 to 30. */
  readonly days: number;
  /** IANA name: in which days and hours are local. */
  readonly zone: string;
  /** One address only. Then no days are given, and the coverage speaks of this mailbox only. */
  readonly mailbox?: string | undefined;
  /** Compares with the same number of days before, where the source reaches so far back. Without it true. */
  readonly compare?: boolean | undefined;
  /**
   * Days before the period that show what is usual for a person; 0 to 30, without it 14. With fewer than nine nothing is
   * known to be usual.
   */
  readonly baselineDays?: number | undefined;
  /** Entries of each list of the report. Without it 200. */
  readonly mostListed?: number | undefined;
}

export interface SpamScan {
  readonly coverage: SpamCoverage;
  readonly report: SpamReport;
  /** Own users as senders who deserve a card. */
  readonly findings: readonly Finding[];
  /** To be stored: every local day of the period, oldest first. */
  readonly days: readonly SpamDay[];
}

/**
 * Reads the best source of a tenant's mail flow to its end, in a stream: memory does not grow with the number of
 * messages. A source that refuses or stops is recorded in the coverage, never an empty list; "nothing" is `clean`, which
 * only a complete reading gives. May be run again at any time and beside itself. Rejects only for bugs and for our own
 * store.
 */
export async function scanSpam(
  tenant: Tenant,
  services: SpamScanServices,
  options: SpamScanOptions,
): Promise<SpamScan> {
  const { policy, clock } = services;
  const { mostListed: most = 200 } = options;
  const now = clock.now();
  const frame = frameOf(now, frameOptionsOf(options, policy));
  const mailbox = options.mailbox?.trim().toLowerCase();
  const probes = probesOf(services);
  const capabilities = await capabilitiesOf(tenant.id, probes, now);
  const own = await readOwnDomains(tenant, services);
  const counting = { frame, mailbox, policy, ownDomains: own.domains };
  const mail = await readMail(services.sources, {
    ...{ ...counting, tenantId: tenant.id, capabilities, probes },
  });
  const { best } = mail;
  const tally = best?.tally ?? new SpamTally(counting);
  const side = await readSide(tenant.id, services, capabilities, { frame, most });
  const blocked = side.blocked.filter(
    ({ address }) => mailbox === undefined || address === mailbox,
  );
  const knownFrom = best?.from ?? frame.now;
  const judged = await judgeSuspects(tenant, services, {
    suspects: suspectsOf(tally.own, { frame, policy, blocked, knownFrom }),
    ...{ frame, source: best?.read.name, remember: mailbox === undefined },
    signIns: capabilities.get('sign-ins'),
  });
  const found = tally.period.unwantedOf('outside') + tally.period.unwantedOf('own');
  const gathered = gatheredOf(tenant, { frame, own, mail, side, judged, capabilities });
  const coverage = spamCoverageOf(gathered, found, clock.now());
  const task = { frame, coverage, best, tally, blocked, judged, side, mailbox, most, policy };
  return {
    coverage,
    report: reportOf(tenant, task),
    findings: judged.findings,
    days: mailbox === undefined ? daysOf(tenant, dayTaskOf(task, own.failures.length === 0)) : [],
  };
}

interface Parts {
  readonly frame: SpamFrame;
  readonly own: { readonly failures: readonly SpamFailure[] };
  readonly mail: MailReadings;
  readonly side: SideReading;
  readonly judged: JudgedSuspects;
  readonly capabilities: ReadonlyMap<SpamSourceName, Capability>;
}

function gatheredOf(
  { id, name }: Tenant,
  { frame, own, mail, side, judged, capabilities }: Parts,
): SpamGathered {
  const { best, read, absent, failures } = mail;
  return {
    ...{ tenantId: id, tenantName: name, failures: [] },
    span: spanOf(frame.from, frame.now),
    until: new Date(best?.until ?? frame.now).toISOString(),
    source: best?.read.name,
    mailRead: read,
    sideRead: side.read,
    absent: [...absent, ...side.absent, ...absentSignIns(capabilities)],
    sourceFailures: [...own.failures, ...failures, ...side.failures, ...judged.failures],
    notes: [...side.notes, ...judged.notes],
  };
}

function frameOptionsOf(
  { zone, days, compare = true, baselineDays = 14 }: SpamScanOptions,
  { episodeGapHours: gapHours }: SpamPolicy,
): FrameOptions {
  return {
    ...{ zone, compare, gapHours },
    days: clamp(days, 1, longestPeriod),
    baselineDays: clamp(baselineDays, 0, longestPeriod),
  };
}

const longestPeriod = 30;

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(Math.trunc(value), least), most);
}

/** Without them no sender is told to be one of our own: then nothing counts as complete. */
async function readOwnDomains(
  { id }: Tenant,
  { ownDomains }: SpamScanServices,
): Promise<{ readonly domains: readonly string[]; readonly failures: readonly SpamFailure[] }> {
  try {
    return { domains: await ownDomains(id), failures: [] };
  } catch (error) {
    const cause = causeOf(error);
    if (cause === undefined) throw error;
    return { domains: [], failures: [{ source: 'own-domains', cause }] };
  }
}

function absentSignIns(
  capabilities: ReadonlyMap<SpamSourceName, Capability>,
): SpamCoverage['absent'] {
  const capability = capabilities.get('sign-ins');
  return capability?.kind === 'absent' ? [{ source: 'sign-ins', why: capability.why }] : [];
}

function probesOf({
  sources,
  spoofs,
  blocked,
  signIns,
  documents,
}: SpamScanServices): CapabilityProbes<SpamSourceName> {
  const named: readonly (readonly [
    SpamSourceName,
    SpoofSource | BlockedUsers | SignIns | MailSource | undefined,
  ])[] = [
    ...sources.map((source) => [source.name, source] as const),
    ['spoof-report', spoofs],
    ['blocked-users', blocked],
    ['sign-ins', signIns],
  ];
  return {
    collection: 'spam-sources',
    documents,
    probes: new Map(
      named.flatMap(([name, source]) =>
        source === undefined
          ? []
          : [[name, (tenantId: TenantId) => source.probe(tenantId)] as const],
      ),
    ),
  };
}
