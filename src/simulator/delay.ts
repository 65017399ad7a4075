import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits without keeping the process alive. `Infinity` waits until the signal aborts.
 * Resolves to false when the signal ended the wait, true when the time has passed.
 */
export async function delay(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  if (milliseconds === Number.POSITIVE_INFINITY) return untilAborted(signal);
  if (milliseconds <= 0) return true;
  return sleep(milliseconds, true, { ref: false, signal }).catch((error: unknown) => {
    if (signal.aborted) return false;
    throw error;
  });
}

function untilAborted(signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    signal.addEventListener(
      'abort',
      () => {
        resolve(false);
      },
      { once: true },
    );
  });
}
