import { causeOf } from '../tenants/diagnose.js';
import type { Cause, CauseCode } from '../tenants/cause.js';
import type { MailboxFailure } from '../tenants/coverage.js';
import type { SharedRowStore } from '../lib/document-store.js';
import type { TenantId } from '../tenants/tenant.js';
import type { MailboxesRead, SourceFailure } from './coverage.js';
import type { DirectoryPerson, MailboxZapReading, MailboxZapSource } from './ports.js';
import type { TimeSpan } from '../lib/time-span.js';
import { advanceTurns, planTurns, rotationAge, type RotationState } from './rotation.js';
import { readRotation, storeTurns } from './rotation-store.js';
import type { ZapSighting } from './sighting.js';

const dayMs = 86_400_000;
/** ZAP acts within 48 h of delivery, and sources lag: what was read before is read again this far back. */
export const overlapMs = 2 * dayMs;
/** Junk Email keeps mail for 30 days (the default retention policy), so looking further back is in vain. */
const keptMs = 30 * dayMs;

export interface MailboxesReading {
  readonly sightings: readonly ZapSighting[];
  readonly failures: readonly MailboxFailure[];
  /** Set when the source as a whole refused. */
  readonly sourceFailure?: SourceFailure | undefined;
  readonly mailboxes: MailboxesRead;
  /** To be called when what was read is stored: only then do these mailboxes count as having had their turn. */
  commit(): Promise<void>;
}

interface Batch {
  readonly sightings: ZapSighting[];
  failures: MailboxFailure[];
  /** By object id; undefined for a mailbox that was read. */
  readonly results: Map<string, CauseCode | undefined>;
  sourceFailure?: SourceFailure;
}

/** Reads these mailboxes only, outside the rotation: which another source named, or a person. */
export async function readSomeMailboxes(
  tenantId: TenantId,
  source: MailboxZapSource,
  people: readonly DirectoryPerson[],
  span: TimeSpan,
): Promise<MailboxesReading> {
  const batch = emptyBatch();
  await readInto(batch, tenantId, source, people, span);
  return {
    ...batch,
    mailboxes: { read: readCount(batch), of: 'some' },
    commit: () => Promise.resolve(),
  };
}

export interface RotationTask {
  readonly documents: SharedRowStore;
  readonly people: readonly DirectoryPerson[];
  readonly span: TimeSpan;
  /** Mailboxes per batch; one batch a run, all of them when `everybody`. */
  readonly size: number;
  readonly everybody: boolean;
  readonly now: Date;
}

/** The next batch of the rotation over everybody's mailbox. Each is read from before its own last reading. */
export async function readNextMailboxes(
  tenantId: TenantId,
  source: MailboxZapSource,
  { documents, people, span, size, everybody, now }: RotationTask,
): Promise<MailboxesReading> {
  const state = await readRotation(documents, tenantId);
  const turns = planTurns(state, people, everybody ? people.length : size);
  const batch = emptyBatch();
  for (let i = 0; i < turns.length && batch.sourceFailure === undefined; i += size) {
    const next = turns.slice(i, i + size);
    await readInto(batch, tenantId, source, next, spanFor(next, state, span, now));
    settleMissing(batch);
  }
  const after = advanceTurns(state, batch.results, now);
  const changed = new Map([...after].filter(([objectId]) => batch.results.has(objectId)));
  const present = new Set(people.map(({ objectId }) => objectId));
  return {
    ...batch,
    mailboxes: { read: readCount(batch), of: 'all', rotation: rotationAge(after, people) },
    commit: () => storeTurns(documents, tenantId, changed, present),
  };
}

function emptyBatch(): Batch {
  return { sightings: [], failures: [], results: new Map() };
}

/** The directory lists everybody who may have a mailbox: who has none has been dealt with. */
function settleMissing(batch: Batch): void {
  const isMissing = (code: CauseCode | undefined): boolean => code === 'mailbox-not-found';
  for (const [objectId, code] of batch.results) {
    if (isMissing(code)) batch.results.set(objectId, undefined);
  }
  batch.failures = batch.failures.filter(({ cause }) => !isMissing(cause.code));
}

function readCount({ results }: Batch): number {
  return [...results.values()].filter((cause) => cause === undefined).length;
}

function spanFor(
  people: readonly DirectoryPerson[],
  state: RotationState,
  span: TimeSpan,
  now: Date,
): TimeSpan {
  const reads = people.flatMap(({ objectId }) => {
    const readAt = state.get(objectId)?.readAt;
    return readAt === undefined ? [] : [Date.parse(readAt) - overlapMs];
  });
  const wanted = Math.min(Date.parse(span.from), ...reads);
  const from = Math.min(Date.parse(span.from), Math.max(wanted, now.getTime() - keptMs));
  return { from: new Date(from).toISOString(), to: span.to };
}

async function readInto(
  batch: Batch,
  tenantId: TenantId,
  source: MailboxZapSource,
  people: readonly DirectoryPerson[],
  span: TimeSpan,
): Promise<void> {
  try {
    take(batch, people, await source.readMailboxes(tenantId, people, span));
  } catch (error) {
    const cause = causeOf(error);
    if (cause === undefined) throw error;
    batch.sourceFailure = { source: 'mailbox', cause };
  }
}

function take(
  batch: Batch,
  people: readonly DirectoryPerson[],
  answers: ReadonlyMap<string, MailboxZapReading>,
): void {
  for (const { objectId } of people) {
    const answer = answers.get(objectId) ?? { kind: 'failed', cause: noAnswer };
    if (answer.kind === 'read') {
      for (const sighting of answer.sightings) batch.sightings.push(sighting);
      batch.results.set(objectId, undefined);
    } else {
      batch.failures.push({ mailbox: objectId, cause: answer.cause });
      batch.results.set(objectId, answer.cause.code);
    }
  }
}

const noAnswer: Cause = { code: 'incomplete-list', serviceCode: 'no-answer' };
