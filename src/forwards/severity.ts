import { worst, type Severity } from '../alerts/severity.js';
import { isConsumerDomain } from './consumer-domains.js';
import { isOutside, type Destination, type HopKind } from './destination.js';
import type { ReasonCode } from './facts.js';
import { isLookAlike } from './look-alike.js';
import { parseSmtpAddress } from './smtp-address.js';

interface Reason {
  readonly severity: Severity;
  readonly sentence: string;
}

/** Every reason that a forward's severity can have, worst first. The sentences stand on the card. */
export const reasons: Readonly<Record<ReasonCode, Reason>> = {
  'no-copy': {
    severity: 'high',
    sentence: 'No copy stays in the mailbox, so the owner misses the mail.',
  },
  campaign: {
    severity: 'high',
    sentence: 'Other mailboxes of this tenant forward to the same address.',
  },
  'look-alike': {
    severity: 'high',
    sentence: "The destination's domain looks like one of the organisation's own.",
  },
  'consumer-domain': {
    severity: 'medium',
    sentence: 'The destination is at a public mail service that anybody can use.',
  },
  unresolved: {
    severity: 'medium',
    sentence: 'It could not be told where the mail goes, so it is treated as external.',
  },
  chain: {
    severity: 'medium',
    sentence: 'The mail leaves through another mailbox that forwards it on.',
  },
  contact: {
    severity: 'medium',
    sentence:
      'The mail leaves through a recipient of the directory that stands for an outside address.',
  },
  group: { severity: 'medium', sentence: 'The mail leaves through a group with outside members.' },
  'shared-mailbox': {
    severity: 'medium',
    sentence: 'The mailbox is shared or a resource: nobody may notice.',
  },
  dormant: {
    severity: 'low',
    sentence:
      'A second address is set that is ignored now and becomes live when the first is cleared.',
  },
  'keeps-copy': { severity: 'low', sentence: 'A copy stays in the mailbox.' },
  'not-external': { severity: 'informational', sentence: 'No destination is outside any more.' },
};

export interface SeverityEvidence {
  readonly destinations: readonly Destination[];
  readonly keepsCopy: boolean;
  readonly recipientType: string;
  /** Addresses that at least one other mailbox of the tenant forwards to. */
  readonly shared: ReadonlySet<string>;
  readonly acceptedDomains: readonly string[];
}

/** The reasons that hold, in the order of the table. Dormant destinations count for themselves only. */
export function reasonsOf(evidence: SeverityEvidence): ReasonCode[] {
  const outside = evidence.destinations.filter(isOutside);
  if (outside.length === 0) return ['not-external'];
  const live = outside.filter(({ dormant }) => !dormant);
  const hopped = (...kinds: HopKind[]): boolean =>
    live.some(({ via }) => via?.some(({ kind }) => kinds.includes(kind)) === true);
  const domains = outside.map(domainOf).filter((domain) => domain !== undefined);
  const holds: Readonly<Record<ReasonCode, boolean>> = {
    'no-copy': live.length > 0 && !evidence.keepsCopy,
    campaign: outside.some(({ address }) => evidence.shared.has(address ?? '')),
    'look-alike': domains.some(
      (domain) => !isConsumerDomain(domain) && isLookAlike(domain, evidence.acceptedDomains),
    ),
    'consumer-domain': domains.some(isConsumerDomain),
    unresolved: outside.some(({ placement }) => placement === 'unresolved'),
    chain: hopped('mailbox'),
    contact: hopped('contact', 'mail user', 'guest', 'recipient'),
    group: hopped('group'),
    'shared-mailbox': !['UserMailbox', 'LinkedMailbox'].includes(evidence.recipientType),
    dormant: outside.some(({ dormant }) => dormant),
    'keeps-copy': live.length > 0 && evidence.keepsCopy,
    'not-external': false,
  };
  return (Object.keys(reasons) as ReasonCode[]).filter((code) => holds[code]);
}

export function severityOf(codes: readonly ReasonCode[]): Severity {
  return worst(codes.map((code) => reasons[code].severity));
}

function domainOf({ address }: Destination): string | undefined {
  return address === undefined ? undefined : parseSmtpAddress(address)?.domain;
}
