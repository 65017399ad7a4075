import { StoreConflictError } from '../lib/errors.js';
import { errorCode } from '../lib/log.js';
import type { StoredEdition } from './book.js';
import type { Edition } from './edition.js';
import type { DigestServices } from './ports.js';

type HoldServices = Pick<DigestServices, 'book' | 'clock' | 'log' | 'options'>;

/**
 * The right to make one edition. Every change goes through here, on the newest version, so that a holder who lost the
 * edition can't write any more (StoreConflictError).
 */
export class Hold {
  readonly #services: HoldServices;
  readonly channelId: string;
  #current: StoredEdition;
  #last: Promise<unknown> = Promise.resolve();

  constructor(services: HoldServices, channelId: string, current: StoredEdition) {
    this.#services = services;
    this.channelId = channelId;
    this.#current = current;
  }

  get edition(): Edition {
    return this.#current.edition;
  }

  /** Changes are made one after the other. */
  change(patch: Partial<Edition>): Promise<void> {
    const next = this.#last.then(() => this.#write(patch));
    // The next change is made whatever became of this one; its own caller hears of a failure.
    this.#last = Promise.allSettled([next]);
    return next;
  }

  async #write(patch: Partial<Edition>): Promise<void> {
    const { book } = this.#services;
    const edition = { ...this.#current.edition, ...patch };
    const outcome = await book.write(this.channelId, edition, this.#current.etag);
    const read = await book.edition(this.channelId, edition.week);
    if (outcome === 'conflict' || read?.edition.fence !== edition.fence) {
      throw new StoreConflictError('The claim on a digest was lost.');
    }
    this.#current = read;
  }

  /** Runs `work` while the claim is kept alive. A claim lost on the way shows in the next change. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const stop = new AbortController();
    const beating = this.#keepAlive(stop.signal);
    try {
      return await work();
    } finally {
      stop.abort();
      await beating;
    }
  }

  async #keepAlive(signal: AbortSignal): Promise<void> {
    const { clock, log, options } = this.#services;
    while (!signal.aborted) {
      const slept = await clock.sleep(options.leaseMs / 3, signal).then(
        () => true,
        () => false,
      );
      if (!slept) return;
      const failure = await this.change({ leaseUntil: leaseEnd(this.#services) }).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (failure === undefined) continue;
      log.warn({ code: errorCode(failure) }, 'the claim on a digest could not be renewed');
      // Storage that did not answer may answer the next time; a claim that is lost stays lost.
      if (failure instanceof StoreConflictError) return;
    }
  }
}

export function leaseEnd({ clock, options }: Pick<DigestServices, 'clock' | 'options'>): string {
  return new Date(clock.now().getTime() + options.leaseMs).toISOString();
}

/**
 * Claims an edition: inserts it when there is none, else takes it over in the version that was read. Undefined when
 * somebody else was faster.
 */
export async function claimEdition(
  services: HoldServices,
  channelId: string,
  edition: Omit<Edition, 'fence' | 'leaseUntil'>,
  before: StoredEdition | undefined,
): Promise<Hold | undefined> {
  const fence = (before?.edition.fence ?? 0) + 1;
  const claimed: Edition = { ...edition, fence, leaseUntil: leaseEnd(services) };
  const outcome = await services.book.write(channelId, claimed, before?.etag);
  if (outcome === 'conflict') return undefined;
  const mine = await services.book.edition(channelId, edition.week);
  return mine?.edition.fence === fence ? new Hold(services, channelId, mine) : undefined;
}
