import { StoreConflictError } from '../lib/errors.js';
import { errorCode } from '../lib/log.js';
import type { TenantId } from '../tenants/tenant.js';
import { isDue, type OutboxEntry } from './outbox.js';
import type { Versioned } from './ports.js';
import type { AlertServices } from './services.js';

/**
 * The right to work on one outbox entry. Kept alive while the work runs; every change of the entry goes through here, on
 * the newest version, so that a holder who lost the claim can't write any more (StoreConflictError).
 */
export class Claim {
  readonly #services: Pick<AlertServices, 'store' | 'clock' | 'options'>;
  #current: Versioned<OutboxEntry>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    services: Pick<AlertServices, 'store' | 'clock' | 'options'>,
    current: Versioned<OutboxEntry>,
  ) {
    this.#services = services;
    this.#current = current;
  }

  get entry(): OutboxEntry {
    return this.#current.row;
  }

  /** The version that a transaction finishing the entry must name. Call only when no `change` is under way. */
  get version(): Versioned<OutboxEntry> {
    return this.#current;
  }

  /** Writes a change of the entry; changes are made one after the other. */
  change(patch: Partial<OutboxEntry>): Promise<void> {
    const next = this.#last.then(() => this.#write(patch));
    // The next change is made whatever became of this one; its own caller hears of a failure.
    this.#last = Promise.allSettled([next]);
    return next;
  }

  renew(): Promise<void> {
    return this.change({ leaseUntil: leaseEnd(this.#services) });
  }

  async #write(patch: Partial<OutboxEntry>): Promise<void> {
    const { store } = this.#services;
    const value = { ...this.#current.row, ...patch };
    const outcome = await store.commit(value.tenantId, [
      { type: 'outbox', value, etag: this.#current.etag },
    ]);
    const read = await store.outboxEntry(value.tenantId, value.id);
    const mine = outcome === 'committed' && read?.row.fence === value.fence;
    if (!mine) throw new StoreConflictError('The claim on an outbox entry was lost.');
    this.#current = read;
  }
}

function leaseEnd({ clock, options }: Pick<AlertServices, 'clock' | 'options'>): string {
  return new Date(clock.now().getTime() + options.leaseMs).toISOString();
}

/** Claims a due entry. Undefined when it is not due any more or somebody else was faster. */
export async function claim(
  services: AlertServices,
  tenantId: TenantId,
  id: string,
): Promise<Claim | undefined> {
  const { store, clock } = services;
  const existing = await store.outboxEntry(tenantId, id);
  if (!existing || !isDue(existing.row, clock.now())) return undefined;
  const value: OutboxEntry = {
    ...existing.row,
    state: 'claimed',
    fence: existing.row.fence + 1,
    attempts: existing.row.attempts + 1,
    leaseUntil: leaseEnd(services),
  };
  const outcome = await store.commit(tenantId, [{ type: 'outbox', value, etag: existing.etag }]);
  if (outcome === 'conflict') return undefined;
  const mine = await store.outboxEntry(tenantId, id);
  return mine?.row.fence === value.fence ? new Claim(services, mine) : undefined;
}

/** Runs `work` while keeping the claim alive. A claim lost on the way makes the call reject in the end. */
export async function whileClaimed<T>(
  services: AlertServices,
  held: Claim,
  work: () => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const beating = keepAlive(services, held, stop.signal);
  try {
    return await work();
  } finally {
    stop.abort();
    await beating;
  }
}

async function keepAlive(services: AlertServices, held: Claim, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const slept = await services.clock.sleep(services.options.leaseMs / 3, signal).then(
      () => true,
      () => false,
    );
    if (!slept) return;
    const failure = await held.renew().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (failure === undefined) continue;
    services.log.warn(
      { outbox: held.entry.id, code: errorCode(failure) },
      'an outbox claim could not be renewed',
    );
    // Storage that did not answer may answer the next time; a claim that is lost stays lost.
    if (failure instanceof StoreConflictError) return;
  }
}
