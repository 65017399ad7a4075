import { z } from 'zod';
import { ServiceError } from '../../lib/errors.js';
import type { TenantId } from '../../tenants/tenant.js';
import type { DirectoryPerson, MailboxZapReading, MailboxZapSource } from '../../zap/ports.js';
import type { SourcePresence } from '../../tenants/source-presence.js';
import type { TimeSpan } from '../../lib/time-span.js';
import type { ZapSighting } from '../../zap/sighting.js';
import { failedBy } from './cause-of.js';
import type { CauseOf } from './cause-of.js';
import type { GraphClient } from './graph-client.js';
import type { ListResult } from './graph-batch-lists.js';
import { isNoMailbox } from './mailbox-absence.js';
import { mailboxMessage, sightingIn } from './mailbox-message.js';
import type { MailboxMessage } from './mailbox-message.js';
import { readPeople } from './mailbox-people.js';
import {
  everythingPath,
  immutableIds,
  stampedPath,
  zapFolders,
  zapPropertySets,
} from './mailbox-zap-query.js';
import type { ZapFolder, ZapPropertySet } from './mailbox-zap-query.js';
import { provenGraph } from './tenant-client.js';
import type { GraphOf } from './tenant-client.js';

/** Which property set a tenant's items carry, as far as it has been seen. */
export interface PropertySetMemory {
  recall(tenantId: TenantId): ZapPropertySet | undefined;
  remember(tenantId: TenantId, set: ZapPropertySet): void;
}

export interface MailboxZapOptions {
  readonly causeOf: CauseOf;
  /** While it recalls nothing, both sets are asked for. */
  readonly propertySets: PropertySetMemory;
}

const locations = { junkemail: 'junk', deleteditems: 'deleted-items' } as const;
const probedMailboxes = 20;
const badRequest = 400;

/**
 * Source D, the property that ZAP leaves in junk mail and deleted items. GET /users/{id}/mailFolders/{folder}/messages in
 * batches; least permissions Mail.Read and User.Read.All. It never sees what ZAP put into quarantine. `graphOf` gives the
 * reader's client.
 */
export function mailboxZapSource(graphOf: GraphOf, options: MailboxZapOptions): MailboxZapSource {
  const clientOf = provenGraph(graphOf);
  return {
    probe: async (tenantId) => probe(clientOf(tenantId)),
    people: async (tenantId) => readPeople(clientOf(tenantId)),
    readMailboxes: async (tenantId, people, span) =>
      readMailboxes(clientOf(tenantId), { tenantId, people, span, ...options }),
  };
}

/** Whether any of the first mailboxes may be read. A tenant in which nobody has one has the source: it says nothing. */
async function probe(client: GraphClient): Promise<SourcePresence> {
  try {
    const path = `users?$select=id,userType&$top=${probedMailboxes}`;
    const { items } = await client.listUpTo(probedMailboxes, path, z.object({ id: z.string() }));
    const reads = await client.batch(
      items.map(({ id }) => ({
        id,
        method: 'GET',
        path: `users/${encodeURIComponent(id)}/mailFolders/junkemail/messages?$select=id&$top=1`,
        headers: immutableIds,
      })),
    );
    const errors = [...reads.values()].map((read) =>
      read.kind === 'failed' ? read.error : undefined,
    );
    const [first] = errors.filter((error) => error !== undefined && !isNoMailbox(error));
    if (first === undefined || errors.includes(undefined)) return { kind: 'present' };
    throw first;
  } catch (error) {
    if (!(error instanceof ServiceError) || error.answer.status !== 403) throw error;
    return { kind: 'absent', why: 'no-permission', serviceCode: error.answer.serviceCode };
  }
}

interface Reading extends MailboxZapOptions {
  readonly tenantId: TenantId;
  readonly people: readonly DirectoryPerson[];
  readonly span: TimeSpan;
}

/** One list: a folder of a mailbox, by one property set. */
interface Query {
  readonly person: DirectoryPerson;
  readonly folder: ZapFolder;
  readonly set: ZapPropertySet;
}

type Answers = ReadonlyMap<Query, ListResult<MailboxMessage>>;

async function readMailboxes(
  client: GraphClient,
  reading: Reading,
): Promise<ReadonlyMap<string, MailboxZapReading>> {
  const known = reading.propertySets.recall(reading.tenantId);
  const sets = known === undefined ? zapPropertySets : [known];
  const queries = reading.people.flatMap((person) =>
    zapFolders.flatMap((folder) => sets.map((set) => ({ person, folder, set }))),
  );
  const answers = await readStamped(client, queries, reading.span);
  const results = new Map<string, MailboxZapReading>();
  for (const person of reading.people) {
    const own = queries.filter((query) => query.person === person);
    results.set(person.objectId, readingOf(own, answers, reading));
  }
  return results;
}

/** By the filter; where the service refuses that, the folder whole, and sifted here. */
async function readStamped(
  client: GraphClient,
  queries: readonly Query[],
  span: TimeSpan,
): Promise<Answers> {
  const filtered = await ask(client, queries, span, stampedPath);
  const refused = queries.filter((query) => isRefusedFilter(filtered.get(query)));
  const whole = await ask(client, refused, span, everythingPath);
  const sifted = [...whole].map(([query, result]) => [query, stampedOnly(result)] as const);
  return new Map([...filtered, ...sifted]);
}

async function ask(
  client: GraphClient,
  queries: readonly Query[],
  span: TimeSpan,
  pathOf: typeof stampedPath,
): Promise<Answers> {
  const requests = queries.map(({ person, folder, set }, index) => ({
    id: index.toString(),
    path: pathOf(person.objectId, folder, set, span),
    headers: immutableIds,
  }));
  const results = await client.lists(requests, mailboxMessage);
  return new Map(
    queries.map((query, index) => {
      const result = results.get(index.toString());
      if (result === undefined) throw new TypeError('There is a result for every list.');
      return [query, result];
    }),
  );
}

/** 400: the filter is too complex for the service, or not one it takes any more. */
function isRefusedFilter(result: ListResult<MailboxMessage> | undefined): boolean {
  const error = result?.kind === 'failed' ? result.error : undefined;
  const refused = error instanceof ServiceError && error.answer.status === badRequest;
  return refused && !isNoMailbox(error);
}

function stampedOnly(result: ListResult<MailboxMessage>): ListResult<MailboxMessage> {
  if (result.kind === 'failed') return result;
  const items = result.items.filter((item) => item.singleValueExtendedProperties?.length);
  return { kind: 'items', items };
}

/** All lists of one mailbox, or the failure of one: half a mailbox is not a mailbox. */
function readingOf(
  queries: readonly Query[],
  answers: Answers,
  reading: Reading,
): MailboxZapReading {
  const sightings = new Map<string, ZapSighting>();
  for (const query of queries) {
    const result = answers.get(query);
    if (result?.kind === 'failed' && !isNoMailbox(result.error)) {
      return failedBy(result.error, reading.causeOf);
    }
    for (const message of result?.kind === 'items' ? result.items : []) {
      reading.propertySets.remember(reading.tenantId, query.set);
      sightings.set(message.id, sightingIn(message, query.person, locations[query.folder]));
    }
  }
  return { kind: 'read', sightings: [...sightings.values()] };
}
