import { EventEmitter } from 'node:events';
import type { FileOffer, ShownFile } from './file-consent.js';
import type { JsonObject } from './json.js';

export type Author =
  { readonly kind: 'bot' } | { readonly kind: 'person'; readonly objectId: string };

export interface Revision {
  readonly at: string;
  readonly activity: unknown;
}

/** One message of a channel or chat. Times are ISO 8601 of the simulator's clock. */
export interface StoredMessage {
  readonly id: string;
  /** The channel's or chat's id, without a thread suffix. */
  readonly thread: string;
  /** First message of the thread it stands in; its own id when it is the first. */
  readonly root: string;
  readonly author: Author;
  readonly postedAt: string;
  editedAt?: string;
  deletedAt?: string;
  text: string;
  textFormat: 'plain' | 'markdown' | 'xml';
  summary?: string;
  cards: readonly JsonObject[];
  offer?: FileOffer;
  file?: ShownFile;
  /** All versions, the first one first. */
  readonly history: Revision[];
  /** What single people see in place of the card, by object id; gone with the next update. */
  readonly privateCards: Map<string, JsonObject>;
}

export interface Toast {
  readonly n: number;
  readonly at: string;
  /** Object id of the person who sees it; undefined for everybody. */
  readonly person?: string;
  readonly kind: 'answer' | 'unreachable' | 'notification';
  readonly text: string;
  readonly messageId: string;
  readonly thread: string;
}

export type StoreEvent =
  { readonly kind: 'changed' } | { readonly kind: 'toast'; readonly toast: Toast };

/** A message's content as the connector or a person gives it. */
export interface Content {
  readonly activity: unknown;
  readonly text: string;
  readonly textFormat: StoredMessage['textFormat'];
  readonly summary?: string;
  readonly cards: readonly JsonObject[];
  readonly offer?: FileOffer;
  readonly file?: ShownFile;
}

/** Everything said and posted, with what each person sees. Ids are milliseconds, unique and rising, as Teams makes them. */
export class MessageStore {
  readonly #messages = new Map<string, StoredMessage>();
  readonly #toasts: Toast[] = [];
  readonly #events = new EventEmitter().setMaxListeners(0);
  readonly #clock: () => Date;
  #lastId = 0;

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  now(): string {
    return this.#clock().toISOString();
  }

  add(thread: string, root: string | undefined, author: Author, content: Content): StoredMessage {
    this.#lastId = Math.max(this.#lastId + 1, this.#clock().getTime());
    const id = String(this.#lastId);
    const at = this.now();
    const message: StoredMessage = {
      ...{ id, thread, root: root ?? id, author, postedAt: at },
      ...visible(content),
      history: [{ at, activity: content.activity }],
      privateCards: new Map(),
    };
    this.#messages.set(id, message);
    this.changed();
    return message;
  }

  update(message: StoredMessage, content: Content): void {
    const at = this.now();
    delete message.summary;
    delete message.offer;
    delete message.file;
    Object.assign(message, visible(content), { editedAt: at });
    message.history.push({ at, activity: content.activity });
    message.privateCards.clear();
    this.changed();
  }

  delete(message: StoredMessage): void {
    message.deletedAt = this.now();
    message.privateCards.clear();
    this.changed();
  }

  showPrivately(message: StoredMessage, person: string, card: JsonObject): void {
    message.privateCards.set(person, card);
    this.changed();
  }

  toast(toast: Omit<Toast, 'n' | 'at'>): Toast {
    const complete = { ...toast, n: this.#toasts.length + 1, at: this.now() };
    this.#toasts.push(complete);
    this.#emit({ kind: 'toast', toast: complete });
    return complete;
  }

  toasts(): readonly Toast[] {
    return this.#toasts;
  }

  find(id: string): StoredMessage | undefined {
    return this.#messages.get(id);
  }

  inThread(thread: string): readonly StoredMessage[] {
    return [...this.#messages.values()].filter((message) => message.thread === thread);
  }

  changed(): void {
    this.#emit({ kind: 'changed' });
  }

  onEvent(listener: (event: StoreEvent) => void): () => void {
    this.#events.on('event', listener);
    return () => this.#events.off('event', listener);
  }

  #emit(event: StoreEvent): void {
    this.#events.emit('event', event);
  }
}

function visible(content: Content): Omit<Content, 'activity'> {
  const { text, textFormat, summary, cards, offer, file } = content;
  return {
    ...{ text, textFormat, cards },
    ...(summary === undefined ? {} : { summary }),
    ...(offer === undefined ? {} : { offer }),
    ...(file === undefined ? {} : { file }),
  };
}
