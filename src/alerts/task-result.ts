/** How a worker leaves an outbox entry. `done` also for what has become pointless. */
export type TaskResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'later'; readonly afterMs: number; readonly code: string }
  | { readonly kind: 'ambiguous'; readonly afterMs: number; readonly code: string }
  | { readonly kind: 'dead'; readonly code: string };

/** Waiting time before the next attempt, in milliseconds: doubling from two seconds, five minutes at most. */
export function backoffMs(attempts: number): number {
  return Math.min(2 ** Math.min(attempts, 10) * 1000, 5 * 60_000);
}
