import type { Cause } from '../tenants/cause.js';
import type { ScanOutcome, TenantCoverage } from '../tenants/coverage.js';
import type { SourcePresence } from '../tenants/source-presence.js';
import type { TimeSpan } from '../lib/time-span.js';
import { mailSources, type MailLimit, type MailSourceName } from './ports.js';

/** What is read beside mail flow. */
export const sideSources = ['spoof-report', 'blocked-users', 'sign-ins', 'own-users'] as const;
export type SideSourceName = (typeof sideSources)[number];

export type SpamSourceName = MailSourceName | SideSourceName;
export const spamSources: readonly SpamSourceName[] = [...mailSources, ...sideSources];

export type SpamAbsence = Extract<SourcePresence, { kind: 'absent' }>['why'];

/** A source of mail flow that answered. */
export interface MailRead {
  readonly name: MailSourceName;
  /** Deliveries within the period, as its rows tell them. */
  readonly messages: number;
  /** Within the period. What it lacks before it only takes comparisons away. */
  readonly limits: readonly MailLimit[];
  /** It can't look back to the beginning of the period; this is as far as it went, UTC ISO 8601. */
  readonly onlyFrom?: string | undefined;
  /** It broke off: what it told is not all. */
  readonly brokeOff: boolean;
}

export interface SpamFailure {
  /** `own-domains`: which domains are the tenant's own. */
  readonly source: SpamSourceName | 'own-domains';
  readonly cause: Cause;
}

/**
 * What a look at a tenant's mail read. `outcome` is 'clean' only when `complete`; `found` counts unwanted deliveries.
 */
export interface SpamCoverage extends TenantCoverage {
  /** What was asked for. */
  readonly span: TimeSpan;
  /** As far as the source is said to know: it lags behind. Up to here `complete` speaks. */
  readonly until: string;
  /** One source told everything from the beginning of the span up to `until`. */
  readonly complete: boolean;
  /** Whose rows the figures are. */
  readonly source: MailSourceName | undefined;
  readonly mailRead: readonly MailRead[];
  /** Side sources that answered. */
  readonly sideRead: readonly SideSourceName[];
  readonly absent: readonly { readonly source: SpamSourceName; readonly why: SpamAbsence }[];
  readonly sourceFailures: readonly SpamFailure[];
  /** What the scan itself could not do, in our own words. */
  readonly notes: readonly string[];
}

/** True when the source told everything about the whole period, but for what it always tells late. */
export function toldEverything({ limits, onlyFrom, brokeOff }: MailRead): boolean {
  return !brokeOff && onlyFrom === undefined && limits.every(({ kind }) => kind === 'lag');
}

export type SpamGathered = Omit<SpamCoverage, 'complete' | 'outcome' | 'found' | 'readAt'>;

/** The judgement over what was gathered; the only maker of the outcome 'clean'. Pure. */
export function spamCoverageOf(gathered: SpamGathered, found: number, now: Date): SpamCoverage {
  const { source, mailRead, sourceFailures } = gathered;
  const ownKnown = sourceFailures.every((one) => one.source !== 'own-domains');
  const read = mailRead.find(({ name }) => name === source);
  const complete = ownKnown && read !== undefined && toldEverything(read);
  const outcome = outcomeOf(gathered, found, complete);
  return { ...gathered, complete, outcome, found, readAt: now.toISOString() };
}

function outcomeOf(gathered: SpamGathered, found: number, complete: boolean): ScanOutcome {
  if (found > 0) return { kind: 'found', count: found };
  return complete ? { kind: 'clean' } : { kind: 'unknown', cause: worstCause(gathered) };
}

const mailOrOwn: ReadonlySet<string> = new Set([...mailSources, 'own-domains']);

/** Why nothing can be said: a failure, else a limit, else that there is no source at all. */
function worstCause({ sourceFailures, mailRead }: SpamGathered): Cause {
  const failed = sourceFailures.find(({ source }) => mailOrOwn.has(source));
  if (failed !== undefined) return failed.cause;
  const limit = mailRead.flatMap(({ limits }) => limits).find(({ kind }) => kind !== 'lag');
  if (limit !== undefined) return { code: 'incomplete-list', serviceCode: limit.kind };
  return mailRead.some(({ onlyFrom }) => onlyFrom !== undefined)
    ? { code: 'incomplete-list', serviceCode: 'too-far-back' }
    : { code: 'permission-missing', serviceCode: 'no-mail-source' };
}

/** "Nothing unwanted", with what it rests on, and only when that may be said. Our own words. */
export function sayNothingUnwanted(coverage: SpamCoverage): string | undefined {
  return coverage.outcome.kind === 'clean' && coverage.complete
    ? 'No mail that the filter minded came or went.'
    : undefined;
}
