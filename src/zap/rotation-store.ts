import { z } from 'zod';
import { ContractError, StoreConflictError } from '../lib/errors.js';
import type { SharedRowStore } from '../lib/document-store.js';
import type { Etag } from '../lib/etag.js';
import type { Json } from '../lib/json.js';
import { isCauseCode } from '../tenants/cause.js';
import type { TenantId } from '../tenants/tenant.js';
import type { RotationState, Turn } from './rotation.js';

const collection = 'zap-rotation';
/** By the first digit of the object id: a hundred thousand people fit into rows of half a megabyte. */
const shards: readonly string[] = Array.from({ length: 16 }, (_, digit) => digit.toString(16));
const attempts = 5;

/** Seconds since 1970: tried, read (0: never), and why the last try failed ('': it did not). */
const schema = z.record(z.string(), z.tuple([z.number(), z.number(), z.string()]));

/** All turns of a tenant. ContractError when they can't be read. */
export async function readRotation(
  documents: SharedRowStore,
  tenantId: TenantId,
): Promise<RotationState> {
  const parts = await Promise.all(shards.map((shard) => readShard(documents, tenantId, shard)));
  return new Map(parts.flatMap(({ turns }) => [...turns]));
}

/**
 * Stores the turns of the people in `changed`; of two runs that did the same person, the later turn stays. People who are
 * not in `present` any more are forgotten with it. Call it after what was read is stored.
 */
export async function storeTurns(
  documents: SharedRowStore,
  tenantId: TenantId,
  changed: RotationState,
  present: ReadonlySet<string>,
): Promise<void> {
  for (const shard of shards) {
    const own = [...changed].filter(([objectId]) => shardOf(objectId) === shard);
    if (own.length > 0) await storeShard(documents, tenantId, shard, own, present);
  }
}

async function storeShard(
  documents: SharedRowStore,
  tenantId: TenantId,
  shard: string,
  changed: readonly (readonly [string, Turn])[],
  present: ReadonlySet<string>,
): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { turns, etag } = await readShard(documents, tenantId, shard);
    const next = new Map([...turns].filter(([objectId]) => present.has(objectId)));
    for (const [objectId, turn] of changed) {
      const stored = next.get(objectId);
      if (stored === undefined || Date.parse(stored.triedAt) <= Date.parse(turn.triedAt)) {
        next.set(objectId, turn);
      }
    }
    const written = await documents.write(collection, keyOf(tenantId, shard), jsonOf(next), etag);
    if (written === 'written') return;
  }
  throw new StoreConflictError('The rotation of mailboxes was changed by others at every attempt.');
}

async function readShard(
  documents: SharedRowStore,
  tenantId: TenantId,
  shard: string,
): Promise<{ readonly turns: RotationState; readonly etag: Etag | undefined }> {
  const document = await documents.read(collection, keyOf(tenantId, shard));
  if (document === undefined) return { turns: new Map(), etag: undefined };
  const parsed = schema.safeParse(document.value);
  if (!parsed.success) {
    throw new ContractError('The stored rotation of mailboxes has another shape.', {
      service: 'store',
      path: collection,
    });
  }
  return { turns: new Map(Object.entries(parsed.data).map(turnOf)), etag: document.etag };
}

function turnOf([objectId, [tried, read, cause]]: [string, [number, number, string]]): [
  string,
  Turn,
] {
  const turn = {
    triedAt: isoOf(tried),
    ...(read === 0 ? {} : { readAt: isoOf(read) }),
    ...(isCauseCode(cause) ? { cause } : {}),
  };
  return [objectId, turn];
}

function jsonOf(turns: RotationState): Json {
  return Object.fromEntries(
    [...turns].map(([objectId, { triedAt, readAt, cause }]) => [
      objectId,
      [secondsOf(triedAt), readAt === undefined ? 0 : secondsOf(readAt), cause ?? ''],
    ]),
  );
}

function isoOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

function secondsOf(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}

function shardOf(objectId: string): string {
  const first = objectId.charAt(0).toLowerCase();
  return shards.includes(first) ? first : '0';
}

function keyOf(tenantId: TenantId, shard: string): string {
  return `${tenantId}|${shard}`;
}
