import type { Finding } from '../alerts/finding.js';
import { sha256Hex } from '../lib/digest.js';
import { asciiDomain } from '../lib/host-name.js';
import { canonicalJson } from '../lib/json.js';
import type { Cause } from '../tenants/cause.js';
import type { Tenant } from '../tenants/tenant.js';
import { domainPlacer, type ForwardPolicy } from './accepted-domains.js';
import { isOutside, type Destination, type Resolution } from './destination.js';
import { forwardFactsJson, type ForwardFacts } from './facts.js';
import type { Known } from './known.js';
import type { AcceptedDomain, ForwardReading, MailboxForwarding } from './ports.js';
import { resolveDestinations } from './resolve.js';
import { reasonsOf, severityOf } from './severity.js';
import { addressText, parseSmtpAddress } from './smtp-address.js';

const storedDestinations = 50;

/** One mailbox with where its mail goes. */
export interface JudgedMailbox {
  readonly mailbox: MailboxForwarding;
  readonly resolution: Resolution;
}

export interface Detection {
  readonly findings: readonly Finding[];
  /** Mailboxes that forward only inside the organisation. */
  readonly internalOnly: number;
  /** Mailboxes that forward to a partner and to nobody else outside. */
  readonly partner: number;
  /** Mailboxes of which a look-up failed; they may be among the findings too. */
  readonly uncertain: readonly { readonly mailboxId: string; readonly cause: Cause }[];
}

/**
 * Finds mailboxes whose mail is forwarded out of the organisation by ForwardingSmtpAddress or ForwardingAddress.
 *
 * Why it matters: after taking over a mailbox, attackers set a forward, and go on reading when the password is changed.
 * Known false positives: forwards agreed with the owner (approve them), and partners' domains (set them as partners).
 * What the responder does: asks the owner; removes the forward; if it was not wanted, treats the account as taken over.
 * Where the data comes from: Get-Mailbox, Get-AcceptedDomain, Get-Recipient and group members of Exchange Online.
 *
 * One finding per mailbox: both attributes are one setting, shown, approved and removed together. Pure.
 */
export function detectForwards(
  tenant: Tenant,
  reading: ForwardReading,
  known: Known,
  policy: ForwardPolicy,
): Detection {
  const placeDomain = domainPlacer(reading.acceptedDomains, policy);
  const judged = reading.mailboxes.map((mailbox) => ({
    mailbox,
    resolution: resolveDestinations(mailbox, known, placeDomain),
  }));
  const external = judged.filter(({ resolution }) => resolution.destinations.some(isOutside));
  const shared = sharedAddresses(external);
  const inside = judged.filter((one) => !external.includes(one));
  const partner = inside.filter(({ resolution }) =>
    resolution.destinations.some(({ placement }) => placement === 'partner'),
  ).length;
  return {
    findings: external.map((one) => findingOf(tenant, one, reading.acceptedDomains, shared)),
    internalOnly: inside.length - partner,
    partner,
    uncertain: judged.flatMap(({ mailbox, resolution: { failures } }) =>
      failures[0] === undefined ? [] : [{ mailboxId: mailbox.mailboxId, cause: failures[0] }],
    ),
  };
}

/** The finding for one mailbox, also when nothing of it is external any more. */
export function findingOf(
  tenant: Pick<Tenant, 'id'>,
  { mailbox, resolution }: JudgedMailbox,
  acceptedDomains: readonly AcceptedDomain[],
  shared: ReadonlySet<string>,
): Finding {
  const { destinations } = resolution;
  const reasons = reasonsOf({
    destinations,
    keepsCopy: mailbox.keepsCopy,
    recipientType: mailbox.recipientType,
    shared,
    acceptedDomains: acceptedDomains.map(({ domainName }) => asciiDomain(domainName) ?? ''),
  });
  const facts: ForwardFacts = {
    ...mailbox,
    mailboxId: mailbox.mailboxId.toLowerCase(),
    displayName: mailbox.displayName.slice(0, 500),
    destinations: destinations.slice(0, storedDestinations),
    outsideCount: destinations.filter(isOutside).length,
    reasons,
  };
  return {
    kind: 'forward',
    tenantId: tenant.id,
    identity: identityOf(mailbox.mailboxId),
    fingerprint: fingerprintOf(mailbox, destinations),
    severity: severityOf(reasons),
    facts: forwardFactsJson(facts),
    subjectObjectId: mailbox.objectId,
  };
}

export function identityOf(mailboxId: string): string {
  return `mailbox|${mailboxId.toLowerCase()}`;
}

/**
 * What a decision rests on: what both attributes say, where that really leads, and whether a copy stays. The same for
 * the same places in any order and for domains in any case or form.
 */
export function fingerprintOf(
  mailbox: Pick<MailboxForwarding, 'forwardingSmtpAddress' | 'forwardingAddress' | 'keepsCopy'>,
  destinations: readonly Destination[],
): string {
  const leads = destinations
    .filter(({ placement }) => placement !== 'internal')
    .map(({ vector, address, label }) => `${vector}|${normalised(address ?? label)}`);
  return sha256Hex(
    canonicalJson({
      smtp:
        mailbox.forwardingSmtpAddress === null ? null : normalised(mailbox.forwardingSmtpAddress),
      recipient: mailbox.forwardingAddress,
      keepsCopy: mailbox.keepsCopy,
      leads: [...new Set(leads)].sort(),
    }),
  );
}

function normalised(raw: string): string {
  const address = parseSmtpAddress(raw);
  return address ? addressText(address) : raw.trim();
}

function sharedAddresses(judged: readonly JudgedMailbox[]): ReadonlySet<string> {
  const mailboxes = new Map<string, Set<string>>();
  for (const { mailbox, resolution } of judged) {
    for (const { address } of resolution.destinations.filter(isOutside)) {
      if (address === undefined) continue;
      mailboxes.set(address, (mailboxes.get(address) ?? new Set()).add(mailbox.mailboxId));
    }
  }
  return new Set([...mailboxes].filter(([, users]) => users.size > 1).map(([address]) => address));
}
