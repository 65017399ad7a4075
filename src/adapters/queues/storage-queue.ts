import { QueueClient, type DequeuedMessageItem } from '@azure/storage-queue';
import { z } from 'zod';
import type { Clock } from '../../lib/clock.js';
import { exactJson } from '../../lib/exact-json.js';
import { judgeRestFailure } from '../../lib/rest-failure.js';
import { persist, type Attempt, type RetryPolicy } from '../../lib/retry-loop.js';
import type { ScopedTokens } from '../../lib/scoped-tokens.js';
import {
  largestItemBytes,
  type Leased,
  type Requeued,
  type WorkQueue,
} from '../../lib/work-queue.js';
import { StorageLease } from './storage-lease.js';
import { wholeSeconds } from './whole-seconds.js';

/** Where the queues are. */
export interface QueueConnection<T> {
  /** A connection string (anything with '='), or the name of a storage account to which `credential` has access. */
  readonly storage: string;
  readonly credential?: ScopedTokens;
  /** The queues are `{prefix}-work` and `{prefix}-work-poison`. */
  readonly prefix?: string;
  /** 'core.windows.net' unless the account is in a sovereign cloud. */
  readonly endpointSuffix?: string;
  readonly clock: Clock;
  /** What an item must look like when it is read. */
  readonly schema: z.ZodType<T>;
  readonly policy?: RetryPolicy;
  /** Told when a message that nobody could read was buried. For the log. */
  readonly onUnreadable?: (messageId: string) => void;
}

const usualPolicy: RetryPolicy = {
  tries: 4,
  attemptMs: 15_000,
  totalMs: 45_000,
  backoffMs: 200,
  longestBackoffMs: 5_000,
};

/** The most messages that one "Get Messages" hands out (Microsoft Learn: "Get Messages"). */
const mostMessages = 32;

/** How long a dead letter is hidden while it is moved; one that stays is seen again after it. */
const requeueLeaseSeconds = 120;

/** Connects to both queues and creates what is not there. The least role is Storage Queue Data Contributor. */
export async function connectQueue<T>(connection: QueueConnection<T>): Promise<StorageQueue<T>> {
  const prefix = connection.prefix ?? 'warden';
  const queue = new StorageQueue<T>(
    clientOf(connection, `${prefix}-work`),
    clientOf(connection, `${prefix}-work-poison`),
    connection,
  );
  await queue.create();
  return queue;
}

function clientOf<T>(connection: QueueConnection<T>, name: string): QueueClient {
  const { storage, credential, endpointSuffix = 'core.windows.net' } = connection;
  // One try and no more by the SDK: all retries are ours.
  const options = { retryOptions: { maxTries: 1 } };
  if (storage.includes('=')) return new QueueClient(storage, name, options);
  if (credential === undefined)
    throw new TypeError('A storage account by name needs a credential.');
  return new QueueClient(`https://${storage}.queue.${endpointSuffix}/${name}`, credential, options);
}

/**
 * A work queue on Azure Queue Storage. Items travel as JSON in base64 and never expire. Rejects with ServiceError or
 * TransportError when the service fails for longer than the policy allows.
 */
export class StorageQueue<T> implements WorkQueue<T> {
  readonly #work: QueueClient;
  readonly #poison: QueueClient;
  readonly #connection: QueueConnection<T>;

  constructor(work: QueueClient, poison: QueueClient, connection: QueueConnection<T>) {
    this.#work = work;
    this.#poison = poison;
    this.#connection = connection;
  }

  async create(): Promise<void> {
    await this.#persist(({ signal }) => this.#work.createIfNotExists({ abortSignal: signal }));
    await this.#persist(({ signal }) => this.#poison.createIfNotExists({ abortSignal: signal }));
  }

  async send(item: T, options: { readonly delayMs?: number } = {}): Promise<void> {
    const json = Buffer.from(exactJson(item), 'utf8');
    if (json.byteLength > largestItemBytes) {
      throw new RangeError(`An item of ${json.byteLength} bytes is too large for the queue.`);
    }
    const visibilityTimeout = wholeSeconds(options.delayMs ?? 0);
    await this.#put(this.#work, json.toString('base64'), visibilityTimeout);
  }

