import type { SharedRowStore } from '../lib/document-store.js';
import type { Cause } from '../tenants/cause.js';
import { causeOf } from '../tenants/diagnose.js';
import type { TenantId } from '../tenants/tenant.js';
import { openingsOf, type Opening } from './audit-answers.js';
import { dueQuestions, questionsSince, remembered, withAsked } from './audit-questions.js';
import { changeAudit, readAudit, type AuditOrder, type AuditState } from './audit-state.js';
import { absenceWords } from '../tenants/source-presence.js';
import type { SourceFailure } from './coverage.js';
import { indexPeople } from './people.js';
import type { ZapPolicy } from './policy.js';
import type { AuditAnswer, AuditGap, DirectoryPerson, ReadAudit } from './ports.js';
import type { SourcePresence } from '../tenants/source-presence.js';
import type { ZapRecord, ZapRecordStore } from './records.js';

export interface AuditServices {
  readonly audit: ReadAudit;
  readonly documents: SharedRowStore;
  readonly records: Pick<ZapRecordStore, 'list'>;
  readonly policy: Pick<ZapPolicy, 'ignoredRecipients'>;
}

/** What the audit log had to say in one scan. */
export interface AuditReading {
  readonly openings: readonly Opening[];
  readonly failures: readonly SourceFailure[];
  /** In our own words. */
  readonly limits: readonly string[];
  /** Whether the tenant has an audit log that may be asked. */
  readonly isThere: boolean;
  /** Whether a search may be ordered now. */
  readonly mayAsk: boolean;
  /** When the search was ordered that has come to its end: it is to be forgotten once its answer is stored. */
  readonly ended?: string | undefined;
}

/** Nothing was asked, and nothing is to be said of it. */
export const notAsked: AuditReading = {
  ...{ openings: [], failures: [], limits: [] },
  ...{ isThere: false, mayAsk: false },
};

/** Licences and permissions change rarely, and nobody tells. */
const probedMs = 24 * 3_600_000;
/** Minutes are usual for a search. */
const longestSearchMs = 24 * 3_600_000;
/** An order whose id nobody has written down by now never will be. */
const orderingMs = 15 * 60_000;

const gapWords: Readonly<Record<AuditGap, string>> = {
  throttled:
    'The audit log was throttled in some mailboxes: what it does not list may have been opened all the same.',
  truncated:
    'The audit log holds more than is read at once: what was not found in it may have been opened all the same.',
};

/**
 * Collects what an earlier scan ordered, and never waits for it. A tenant that can't be asked is a limit; a search that
 * fails, or a log that does not answer, is a failure. Nothing is forgotten here: that is for `askAudit`, when the answer
 * is stored. Rejects only for bugs and for our own store.
 */
export async function collectAudit(
  tenantId: TenantId,
  services: AuditServices,
  now: Date,
): Promise<AuditReading> {
  const state = await readAudit(services.documents, tenantId);
  const presence = await presenceOf(tenantId, services, state, now);
  if (presence.kind === 'failed') return { ...notAsked, failures: [failure(presence.cause)] };
  if (presence.kind === 'absent') {
    return { ...notAsked, limits: [`The audit log was not asked: ${absenceWords[presence.why]}.`] };
  }
  const { order } = state;
  const reading =
    order === undefined
      ? { ...notAsked, mayAsk: true }
      : await collectOrder(tenantId, services, order, now);
  return { ...reading, isThere: true };
}

/**
 * Forgets the search whose answer is stored, and orders the next one where there is something to ask. What is asked is
 * written down first, so that no two scans ask the same: a search that can't be ordered counts as asked, and comes up
 * again a day later. Gives what failed.
 */
export async function askAudit(
  tenantId: TenantId,
  services: AuditServices,
  { mayAsk, ended }: AuditReading,
  people: readonly DirectoryPerson[],
  now: Date,
): Promise<readonly SourceFailure[]> {
  if (!mayAsk) return [];
  const { documents, audit } = services;
  const records = await recordsSince(tenantId, services, questionsSince(now));
  const ignored = ignoredAddresses(services.policy, people);
  const at = now.toISOString();
  let from = at;
  const written = await changeAudit(documents, tenantId, (state) => {
    if (state.order !== undefined && state.order.at !== ended) return undefined;
    const asked = remembered(state.asked, now);
    const due = dueQuestions(records, { people, asked, ignored, now });
    if (due === undefined) return state.order && { ...state, order: undefined };
    const questions = [...due.questions];
    from = due.from;
    return { ...state, order: { at, questions }, asked: withAsked(asked, questions, now) };
  });
  const questions = written?.order?.questions ?? [];
  if (questions.length === 0) return [];
  const accounts = [...new Set(questions.map(({ account }) => account))].sort();
  try {
    const id = await audit.order(tenantId, { accounts, span: { from, to: at } });
    await changeAudit(documents, tenantId, (state) => withOrder(state, at, { id, at, questions }));
    return [];
  } catch (error) {
    const cause = causeOrRethrow(error);
    await changeAudit(documents, tenantId, (state) => withOrder(state, at, undefined));
    await forgetRefused(documents, tenantId, cause);
    return [failure(cause)];
  }
}

