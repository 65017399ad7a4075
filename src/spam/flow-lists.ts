import type {
  SpamInternal,
  SpamReceiver,
  SpamSender,
  SpamSenderDomain,
  SpamSpoofed,
} from './figures.js';
import type { FlowTally } from './flow-tally.js';
import type { HeavyHitters, Hitter } from './heavy-hitters.js';
import type { Listing } from './listing.js';
import type { BlockedUser } from './ports.js';
import type { Gathering } from './unwanted-count.js';

export interface ListOptions {
  /** Entries of each list. */
  readonly most: number;
  readonly vips: ReadonlySet<string>;
  /** The source lists wanted mail, so that there is a whole to give shares of. */
  readonly listsWanted: boolean;
  readonly blocked: readonly BlockedUser[];
}

export interface FlowLists {
  readonly senders: Listing<SpamSender>;
  readonly domains: Listing<SpamSenderDomain>;
  readonly receivers: Listing<SpamReceiver>;
  readonly internal: Listing<SpamInternal>;
  readonly spoofed: Listing<SpamSpoofed>;
}

/** The lists of a stretch of time, the heaviest first. What each does not list is counted in it. Pure. */
export function flowListsOf(tally: FlowTally, options: ListOptions): FlowLists {
  const outside = tally.unwantedOf('outside');
  const { most } = options;
  return {
    senders: listing(tally.senders, outside, { most }, (one) => ({
      address: one.key,
      ...common(one),
      targets: one.data.others.value,
      firstAt: iso(one.data.unwanted.firstAt),
      lastAt: iso(one.data.unwanted.lastAt),
      claimsOwnDomain: one.data.claimsOwnDomain === true,
    })),
    domains:
      tally.domains === undefined
        ? { listed: [], leftOut: outside, bounded: true }
        : listing(tally.domains, outside, { most }, (one) => ({
            domain: one.key,
            ...common(one),
            addresses: one.data.more.value,
            targets: one.data.others.value,
          })),
    receivers: listing(tally.receivers, outside, { most }, (one) => receiverOf(one, options)),
    internal: internalOf(tally, options),
    spoofed: listing(tally.spoofed, tally.spoofedTotal, { most }, (one) => ({
      domain: one.key.slice(one.key.indexOf('|') + 1),
      type: one.key.startsWith('internal|') ? 'internal' : 'external',
      ...common(one),
      addresses: one.data.more.value,
      targets: one.data.others.value,
      networks: heaviest(one.data.networks).slice(0, 5),
    })),
  };
}

export function receiverOf(
  one: Hitter<Gathering>,
  { vips, listsWanted }: Pick<ListOptions, 'vips' | 'listsWanted'>,
): SpamReceiver {
  const { others, more, total } = one.data;
  return {
    address: one.key,
    ...common(one),
    ...(listsWanted && one.inherited === 0 ? { total } : {}),
    senders: others.value,
    domains: more.value,
    vip: vips.has(one.key),
  };
}

/** Who sent something unwanted, and who is blocked from sending, also when nothing of theirs was seen. */
function internalOf(tally: FlowTally, { most, blocked }: ListOptions): Listing<SpamInternal> {
  const byAddress = new Map(blocked.map((user) => [user.address, user]));
  const total = tally.unwantedOf('own');
  const sent = listing(tally.own, total, { most, always: byAddress }, (one): SpamInternal => {
    const { total: all, byDirection, others, unwanted } = one.data;
    return {
      address: one.key,
      ...common(one),
      sent: all,
      byDirection: { ...byDirection },
      recipients: others.value,
      firstAt: iso(unwanted.firstAt),
      lastAt: iso(unwanted.lastAt),
      ...blockOf(byAddress.get(one.key)),
    };
  });
  const listed = new Set(sent.listed.map(({ address }) => address));
  const silent = blocked.filter(({ address }) => !listed.has(address));
  return { ...sent, listed: [...sent.listed, ...silent.map((user) => silentUser(user, tally))] };
}

function blockOf(user: BlockedUser | undefined): Pick<SpamInternal, 'blocked' | 'blockedAt'> {
  return user?.at === undefined
    ? { blocked: user !== undefined }
    : { blocked: true, blockedAt: user.at };
}

function silentUser(user: BlockedUser, tally: FlowTally): SpamInternal {
  const none = { malware: 0, phish: 0, spoof: 0, spam: 0, bulk: 0, unknown: 0, clean: 0 };
  return {
    address: user.address,
    count: 0,
    byVerdict: none,
    byOutcome: { delivered: 0, junked: 0, quarantined: 0, rejected: 0, unknown: 0 },
    atLeast: tally.own.bounded,
    sent: tally.own.get(user.address)?.data.total ?? 0,
    byDirection: { outbound: 0, 'intra-org': 0 },
    recipients: { count: 0, exact: true },
    ...blockOf(user),
  };
}

function common({
  data: { unwanted },
  inherited,
}: Hitter<Gathering>): Pick<SpamSender, 'count' | 'byVerdict' | 'byOutcome' | 'atLeast'> {
  return {
    count: unwanted.count,
    byVerdict: { ...unwanted.byVerdict },
    byOutcome: { ...unwanted.byOutcome },
    atLeast: inherited > 0,
  };
}

/** Counts of places that were taken over are lower bounds; the rest is left out, and so everything adds up. */
function listing<G extends Gathering, T extends { readonly count: number }>(
  hitters: HeavyHitters<G>,
  total: number,
  { most, always }: { readonly most: number; readonly always?: ReadonlyMap<string, unknown> },
  itemOf: (one: Hitter<G>) => T,
): Listing<T> {
  const listed = [...hitters.hitters()]
    .filter(({ data }) => data.unwanted.count > 0)
    .sort(heaviestFirst)
    .filter(({ key }, place) => place < most || always?.has(key) === true)
    .map(itemOf);
  const sum = listed.reduce((all, { count }) => all + count, 0);
  return { listed, leftOut: total - sum, bounded: hitters.bounded };
}

function heaviestFirst(a: Hitter<Gathering>, b: Hitter<Gathering>): number {
  return b.data.unwanted.count - a.data.unwanted.count || (a.key < b.key ? -1 : 1);
}

function heaviest(hitters: HeavyHitters<unknown>): readonly string[] {
  return [...hitters.hitters()]
    .sort((a, b) => b.weight - a.weight || (a.key < b.key ? -1 : 1))
    .map(({ key }) => key);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
