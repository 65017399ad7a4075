import type { Finding } from '../alerts/finding.js';
import type { Clock } from '../lib/clock.js';
import type { Tenant } from '../tenants/tenant.js';
import { askAudit, collectAudit, notAsked } from './audit-run.js';
import { type CapabilityServices } from './capabilities.js';
import { zapCoverageOf, type Gathered, type ZapCoverage } from './coverage.js';
import { detectZaps } from './detect.js';
import { gatherZaps, type ZapReading } from './gather.js';
import type { ZapMessage } from './message.js';
import type { MessageFinder, ReadAudit } from './ports.js';
import type { ZapPolicy } from './policy.js';
import type { ZapRecord, ZapRecordStore } from './records.js';
import { storeMessages } from './store-messages.js';

export interface ZapScanServices extends CapabilityServices {
  readonly finder: Pick<MessageFinder, 'content'>;
  readonly records: ZapRecordStore;
  /** Who opened what was taken away. Asked in one scan and collected in the next; not for a single mailbox. */
  readonly audit?: ReadAudit | undefined;
  readonly policy: ZapPolicy;
  readonly clock: Pick<Clock, 'now'>;
}

export interface ZapScanOptions {
  /** How far back; without it 3 days: the 48 hours in which ZAP acts, and a day for sources that lag. 1 to 30. */
  readonly days?: number | undefined;
  /** One person only, by address or user principal name. The coverage then speaks of this mailbox only. */
  readonly mailbox?: string | undefined;
  /** Reads every mailbox now, not only the next ones of the rotation, where mailboxes are the source. */
  readonly everyMailbox?: boolean | undefined;
  /** Without it 200. */
  readonly mailboxesPerRun?: number | undefined;
  /** Messages that are read and analysed. Without it 20; those left over come next time. */
  readonly explanationsPerRun?: number | undefined;
}

export interface ZapScan {
  readonly coverage: ZapCoverage;
  /** What was sighted, or found in the audit log to have been opened, joined with what was stored of it. */
  readonly messages: readonly ZapMessage[];
  /** The same as stored now, in the same order. */
  readonly records: readonly ZapRecord[];
  /** Those that deserve a card. */
  readonly findings: readonly Finding[];
  /** The primary address of the mailbox asked for, by which it stands in records. */
  readonly mailbox?: string | undefined;
}

const defaults = { days: 3, mailboxesPerRun: 200, explanationsPerRun: 20 };
const mostDays = 30;
const dayMs = 86_400_000;

/**
 * Reads what ZAP did in one tenant, stores it, explains what deserves a card, and says what to post. A source that refuses
 * is a failure in the coverage, never an empty list; "nothing zapped" is `clean`, which only a complete reading gives. May
 * be run again at any time and beside itself: readings overlap, and the same comes of them. Rejects only for bugs and for
 * our own store.
 */
export async function scanZap(
  tenant: Tenant,
  services: ZapScanServices,
  options: ZapScanOptions = {},
): Promise<ZapScan> {
  const now = services.clock.now();
  const days = Math.min(Math.max(options.days ?? defaults.days, 1), mostDays);
  const reading = await gatherZaps(tenant.id, services, {
    span: { from: new Date(now.getTime() - days * dayMs).toISOString(), to: now.toISOString() },
    mailbox: options.mailbox?.trim(),
    everyMailbox: options.everyMailbox ?? false,
    mailboxesPerRun: Math.max(1, options.mailboxesPerRun ?? defaults.mailboxesPerRun),
    now,
  });
  const { audit } = services;
  const search = audit && options.mailbox === undefined ? { ...services, audit } : undefined;
  const answer = search === undefined ? notAsked : await collectAudit(tenant.id, search, now);
  const told = { ...reading, openings: answer.openings };
  const stored = await storeMessages(tenant.id, told, services, {
    most: options.explanationsPerRun ?? defaults.explanationsPerRun,
    now,
  });
  await reading.commit();
  const asked = search ? await askAudit(tenant.id, search, answer, reading.people, now) : [];
  const failures = [...stored.failures, ...answer.failures, ...asked];
  const gathered = gatheredOf(tenant, { ...reading, auditLimits: answer.limits }, failures);
  return {
    coverage: zapCoverageOf(gathered, stored.sighted, services.clock.now(), {
      mailboxOnly: options.mailbox !== undefined,
      audit: answer.isThere,
    }),
    messages: stored.messages,
    records: stored.records,
    findings: detectZaps(tenant, stored.records, services.policy),
    mailbox: reading.mailbox,
  };
}

function gatheredOf(
  tenant: Tenant,
  reading: ZapReading & Pick<Gathered, 'auditLimits'>,
  more: Gathered['sourceFailures'],
): Gathered {
  const { span, sourcesRead, absent, sourceFailures, failures, auditLimits = [] } = reading;
  return {
    tenantId: tenant.id,
    tenantName: tenant.name,
    span,
    sourcesRead,
    absent,
    sourceFailures: [...sourceFailures, ...more],
    failures,
    ...(auditLimits.length === 0 ? {} : { auditLimits }),
  };
}
