import { z } from 'zod';
import { Untrusted } from '../lib/untrusted.js';
import { defang } from '../lib/defang.js';
import {
  observationSchema,
  recipientSchema,
  threatSchema,
  verdictSchema,
} from './record-schema.js';
import { linkFindings, nameFindings } from './report.js';
import type { RecordedRecipient } from './records.js';
import type { ReportCoverage } from './report-coverage.js';
import { summarise, type ZapSummary } from './summary.js';
import { zapSources } from './sighting.js';
import type { TenantRecord } from './tenant-record.js';

const count = z.number().int().nonnegative();
const share = z.strictObject({ count, of: count });
const spread = z.strictObject({ count, median: count.optional(), p90: count.optional() });
const strict = { evidence: recipientSchema.shape.evidence.strict() };

const summary = z.strictObject({
  messages: count,
  recipients: count,
  recipientsLeftOut: count,
  byThreat: z.strictObject({ malware: count, phish: count, spam: count, unknown: count }),
  byOutcome: z.strictObject({ zapped: count, failed: count, 'user-triaged': count }),
  exposure: z.strictObject({ exact: spread, atMost: spread, within48h: count, unknown: count }),
  evidence: z.strictObject({ clicked: count, read: count, unread: count, unknown: count }),
  readAfterZap: count,
  seen: share,
  clicked: share,
  people: z.array(
    z.strictObject({ address: z.string(), messages: count, clicked: count, read: count }),
  ),
  repeated: z.array(
    z.strictObject({
      kind: z.enum(['sender-domain', 'network', 'link-host', 'ptr', 'attachment']),
      value: z.string(),
      messages: count,
      recipients: count,
    }),
  ),
});

const message = z.strictObject({
  tenantId: z.guid(),
  tenantName: z.string(),
  networkMessageId: z.string().optional(),
  internetMessageId: z.string().optional(),
  subject: z.string(),
  senderName: z.string(),
  senderAddress: z.string(),
  senderIp: z.string().optional(),
  authenticated: z.boolean(),
  threat: threatSchema,
  at: z.iso.datetime(),
  sources: z.array(z.enum(zapSources)),
  recipients: z.array(z.strictObject({ ...recipientSchema.shape, ...strict })),
  recipientsLeftOut: count,
  verdict: verdictSchema.strict().optional(),
  nameFindings: z.array(z.string()),
  linkFindings: z.array(z.string()),
  observations: z.array(observationSchema.strict()),
  attachments: z.array(z.strictObject({ name: z.string(), sha256: z.string().optional() })),
});

/** The form of the JSON report. `complete` is true only when everything asked for was read in every tenant. */
export const zapReportSchema = z.strictObject({
  schema: z.literal('inbox-warden/zap-report'),
  version: z.literal(1),
  createdAt: z.iso.datetime(),
  complete: z.boolean(),
  coverage: z.array(
    z.strictObject({
      tenantId: z.guid(),
      tenantName: z.string(),
      complete: z.boolean(),
      read: z.array(z.string()),
      notRead: z.array(z.string()),
      limits: z.array(z.string()),
    }),
  ),
  summary,
  messages: z.array(message),
});
export type ZapReport = z.infer<typeof zapReportSchema>;

/** The JSON report. Texts show hidden characters, and hosts are defanged; whoever shows them must not trust them. */
export function zapReport(
  records: readonly TenantRecord[],
  coverage: readonly ReportCoverage[],
  createdAt: Date,
): ZapReport {
  return zapReportSchema.parse(
    withoutUndefined({
      schema: 'inbox-warden/zap-report',
      version: 1,
      createdAt: createdAt.toISOString(),
      complete: coverage.length > 0 && coverage.every(({ complete }) => complete),
      coverage: coverage.map((one) => ({ ...one, tenantName: plain(one.tenantName) })),
      summary: summaryJson(summarise(records.map(({ record }) => record))),
      messages: records.map(messageJson),
    }),
  );
}

function summaryJson(figures: ZapSummary): object {
  return {
    ...figures,
    people: figures.people.map((one) => ({ ...one, address: plain(one.address) })),
    repeated: figures.repeated.map((one) => ({ ...one, value: defanged(one.value) })),
  };
}

function messageJson({ tenantName, record }: TenantRecord): object {
  const { explanation } = record;
  return {
    tenantId: record.tenantId,
    tenantName: plain(tenantName),
    networkMessageId: record.networkMessageId,
    internetMessageId: maybe(record.internetMessageId),
    subject: plain(record.subject),
    senderName: plain(record.senderName),
    senderAddress: plain(record.senderAddress),
    senderIp: maybe(record.senderIp),
    authenticated: record.authenticated,
    threat: record.threat,
    at: record.at,
    sources: record.sources,
    recipients: record.recipients.map(recipientJson),
    recipientsLeftOut: record.recipientsLeftOut,
    verdict: explanation?.verdict,
    nameFindings: nameFindings(explanation),
    linkFindings: linkFindings(explanation),
    observations: (explanation?.observations ?? []).map(
      ({ code, weight, about, sentence, shown }) => ({
        code,
        weight,
        about,
        sentence,
        shown: shown.map(defanged),
      }),
    ),
    attachments: record.attachments.map(({ name, sha256 }) => ({ name: plain(name), sha256 })),
  };
}

function recipientJson(one: RecordedRecipient): object {
  const { objectId, outcome, threat, location, receivedAt, zapTime, exposure, evidence } = one;
  return {
    address: plain(one.address),
    objectId,
    outcome,
    threat,
    location,
    receivedAt,
    zapTime,
    exposure,
    evidence,
    sources: one.sources,
  };
}

const longestShown = 500;

function defanged(raw: string): string {
  return defang(plain(raw.slice(0, longestShown)));
}

function maybe(raw: string | undefined): string | undefined {
  return raw === undefined ? undefined : plain(raw);
}

function plain(raw: string): string {
  return Untrusted.of(raw).forPlainText();
}

/** As JSON writes it, so that what is checked is what is written. */
function withoutUndefined(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}
