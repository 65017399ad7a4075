import { longestDelayMs } from '../../lib/work-queue.js';

/** The service counts in seconds. Never shorter than asked for, and never longer than it allows. */
export function wholeSeconds(ms: number): number {
  return Math.ceil(Math.min(Math.max(ms, 0), longestDelayMs) / 1000);
}
