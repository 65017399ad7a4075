import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';
import { ServiceError } from '../../lib/errors.js';
import { exactJson } from '../../lib/exact-json.js';
import type { Attempt } from '../../lib/retry-loop.js';
import type { Leased } from '../../lib/work-queue.js';
import { wholeSeconds } from './whole-seconds.js';

/** What a lease needs of its queue. */
export interface LeaseHost {
  readonly work: QueueClient;
  persist<R>(attempt: (attempt: Attempt) => Promise<R>): Promise<R>;
  putPoison(text: string): Promise<void>;
}

/** A message that is hidden from others for as long as its pop receipt is the newest. */
export class StorageLease<T> implements Leased<T> {
  readonly item: T;
  readonly attempts: number;
  readonly #message: DequeuedMessageItem;
  readonly #host: LeaseHost;
  #popReceipt: string;

  constructor(item: T, message: DequeuedMessageItem, host: LeaseHost) {
    this.item = item;
    this.attempts = message.dequeueCount;
    this.#message = message;
    this.#host = host;
    this.#popReceipt = message.popReceipt;
  }

  renew(leaseMs: number): Promise<boolean> {
    return this.#update(Math.max(1, wholeSeconds(leaseMs)));
  }

  async done(): Promise<void> {
    await this.#unlessLost(({ signal }) =>
      this.#host.work.deleteMessage(this.#message.messageId, this.#popReceipt, {
        abortSignal: signal,
      }),
    );
  }

  async release(delayMs: number): Promise<void> {
    await this.#update(wholeSeconds(delayMs));
  }

  async bury(reasonCode: string): Promise<void> {
    const record = exactJson({ reasonCode, attempts: this.attempts, item: this.item });
    await this.#host.putPoison(Buffer.from(record, 'utf8').toString('base64'));
    await this.done();
  }

  /** "Update Message" gives out a new receipt, and the old one ends. */
  #update(visibilityTimeout: number): Promise<boolean> {
    return this.#unlessLost(async ({ signal }) => {
      const { messageId, messageText } = this.#message;
      const answer = await this.#host.work.updateMessage(
        messageId,
        this.#popReceipt,
        messageText,
        visibilityTimeout,
        { abortSignal: signal },
      );
      this.#popReceipt = answer.popReceipt ?? this.#popReceipt;
    });
  }

  async #unlessLost(attempt: (attempt: Attempt) => Promise<unknown>): Promise<boolean> {
    try {
      await this.#host.persist(attempt);
      return true;
    } catch (error) {
      if (isLost(error)) return false;
      throw error;
    }
  }
}

/** The message is gone, or has been handed to somebody else (Microsoft Learn: "Queue service error codes"). */
function isLost(error: unknown): boolean {
  return (
    error instanceof ServiceError &&
    ['MessageNotFound', 'PopReceiptMismatch'].includes(error.answer.serviceCode ?? '')
  );
}
