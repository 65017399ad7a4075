import { StoreConflictError } from '../lib/errors.js';
import type { TenantId } from '../tenants/tenant.js';
import type { SourceFailure } from './coverage.js';
import { explainMessages, needsExplanation } from './explain.js';
import type { Explained } from './explanation.js';
import type { ZapReading } from './gather.js';
import type { Opening } from './audit-answers.js';
import { mergeOpenings, mergeSightings } from './merge.js';
import type { ZapMessage } from './message.js';
import { indexPeople, ownSideOf } from './people.js';
import { deservesCard, type ZapPolicy } from './policy.js';
import type { MessageFinder } from './ports.js';
import { recordOf } from './record-of.js';
import type { StoredZapRecord, ZapRecord, ZapRecordStore } from './records.js';
import type { ZapSighting } from './sighting.js';

const attempts = 5;

interface Services {
  readonly finder: Pick<MessageFinder, 'content'>;
  readonly records: ZapRecordStore;
  readonly policy: ZapPolicy;
}

interface Options {
  /** Messages explained at most. */
  readonly most: number;
  readonly now: Date;
}

/** What is joined with what is stored. */
interface Told extends Pick<ZapReading, 'sightings' | 'people'> {
  /** From the audit log, also of messages that were not sighted again. */
  readonly openings?: readonly Opening[] | undefined;
}

export interface StoredMessages {
  readonly messages: readonly ZapMessage[];
  /** In the order of `messages`. */
  readonly records: readonly ZapRecord[];
  /** How many of them this reading sighted; of the others the audit log told that they were opened. */
  readonly sighted: number;
  readonly failures: readonly SourceFailure[];
}

/**
 * Joins a reading with what is stored, explains what deserves a card, and stores it. When another scan has stored
 * something meanwhile, it is joined again with that.
 *
 * @throws StoreConflictError when that happens at every attempt.
 */
export async function storeMessages(
  tenantId: TenantId,
  reading: Told,
  services: Services,
  options: Options,
): Promise<StoredMessages> {
  const sightings = wanted(reading, services.policy);
  let explanations: Explanations | undefined;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const known = await knownRecords(tenantId, services.records);
    const join = (byKey: ReadonlyMap<string, Explained>): JoinedMessages =>
      joinAll(tenantId, { ...reading, sightings }, known, byKey, options.now);
    explanations ??= await explain(tenantId, join(new Map()).all, reading, services, options);
    const { all: joined, sighted } = join(explanations.byKey);
    if (await writeAll(joined, known, services.records)) {
      return {
        messages: joined.map(({ message }) => message),
        records: joined.map(({ record }) => record),
        sighted,
        failures: explanations.failures.map((cause) => ({ source: 'content', cause })),
      };
    }
  }
  throw new StoreConflictError(
    'Records of zapped messages were changed by others at every attempt.',
  );
}

type Explanations = Awaited<ReturnType<typeof explainMessages>>;

interface Joined {
  readonly message: ZapMessage;
  readonly record: ZapRecord;
}

interface JoinedMessages {
  readonly all: readonly Joined[];
  /** The first ones of them. */
  readonly sighted: number;
}

/** Without the mailboxes that the policy leaves out. */
function wanted(
  { sightings, people }: Pick<ZapReading, 'sightings' | 'people'>,
  { ignoredRecipients }: ZapPolicy,
): readonly ZapSighting[] {
  const index = indexPeople(people);
  const ignored = new Set([...ignoredRecipients].map((address) => index.addressOf(address)));
  return sightings.filter(({ recipient }) => !ignored.has(index.addressOf(recipient)));
}

async function knownRecords(
  tenantId: TenantId,
  store: ZapRecordStore,
): Promise<ReadonlyMap<string, StoredZapRecord>> {
  const known = new Map<string, StoredZapRecord>();
  for await (const stored of store.list(tenantId)) known.set(stored.record.key, stored);
  return known;
}

function joinAll(
  tenantId: TenantId,
  { sightings, people, openings = [] }: Told,
  known: ReadonlyMap<string, StoredZapRecord>,
  byKey: ReadonlyMap<string, Explained>,
  now: Date,
): JoinedMessages {
  const records = [...known.values()].map(({ record }) => record);
  const sighted = mergeSightings(sightings, people, records, openings);
  const keys = new Set(sighted.map(({ key }) => key));
  const others = records.filter(({ key }) => !keys.has(key));
  const all = [...sighted, ...mergeOpenings(openings, people, others)].map((message) => {
    const previous = known.get(message.key)?.record;
    const explained = byKey.get(message.key);
    return { message, record: recordOf(message, { tenantId, previous, explained, now }) };
  });
  return { all, sighted: sighted.length };
}

function explain(
  tenantId: TenantId,
  joined: readonly Joined[],
  { people }: Pick<ZapReading, 'people'>,
  { finder, policy }: Services,
  { most, now }: Options,
): Promise<Explanations> {
  const candidates = joined.filter(
    ({ record }) => deservesCard(record, policy) && needsExplanation(record, now),
  );
  return explainMessages(tenantId, candidates, finder, { own: ownSideOf(people), most, now });
}

/** False when somebody else was faster with one of them; what was written stays. */
async function writeAll(
  joined: readonly Joined[],
  known: ReadonlyMap<string, StoredZapRecord>,
  store: ZapRecordStore,
): Promise<boolean> {
  let all = true;
  for (const { record } of joined) {
    const stored = known.get(record.key);
    if (stored?.record === record) continue;
    if ((await store.write(record, stored?.etag)) === 'conflict') all = false;
  }
  return all;
}
