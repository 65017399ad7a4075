import { z } from 'zod';
import type { SharedRowStore } from '../lib/document-store.js';
import { sha256Hex } from '../lib/digest.js';
import type { Etag } from '../lib/etag.js';
import { isGuid, type TenantId } from '../tenants/tenant.js';
import { parseSpamFacts, spamFactsJson, type SpamFacts } from './facts.js';

/** What is remembered of the last event of one user: readings overlap, and each sees only a part of it. */
export interface Episode {
  readonly facts: SpamFacts;
}

const schema = z.object({ facts: z.unknown() });

/** The last event of each user of a tenant. One that can't be read rejects with ContractError. */
export class EpisodeStore {
  readonly #documents: SharedRowStore;
  readonly #collection: string;

  constructor(documents: SharedRowStore, tenantId: TenantId) {
    this.#documents = documents;
    this.#collection = collectionOf(tenantId);
  }

  async read(address: string): Promise<(Episode & { readonly etag: Etag }) | undefined> {
    const document = await this.#documents.read(this.#collection, keyOf(address));
    if (document === undefined) return undefined;
    return { facts: parseSpamFacts(schema.parse(document.value).facts), etag: document.etag };
  }

  /** Inserts when `etag` is undefined. 'conflict' when somebody was faster; then nothing was written. */
  write({ facts }: Episode, etag: Etag | undefined): Promise<'written' | 'conflict'> {
    const json = { facts: spamFactsJson(facts) };
    return this.#documents.write(this.#collection, keyOf(facts.address), json, etag);
  }
}

/** Forgets the events that ended before a time; how many. */
export async function forgetSpamEpisodes(
  documents: SharedRowStore,
  tenantId: TenantId,
  before: Date,
): Promise<number> {
  const collection = collectionOf(tenantId);
  let forgotten = 0;
  for await (const { key, value, etag } of documents.list(collection)) {
    const { lastAt } = parseSpamFacts(schema.parse(value).facts);
    if (Date.parse(lastAt) >= before.getTime()) continue;
    if ((await documents.remove(collection, key, etag)) === 'removed') forgotten += 1;
  }
  return forgotten;
}

function collectionOf(tenantId: TenantId): string {
  if (!isGuid(tenantId)) throw new RangeError('A tenant id is a GUID.');
  return `spam-episode|${tenantId}`;
}

/** Addresses may hold what keys can't. */
function keyOf(address: string): string {
  return sha256Hex(address).slice(0, 40);
}
