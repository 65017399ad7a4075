/** The longest delay and the longest lease: seven days. Longer ones are cut to it (Microsoft Learn: "Put Message"). */
export const longestDelayMs = 7 * 86_400_000;

/** The most UTF-8 bytes that one item may have as JSON. Put ids into items, not payloads. */
export const largestItemBytes = 32_768;

/**
 * Work for any number of workers. At least once, in no promised order: an item that is not `done` when its lease ends
 * is handed out again, so that every worker must be able to do the same item twice.
 */
export interface WorkQueue<T> {
  /**
   * Resolves when the item is stored for good; it is handed out after `delayMs` at the earliest. An item whose answer
   * was lost may be stored twice. Rejects with RangeError above `largestItemBytes`.
   */
  send(item: T, options?: { readonly delayMs?: number }): Promise<void>;
  /**
   * Takes up to `max` items (never more than 32) and hides them from everybody else for `leaseMs`, which may be
   * rounded up to a whole second. Empty when there is nothing to do; it does not wait. A message that can't be read is
   * put into the dead-letter queue, and is not among the items.
   */
  receive(max: number, leaseMs: number): Promise<readonly Leased<T>[]>;
  /** How many items wait or are leased, roughly. Buried items do not count. */
  depth(): Promise<number>;
  /**
   * Takes the items that are buried now back into the queue, as if they were new. An item may be there twice when an answer
   * is lost; none gets lost. What can't be read stays buried.
   */
  requeueBuried(): Promise<Requeued>;
}

/** What came of taking back the buried items. */
export interface Requeued {
  readonly moved: number;
  /** Messages that nobody could read and that stay where they are. */
  readonly unreadable: number;
}

/** One item in the hands of one worker. */
export interface Leased<T> {
  readonly item: T;
  /** How often it has been handed out, this time included. */
  readonly attempts: number;
  /** Makes the lease last `leaseMs` from now. False when the lease was lost: then somebody else may have the item. */
  renew(leaseMs: number): Promise<boolean>;
  /** Takes the item off the queue. Does nothing, quietly, when the lease was lost. */
  done(): Promise<void>;
  /** Gives the item back, to be handed out after `delayMs`. Does nothing when the lease was lost. */
  release(delayMs: number): Promise<void>;
  /**
   * Moves the item to the dead-letter queue, where it stays until a person looks. `reasonCode` is a stable code, never
   * free text. May leave two copies there when an answer is lost; never none.
   */
  bury(reasonCode: string): Promise<void>;
}
