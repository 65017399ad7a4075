import type { Clock } from './clock.js';
import { errorCode, type Log } from './log.js';
import type { Leased, WorkQueue } from './work-queue.js';

export interface WorkerOptions<T> {
  readonly queue: WorkQueue<T>;
  readonly handle: (item: T) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  /** Items worked on at once. */
  readonly concurrency: number;
  readonly leaseMs: number;
  /** Waiting time when the queue is empty, in milliseconds. */
  readonly pollMs: number;
  /** An item that has failed this often is buried. */
  readonly attempts: number;
  readonly onBuried: (item: T, code: string) => Promise<void>;
}

/** Works on the queue until `signal` is aborted; then takes nothing new and resolves when what it holds is finished. */
export async function runWorker<T>(options: WorkerOptions<T>, signal: AbortSignal): Promise<void> {
  const { queue, clock, log, concurrency, leaseMs, pollMs } = options;
  const busy = new Set<Promise<void>>();
  let failures = 0;
  while (!signal.aborted) {
    if (busy.size >= concurrency) {
      await Promise.race(busy);
      continue;
    }
    const items = await queue.receive(concurrency - busy.size, leaseMs).then(
      (received) => {
        failures = 0;
        return received;
      },
      (error: unknown) => {
        failures++;
        log.error({ code: errorCode(error), failures }, 'the queue could not be read');
        return undefined;
      },
    );
    for (const item of items ?? []) {
      const task = work(options, item).finally(() => busy.delete(task));
      busy.add(task);
    }
    if (items === undefined || items.length === 0) {
      await pause(
        clock,
        items === undefined ? Math.min(1000 * 2 ** failures, 30_000) : pollMs,
        signal,
      );
    }
  }
  await Promise.all(busy);
}

/** Waits. False, and early, when `signal` is aborted. */
export async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
  await clock.sleep(ms, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  return !signal.aborted;
}

async function work<T>(options: WorkerOptions<T>, leased: Leased<T>): Promise<void> {
  const { log, attempts } = options;
  const stop = new AbortController();
  const renewing = renew(options, leased, stop.signal);
  try {
    await options.handle(leased.item);
    await leased.done();
  } catch (error) {
    const code = errorCode(error);
    log.error({ code, attempts: leased.attempts }, 'a job failed');
    await giveBack(options, leased, code, leased.attempts >= attempts);
  } finally {
    stop.abort();
    await renewing;
  }
}

async function giveBack<T>(
  options: WorkerOptions<T>,
  leased: Leased<T>,
  code: string,
  bury: boolean,
): Promise<void> {
  try {
    if (!bury) {
      await leased.release(Math.min(1000 * 2 ** leased.attempts, 60_000));
      return;
    }
    await leased.bury(code);
    await options.onBuried(leased.item, code);
  } catch (error) {
    // The lease runs out by itself and the item comes back: nothing is lost.
    options.log.error({ code: errorCode(error) }, 'a failed job could not be given back');
  }
}

async function renew<T>(
  options: WorkerOptions<T>,
  leased: Leased<T>,
  signal: AbortSignal,
): Promise<void> {
  const { clock, leaseMs, log } = options;
  while (await pause(clock, leaseMs / 3, signal)) {
    const kept = await leased.renew(leaseMs).catch((error: unknown) => {
      log.warn({ code: errorCode(error) }, 'a lease could not be renewed');
      return true;
    });
    if (!kept) {
      log.warn({}, 'a lease was lost');
      return;
    }
  }
}
