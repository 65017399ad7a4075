import pLimit from 'p-limit';
import type { Clock } from '../lib/clock.js';
import { causeTexts, type Cause } from '../tenants/cause.js';
import { causeOf } from '../tenants/diagnose.js';
import type { Tenant } from '../tenants/tenant.js';
import { analyse } from '../zap/analysis/analyse.js';
import type { OwnSide } from '../zap/analysis/input.js';
import { partsOfMime } from '../zap/analysis/mime.js';
import type { MessageAnalysis } from '../zap/analysis/report.js';
import type { FoundMessage } from '../zap/message-card.js';
import { ownSideOf } from '../zap/people.js';
import type {
  CopyState,
  DeliveriesReading,
  MailboxZapSource,
  MessageFinder,
  MessageRefs,
} from '../zap/ports.js';
import type { ZapRecord, ZapRecordStore } from '../zap/records.js';

export interface MessageSearchServices {
  readonly finder: MessageFinder;
  readonly mailboxes: Pick<MailboxZapSource, 'people'>;
  readonly records: ZapRecordStore;
}

export interface MessageSearch {
  readonly found: readonly FoundMessage[];
  /** Tenants of which it can't be said whether they have it. */
  readonly notAsked: readonly NotAsked[];
}

export interface NotAsked {
  readonly tenant: Tenant;
  /** A sentence of our own words. */
  readonly why: string;
}

/** Message trace goes back 10 days in one question, and hunting 30: both are asked for the shorter time. */
const daysBack = 10;
const dayMs = 86_400_000;
const tenantsAtOnce = 8;
/** Copies that are looked for by name; the rest is counted by who got it. */
const mostCopies = 50;

/** Looks for one message in every tenant named: where its copies are now, who got it, and what it is. */
export async function findMessage(
  services: MessageSearchServices,
  tenants: readonly Tenant[],
  refs: MessageRefs,
  clock: Pick<Clock, 'now'>,
): Promise<MessageSearch> {
  const answers = await pLimit(tenantsAtOnce).map(tenants, (tenant) =>
    findIn(services, tenant, refs, clock),
  );
  return {
    found: answers.flatMap((answer) => (answer.kind === 'found' ? [answer.message] : [])),
    notAsked: answers.flatMap((answer) =>
      answer.kind === 'not-asked' ? [{ tenant: answer.tenant, why: answer.why }] : [],
    ),
  };
}

type Answer =
  | { readonly kind: 'found'; readonly message: FoundMessage }
  | { readonly kind: 'none' }
  | ({ readonly kind: 'not-asked' } & NotAsked);

async function findIn(
  services: MessageSearchServices,
  tenant: Tenant,
  asked: MessageRefs,
  clock: Pick<Clock, 'now'>,
): Promise<Answer> {
  const record = await storedRecord(services.records, tenant, asked);
  const traced = await orCause(() => deliveriesOf(services.finder, tenant, asked, clock));
  const deliveries = traced.kind === 'value' ? traced.value : undefined;
  const known = deliveries?.deliveries ?? [];
  if (record === undefined && known.length === 0) return notFoundIn(tenant, traced);
  const refs = completeRefs(completeRefs(asked, record), known[0]);
  const recipients = recipientsOf(record, known);
  const copies = await copiesOf(services.finder, tenant, refs, recipients);
  const analysis = await orCause(() => analysisOf(services, tenant, refs, recipients));
  return {
    kind: 'found',
    message: {
      tenantName: tenant.name,
      refs,
      copies,
      ...(deliveries === undefined ? {} : { deliveries }),
      ...(analysis.kind === 'value' && analysis.value ? { analysis: analysis.value } : {}),
    },
  };
}

/** The id that was asked for, and the other one where it is known. */
function completeRefs(asked: MessageRefs, known: MessageRefs | undefined): MessageRefs {
  return {
    networkMessageId: asked.networkMessageId ?? known?.networkMessageId,
    internetMessageId: asked.internetMessageId ?? known?.internetMessageId,
  };
}

function recipientsOf(
  record: ZapRecord | undefined,
  deliveries: readonly { readonly recipient: string }[],
): readonly string[] {
  const stored = record?.recipients.map(({ address }) => address) ?? [];
  const delivered = deliveries.map(({ recipient }) => recipient);
  return [...new Set([...stored, ...delivered])].slice(0, mostCopies);
}

/** Nothing is known of it here: because it is not here, or because that can't be said. */
function notFoundIn(tenant: Tenant, traced: Attempt<DeliveriesReading>): Answer {
  if (traced.kind === 'failed') {
    return { kind: 'not-asked', tenant, why: causeTexts[traced.cause.code].sentence };
  }
  const { incomplete, limits } = traced.value;
  return incomplete === true
    ? { kind: 'not-asked', tenant, why: limits.join(' ') }
    : { kind: 'none' };
}

/** Who got it is known already: a look at the copies that is refused is a failure of each. */
async function copiesOf(
  finder: MessageFinder,
  tenant: Tenant,
  refs: MessageRefs,
  recipients: readonly string[],
): Promise<ReadonlyMap<string, CopyState>> {
  const copies = await orCause(() => finder.locate(tenant.id, refs, recipients));
  if (copies.kind === 'value') return copies.value;
  const { kind, cause } = copies;
  return new Map(recipients.map((address) => [address, { kind, cause }]));
}

/** By its key where there is a NetworkMessageId; the sender's own id may stand on several messages: the latest counts. */
async function storedRecord(
  records: ZapRecordStore,
  tenant: Tenant,
  { networkMessageId, internetMessageId }: MessageRefs,
): Promise<ZapRecord | undefined> {
  if (networkMessageId !== undefined) {
    return (await records.read(tenant.id, networkMessageId))?.record;
  }
  let latest: ZapRecord | undefined;
  for await (const { record } of records.list(tenant.id)) {
    const same = record.internetMessageId === internetMessageId;
    if (same && (latest === undefined || latest.at < record.at)) latest = record;
  }
  return latest;
}

function deliveriesOf(
  finder: MessageFinder,
  tenant: Tenant,
  message: MessageRefs,
  clock: Pick<Clock, 'now'>,
): Promise<DeliveriesReading> {
  const now = clock.now();
  const from = new Date(now.getTime() - daysBack * dayMs + 60_000).toISOString();
  return finder.deliveries(tenant.id, { by: 'message', message }, { from, to: now.toISOString() });
}

async function analysisOf(
  { finder, mailboxes }: MessageSearchServices,
  tenant: Tenant,
  refs: MessageRefs,
  recipients: readonly string[],
): Promise<MessageAnalysis | undefined> {
  const content = await finder.content(tenant.id, refs, recipients);
  if (content === undefined) return undefined;
  const people = await orCause(() => mailboxes.people(tenant.id));
  const own: OwnSide =
    people.kind === 'value' ? ownSideOf(people.value) : { domains: [], people: [] };
  const parts = await partsOfMime(content.kind === 'mime' ? content.mime : content.headers);
  return analyse(parts, own);
}

type Attempt<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'failed'; readonly cause: Cause };

async function orCause<T>(ask: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { kind: 'value', value: await ask() };
  } catch (error) {
    const cause = causeOf(error);
    if (cause === undefined) throw error;
    return { kind: 'failed', cause };
  }
}
