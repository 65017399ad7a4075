import { z } from 'zod';
import type { SpamDay } from '../spam/day.js';
import type { Tenant } from '../tenants/tenant.js';
import type { MailboxFact, MailboxIdentity } from './mailbox-fact.js';
import type { MailboxStores } from './mailbox-stores.js';
import { spamFacts } from './mailbox-spam-facts.js';
import type { FlowCoverage, TraceCoverage } from './mailbox-trace.js';
import { zapCoverages } from './zap-job.js';
import { storedCoverage } from './zap-run.js';

const zapLook = storedCoverage.extend({ readAt: z.string() });

/** What is stored of how much was read in a tenant, beside what the reading of its rows has shown. */
export async function coverageOf(
  { health, documents }: Pick<MailboxStores, 'health' | 'documents'>,
  { id }: Tenant,
  seen: Pick<TraceCoverage, 'flow' | 'recordedSince' | 'messagesCut'>,
): Promise<TraceCoverage> {
  const zap = await documents.read(zapCoverages, id);
  return {
    ...seen,
    health: (await health.read(id))?.health,
    zap: zap && zapLook.parse(zap.value),
  };
}

/** Reads the stored days of one tenant, oldest first. */
export class FlowReading {
  readonly #identity: MailboxIdentity;
  readonly #tenant: Tenant;
  #before: FlowCoverage | undefined;
  #latest: ReadDay | undefined;

  constructor(identity: MailboxIdentity, tenant: Tenant) {
    this.#identity = identity;
    this.#tenant = tenant;
  }

  /** Undefined while there was no day. */
  get coverage(): FlowCoverage | undefined {
    // The latest day need not be over; an earlier one that was never read to its end has a gap.
    return this.#latest && withDay(this.#before, this.#latest, { mayGoOn: true });
  }

  add(day: SpamDay): readonly MailboxFact[] {
    if (this.#latest) this.#before = withDay(this.#before, this.#latest, { mayGoOn: false });
    const facts = spamFacts(day, this.#identity, this.#tenant);
    this.#latest = { day, facts };
    return facts;
  }
}

interface ReadDay {
  readonly day: SpamDay;
  readonly facts: readonly MailboxFact[];
}

function withDay(
  before: FlowCoverage | undefined,
  { day, facts }: ReadDay,
  { mayGoOn }: { readonly mayGoOn: boolean },
): FlowCoverage {
  const { days, unread, openReceived, openSent } = before ?? none;
  const isWhole = day.source !== undefined && day.complete && (day.over || mayGoOn);
  const isNamed = (kind: MailboxFact['kind']): boolean => facts.some((fact) => fact.kind === kind);
  return {
    firstDay: before?.firstDay ?? day.day,
    lastDay: day.day,
    days: days + 1,
    unread: unread + Number(!isWhole),
    openReceived: openReceived + Number(!isNamed('received') && (!isWhole || isCut(day.receivers))),
    openSent: openSent + Number(!isNamed('sent') && (!isWhole || isCut(day.internal))),
    readAt: day.readAt,
  };
}

const none = { days: 0, unread: 0, openReceived: 0, openSent: 0 };

/** Others had no room in the list: who is not on it may be among them. */
function isCut({ leftOut, bounded }: Pick<SpamDay['receivers'], 'leftOut' | 'bounded'>): boolean {
  return leftOut > 0 || bounded;
}
