import { z } from 'zod';
import { shortHash } from '../lib/digest.js';
import type { SharedRowStore } from '../lib/document-store.js';
import { ContractError } from '../lib/errors.js';
import type { Etag } from '../lib/etag.js';
import type { Json } from '../lib/json.js';
import { editionJson, parseEdition, type Edition } from './edition.js';
import { digestRowSchema, type DigestRow } from './row.js';
import { parseSettings, settingsJson, type StoredSettings } from './settings.js';

export interface StoredEdition {
  readonly edition: Edition;
  readonly etag: Etag;
}

/** Rows in one document, and their JSON in characters: far below what a table row holds (1 MiB in UTF-16). */
const mostRows = 500;
const mostCharacters = 200_000;

/** Two years and more: by their number and not by their age, so that a wrong clock can't make room for a second one. */
const editionsKept = 110;
/** A quarter. */
const contentsKept = 13;

const partSchema = z.object({ rows: z.array(digestRowSchema) });

/**
 * What is stored of the digests of each channel: its settings, one edition a week, and the rows of each. Anything that
 * can't be read rejects with ContractError: it is never passed over.
 */
export class DigestBook {
  readonly #documents: SharedRowStore;

  constructor(documents: SharedRowStore) {
    this.#documents = documents;
  }

  async settings(
    channelId: string,
  ): Promise<{ readonly settings: StoredSettings; readonly etag: Etag } | undefined> {
    const stored = await this.#documents.read('digest-settings', keyOf(channelId));
    return stored && { settings: parseSettings(stored.value), etag: stored.etag };
  }

  /** 'conflict' when somebody was faster. */
  set(
    channelId: string,
    settings: StoredSettings,
    etag: Etag | undefined,
  ): Promise<'written' | 'conflict'> {
    const json = settingsJson(settings);
    return this.#documents.write('digest-settings', keyOf(channelId), json, etag);
  }

  async edition(channelId: string, week: string): Promise<StoredEdition | undefined> {
    const stored = await this.#documents.read(editionsOf(channelId), week);
    return stored && { edition: parseEdition(stored.value), etag: stored.etag };
  }

  /** Inserts when `etag` is undefined. This is the claim: of many who try at once one is answered 'written'. */
  write(
    channelId: string,
    edition: Edition,
    etag: Etag | undefined,
  ): Promise<'written' | 'conflict'> {
    return this.#documents.write(editionsOf(channelId), edition.week, editionJson(edition), etag);
  }

  /** All that are kept, the oldest week first. */
  async *editions(channelId: string): AsyncGenerator<StoredEdition> {
    for await (const { value, etag } of this.#documents.list(editionsOf(channelId))) {
      yield { edition: parseEdition(value), etag };
    }
  }

  /**
   * Stores the rows of one making of an edition, in parts, and says how many there are. Nobody else writes under the same
   * `id`.
   */
  async keepRows(
    channelId: string,
    week: string,
    id: string,
    rows: AsyncIterable<DigestRow>,
  ): Promise<number> {
    const collection = rowsOf(channelId, week);
    let part: DigestRow[] = [];
    let characters = 0;
    let parts = 0;
    const flush = async (): Promise<void> => {
      if (part.length === 0) return;
      const value = { rows: part } as unknown as Json;
      const written = await this.#documents.write(collection, partKey(id, parts), value, undefined);
      if (written === 'conflict') throw broken(week);
      parts += 1;
      part = [];
      characters = 0;
    };
    for await (const row of rows) {
      const json = JSON.parse(JSON.stringify(row)) as DigestRow;
      part.push(json);
      characters += JSON.stringify(json).length;
      if (part.length >= mostRows || characters >= mostCharacters) await flush();
    }
    await flush();
    return parts;
  }

  /** The rows behind an edition, as they were stored. ContractError when a part of them is missing. */
  async *rows(channelId: string, { week, content }: Edition): AsyncGenerator<DigestRow> {
    if (content === undefined) return;
    for (let part = 0; part < content.parts; part += 1) {
      const stored = await this.#documents.read(rowsOf(channelId, week), partKey(content.id, part));
      if (stored === undefined) throw broken(week);
      const parsed = partSchema.safeParse(stored.value);
      if (!parsed.success) throw broken(week);
      yield* parsed.data.rows;
    }
  }

  /** Forgets the rows of all but the newest editions, and the editions that are years old. How many of both. */
  async tidy(channelId: string): Promise<number> {
    const stored: StoredEdition[] = [];
    for await (const one of this.editions(channelId)) stored.push(one);
    let removed = 0;
    for (const { edition } of stored.slice(0, -contentsKept)) {
      if (edition.content !== undefined) removed += await this.#forgetRows(channelId, edition.week);
    }
    for (const { edition, etag } of stored.slice(0, -editionsKept)) {
      const result = await this.#documents.remove(editionsOf(channelId), edition.week, etag);
      if (result === 'removed') removed += 1;
    }
    return removed;
  }

  async #forgetRows(channelId: string, week: string): Promise<number> {
    const collection = rowsOf(channelId, week);
    let removed = 0;
    for await (const { key, etag } of this.#documents.list(collection)) {
      if ((await this.#documents.remove(collection, key, etag)) === 'removed') removed += 1;
    }
    return removed;
  }
}

/** A channel's id comes from Teams and may hold what a key may not. Asked for all the time, and always the same few. */
function keyOf(channelId: string): string {
  const key = keys.get(channelId) ?? shortHash(channelId, 26);
  if (keys.size < mostKeys) keys.set(channelId, key);
  return key;
}

const keys = new Map<string, string>();
const mostKeys = 100;

function editionsOf(channelId: string): string {
  return `digest|${keyOf(channelId)}`;
}

function rowsOf(channelId: string, week: string): string {
  return `digest-rows|${keyOf(channelId)}|${week}`;
}

function partKey(id: string, part: number): string {
  return `${id}.${String(part).padStart(5, '0')}`;
}

function broken(week: string): ContractError {
  return new ContractError('The stored rows of a digest are not whole.', {
    service: 'store',
    path: week,
  });
}
