import type { Finding } from '../alerts/finding.js';
import type { Clock } from '../lib/clock.js';
import type { Cause } from '../tenants/cause.js';
import type { MailboxFailure, ScanOutcome, TenantCoverage } from '../tenants/coverage.js';
import { causeOf } from '../tenants/diagnose.js';
import type { Tenant } from '../tenants/tenant.js';
import { domainPlacer, type ForwardPolicy } from './accepted-domains.js';
import { detectForwards, identityOf } from './detect.js';
import { gather } from './gather.js';
import type { ForwardReader, ForwardReading, MailboxForwarding } from './ports.js';

export interface ForwardScan {
  readonly coverage: TenantCoverage;
  readonly findings: readonly Finding[];
  /** Mailboxes of which the forwarding attributes were read and one is set, by ExchangeGuid in lower case. */
  readonly seenMailboxIds: ReadonlySet<string>;
  /**
   * Identities among `findings` that rest on a failed look-up. Raise an alert for them when there is none; a changed
   * fingerprint of a known one proves nothing.
   */
  readonly uncertain: ReadonlySet<string>;
  readonly internalOnly: number;
  readonly partner: number;
}

/**
 * Reads one tenant. What the outside refuses becomes the outcome `unknown` with its cause, and a failed look-up becomes a
 * failure of its mailbox; neither is ever an empty list. Rejects only for bugs.
 */
export async function scanForwards(
  tenant: Tenant,
  reader: ForwardReader,
  policy: ForwardPolicy,
  clock: Pick<Clock, 'now'>,
): Promise<ForwardScan> {
  try {
    const reading = checked(await reader.readTenant(tenant.id));
    if (reading === undefined) return unread(tenant, noDomains, clock);
    return await judge(tenant, reading, reading.mailboxes, { reader, policy, clock });
  } catch (error) {
    return unread(tenant, causeOrRethrow(error), clock);
  }
}

/**
 * Reads one mailbox, by address or ExchangeGuid; the coverage speaks of this mailbox only. A mailbox that does not exist
 * is `unknown(mailbox-not-found)`, never clean.
 */
export async function scanMailbox(
  tenant: Tenant,
  address: string,
  reader: ForwardReader,
  policy: ForwardPolicy,
  clock: Pick<Clock, 'now'>,
): Promise<ForwardScan> {
  // Microsoft Learn, Get-Mailbox: an empty Identity answers with all mailboxes.
  if (address.trim() === '') return unread(tenant, { code: 'mailbox-not-found' }, clock);
  try {
    const tenantReading = checked(await reader.readTenant(tenant.id));
    const answer = await reader.readMailbox(tenant.id, address.trim());
    if (tenantReading === undefined) return unread(tenant, noDomains, clock);
    if (answer.kind === 'not-found') return unread(tenant, { code: 'mailbox-not-found' }, clock);
    const reading = withMailbox(tenantReading, answer.mailbox);
    return await judge(tenant, reading, [answer.mailbox], { reader, policy, clock });
  } catch (error) {
    return unread(tenant, causeOrRethrow(error), clock);
  }
}

/** The reading with this mailbox as it is now. */
export function withMailbox(reading: ForwardReading, mailbox: MailboxForwarding): ForwardReading {
  const others = reading.mailboxes.filter(({ mailboxId }) => mailboxId !== mailbox.mailboxId);
  return { ...reading, mailboxes: [...others, mailbox] };
}

/** Every organisation has its onmicrosoft.com domain: a list without any is broken, and would make all mail external. */
export const noDomains: Cause = { code: 'incomplete-list', serviceCode: 'no-accepted-domains' };

function checked(reading: ForwardReading): ForwardReading | undefined {
  return reading.acceptedDomains.length === 0 ? undefined : reading;
}

interface Means {
  readonly reader: ForwardReader;
  readonly policy: ForwardPolicy;
  readonly clock: Pick<Clock, 'now'>;
}

async function judge(
  tenant: Tenant,
  reading: ForwardReading,
  targets: readonly MailboxForwarding[],
  { reader, policy, clock }: Means,
): Promise<ForwardScan> {
  const placeDomain = domainPlacer(reading.acceptedDomains, policy);
  const known = await gather(reader, tenant.id, reading.mailboxes, targets, placeDomain);
  const judged = detectForwards(tenant, { ...reading, mailboxes: targets }, known, policy);
  const failures = judged.uncertain.map(({ mailboxId, cause }) => ({ mailbox: mailboxId, cause }));
  const found = judged.findings.length;
  return {
    coverage: {
      tenantId: tenant.id,
      tenantName: tenant.name,
      outcome: outcomeOf(found, failures),
      found,
      failures,
      readAt: clock.now().toISOString(),
    },
    findings: judged.findings,
    seenMailboxIds: new Set(
      targets
        .filter((one) => one.forwardingAddress !== null || one.forwardingSmtpAddress !== null)
        .map(({ mailboxId }) => mailboxId.toLowerCase()),
    ),
    uncertain: new Set(judged.uncertain.map(({ mailboxId }) => identityOf(mailboxId))),
    internalOnly: judged.internalOnly,
    partner: judged.partner,
  };
}

/** 'clean' only when every mailbox could be judged. */
function outcomeOf(found: number, [failure]: readonly MailboxFailure[]): ScanOutcome {
  if (found > 0) return { kind: 'found', count: found };
  return failure === undefined ? { kind: 'clean' } : { kind: 'unknown', cause: failure.cause };
}

function unread(tenant: Tenant, cause: Cause, clock: Pick<Clock, 'now'>): ForwardScan {
  return {
    coverage: {
      tenantId: tenant.id,
      tenantName: tenant.name,
      outcome: { kind: 'unknown', cause },
      found: 0,
      failures: [],
      readAt: clock.now().toISOString(),
    },
    findings: [],
    seenMailboxIds: new Set(),
    uncertain: new Set(),
    internalOnly: 0,
    partner: 0,
  };
}

function causeOrRethrow(error: unknown): Cause {
  const cause = causeOf(error);
  if (cause === undefined) throw error;
  return cause;
}
