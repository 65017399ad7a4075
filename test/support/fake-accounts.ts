import type { Alert } from '../../src/alerts/alert.js';
import type { ChangeResult, MeasureDefinition } from '../../src/alerts/kind.js';
import type { MeasureState } from '../../src/alerts/measure.js';
import type { Clock } from '../../src/lib/clock.js';
import type { CauseCode } from '../../src/tenants/cause.js';
import type { ChangeScript } from './fake-target.js';

/** One change of an account that arrived, as the tenant wrote it down. */
export interface AccountChange {
  readonly word: 'revoke' | 'block' | 'unblock';
  readonly account: string;
  readonly atMs: number;
}

/** A tenant's accounts, with a ledger of every change that arrived. Each alert names one: its identity. */
export class FakeAccounts {
  readonly ledger: AccountChange[] = [];
  /** How many changes were asked for, whatever came of them. */
  asked = 0;
  readonly reads: string[] = [];
  /** Scripts of the next changes; afterwards every change is sent. */
  readonly script: ChangeScript[] = [];
  /** Causes why the next reads fail; afterwards every read succeeds. */
  readonly failures: CauseCode[] = [];
  /** How long a change stays invisible to reads, in milliseconds. */
  delayMs = 0;
  /** Accounts that no alert names any more. */
  readonly forgotten = new Set<string>();
  /** Called when a change arrives, before it is made. */
  onChange: (account: string) => void = () => undefined;
  readonly #clock: Clock;
  readonly #blocked = new Map<string, { readonly is: boolean; readonly shownAt: number }>();
  readonly #revoked = new Map<string, { readonly at: string; readonly shownAt: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  isBlocked(account: string): boolean {
    return this.#blocked.get(account)?.is ?? false;
  }

  /** Somebody else does it. */
  setBlocked(account: string, is: boolean): void {
    this.#blocked.set(account, { is, shownAt: 0 });
  }

  changes(word: AccountChange['word']): readonly AccountChange[] {
    return this.ledger.filter((one) => one.word === word);
  }

  readonly measures: Readonly<Record<'revoke-sessions' | 'block-sign-in', MeasureDefinition>> = {
    'revoke-sessions': {
      targets: (alert) => this.#targets(alert),
      read: (_alert, target, orderedAt) =>
        this.#read(target, () => {
          const last = this.#revoked.get(target);
          return last !== undefined && last.at >= orderedAt && this.#isShown(last.shownAt);
        }),
      apply: (_alert, target) =>
        this.#change('revoke', target, (shownAt) => {
          this.#revoked.set(target, { at: this.#clock.now().toISOString(), shownAt });
        }),
      repeatable: true,
      whenAccepted: 'taken',
    },
    'block-sign-in': {
      targets: (alert) => this.#targets(alert),
      read: (_alert, target) =>
        this.#read(target, () => {
          const last = this.#blocked.get(target);
          if (last === undefined) return false;
          return this.#isShown(last.shownAt) ? last.is : !last.is;
        }),
      apply: (_alert, target) =>
        this.#change('block', target, (shownAt) => {
          this.#blocked.set(target, { is: true, shownAt });
        }),
      revert: (_alert, target) =>
        this.#change('unblock', target, (shownAt) => {
          this.#blocked.set(target, { is: false, shownAt });
        }),
    },
  };

  #targets({ identity }: Alert): { key: string; label: string }[] {
    return this.forgotten.has(identity) ? [] : [{ key: identity, label: `${identity}@x.example` }];
  }

  #isShown(shownAt: number): boolean {
    return shownAt <= this.#clock.monotonicMs();
  }

  #read(account: string, isInEffect: () => boolean): Promise<MeasureState> {
    this.reads.push(account);
    const failure = this.failures.shift();
    if (failure === 'mailbox-not-found') {
      return Promise.resolve({ kind: 'impossible', note: 'It is gone.' });
    }
    if (failure !== undefined) {
      return Promise.resolve({ kind: 'unreadable', cause: { code: failure } });
    }
    return Promise.resolve({ kind: isInEffect() ? 'in-effect' : 'not-in-effect' });
  }

  async #change(
    word: AccountChange['word'],
    account: string,
    make: (shownAt: number) => void,
  ): Promise<ChangeResult> {
    await Promise.resolve();
    const how = this.script.shift() ?? 'sent';
    this.asked += 1;
    if (how === 'breaks') throw new TypeError('a bug');
    if (how === 'refused') return { kind: 'refused', note: 'No.', code: 'graph.403' };
    if (how === 'not-sent') return { kind: 'not-sent', code: 'graph.429', retryAfterMs: 30_000 };
    if (how === 'swallowed') return { kind: 'unknown', code: 'graph.reset' };
    if (how === 'ignored') return { kind: 'sent' };
    this.onChange(account);
    this.ledger.push({ word, account, atMs: this.#clock.monotonicMs() });
    make(this.#clock.monotonicMs() + this.delayMs);
    return how === 'lost' ? { kind: 'unknown', code: 'graph.reset' } : { kind: 'sent' };
  }
}
