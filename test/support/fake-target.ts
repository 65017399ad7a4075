import type { Alert } from '../../src/alerts/alert.js';
import type { ChangeResult, LiveState, Remediation } from '../../src/alerts/kind.js';
import type { Clock } from '../../src/lib/clock.js';
import type { CauseCode } from '../../src/tenants/cause.js';
import { forward } from './sample-findings.js';

/** One change that arrived, as the target wrote it down. */
export interface Change {
  readonly word: 'remove' | 'restore';
  readonly mailbox: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly atMs: number;
}

/**
 * How the next change goes. 'lost' arrived and its answer did not; 'swallowed' did not even arrive; 'ignored' was
 * accepted and had no effect.
 */
export type ChangeScript =
  'sent' | 'lost' | 'swallowed' | 'ignored' | 'refused' | 'not-sent' | 'breaks';

/** A tenant's mailboxes and where they forward to, with a ledger of every change that arrived. */
export class FakeTarget implements Remediation {
  readonly ledger: Change[] = [];
  /** How many changes were asked for, whatever came of them. */
  asked = 0;
  readonly reads: string[] = [];
  /** Scripts of the next changes; afterwards every change is sent. */
  readonly script: ChangeScript[] = [];
  /** Causes why the next reads fail; afterwards every read succeeds. */
  readonly failures: CauseCode[] = [];
  /** How long a change stays invisible to reads, in milliseconds. */
  delayMs = 0;
  /** Called when a change arrives, before it is made. */
  onChange: (mailbox: string) => void = () => undefined;
  readonly #clock: Clock;
  readonly #now = new Map<string, string>();
  #old: { readonly until: number; readonly mailbox: string; readonly destination?: string }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set(mailbox: string, destination: string): void {
    this.#now.set(mailbox, destination);
    this.#old = this.#old.filter((other) => other.mailbox !== mailbox);
  }

  clear(mailbox: string): void {
    this.#now.delete(mailbox);
    this.#old = this.#old.filter((other) => other.mailbox !== mailbox);
  }

  destination(mailbox: string): string | undefined {
    return this.#now.get(mailbox);
  }

  mailboxes(): [string, string][] {
    return [...this.#now];
  }

  read(alert: Alert): Promise<LiveState> {
    const mailbox = alert.identity;
    this.reads.push(mailbox);
    const failure = this.failures.shift();
    if (failure !== undefined) {
      return Promise.resolve({ kind: 'unreadable', cause: { code: failure } });
    }
    const seen = this.#visible(mailbox);
    return Promise.resolve(
      seen === undefined
        ? { kind: 'absent' }
        : { kind: 'present', finding: forward(mailbox, seen) },
    );
  }

  remove(alert: Alert): Promise<ChangeResult> {
    return this.#change('remove', alert.identity, undefined);
  }

  restore(alert: Alert): Promise<ChangeResult> {
    const before = alert.undo?.facts['destination'];
    return this.#change('restore', alert.identity, typeof before === 'string' ? before : undefined);
  }

  #visible(mailbox: string): string | undefined {
    const old = this.#old.find(
      (one) => one.mailbox === mailbox && one.until > this.#clock.monotonicMs(),
    );
    return old ? old.destination : this.#now.get(mailbox);
  }

  async #change(
    word: Change['word'],
    mailbox: string,
    after: string | undefined,
  ): Promise<ChangeResult> {
    await Promise.resolve();
    const how = this.script.shift() ?? 'sent';
    this.asked += 1;
    if (how === 'breaks') throw new TypeError('a bug');
    if (how === 'refused') return { kind: 'refused', note: 'No.', code: 'exchange.403' };
    if (how === 'not-sent') return { kind: 'not-sent', code: 'exchange.429', retryAfterMs: 30_000 };
    if (how === 'swallowed') return { kind: 'unknown', code: 'exchange.reset' };
    if (how === 'ignored') return { kind: 'sent' };
    this.onChange(mailbox);
    const before = this.#now.get(mailbox);
    this.ledger.push({ word, mailbox, before, after, atMs: this.#clock.monotonicMs() });
    const until = this.#clock.monotonicMs() + this.delayMs;
    this.#old.push({ until, mailbox, ...(before === undefined ? {} : { destination: before }) });
    if (after === undefined) this.#now.delete(mailbox);
    else this.#now.set(mailbox, after);
    return how === 'lost' ? { kind: 'unknown', code: 'exchange.reset' } : { kind: 'sent' };
  }
}
