import { networkOf, plainIp } from '../lib/infrastructure.js';
import { sharedValues, type SharedKind } from './repeated.js';
import type { ZapRecord } from './records.js';

export type SharedTrait = SharedKind | 'sender' | 'address' | 'subject' | 'cluster';

export interface Shared {
  readonly trait: SharedTrait;
  /** Raw; '' for a subject, whose shape says nothing to people. */
  readonly value: string;
}

/** Another message, and what it has in common with the one asked about. */
export interface Relation {
  readonly record: ZapRecord;
  readonly shares: readonly Shared[];
  /** One thing that rarely repeats by chance, or several that do. */
  readonly strength: 'campaign' | 'similar';
}

export interface CorrelateOptions {
  /** True for a domain or host that strangers share: mail services, file hosts, link shorteners. */
  readonly isSharedDomain: (domain: string) => boolean;
}

/** How much each says: from 3 on, messages belong together. */
const weights: Readonly<Record<SharedTrait, number>> = {
  cluster: 3,
  attachment: 3,
  sender: 3,
  'link-host': 3,
  address: 2,
  'sender-domain': 2,
  ptr: 2,
  network: 1,
  subject: 1,
};
const enough = 3;

/**
 * Which other messages belong to the same campaign, the closest first. Works over tenants: an attacker uses the same
 * infrastructure for many. A sender counts only where it was proven, since anybody can write any From.
 */
export function correlate(
  record: ZapRecord,
  records: Iterable<ZapRecord>,
  options: CorrelateOptions,
): readonly Relation[] {
  const related: { readonly relation: Relation; readonly weight: number }[] = [];
  for (const other of records) {
    if (other.tenantId === record.tenantId && other.key === record.key) continue;
    const shares = sharedTraits(record, other, options);
    const weight = shares.reduce((sum, { trait }) => sum + weights[trait], 0);
    if (weight === 0) continue;
    const strength = weight >= enough ? 'campaign' : 'similar';
    related.push({ relation: { record: other, shares, strength }, weight });
  }
  return related
    .sort((a, b) => b.weight - a.weight || (a.relation.record.at < b.relation.record.at ? 1 : -1))
    .map(({ relation }) => relation);
}

function sharedTraits(
  a: ZapRecord,
  b: ZapRecord,
  { isSharedDomain }: CorrelateOptions,
): readonly Shared[] {
  const both = (trait: SharedKind): readonly Shared[] => {
    const others = new Set(sharedValues[trait](b));
    return sharedValues[trait](a)
      .filter((value) => others.has(value))
      .map((value) => ({ trait, value }));
  };
  const unshared = ({ value }: Shared): boolean => !isSharedDomain(value);
  return [
    ...clusterShared(a, b),
    ...both('attachment'),
    ...senderShared(a, b),
    ...both('sender-domain').filter(unshared),
    ...both('link-host').filter(unshared),
    ...addressShared(a, b),
    ...both('ptr').filter(unshared),
    ...(a.subjectShape !== '' && a.subjectShape === b.subjectShape
      ? [{ trait: 'subject' as const, value: '' }]
      : []),
  ];
}

/** EmailClusterId is Microsoft's own judgement of likeness. */
function clusterShared(a: ZapRecord, b: ZapRecord): readonly Shared[] {
  return a.clusterId !== undefined && a.clusterId !== '0' && a.clusterId === b.clusterId
    ? [{ trait: 'cluster', value: a.clusterId }]
    : [];
}

function senderShared(a: ZapRecord, b: ZapRecord): readonly Shared[] {
  const proven = a.authenticated && b.authenticated && a.senderAddress !== '';
  return proven && a.senderAddress === b.senderAddress
    ? [{ trait: 'sender', value: a.senderAddress }]
    : [];
}

/** The same address says more than its neighbourhood, and counts once. */
function addressShared(a: ZapRecord, b: ZapRecord): readonly Shared[] {
  const [one, two] = [a.senderIp && plainIp(a.senderIp), b.senderIp && plainIp(b.senderIp)];
  if (one === undefined || two === undefined || one === '' || two === '') return [];
  if (one === two) return [{ trait: 'address', value: one }];
  const network = networkOf(one);
  return network !== undefined && network === networkOf(two)
    ? [{ trait: 'network', value: network }]
    : [];
}