/** Where the order of that time still waits for its id. */
function withOrder(
  state: AuditState,
  at: string,
  order: AuditOrder | undefined,
): AuditState | undefined {
  const waits = state.order?.at === at && state.order.id === undefined;
  return waits ? { ...state, order } : undefined;
}

async function collectOrder(
  tenantId: TenantId,
  { audit, documents }: AuditServices,
  { id, at, questions }: AuditOrder,
  now: Date,
): Promise<AuditReading> {
  const age = now.getTime() - Date.parse(at);
  const ended = { mayAsk: true, ended: at };
  if (id === undefined) return age > orderingMs ? { ...notAsked, ...ended } : notAsked;
  const late = age > longestSearchMs;
  let answer: AuditAnswer;
  try {
    answer = await audit.collect(tenantId, id);
  } catch (error) {
    const cause = causeOrRethrow(error);
    await forgetRefused(documents, tenantId, cause);
    return { ...notAsked, failures: [failure(cause)], ...(late ? ended : {}) };
  }
  switch (answer.kind) {
    case 'running':
      return late ? { ...notAsked, ...ended, failures: [failure(searchLate)] } : notAsked;
    case 'lost':
      return { ...notAsked, ...ended, failures: [failure(searchLost)] };
    case 'done': {
      const limits = (answer.gaps ?? []).map((gap) => gapWords[gap]);
      return { ...notAsked, ...ended, limits, openings: openingsOf(answer.accesses, questions) };
    }
  }
}

const searchLost: Cause = { code: 'service-failed', serviceCode: 'audit-search-lost' };
const searchLate: Cause = { code: 'service-failed', serviceCode: 'audit-search-late' };

type Presence = SourcePresence | { readonly kind: 'failed'; readonly cause: Cause };

/** From memory, asked again after a day. A probe that fails is not remembered, and takes back no earlier "yes". */
async function presenceOf(
  tenantId: TenantId,
  { audit, documents }: AuditServices,
  { probed }: AuditState,
  now: Date,
): Promise<Presence> {
  const age = probed === undefined ? Infinity : now.getTime() - Date.parse(probed.at);
  if (probed !== undefined && age >= 0 && age < probedMs) return probed.presence;
  try {
    const presence = await audit.probe(tenantId);
    const at = now.toISOString();
    await changeAudit(documents, tenantId, (state) => ({ ...state, probed: { at, presence } }));
    return presence;
  } catch (error) {
    const cause = causeOrRethrow(error);
    return probed?.presence.kind === 'present' ? probed.presence : { kind: 'failed', cause };
  }
}

/** What refuses may be gone: the next scan asks whether it is. */
async function forgetRefused(
  documents: SharedRowStore,
  tenantId: TenantId,
  { code }: Cause,
): Promise<void> {
  if (code !== 'permission-missing' && code !== 'role-missing') return;
  await changeAudit(documents, tenantId, (state) => ({ ...state, probed: undefined }));
}

async function recordsSince(
  tenantId: TenantId,
  { records }: AuditServices,
  since: string,
): Promise<readonly ZapRecord[]> {
  const found: ZapRecord[] = [];
  for await (const { record } of records.list(tenantId, since)) found.push(record);
  return found;
}

function ignoredAddresses(
  { ignoredRecipients }: AuditServices['policy'],
  people: readonly DirectoryPerson[],
): ReadonlySet<string> {
  const index = indexPeople(people);
  return new Set([...ignoredRecipients].map((address) => index.addressOf(address)));
}

function failure(cause: Cause): SourceFailure {
  return { source: 'audit', cause };
}

function causeOrRethrow(error: unknown): Cause {
  const cause = causeOf(error);
  if (cause === undefined) throw error;
  return cause;
}
