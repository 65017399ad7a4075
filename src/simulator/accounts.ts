import type { GraphUser } from './scenario/schema.js';

/** What the owner of a directory can change about an account, as a reader sees it. */
export interface AccountState {
  readonly accountEnabled: boolean;
  /** UTC ISO 8601. Sessions from before are void. */
  readonly signInSessionsValidFromDateTime: string;
}

interface Changed {
  accountEnabled?: boolean;
  revoked: { readonly at: string; readonly visibleAt: number }[];
}

const BEGINNING = '2024-02-01T08:00:00Z';

/** Changes of accounts in one tenant. */
export class Accounts {
  readonly #clock: () => Date;
  readonly #changed = new Map<string, Changed>();

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  stateOf(user: Pick<GraphUser, 'id' | 'accountEnabled'>): AccountState {
    const changed = this.#changed.get(user.id);
    const now = this.#clock().getTime();
    const revoked = changed?.revoked.findLast(({ visibleAt }) => visibleAt <= now);
    return {
      accountEnabled: changed?.accountEnabled ?? user.accountEnabled,
      signInSessionsValidFromDateTime: revoked?.at ?? BEGINNING,
    };
  }

  setEnabled(userId: string, accountEnabled: boolean): void {
    this.#entry(userId).accountEnabled = accountEnabled;
  }

  /** Readers see it `visibleAfterMs` later. */
  revokeSessions(userId: string, visibleAfterMs: number): void {
    const now = this.#clock();
    const visibleAt = now.getTime() + visibleAfterMs;
    this.#entry(userId).revoked.push({ at: wholeSeconds(now), visibleAt });
  }

  /** Ids of the accounts that were changed. */
  changed(): readonly string[] {
    return [...this.#changed.keys()];
  }

  #entry(userId: string): Changed {
    const entry = this.#changed.get(userId) ?? { revoked: [] };
    this.#changed.set(userId, entry);
    return entry;
  }
}

function wholeSeconds(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
