import type { Clock } from '../lib/clock.js';
import { Untrusted } from '../lib/untrusted.js';
import type { BlockedUsers, OwnUser, OwnUsers } from '../spam/ports.js';
import type { Cause } from '../tenants/cause.js';
import { causeOf } from '../tenants/diagnose.js';
import { absenceWords } from '../tenants/source-presence.js';
import type { Tenant } from '../tenants/tenant.js';

/** By what the tenant itself is asked. Either may be absent: then it is not asked. */
export interface MailboxLiveSources {
  readonly users?: OwnUsers | undefined;
  readonly blocked?: BlockedUsers | undefined;
}

/** Not asked and not answered are two things, and neither is an answer. `why`: a sentence of our own words. */
type Unanswered =
  | { readonly kind: 'not-asked'; readonly why: string }
  | { readonly kind: 'failed'; readonly cause: Cause };

export type LiveAccount =
  | Unanswered
  /** No account has the address. */
  | { readonly kind: 'none' }
  | { readonly kind: 'account'; readonly user: OwnUser };

export type LiveSending =
  | Unanswered
  | { readonly kind: 'allowed' }
  | {
      readonly kind: 'blocked';
      readonly reason?: Untrusted | undefined;
      readonly at?: string | undefined;
    };

/** What the tenant says right now. */
export interface MailboxLive {
  /** UTC ISO 8601. */
  readonly readAt: string;
  readonly account: LiveAccount;
  readonly sending: LiveSending;
}

const notHere = 'It is not read from here.';

/** For when nobody can be asked. */
export function notAsked(why: string, now: Date): MailboxLive {
  const unasked = { kind: 'not-asked', why } as const;
  return { readAt: now.toISOString(), account: unasked, sending: unasked };
}

/** Asks the tenant about an address (lower case). What it does not answer is a cause; it rejects only for bugs. */
export async function readMailboxLive(
  { users, blocked }: MailboxLiveSources,
  tenant: Tenant,
  address: string,
  clock: Pick<Clock, 'now'>,
): Promise<MailboxLive> {
  const account: LiveAccount =
    users === undefined
      ? { kind: 'not-asked', why: notHere }
      : await orCause(() => accountOf(users, tenant, address));
  const addresses = account.kind === 'account' ? [address, ...account.user.addresses] : [address];
  const sending: LiveSending =
    blocked === undefined
      ? { kind: 'not-asked', why: notHere }
      : await orCause(() => sendingOf(blocked, tenant, addresses));
  return { readAt: clock.now().toISOString(), account, sending };
}

async function accountOf(users: OwnUsers, { id }: Tenant, address: string): Promise<LiveAccount> {
  const user = (await users.find(id, [address])).get(address);
  return user === undefined ? { kind: 'none' } : { kind: 'account', user };
}

async function sendingOf(
  blocked: BlockedUsers,
  { id }: Tenant,
  addresses: readonly string[],
): Promise<LiveSending> {
  const presence = await blocked.probe(id);
  if (presence.kind === 'absent') {
    return { kind: 'not-asked', why: `It can't be read: ${absenceWords[presence.why]}.` };
  }
  const entry = (await blocked.list(id)).find((one) => addresses.includes(one.address));
  if (entry === undefined) return { kind: 'allowed' };
  const { reason, at } = entry;
  return { kind: 'blocked', at, reason: reason === undefined ? undefined : Untrusted.of(reason) };
}

async function orCause<T>(
  ask: () => Promise<T>,
): Promise<T | { readonly kind: 'failed'; readonly cause: Cause }> {
  try {
    return await ask();
  } catch (error) {
    const cause = causeOf(error);
    if (cause === undefined) throw error;
    return { kind: 'failed', cause };
  }
}
