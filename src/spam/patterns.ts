import { upperTail } from './binomial.js';
import type { Attacked, Attacks } from './clusters.js';
import { DistinctCount } from './distinct-count.js';
import { receiverOf } from './flow-lists.js';
import type { FlowTally } from './flow-tally.js';
import type { Hitter } from './heavy-hitters.js';
import type { SpamPolicy } from './policy.js';
import type { ManyOnOne, SpamReport } from './report.js';

/** Who attacks many, who is attacked by many, and who of the people worth attacking got something. Pure. */
export function patternsOf(
  attacks: Attacks,
  period: FlowTally,
  policy: SpamPolicy,
  { most, listsWanted }: { readonly most: number; readonly listsWanted: boolean },
): SpamReport['patterns'] {
  const aimed = [...attacks.people.hitters()].map((one) => personOf(one, attacks, policy));
  const tailored = aimed.reduce((sum, one) => sum + one.tailored, 0);
  return {
    oneOnMany: [...attacks.attackers.hitters()]
      .map(({ key, data, inherited }) => ({
        ...{ domain: key, count: data.count, targets: data.targets.value },
        atLeast: inherited > 0,
      }))
      .filter(({ targets }) => targets.count >= policy.oneOnManyTargets)
      .sort(
        (a, b) =>
          b.targets.count - a.targets.count || b.count - a.count || order(a.domain, b.domain),
      )
      .slice(0, most),
    manyOnOne: aimed
      .map((one) => ({ ...one, spear: isSpear(one, tailored, period, { policy, listsWanted }) }))
      .filter(
        ({ spear, count, domains }) =>
          spear || (count >= policy.manyOnOneMessages && domains.count >= policy.manyOnOneDomains),
      )
      .sort(
        (a, b) =>
          Number(b.spear) - Number(a.spear) ||
          b.tailored - a.tailored ||
          b.count - a.count ||
          order(a.address, b.address),
      )
      .slice(0, most),
    vips: [...policy.vips].sort(order).flatMap((address) => {
      const one = period.receivers.get(address);
      const got = one !== undefined && one.data.unwanted.count > 0;
      return got ? [receiverOf(one, { vips: policy.vips, listsWanted })] : [];
    }),
    bounded: attacks.bounded,
  };
}

type Aimed = Omit<ManyOnOne, 'spear'>;

/** What of a person's dangerous mail came in mailings that were made for this person, or a few. */
function personOf({ key, data }: Hitter<Attacked>, attacks: Attacks, { vips }: SpamPolicy): Aimed {
  let tailored = 0;
  const domains = new DistinctCount();
  for (const [mailing, { count, domain }] of data.parts) {
    if (!attacks.isTailored(mailing)) continue;
    tailored += count;
    domains.add(domain);
  }
  return {
    address: key,
    count: data.count,
    senders: data.senders.value,
    domains: data.domains.value,
    tailored,
    tailoredDomains: domains.value,
    vip: vips.has(key),
  };
}

/**
 * Spear phishing: several tailored mailings from different domains, and more of all that are tailored than chance brings to
 * one of so many people, who get mail as often as they do. A reading of one person alone has nothing to compare with.
 */
function isSpear(
  { address, tailored, tailoredDomains }: Aimed,
  all: number,
  { receivers }: FlowTally,
  { policy, listsWanted }: { readonly policy: SpamPolicy; readonly listsWanted: boolean },
): boolean {
  if (tailored < policy.spearMessages || tailoredDomains.count < policy.spearDomains) return false;
  const people = receivers.size;
  if (people < 2) return true;
  let mail = 0;
  for (const { data } of receivers.hitters()) mail += data.total;
  // Where only unwanted mail is listed, who is attacked would look like somebody who gets much.
  const own = listsWanted ? (receivers.get(address)?.data.total ?? 0) / Math.max(1, mail) : 0;
  const chance = upperTail(tailored, all, Math.max(own, 1 / people));
  return chance * people <= policy.spearProbability;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
