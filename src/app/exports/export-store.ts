import { z } from 'zod';
import type { SharedRowStore } from '../../lib/document-store.js';
import { ContractError, StoreConflictError } from '../../lib/errors.js';
import type { Etag } from '../../lib/etag.js';
import type { Json } from '../../lib/json.js';
import { parseTenantId } from '../../tenants/tenant.js';

/**
 * `asked → offering → offered → accepted → uploading → finishing → uploaded → done`, or `declined`, or `failed`. `offering`:
 * the question may have been posted. `finishing`: the last part may have been sent. `uploaded`: the file is in the person's OneDrive, and has to be shown.
 */
export const exportStates = [
  'asked',
  'offering',
  'offered',
  'accepted',
  'uploading',
  'finishing',
  'uploaded',
  'done',
  'declined',
  'failed',
] as const;
export type ExportState = (typeof exportStates)[number];

/** Why there is no file. */
export const exportFailures = [
  'unreadable',
  'no-chat',
  'not-delivered',
  'too-late',
  'session-over',
  'data-changed',
  'no-room',
  'refused',
  'interrupted',
] as const;
export type ExportFailure = (typeof exportFailures)[number];

const message = z.strictObject({ conversationId: z.string(), activityId: z.string() });

const tenant = z.strictObject({ id: z.string(), name: z.string() }).transform(({ id, name }) => ({
  id: parseTenantId(id) ?? never(),
  name,
}));

const schema = z.strictObject({
  id: z.string(),
  kind: z.string(),
  request: z.strictObject({
    tenants: z.array(tenant),
    since: z.string().optional(),
    days: z.number().optional(),
    askedAt: z.string(),
    week: z.string().optional(),
  }),
  fileName: z.string(),
  /** Only this person may take the file. */
  asker: z.strictObject({ tenantId: z.string(), objectId: z.string() }),
  /** Where it was asked for. */
  place: z.strictObject({
    kind: z.enum(['channel', 'personal']),
    tenantId: z.string(),
    teamId: z.string().optional(),
    channelId: z.string().optional(),
    conversationId: z.string(),
    serviceUrl: z.string(),
  }),
  /** The message that says how far it is. */
  notice: message.optional(),
  /** The personal chat in which the file is offered. */
  chat: z.string().optional(),
  /** What was counted, and what the rows lack in our own words. */
  offer: z
    .strictObject({
      at: z.string(),
      rows: z.number(),
      bytes: z.number(),
      lacks: z.array(z.string()),
      message: message.optional(),
    })
    .optional(),
  /** Where the accepted file lies. */
  file: z
    .strictObject({
      /** Under which the address for writing it is kept: see upload-ticket.ts. */
      ticket: z.string(),
      name: z.string(),
      contentUrl: z.string(),
      uniqueId: z.string(),
      fileType: z.string(),
    })
    .optional(),
  /** The bytes of which a part may have been sent. */
  upload: z.strictObject({ rows: z.number(), bytes: z.number(), sha256: z.string() }).optional(),
  state: z.enum(exportStates),
  failure: z.enum(exportFailures).optional(),
  /** A declined offer has been taken away. */
  closed: z.boolean().optional(),
  /** OneDrive never said that it has the whole file. */
  unconfirmed: z.boolean().optional(),
  /** How often a worker has taken it up. */
  tries: z.number(),
  /** Until when the worker that has it is left alone, UTC ISO 8601. */
  heldUntil: z.string().optional(),
  changedAt: z.string(),
});

/** An export as a person asked for it, and how far it is. */
export type StoredExport = Readonly<z.infer<typeof schema>>;

function never(): never {
  throw new ContractError('A stored export has another form.', {
    service: 'store',
    path: 'tenants',
  });
}

const collection = 'export';

/** A version of a stored export. */
export interface HeldExport {
  readonly row: StoredExport;
  readonly etag: Etag;
}

export async function readExport(
  documents: SharedRowStore,
  id: string,
): Promise<HeldExport | undefined> {
  const stored = await documents.read(collection, id);
  return stored && { row: schema.parse(stored.value), etag: stored.etag };
}

/** StoreConflictError when another process has changed it since `held` was read: that one goes on with it. */
export async function changeExport(
  documents: SharedRowStore,
  held: HeldExport,
  change: Partial<StoredExport>,
): Promise<HeldExport> {
  const row = { ...held.row, ...change };
  if ((await documents.write(collection, row.id, jsonOf(row), held.etag)) === 'conflict') {
    throw new StoreConflictError('An export was changed by somebody else.');
  }
  const stored = await readExport(documents, row.id);
  if (stored === undefined) throw new StoreConflictError('An export was removed.');
  return stored;
}

export async function addExport(documents: SharedRowStore, row: StoredExport): Promise<void> {
  if ((await documents.write(collection, row.id, jsonOf(row), undefined)) === 'conflict') {
    throw new StoreConflictError('An export of this id exists.');
  }
}

/** Removes what was asked for before `time`; how many. */
export async function forgetExports(documents: SharedRowStore, time: Date): Promise<number> {
  let forgotten = 0;
  for await (const { key, value, etag } of documents.list(collection)) {
    const { request } = schema.parse(value);
    if (Date.parse(request.askedAt) >= time.getTime()) continue;
    if ((await documents.remove(collection, key, etag)) === 'removed') forgotten += 1;
  }
  return forgotten;
}

function jsonOf(row: StoredExport): Json {
  return JSON.parse(JSON.stringify(row)) as Json;
}
