import type { ZapRecord } from './records.js';
import type { ZapSighting } from './sighting.js';

/** Clocks of two sources may differ by this much about the same delivery. */
const sameDeliveryMs = 120_000;

/** Everything that was said of one message, by whomever. */
interface Message {
  readonly messageIds: Set<string>;
  readonly subjects: Set<string>;
  readonly senders: Set<string>;
  /** Times of delivery, by recipient. */
  readonly deliveries: Map<string, number[]>;
}

/** The form in which InternetMessageIds are compared: sources give them with and without angle brackets. */
export function messageIdOf({
  internetMessageId,
}: Pick<ZapSighting, 'internetMessageId'>): string | undefined {
  const id = internetMessageId?.trim().replace(/^</, '').replace(/>$/, '');
  return id === '' ? undefined : id;
}

/** Messages to which a sighting without a NetworkMessageId may belong. */
export class DeliveryPool {
  readonly #messages = new Map<string, Message>();
  readonly #byRecipient = new Map<string, Set<string>>();

  add(key: string, sighting: ZapSighting): void {
    const { subject, senderAddress, recipient, receivedAt } = sighting;
    const message = this.#message(key);
    addTo(message.messageIds, messageIdOf(sighting));
    addTo(message.subjects, subject);
    addTo(message.senders, senderAddress);
    this.#deliver(key, recipient, receivedAt);
  }

  addRecord(key: string, record: ZapRecord): void {
    const message = this.#message(key);
    addTo(message.messageIds, messageIdOf(record));
    addTo(message.subjects, record.subject);
    addTo(message.senders, record.senderAddress);
    for (const { address, receivedAt } of record.recipients) {
      this.#deliver(key, address, receivedAt);
    }
  }

  /** The messages to this recipient with this InternetMessageId. */
  withMessageId(messageId: string | undefined, recipient: string): readonly string[] {
    if (messageId === undefined) return [];
    return this.#to(recipient).filter((key) => this.#message(key).messageIds.has(messageId));
  }

  /** The messages that look like the one sighted: subject, sender, recipient, time, and no other InternetMessageId. */
  like(sighting: ZapSighting): readonly string[] {
    const { subject, senderAddress, recipient, receivedAt } = sighting;
    if (subject === undefined || senderAddress === undefined || receivedAt === undefined) return [];
    const id = messageIdOf(sighting);
    const time = Date.parse(receivedAt);
    return this.#to(recipient).filter((key) => {
      const { messageIds, subjects, senders, deliveries } = this.#message(key);
      if (id !== undefined && messageIds.size > 0 && !messageIds.has(id)) return false;
      const times = deliveries.get(recipient) ?? [];
      const near = times.some((other) => Math.abs(other - time) <= sameDeliveryMs);
      return near && subjects.has(subject) && senders.has(senderAddress);
    });
  }

  /** True when nobody has told the message's InternetMessageId. */
  isNameless(key: string): boolean {
    return this.#message(key).messageIds.size === 0;
  }

  #message(key: string): Message {
    const known = this.#messages.get(key);
    if (known !== undefined) return known;
    const message: Message = {
      messageIds: new Set(),
      subjects: new Set(),
      senders: new Set(),
      deliveries: new Map(),
    };
    this.#messages.set(key, message);
    return message;
  }

  #deliver(key: string, recipient: string, receivedAt: string | undefined): void {
    const keys = this.#byRecipient.get(recipient) ?? new Set<string>();
    this.#byRecipient.set(recipient, keys.add(key));
    if (receivedAt === undefined) return;
    const { deliveries } = this.#message(key);
    const times = deliveries.get(recipient);
    if (times === undefined) deliveries.set(recipient, [Date.parse(receivedAt)]);
    else times.push(Date.parse(receivedAt));
  }

  #to(recipient: string): readonly string[] {
    return [...(this.#byRecipient.get(recipient) ?? [])];
  }
}

function addTo(set: Set<string>, value: string | undefined): void {
  if (value !== undefined) set.add(value);
}
