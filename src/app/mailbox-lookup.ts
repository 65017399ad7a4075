import type { Clock } from '../lib/clock.js';
import type { SharedRowStore } from '../lib/document-store.js';
import type { Tenant } from '../tenants/tenant.js';
import { parseWho } from '../zap/who-query.js';
import { gatherMailbox } from './mailbox-gather.js';
import { mailboxHistory, type MailboxHistory } from './mailbox-history.js';
import {
  notAsked,
  readMailboxLive,
  type MailboxLive,
  type MailboxLiveSources,
} from './mailbox-live.js';
import type { MailboxStores } from './mailbox-stores.js';
import { ownerOf } from './own-domains.js';

export interface MailboxLookup {
  readonly stores: MailboxStores;
  readonly documents: SharedRowStore;
  /** Absent: only what is stored is read; then why, in a sentence of our own words. */
  readonly live: MailboxLiveSources | string;
  readonly clock: Pick<Clock, 'now'>;
  /** IANA zone in which times are said. */
  readonly timeZone: string;
}

/** What somebody typed for a mailbox: one address, also defanged as cards show it. Undefined for anything else. */
export function parseMailboxAddress(text: string): string | undefined {
  const query = parseWho(text);
  return query?.by === 'address' ? query.address : undefined;
}

/** Everything known of an address (lower case) in these tenants, and what the tenant that owns its domain says now. */
export async function lookUpMailbox(
  lookup: MailboxLookup,
  address: string,
  tenants: readonly Tenant[],
): Promise<MailboxHistory> {
  const { stores, timeZone } = lookup;
  const owner = await ownerAmong(lookup, address, tenants);
  const live = await liveOf(lookup, address, owner);
  const user = live.account.kind === 'account' ? live.account.user : undefined;
  const known = owner && user ? { tenant: owner, account: user } : undefined;
  const traces = await gatherMailbox(stores, { address, tenants, known, timeZone });
  return mailboxHistory({ address, owner, traces, live, timeZone });
}

async function ownerAmong(
  { documents }: MailboxLookup,
  address: string,
  tenants: readonly Tenant[],
): Promise<Tenant | undefined> {
  const id = await ownerOf(documents, address.slice(address.lastIndexOf('@') + 1));
  return tenants.find((tenant) => tenant.id === id);
}

function liveOf(
  { live, clock }: MailboxLookup,
  address: string,
  owner: Tenant | undefined,
): Promise<MailboxLive> {
  if (typeof live === 'string') return Promise.resolve(notAsked(live, clock.now()));
  return owner === undefined
    ? Promise.resolve(notAsked('It is not known which tenant to ask.', clock.now()))
    : readMailboxLive(live, owner, address, clock);
}
