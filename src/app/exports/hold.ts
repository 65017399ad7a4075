import { StoreConflictError } from '../../lib/errors.js';
import {
  changeExport,
  readExport,
  type ExportFailure,
  type HeldExport,
  type StoredExport,
} from './export-store.js';
import { showProgress, type ExportJobServices } from './export-services.js';
import { dropTicket } from './upload-ticket.js';

/** Attempts of workers, after which an export is given up. */
const mostTries = 5;

/**
 * One export in the hands of one worker. Every change is made to the version that this worker made last: when another one
 * has taken over, the change throws StoreConflictError and this worker stops where it is.
 */
export class Hold {
  readonly services: ExportJobServices;
  #held: HeldExport;

  private constructor(services: ExportJobServices, held: HeldExport) {
    this.services = services;
    this.#held = held;
  }

  /** Undefined when there is nothing to do for this worker now. */
  static async take(
    services: ExportJobServices,
    exportId: string,
    isWork: (row: StoredExport) => boolean,
  ): Promise<Hold | undefined> {
    const held = await readExport(services.documents, exportId);
    if (held === undefined || !isWork(held.row)) return undefined;
    const now = services.clock.now().getTime();
    const freeInMs = Date.parse(held.row.heldUntil ?? '1970-01-01') - now;
    if (freeInMs > 0) {
      // Another worker has it; should it die, this item takes over.
      await services.queue.send({ kind: 'export-file', exportId }, { delayMs: freeInMs + 500 });
      return undefined;
    }
    const hold = new Hold(services, held);
    await hold.change({ tries: held.row.tries + 1, heldUntil: hold.#until() });
    if (hold.row.tries <= mostTries) return hold;
    // It is in the person's OneDrive, and only could not be shown.
    if (hold.row.state === 'uploaded') await hold.end({ state: 'done' });
    else await hold.fail('interrupted');
    return undefined;
  }

  get row(): StoredExport {
    return this.#held.row;
  }

  async change(change: Partial<StoredExport>): Promise<void> {
    const changedAt = this.services.clock.now().toISOString();
    this.#held = await changeExport(this.services.documents, this.#held, { ...change, changedAt });
  }

  /** The same, and keeps the export for as long again. */
  renew(change: Partial<StoredExport> = {}): Promise<void> {
    return this.change({ ...change, heldUntil: this.#until() });
  }

  /** True when a third of the time is over: half a part's upload must not be the end of it. */
  get isStale(): boolean {
    const { clock, holdMs } = this.services;
    const left = Date.parse(this.row.heldUntil ?? '1970-01-01') - clock.now().getTime();
    return left < (2 * holdMs) / 3;
  }

  #until(): string {
    const { clock, holdMs } = this.services;
    return new Date(clock.now().getTime() + holdMs).toISOString();
  }

  /** Ends it without a file. */
  async fail(failure: ExportFailure): Promise<void> {
    await this.end({ state: 'failed', failure });
    const { id, kind } = this.row;
    this.services.log.warn(
      { exportId: id, export: kind, failure },
      'an export ended without a file',
    );
  }

  /** Ends it, one way or the other, and says so. */
  async end(change: Partial<StoredExport>): Promise<void> {
    await this.change({ ...change, heldUntil: this.services.clock.now().toISOString() });
    const { file } = this.row;
    if (file !== undefined) await dropTicket(this.services.documents, file.ticket);
    await showProgress(this.services, this.row);
  }

  /** Gives it back, for another attempt after a while. */
  async putBack(code: string): Promise<void> {
    const { clock, queue, log } = this.services;
    const { id: exportId, tries } = this.row;
    await this.change({ heldUntil: clock.now().toISOString() });
    log.info({ exportId, code, tries }, 'an export is tried again later');
    const delayMs = Math.min(2_000 * 2 ** tries, 60_000);
    await queue.send({ kind: 'export-file', exportId }, { delayMs });
  }
}

/** Somebody else has taken over: that is no failure of the work. */
export function isTakenOver(error: unknown): boolean {
  return error instanceof StoreConflictError;
}
