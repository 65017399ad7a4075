import { z } from 'zod';
import type { CardContent, FlatValue } from '../alerts/card-content.js';
import { randomId } from '../lib/digest.js';
import type { SharedRowStore } from '../lib/document-store.js';
import { ContractError } from '../lib/errors.js';
import type { Json } from '../lib/json.js';
import { ownText, Untrusted, type SafeText } from '../lib/untrusted.js';
import { causeTexts, isCauseCode } from '../tenants/cause.js';
import {
  combineCoverage,
  foundCount,
  sayClean,
  unreadTenants,
  type Coverage,
  type TenantCoverage,
} from '../tenants/coverage.js';
import { parseTenantId, type Tenant } from '../tenants/tenant.js';

const place = z.strictObject({
  serviceUrl: z.string(),
  tenantId: z.string(),
  conversationId: z.string(),
  activityId: z.string(),
});
/** The message in which a run shows its progress. */
export type ProgressPlace = z.infer<typeof place>;

const runSchema = z.strictObject({
  id: z.string(),
  startedAt: z.string(),
  mailbox: z.string().optional(),
  /** Set for a look at what ZAP took: how many days back. */
  zapDays: z.number().optional(),
  /** Set for a reading of mail flow: how many days the report speaks of. */
  spamDays: z.number().optional(),
  tenants: z.array(z.strictObject({ id: z.string(), name: z.string() })),
  place,
});

/** A scan that a person asked for: which tenants, and where its progress is shown. */
export type ScanRun = z.infer<typeof runSchema>;

/** What is asked of the tenants of a run. */
export type RunSubject = Pick<ScanRun, 'mailbox' | 'zapDays' | 'spamDays'>;

const cause = z.strictObject({
  code: z
    .string()
    .refine(isCauseCode)
    .transform((code) => code),
  serviceCode: z.string().optional(),
  requestId: z.string().optional(),
});
const coverageSchema = z.strictObject({
  tenantId: z.string().transform((text) => parseTenantId(text) ?? never('tenantId')),
  tenantName: z.string(),
  found: z.number(),
  readAt: z.string(),
  outcome: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('clean') }),
    z.strictObject({ kind: z.literal('found'), count: z.number() }),
    z.strictObject({ kind: z.literal('unknown'), cause }),
  ]),
  failures: z.array(z.strictObject({ mailbox: z.string(), cause })),
});

function never(path: string): never {
  throw new ContractError('A stored scan result has another form.', { service: 'store', path });
}

const runs = 'scan-run';
/** A stored result keeps this many mailbox failures by name; the count is kept in full by the coverage's outcome. */
const failureLimit = 50;

export async function startRun(
  documents: SharedRowStore,
  tenants: readonly Tenant[],
  where: ProgressPlace,
  now: Date,
  subject: RunSubject = {},
): Promise<ScanRun> {
  const run: ScanRun = {
    id: randomId(),
    startedAt: now.toISOString(),
    tenants: tenants.map(({ id, name }) => ({ id, name })),
    place: where,
    ...subject,
  };
  await documents.write(runs, run.id, run as unknown as Json, undefined);
  return run;
}

export async function readRun(documents: SharedRowStore, id: string): Promise<ScanRun | undefined> {
  const stored = await documents.read(runs, id);
  return stored === undefined ? undefined : runSchema.parse(stored.value);
}

/** Writes what one tenant of a run came to. Doing it again replaces it. */
export async function keepResult(
  documents: SharedRowStore,
  runId: string,
  coverage: TenantCoverage,
): Promise<void> {
  const value = { ...coverage, failures: coverage.failures.slice(0, failureLimit) };
  await keepLatest(documents, resultsOf(runId), coverage.tenantId, value);
}

/** The collection in which the results of a run lie, one document per tenant. */
export function resultsOf(runId: string): string {
  return `${runs}.${runId}`;
}

/** Where what a tenant of a run came to is too much to be read for counting; one document per tenant. */
export function looksOf(runId: string): string {
  return `${runs}.${runId}.looks`;
}

/** Puts a document in place of whatever is there. */
export async function keepLatest(
  documents: SharedRowStore,
  collection: string,
  key: string,
  value: object | Json,
): Promise<void> {
  const json = JSON.parse(JSON.stringify(value)) as Json;
  for (;;) {
    const existing = await documents.read(collection, key);
    if ((await documents.write(collection, key, json, existing?.etag)) === 'written') return;
  }
}

export async function readResults(
  documents: SharedRowStore,
  runId: string,
): Promise<TenantCoverage[]> {
  const results: TenantCoverage[] = [];
  for await (const { value } of documents.list(resultsOf(runId)))
    results.push(coverageSchema.parse(value));
  return results;
}

