import type { SharedRowStore } from '../lib/document-store.js';
import { isGuid, type TenantId } from '../tenants/tenant.js';
import { parseSpamDay, spamDayJson, type SpamDay } from './day.js';

/** The days of each tenant. A day that can't be read rejects with ContractError: it is never passed over. */
export interface SpamDayStore {
  read(tenantId: TenantId, day: string): Promise<SpamDay | undefined>;
  /**
   * Puts it in place of what is stored of the same day. 'kept': what is stored is a fuller reading, and stays: read
   * completely where this one was not, or read later.
   */
  write(day: SpamDay): Promise<'written' | 'kept'>;
  /** Days from `first` to `last` (YYYY-MM-DD, both included; without them all), oldest first. */
  list(tenantId: TenantId, first?: string, last?: string): AsyncIterable<SpamDay>;
  /** Deletes the days before `day`; how many. */
  forget(tenantId: TenantId, day: string): Promise<number>;
}

/** Days as documents, one collection per tenant, so that no listing ever mixes tenants. */
export class DocumentSpamDayStore implements SpamDayStore {
  readonly #documents: SharedRowStore;

  constructor(documents: SharedRowStore) {
    this.#documents = documents;
  }

  async read(tenantId: TenantId, day: string): Promise<SpamDay | undefined> {
    const document = await this.#documents.read(collectionOf(tenantId), day);
    return document && parseSpamDay(document.value);
  }

  async write(day: SpamDay): Promise<'written' | 'kept'> {
    const collection = collectionOf(day.tenantId);
    for (;;) {
      const stored = await this.#documents.read(collection, day.day);
      if (stored !== undefined && isFuller(parseSpamDay(stored.value), day)) return 'kept';
      const json = spamDayJson(day);
      const result = await this.#documents.write(collection, day.day, json, stored?.etag);
      if (result === 'written') return 'written';
    }
  }

  async *list(tenantId: TenantId, first = '', last = '9999-12-31'): AsyncGenerator<SpamDay> {
    for await (const { key, value } of this.#documents.list(collectionOf(tenantId))) {
      if (key >= first && key <= last) yield parseSpamDay(value);
    }
  }

  async forget(tenantId: TenantId, day: string): Promise<number> {
    let forgotten = 0;
    const collection = collectionOf(tenantId);
    for await (const { key, etag } of this.#documents.list(collection)) {
      if (key >= day) continue;
      if ((await this.#documents.remove(collection, key, etag)) === 'removed') forgotten += 1;
    }
    return forgotten;
  }
}

/**
 * What was read completely is not replaced by what was not, however late: what that lacks would look like quiet. But the
 * complete beginning of a day gives way to more of it, of which it is known that it is not all.
 */
function isFuller(stored: SpamDay, next: SpamDay): boolean {
  if (stored.zone !== next.zone) return false;
  if (stored.complete === next.complete) return stored.readAt > next.readAt;
  return stored.complete && (stored.over || deliveries(next) <= deliveries(stored));
}

function deliveries({ cells }: SpamDay): number {
  return cells.reduce((sum, { count }) => sum + count, 0);
}

function collectionOf(tenantId: TenantId): string {
  if (!isGuid(tenantId)) throw new RangeError('A tenant id is a GUID.');
  return `spam-day|${tenantId}`;
}
