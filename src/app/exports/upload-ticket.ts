import { z } from 'zod';
import type { SharedRowStore } from '../../lib/document-store.js';
import { randomId } from '../../lib/digest.js';
import { StoreConflictError } from '../../lib/errors.js';
import { Secret } from '../../lib/secret.js';

const collection = 'export-upload';
const schema = z.strictObject({ uploadUrl: z.string(), at: z.string() });

/**
 * Where an accepted file is written, under an id of its own: of two acceptances at once only one counts. The address is a secret, and must outlive a worker that is killed, so it is the one
 * secret that is stored: in a document of its own, beside data that are worth far more, for as long as the upload lasts.
 * Whoever reads it can write one file into the place that the person gave for it, for some minutes, and read nothing.
 */
export async function keepTicket(
  documents: SharedRowStore,
  uploadUrl: Secret,
  at: string,
): Promise<string> {
  const id = randomId();
  const value = { uploadUrl: uploadUrl.reveal(), at };
  if ((await documents.write(collection, id, value, undefined)) === 'written') return id;
  throw new StoreConflictError('A random id was taken.');
}

export async function readTicket(
  documents: SharedRowStore,
  id: string,
): Promise<Secret | undefined> {
  const stored = await documents.read(collection, id);
  return stored && Secret.of(schema.parse(stored.value).uploadUrl);
}

export async function dropTicket(documents: SharedRowStore, id: string): Promise<void> {
  const stored = await documents.read(collection, id);
  // A ticket never changes: whoever was faster has removed it.
  if (stored !== undefined) await documents.remove(collection, id, stored.etag);
}

/** Removes what an upload that never ended left behind before `time`; how many. */
export async function forgetTickets(documents: SharedRowStore, time: Date): Promise<number> {
  let forgotten = 0;
  for await (const { key, value, etag } of documents.list(collection)) {
    if (Date.parse(schema.parse(value).at) >= time.getTime()) continue;
    if ((await documents.remove(collection, key, etag)) === 'removed') forgotten += 1;
  }
  return forgotten;
}