/** Forgets the runs that began before `time`, with their results, and says how many. Started again, it goes on. */
export async function forgetRuns(documents: SharedRowStore, time: Date): Promise<number> {
  let forgotten = 0;
  for await (const { key, value, etag } of documents.list(runs)) {
    if (Date.parse(runSchema.parse(value).startedAt) >= time.getTime()) continue;
    // The results first: without the run nobody would find them again.
    for (const collection of [resultsOf(key), looksOf(key)]) {
      for await (const result of documents.list(collection)) {
        await documents.remove(collection, result.key, result.etag);
      }
    }
    if ((await documents.remove(runs, key, etag)) === 'removed') forgotten += 1;
  }
  return forgotten;
}

const rowLimit = 20;

/** The card of a run: how far it is, and in the end counts and coverage. */
export function runCard(run: ScanRun, results: readonly TenantCoverage[]): CardContent {
  const finished = results.length >= run.tenants.length;
  const coverage = combineCoverage(results);
  const unread = unreadTenants(coverage);
  const title = finished ? countsLine(coverage, run) : progressLine(run, results);
  return {
    template: 'scan-progress',
    data: {
      kind: ownText('forwards'),
      title: ownText(title),
      scope: scopeLine(run),
      coverage: ownText(finished ? coverageLine(coverage, run) : ''),
      unread: ownText(finished && unread.length > 0 ? unreadLine(unread.length) : ''),
    },
    // Of one mailbox the title has said everything, and a row would speak of the whole tenant.
    rows: run.mailbox !== undefined && coverage.complete ? [] : rowsOf(results, unread),
    summary: ownText(finished ? `Scan finished: ${title}` : 'Scan for forwards: running'),
  };
}

function progressLine({ tenants }: ScanRun, { length }: readonly TenantCoverage[]): string {
  return `Running: ${length} of ${tenants.length} ${plural(tenants.length, 'tenant')} done`;
}

function scopeLine({ mailbox, tenants }: ScanRun): SafeText {
  const [only] = tenants;
  if (tenants.length !== 1 || only === undefined) return ownText(`${tenants.length} tenants`);
  const name = Untrusted.of(only.name).forCard();
  if (mailbox === undefined) return name;
  return ownText(`The mailbox ${Untrusted.of(mailbox).forCard()} in ${name}`);
}

function plural(count: number, word: string): string {
  return count === 1 ? word : `${word}s`;
}

function countsLine(coverage: Coverage, run: ScanRun): string {
  const found = foundCount(coverage);
  const clean = coverage.complete && run.mailbox === undefined ? sayClean(coverage) : undefined;
  if (clean !== undefined) return clean;
  const seen = `${found} external ${plural(found, 'forward')}`;
  if (coverage.complete) {
    return found === 0 ? 'This mailbox does not forward to the outside.' : `${seen} found.`;
  }
  return `${found === 0 ? 'No forward' : seen} seen in what could be read; the rest is unknown.`;
}

function coverageLine(coverage: Coverage, run: ScanRun): string {
  if (run.mailbox !== undefined)
    return coverage.complete
      ? 'Coverage: the mailbox was read completely.'
      : 'Coverage: the mailbox could not be read completely.';
  const whole = coverage.tenants.length - unreadTenants(coverage).length;
  return `Coverage: ${whole} of ${run.tenants.length} ${plural(run.tenants.length, 'tenant')} read completely.`;
}

function unreadLine(count: number): string {
  return `Not read completely: ${count} ${plural(count, 'tenant')}. Nothing is said about what was not read.`;
}

/** The tenants that matter first: not read, then with forwards, then the rest. */
function rowsOf(
  results: readonly TenantCoverage[],
  unread: readonly TenantCoverage[],
): Record<string, FlatValue>[] {
  const weight = (tenant: TenantCoverage): number =>
    unread.includes(tenant) ? Infinity : tenant.found;
  const ordered = [...results].sort((a, b) => (weight(a) < weight(b) ? 1 : -1));
  const rows = ordered.slice(0, rowLimit).map((tenant) => ({
    tenant: Untrusted.of(tenant.tenantName).forCard(),
    result: ownText(resultOf(tenant)),
  }));
  const rest = ordered.length - rows.length;
  if (rest > 0) rows.push({ tenant: ownText(`and ${rest} more`), result: ownText('') });
  return rows;
}

function resultOf({ outcome, failures, found }: TenantCoverage): string {
  const seen = `${found} external ${plural(found, 'forward')}`;
  if (outcome.kind === 'unknown') {
    const before = found > 0 ? `${seen} seen. ` : '';
    return `${before}Not read: ${causeTexts[outcome.cause.code].sentence}`;
  }
  if (failures.length > 0) {
    const missed = failures.length === 1 ? '1 mailbox' : `${failures.length} mailboxes`;
    return `${found === 0 ? 'None' : seen} seen; ${missed} unknown`;
  }
  return found > 0 ? seen : 'No external forwards';
}
