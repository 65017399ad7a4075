import { AsyncLocalStorage } from 'node:async_hooks';
import { errorCode } from '../../lib/log.js';

/** Told the code of whatever the SDK wanted to print; never the text, which holds key material and token fragments. */
export type NoiseListener = (code: string) => void;

const listeners = new AsyncLocalStorage<NoiseListener>();
const redirected = Symbol.for('inbox-warden.console-redirected');

/**
 * Runs `work`; what it and everything it starts print with console.error or console.warn goes to `listener` instead.
 * botbuilder 4.23 knows no other way to be quiet. Other users of the console are not affected.
 */
export function withoutNoise<T>(listener: NoiseListener, work: () => Promise<T>): Promise<T> {
  redirectConsole();
  return listeners.run(listener, work);
}

function redirectConsole(): void {
  if (Object.hasOwn(console, redirected)) return;
  Object.defineProperty(console, redirected, { value: true });
  /* eslint-disable no-console -- the SDK prints there and can't be told not to */
  for (const method of ['error', 'warn'] as const) {
    const print = console[method].bind(console);
    console[method] = (...args: unknown[]): void => {
      const listener = listeners.getStore();
      if (listener === undefined) print(...args);
      else listener(codeOf(args[0]));
    };
  }
  /* eslint-enable no-console */
}

function codeOf(first: unknown): string {
  return first instanceof Error ? errorCode(first) : 'sdk.message';
}
