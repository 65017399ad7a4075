import type { ScenarioMail } from '../scenario/mail-schema.js';
import type { MailQuirks } from './mail-quirks.js';
import { RetryWindows } from '../retry-windows.js';
import type {
  BlockedSender,
  BlockEntry,
  MailCopy,
  MailLicence,
  MailRecord,
  SignInRecord,
  TenantMail,
} from './mail-record.js';

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
  /** Takes in many messages that are nothing special, at once and in any order. */
  load(messages: readonly MailRecord[]): void;
  /** What was delivered one by one, in scenarios and stories, oldest first: the part of the mail that people look at. */
  told(): readonly MailRecord[];
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

/** Things that happened in a tenant: what it sent and got, who signed in, who may not send any more. */
export interface Happened {
  readonly messages: readonly MailRecord[];
  readonly signIns: readonly SignInRecord[];
  readonly blockedSenders: readonly BlockedSender[];
}

/** Lets a tenant have it all. Nobody is blocked twice. @throws RangeError for a message that is there already */
export function takeIn(mail: LiveMail, happened: Happened): void {
  mail.load(happened.messages);
  for (const signIn of happened.signIns) mail.signIns.push(signIn);
  for (const sender of happened.blockedSenders) {
    if (!mail.blockedSenders.some(({ address }) => address === sender.address)) {
      mail.blockedSenders.push(sender);
    }
  }
}

/** Mail in memory. Messages stand by the time they were received. */
export class MailInMemory implements LiveMail {
  readonly licence: MailLicence;
  readonly quirks: MailQuirks;
  readonly settings: MailSettings;
  readonly blocks: BlockEntry[] = [];
  readonly blockedSenders: BlockedSender[] = [];
  readonly signIns: SignInRecord[] = [];
  readonly traceWindows = new RetryWindows();
  readonly auditSearches: AuditSearch[] = [];
  readonly #clock: () => Date;
  readonly #messages: MailRecord[] = [];
  readonly #told: MailRecord[] = [];
  readonly #byId = new Map<string, MailRecord>();
  /** By mailbox, oldest first. */
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
    return this.#copies.get(mailboxObjectId.toLowerCase())?.toReversed() ?? [];
  }

  told(): readonly MailRecord[] {
    this.#catchUp();
    return this.#told;
  }

  /** @throws RangeError for a NetworkMessageId that is there already. */
  deliver(message: MailRecord): void {
    this.#add(message);
    const isLater = (other: MailRecord) => other.receivedAt > message.receivedAt;
    insert(this.#messages, message, isLater);
    insert(this.#told, message, isLater);
    for (const [mailbox, entry] of inMailboxes(message)) {
      insert(this.#mailbox(mailbox), entry, (other) => isLater(other.message));
    }
  }

  /** @throws RangeError for a NetworkMessageId that is there already. */
  load(messages: readonly MailRecord[]): void {
    const touched = new Set<CopyInMailbox[]>();
    for (const message of messages) {
      this.#add(message);
      this.#messages.push(message);
      for (const [mailbox, entry] of inMailboxes(message)) {
        const rows = this.#mailbox(mailbox);
        rows.push(entry);
        touched.add(rows);
      }
    }
    this.#messages.sort(oldestFirst);
    for (const rows of touched) {
      rows.sort((left, right) => oldestFirst(left.message, right.message));
    }
  }

  #add(message: MailRecord): void {
    if (this.#byId.has(message.networkMessageId)) {
      throw new RangeError(`message ${message.networkMessageId} is there already`);
    }
    this.#byId.set(message.networkMessageId, message);
  }

  #mailbox(id: string): CopyInMailbox[] {
    const known = this.#copies.get(id);
    if (known !== undefined) return known;
    const rows: CopyInMailbox[] = [];
    this.#copies.set(id, rows);
    return rows;
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

/** Copies that a mailbox holds: those that reached nobody are in none. */
function* inMailboxes(message: MailRecord): Generator<readonly [string, CopyInMailbox]> {
  for (const copy of message.copies) {
    if (copy.mailboxObjectId === undefined || copy.rejected !== undefined) continue;
    yield [copy.mailboxObjectId, { message, copy }];
  }
}

function oldestFirst(left: MailRecord, right: MailRecord): number {
  if (left.receivedAt === right.receivedAt) return 0;
  return left.receivedAt < right.receivedAt ? -1 : 1;
}

/** New mail is mostly the newest, so the place is sought from the end. */
function insert<T>(rows: T[], row: T, isAfter: (other: T) => boolean): void {
  const before = rows.findLastIndex((other) => !isAfter(other));
  rows.splice(before + 1, 0, row);
}
