import type { Cause } from '../tenants/cause.js';
import type { ScanOutcome, TenantCoverage } from '../tenants/coverage.js';
import { blindSpots, sourceNames } from './capability-words.js';
import type { SourcePresence } from '../tenants/source-presence.js';
import type { TimeSpan } from '../lib/time-span.js';
import type { RotationAge } from './rotation.js';
import type { ZapSourceName } from './sighting.js';

export type Absence = Extract<SourcePresence, { kind: 'absent' }>['why'];

/** A source that answered. */
export interface SourceRead {
  readonly name: ZapSourceName;
  readonly sightings: number;
  /** It stopped at its own limit: there are more. */
  readonly truncated: boolean;
  /** It can't look back to the beginning of the span; this is as far as it went, UTC ISO 8601. */
  readonly onlyFrom?: string | undefined;
  /** For mailboxes. */
  readonly mailboxes?: MailboxesRead | undefined;
}

export interface MailboxesRead {
  /** In this scan. */
  readonly read: number;
  /** `all`: the rotation over everybody; `some`: only mailboxes that another source named, or that was asked for. */
  readonly of: 'all' | 'some';
  /** Over all scans; for `all` only. */
  readonly rotation?: RotationAge | undefined;
}

export interface SourceFailure {
  /**
   * `directory`: the list of people; `content`: copies of single messages, for their explanation; `audit`: the audit log,
   * for who opened them.
   */
  readonly source: ZapSourceName | 'directory' | 'content' | 'audit';
  readonly cause: Cause;
}

/**
 * What a scan for zapped messages read. `outcome` is 'clean' only when `complete`. `found` counts the messages that ZAP
 * took or tried to take; `failures` are mailboxes that could not be read.
 */
export interface ZapCoverage extends TenantCoverage {
  readonly span: TimeSpan;
  /**
   * One source that speaks for the whole tenant was read to its end, or every mailbox was, lately. Also then there are
   * `blindSpots`.
   */
  readonly complete: boolean;
  readonly sourcesRead: readonly SourceRead[];
  readonly absent: readonly { readonly source: ZapSourceName; readonly why: Absence }[];
  readonly sourceFailures: readonly SourceFailure[];
  /** In our own words. */
  readonly blindSpots: readonly string[];
  /** What the audit log was not asked, or could not tell. In our own words. */
  readonly auditLimits?: readonly string[] | undefined;
}

/**
 * True when the source said everything about the whole span. An empty ZAP report says nothing: what a tenant without the
 * licence for it gets is not documented, and may look the same as a quiet one.
 */
export function saidEverything(read: SourceRead): boolean {
  return !read.truncated && read.onlyFrom === undefined && !isEmptyReport(read);
}

export function isEmptyReport({ name, sightings }: SourceRead): boolean {
  return name === 'zap-report' && sightings === 0;
}

/** A mailbox whose last reading is older than this is not vouched for. */
const freshMs = 24 * 3_600_000;

/** What a scan gathered, before it is judged. */
export type Gathered = Pick<
  ZapCoverage,
  | 'tenantId'
  | 'tenantName'
  | 'span'
  | 'sourcesRead'
  | 'absent'
  | 'sourceFailures'
  | 'failures'
  | 'auditLimits'
>;

export interface ZapCoverageOptions {
  /** One mailbox was asked for, and only it. */
  readonly mailboxOnly?: boolean | undefined;
  /** The audit log is asked who opened what. */
  readonly audit?: boolean | undefined;
}

/** The judgement over what was gathered; the only maker of the outcome 'clean'. Pure. */
export function zapCoverageOf(
  gathered: Gathered,
  found: number,
  now: Date,
  { mailboxOnly = false, audit = false }: ZapCoverageOptions = {},
): ZapCoverage {
  const { sourcesRead, failures } = gathered;
  const whole = (one: SourceRead): boolean =>
    saidEverything(one) &&
    (one.mailboxes === undefined ||
      mailboxesAreWhole(one.mailboxes, failures.length, mailboxOnly, now));
  const unfound = mailboxOnly && failures.some(({ cause }) => cause.code === 'mailbox-not-found');
  const complete = !unfound && sourcesRead.some(whole);
  return {
    ...gathered,
    complete,
    outcome: outcomeOf(gathered, found, complete),
    found,
    blindSpots: blindSpots(
      telling(sourcesRead).map(({ name }) => name),
      { audit },
    ),
    readAt: now.toISOString(),
  };
}

/** Those whose silence says something. */
function telling(sourcesRead: readonly SourceRead[]): readonly SourceRead[] {
  return sourcesRead.filter((one) => !isEmptyReport(one));
}

function mailboxesAreWhole(
  { read, of, rotation }: MailboxesRead,
  failures: number,
  mailboxOnly: boolean,
  now: Date,
): boolean {
  if (mailboxOnly) return read > 0 && failures === 0;
  if (of === 'some' || rotation?.oldestReadAt === undefined) return false;
  const age = now.getTime() - Date.parse(rotation.oldestReadAt);
  return rotation.neverRead === 0 && rotation.failing.length === 0 && age <= freshMs;
}

function outcomeOf(gathered: Gathered, found: number, complete: boolean): ScanOutcome {
  if (found > 0) return { kind: 'found', count: found };
  return complete ? { kind: 'clean' } : { kind: 'unknown', cause: worstCause(gathered) };
}

/** What adds to messages, and finds none. */
const besides: ReadonlySet<SourceFailure['source']> = new Set(['content', 'audit']);

/** Why nothing can be said: a failure, else a limit, else that there is no source at all. */
function worstCause({ sourceFailures, failures, sourcesRead }: Gathered): Cause {
  const failed = sourceFailures.find(({ source }) => !besides.has(source)) ?? failures[0];
  if (failed !== undefined) return failed.cause;
  if (sourcesRead.some(({ truncated }) => truncated)) {
    return { code: 'incomplete-list', serviceCode: 'truncated' };
  }
  if (sourcesRead.some(({ onlyFrom }) => onlyFrom !== undefined)) {
    return { code: 'incomplete-list', serviceCode: 'too-far-back' };
  }
  return sourcesRead.length > 0
    ? { code: 'not-yet-read', serviceCode: 'mailboxes-left' }
    : { code: 'permission-missing', serviceCode: 'no-zap-source' };
}

/** "Nothing was zapped", with what it rests on, and only when that may be said. Our own words. */
export function sayNothingZapped(coverage: ZapCoverage): string | undefined {
  if (coverage.outcome.kind !== 'clean') return undefined;
  const sources = telling(coverage.sourcesRead);
  const names = sources.map(({ name }) => sourceNames[name]).join(', ');
  const onlyMailboxes = sources.every(({ name }) => name === 'mailbox');
  return onlyMailboxes
    ? 'ZAP moved nothing to Junk Email or Deleted Items; quarantine was not visible.'
    : `ZAP took no message away (${names}).`;
}
