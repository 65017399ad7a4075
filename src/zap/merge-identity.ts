import { shortHash } from '../lib/digest.js';
import { isGuid } from '../tenants/tenant.js';
import { DeliveryPool, messageIdOf } from './delivery-pool.js';
import type { ZapRecord } from './records.js';
import type { ZapSighting } from './sighting.js';

const hashLength = 26;

/**
 * Which sightings are of one message, by the message's key. By NetworkMessageId; without one by InternetMessageId and
 * recipient; else by subject, sender, recipient and time of delivery, when exactly one message fits; else it stands alone.
 * The sender sets the InternetMessageId and may repeat it: it alone never decides between messages that have
 * NetworkMessageIds. A key that a record has stays its key. The same for sightings in any order.
 */
export function groupByMessage(
  sightings: readonly ZapSighting[],
  known: readonly ZapRecord[],
): ReadonlyMap<string, readonly ZapSighting[]> {
  const identified = sightings.filter((one) => networkIdOf(one) !== undefined);
  const others = sightings.filter((one) => networkIdOf(one) === undefined);
  const named = others.filter((one) => messageIdOf(one) !== undefined);
  const nameless = others.filter((one) => messageIdOf(one) === undefined);
  const keys = keysOfNetworkIds(identified, known);
  const groups = new Map<string, ZapSighting[]>();
  const put = (key: string, sighting: ZapSighting): void => {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [sighting]);
    else group.push(sighting);
  };

  const pool = new DeliveryPool();
  for (const record of known) if (hasNetworkId(record)) pool.addRecord(record.key, record);
  for (const one of identified) {
    const key = keys.get(networkIdOf(one) ?? '') ?? '';
    pool.add(key, one);
    put(key, one);
  }
  const placed = placeNamed(named, pool);
  for (const record of known) if (!hasNetworkId(record)) pool.addRecord(record.key, record);
  for (const [one, key] of placed) {
    pool.add(key, one);
    put(key, one);
  }
  for (const one of nameless) put(onlyOne(pool.like(one)) ?? loneKey(one), one);
  return groups;
}

/** The NetworkMessageId when it is one: a mailbox item's header may hold anything. */
export function networkIdOf({
  networkMessageId,
}: Pick<ZapSighting, 'networkMessageId'>): string | undefined {
  const id = networkMessageId?.trim().toLowerCase() ?? '';
  return isGuid(id) ? id : undefined;
}

/** Where sightings with an InternetMessageId only belong. */
function placeNamed(
  named: readonly ZapSighting[],
  pool: DeliveryPool,
): readonly (readonly [ZapSighting, string])[] {
  const likely = named.map((one) => {
    const same = pool.withMessageId(messageIdOf(one), one.recipient);
    return { one, key: onlyOne(same.length > 0 ? same : pool.like(one)) };
  });
  // Two ids that claim one message which has none: neither can be believed.
  const claims = new Map<string, Set<string>>();
  for (const { one, key } of likely) {
    if (key === undefined || !pool.isNameless(key)) continue;
    claims.set(key, (claims.get(key) ?? new Set()).add(messageIdOf(one) ?? ''));
  }
  return likely.map(({ one, key }) => {
    const contested = key !== undefined && (claims.get(key)?.size ?? 0) > 1;
    const own = `imid:${shortHash(messageIdOf(one) ?? '', hashLength)}`;
    return [one, key === undefined || contested ? own : key] as const;
  });
}

/**
 * The NetworkMessageId itself, unless a record has it under another key. A record that was made before the id was known
 * gets it when exactly one id fits its InternetMessageId and one of its recipients.
 */
function keysOfNetworkIds(
  identified: readonly ZapSighting[],
  known: readonly ZapRecord[],
): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  const pool = new DeliveryPool();
  for (const one of identified) {
    const id = networkIdOf(one) ?? '';
    keys.set(id, id);
    pool.add(id, one);
  }
  const stored = new Set<string>();
  for (const record of known) {
    if (record.networkMessageId === undefined) continue;
    stored.add(record.networkMessageId);
    keys.set(record.networkMessageId, record.key);
    pool.addRecord(record.networkMessageId, record);
  }
  const unnumbered = known.filter((record) => !hasNetworkId(record));
  for (const record of unnumbered.toSorted((a, b) => (a.key < b.key ? -1 : 1))) {
    const messageId = messageIdOf(record);
    const id = onlyOne(
      record.recipients.flatMap(({ address }) => pool.withMessageId(messageId, address)),
    );
    if (id !== undefined && !stored.has(id)) {
      stored.add(id);
      keys.set(id, record.key);
    }
  }
  return keys;
}

function onlyOne(keys: readonly string[]): string | undefined {
  const [first, ...more] = new Set(keys);
  return more.length === 0 ? first : undefined;
}

function hasNetworkId(record: ZapRecord): boolean {
  return record.networkMessageId !== undefined;
}

function loneKey({ subject, senderAddress, recipient, receivedAt }: ZapSighting): string {
  const what = [subject ?? null, senderAddress ?? null, recipient, receivedAt ?? null];
  return `lone:${shortHash(JSON.stringify(what), hashLength)}`;
}
