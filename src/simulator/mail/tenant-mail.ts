import type { ScenarioMail } from '../scenario/mail-schema.js';
import type { MailQuirks } from './mail-quirks.js';
import { RetryWindows } from '../retry-windows.js';
import type { BlockEntry, MailCopy, MailLicence, MailRecord, TenantMail } from './mail-record.js';

/** How the mail of a tenant behaves, from its scenario. */
export type MailSettings = Pick<
  ScenarioMail,
  | 'zapProperty'
  | 'phishAction'
  | 'spamAction'
  | 'remediationSeconds'
  | 'revocationSeconds'
  | 'deleteGoesTo'
  | 'audit'
  | 'quirks'
>;

export interface CopyInMailbox {
  readonly message: MailRecord;
  readonly copy: MailCopy;
}

/** The mail of a tenant, with what the simulator itself needs beside the contract. */
export interface LiveMail extends TenantMail {
  readonly settings: MailSettings;
  /** Does something once the clock has reached the time: before the next look at the mail. */
  later(at: Date, change: () => void): void;
  /** The times in which message trace wants no call. */
  readonly traceWindows: RetryWindows;
  /** Searches of the audit log, oldest first. */
  readonly auditSearches: AuditSearch[];
}

/** One search of the audit log, as it was ordered. */
export interface AuditSearch {
  readonly id: string;
  readonly displayName: string;
  readonly from: string;
  readonly to: string;
  readonly operations: readonly string[];
  /** Lower case; empty: everybody. */
  readonly accounts: readonly string[];
  readonly readyAt: string;
}

interface Pending {
  readonly at: number;
  readonly change: () => void;
}

/** Mail in memory. Messages stand by the time they were received. */
export class MailInMemory implements LiveMail {
  readonly licence: MailLicence;
  readonly quirks: MailQuirks;
  readonly settings: MailSettings;
  readonly blocks: BlockEntry[] = [];
  readonly traceWindows = new RetryWindows();
  readonly auditSearches: AuditSearch[] = [];
  readonly #clock: () => Date;
  readonly #messages: MailRecord[] = [];
  readonly #byId = new Map<string, MailRecord>();
  /** By mailbox, newest first. */
  readonly #copies = new Map<string, CopyInMailbox[]>();
  #pending: readonly Pending[] = [];

  constructor(mail: MailSettings & { readonly licence: MailLicence }, clock: () => Date) {
    this.licence = mail.licence;
    this.quirks = mail.quirks;
    this.settings = mail;
    this.#clock = clock;
  }

  messages(): readonly MailRecord[] {
    this.#catchUp();
    return this.#messages;
  }

  message(networkMessageId: string): MailRecord | undefined {
    this.#catchUp();
    return this.#byId.get(networkMessageId.toLowerCase());
  }

  copiesOf(mailboxObjectId: string): readonly CopyInMailbox[] {
    this.#catchUp();
    return this.#copies.get(mailboxObjectId.toLowerCase()) ?? [];
  }

  /** @throws RangeError for a NetworkMessageId that is there already. */
  deliver(message: MailRecord): void {
    if (this.#byId.has(message.networkMessageId)) {
      throw new RangeError(`message ${message.networkMessageId} is there already`);
    }
    this.#byId.set(message.networkMessageId, message);
    insert(this.#messages, message, (other) => other.receivedAt > message.receivedAt);
    for (const copy of message.copies) {
      if (copy.mailboxObjectId === undefined) continue;
      const inMailbox = this.#copies.get(copy.mailboxObjectId) ?? [];
      this.#copies.set(copy.mailboxObjectId, inMailbox);
      const entry = { message, copy };
      const isOlder = (other: CopyInMailbox) => other.message.receivedAt <= message.receivedAt;
      inMailbox.splice(firstIndex(inMailbox, isOlder), 0, entry);
    }
  }

  later(at: Date, change: () => void): void {
    this.#pending = [...this.#pending, { at: at.getTime(), change }];
    this.#catchUp();
  }

  #catchUp(): void {
    if (this.#pending.length === 0) return;
    const now = this.#clock().getTime();
    const due = this.#pending.filter(({ at }) => at <= now);
    this.#pending = this.#pending.filter(({ at }) => at > now);
    for (const { change } of due) change();
  }
}

function firstIndex<T>(rows: readonly T[], fits: (row: T) => boolean): number {
  const found = rows.findIndex(fits);
  return found === -1 ? rows.length : found;
}

/** New mail is mostly the newest, so the place is sought from the end. */
function insert<T>(rows: T[], row: T, isAfter: (other: T) => boolean): void {
  const before = rows.findLastIndex((other) => !isAfter(other));
  rows.splice(before + 1, 0, row);
}
