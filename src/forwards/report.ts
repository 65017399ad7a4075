import { z } from 'zod';
import { alertIdOf } from '../alerts/alert.js';
import type { Finding } from '../alerts/finding.js';
import type { Severity } from '../alerts/severity.js';
import type { CsvRow } from '../lib/csv.js';
import { Untrusted } from '../lib/untrusted.js';
import { causeTexts, type Cause, type CauseCode } from '../tenants/cause.js';
import { combineCoverage, type TenantCoverage } from '../tenants/coverage.js';
import { isOutside, type Destination } from './destination.js';
import { parseForwardFacts, reasonCodes, type ForwardFacts } from './facts.js';
import type { ForwardScan } from './scan.js';

/** The first five columns are those that scripts for this job have always written. */
export const forwardColumns = [
  'Customer',
  'TenantId',
  'PrimarySmtpAddress',
  'DisplayName',
  'ExternalRecipient',
  'Vector',
  'Effective',
  'KeepsCopy',
  'Severity',
  'Reasons',
  'RecipientType',
  'MailboxId',
  'Via',
  'AlertId',
  'ReadAt',
] as const;

type ScanResult = Pick<ForwardScan, 'coverage' | 'findings'>;

const severities = [
  'informational',
  'low',
  'medium',
  'high',
] as const satisfies readonly Severity[];
const causeCodes = Object.keys(causeTexts) as [CauseCode, ...CauseCode[]];

const cause = z.strictObject({
  code: z.enum(causeCodes),
  sentence: z.string(),
  todo: z.string(),
  serviceCode: z.string().optional(),
  requestId: z.string().optional(),
});

const forward = z.strictObject({
  alertId: z.string(),
  mailboxId: z.string(),
  objectId: z.string().optional(),
  primarySmtpAddress: z.string(),
  displayName: z.string(),
  recipientType: z.string(),
  keepsCopy: z.boolean(),
  severity: z.enum(severities),
  reasons: z.array(z.enum(reasonCodes)),
  destinations: z.array(
    z.strictObject({
      recipient: z.string(),
      placement: z.enum(['external', 'unresolved']),
      vector: z.enum(['mailbox-smtp', 'mailbox-recipient']),
      effective: z.boolean(),
      via: z.array(z.strictObject({ kind: z.string(), name: z.string() })),
    }),
  ),
});

const tenant = z.strictObject({
  tenantId: z.guid(),
  name: z.string(),
  readAt: z.iso.datetime(),
  outcome: z.enum(['clean', 'found', 'unknown']),
  cause: cause.optional(),
  mailboxesNotRead: z.array(z.strictObject({ mailbox: z.string(), cause })),
  forwards: z.array(forward),
});

/** The form of the JSON report. `complete` is true only when every tenant and every mailbox was read. */
export const forwardReportSchema = z.strictObject({
  schema: z.literal('inbox-warden/forward-report'),
  version: z.literal(1),
  createdAt: z.iso.datetime(),
  complete: z.boolean(),
  tenants: z.array(tenant),
});
export type ForwardReport = z.infer<typeof forwardReportSchema>;

/** One row per destination outside, in the order of the findings. Cells show hidden characters; csvText disarms formulas. */
export function* forwardRows({ coverage, findings }: ScanResult): Generator<CsvRow> {
  for (const finding of findings) {
    const facts = parseForwardFacts(finding.facts);
    for (const destination of facts.destinations.filter(isOutside)) {
      yield rowOf(coverage, finding, facts, destination);
    }
  }
}

function rowOf(
  coverage: TenantCoverage,
  finding: Finding,
  facts: ForwardFacts,
  destination: Destination,
): CsvRow {
  return [
    plain(coverage.tenantName),
    coverage.tenantId,
    plain(facts.primarySmtpAddress),
    plain(facts.displayName),
    plain(destination.address ?? destination.label),
    destination.vector,
    destination.dormant ? 'no' : 'yes',
    facts.keepsCopy ? 'yes' : 'no',
    finding.severity,
    facts.reasons.join(' '),
    plain(facts.recipientType),
    facts.mailboxId,
    (destination.via ?? []).map(({ kind, name }) => `${kind} ${plain(name)}`).join(' > '),
    alertIdOf(finding),
    coverage.readAt,
  ];
}

/** The JSON report. Texts are as Exchange holds them: whoever shows them must not trust them. */
export function forwardReport(scans: readonly ScanResult[], createdAt: Date): ForwardReport {
  return {
    schema: 'inbox-warden/forward-report',
    version: 1,
    createdAt: createdAt.toISOString(),
    complete: combineCoverage(scans.map(({ coverage }) => coverage)).complete,
    tenants: scans.map(({ coverage, findings }) => ({
      tenantId: coverage.tenantId,
      name: coverage.tenantName,
      readAt: coverage.readAt,
      outcome: coverage.outcome.kind,
      ...(coverage.outcome.kind === 'unknown' ? { cause: causeJson(coverage.outcome.cause) } : {}),
      mailboxesNotRead: coverage.failures.map((one) => ({
        mailbox: one.mailbox,
        cause: causeJson(one.cause),
      })),
      forwards: findings.map(forwardJson),
    })),
  };
}

function forwardJson(finding: Finding): z.infer<typeof forward> {
  const facts = parseForwardFacts(finding.facts);
  return {
    alertId: alertIdOf(finding),
    mailboxId: facts.mailboxId,
    ...(facts.objectId === undefined ? {} : { objectId: facts.objectId }),
    primarySmtpAddress: facts.primarySmtpAddress,
    displayName: facts.displayName,
    recipientType: facts.recipientType,
    keepsCopy: facts.keepsCopy,
    severity: finding.severity,
    reasons: [...facts.reasons],
    destinations: facts.destinations.filter(isOutside).map((one) => ({
      recipient: one.address ?? one.label,
      placement: one.placement === 'external' ? 'external' : 'unresolved',
      vector: one.vector,
      effective: !one.dormant,
      via: (one.via ?? []).map(({ kind, name }) => ({ kind, name })),
    })),
  };
}

function causeJson({ code, serviceCode, requestId }: Cause): z.infer<typeof cause> {
  const { sentence, todo } = causeTexts[code];
  return {
    code,
    sentence,
    todo,
    ...(serviceCode === undefined ? {} : { serviceCode }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

function plain(raw: string): string {
  return Untrusted.of(raw).forPlainText();
}