  async receive(max: number, leaseMs: number): Promise<readonly Leased<T>[]> {
    const answer = await this.#persist(({ signal }) =>
      this.#work.receiveMessages({
        numberOfMessages: Math.min(max, mostMessages),
        visibilityTimeout: Math.max(1, wholeSeconds(leaseMs)),
        abortSignal: signal,
      }),
    );
    const leases: Leased<T>[] = [];
    for (const message of answer.receivedMessageItems) {
      const lease = await this.#open(message);
      if (lease !== undefined) leases.push(lease);
    }
    return leases;
  }

  async depth(): Promise<number> {
    const properties = await this.#persist(({ signal }) =>
      this.#work.getProperties({ abortSignal: signal }),
    );
    return properties.approximateMessagesCount ?? 0;
  }

  async requeueBuried(): Promise<Requeued> {
    const buried = z.object({ item: this.#connection.schema });
    const properties = await this.#persist(({ signal }) =>
      this.#poison.getProperties({ abortSignal: signal }),
    );
    // What a worker buries meanwhile is left for the next time: it would go round for ever.
    let left = properties.approximateMessagesCount ?? 0;
    const result = { moved: 0, unreadable: 0 };
    while (left > 0) {
      const messages = await this.#takeBuried(left);
      if (messages.length === 0) break;
      left -= messages.length;
      for (const message of messages) {
        const parsed = buried.safeParse(jsonOf(message.messageText));
        if (parsed.success) {
          await this.send(parsed.data.item);
          await this.#dropBuried(message);
          result.moved += 1;
        } else result.unreadable += 1;
      }
    }
    return result;
  }

  async #takeBuried(max: number): Promise<readonly DequeuedMessageItem[]> {
    const answer = await this.#persist(({ signal }) =>
      this.#poison.receiveMessages({
        numberOfMessages: Math.min(max, mostMessages),
        visibilityTimeout: requeueLeaseSeconds,
        abortSignal: signal,
      }),
    );
    return answer.receivedMessageItems;
  }

  async #dropBuried({ messageId, popReceipt }: DequeuedMessageItem): Promise<void> {
    await this.#persist(({ signal }) =>
      this.#poison.deleteMessage(messageId, popReceipt, { abortSignal: signal }),
    );
  }

  /** An unreadable message goes to the dead letters as it came, and only then off the queue. */
  async #open(message: DequeuedMessageItem): Promise<StorageLease<T> | undefined> {
    const host = {
      work: this.#work,
      persist: <R>(attempt: (attempt: Attempt) => Promise<R>) => this.#persist(attempt),
      putPoison: (text: string) => this.#put(this.#poison, text, 0),
    };
    const parsed = this.#connection.schema.safeParse(jsonOf(message.messageText));
    if (parsed.success) return new StorageLease(parsed.data, message, host);
    await host.putPoison(message.messageText);
    await new StorageLease(undefined, message, host).done();
    this.#connection.onUnreadable?.(message.messageId);
    return undefined;
  }

  async #put(queue: QueueClient, text: string, visibilityTimeout: number): Promise<void> {
    await this.#persist(({ signal }) =>
      // -1: never expires. The service's default is to forget after seven days.
      queue.sendMessage(text, { visibilityTimeout, messageTimeToLive: -1, abortSignal: signal }),
    );
  }

  #persist<R>(attempt: (attempt: Attempt) => Promise<R>): Promise<R> {
    return persist(attempt, {
      clock: this.#connection.clock,
      policy: this.#connection.policy ?? usualPolicy,
      judge: (error) => judgeRestFailure('queues', error, this.#connection.clock.now()),
    });
  }
}

/** Undefined, which no item is, for anything but JSON in base64. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64').toString('utf8')) as unknown;
  } catch {
    // Not an answer that is lost: the caller buries the message.
    return undefined;
  }
}
