import { z } from 'zod';

const count = z.number().int().nonnegative();
const instant = z.iso.datetime();
const raw = z.string();

const of = { tenantId: z.guid(), tenant: raw };

/** What of a tenant can be read, apart from each other. */
export const coverageSources = ['forwards', 'zap', 'mail'] as const;
export type CoverageSource = (typeof coverageSources)[number];

/** What was read of one tenant, and why not all of it. */
const coverageLine = z.object({
  section: z.literal('coverage'),
  ...of,
  source: z.enum(coverageSources),
  /** `part`: something, but not everything; `none`: nothing that could be relied on. */
  read: z.enum(['whole', 'part', 'none']),
  /** When it was last read, where it was. */
  readAt: instant.optional(),
  /** Our own words: why not all was read, or what of it is not listed one by one. '' when there is nothing to say. */
  why: z.string(),
});
export type CoverageLine = Readonly<z.infer<typeof coverageLine>>;

/** A tenant that is not watched any more, and where alerts still wait for a decision. */
const unwatchedLine = z.object({
  section: z.literal('unwatched'),
  ...of,
  /** Alerts that wait; each has its line in `decisions`. */
  waiting: z.number().int().positive(),
});
export type UnwatchedLine = Readonly<z.infer<typeof unwatchedLine>>;

/** A forward about which something happened in the period, or that waits for a decision. */
const forwardLine = z.object({
  section: z.literal('forwards'),
  ...of,
  alertId: z.string(),
  mailbox: raw,
  /** The first destination outside. */
  destination: raw,
  severity: z.enum(['informational', 'low', 'medium', 'high']),
  state: z.string(),
  /** Found for the first time in the period, or found again after it had ended. */
  appeared: z.boolean(),
  /** An approver had it removed in the period. */
  removed: z.boolean(),
  approved: z.boolean(),
  /** It went away by itself. */
  gone: z.boolean(),
  /** It waits for a decision, or for what was decided to happen. */
  waiting: z.boolean(),
  /** For how long it has been waiting; 0 when it does not. */
  minutes: count,
});
export type ForwardLine = Readonly<z.infer<typeof forwardLine>>;

/** An approval that holds. */
const approvalLine = z.object({
  section: z.literal('approvals'),
  ...of,
  alertId: z.string(),
  kind: z.string(),
  /** What is approved. */
  subject: raw,
  /** '' for the one thing alone; else the name of the wider scope. */
  scope: z.string(),
  by: raw,
  reason: raw,
  at: instant,
  expiresAt: instant.optional(),
  /** Within the next 14 days. */
  expiring: z.boolean(),
});
export type ApprovalLine = Readonly<z.infer<typeof approvalLine>>;

/** One person from whom ZAP took a message, or tried to. */
const zapLine = z.object({
  section: z.literal('zap'),
  ...of,
  message: z.string(),
  recipient: raw,
  sender: raw,
  threat: z.enum(['malware', 'phish', 'spam', 'unknown']),
  outcome: z.enum(['zapped', 'failed', 'user-triaged']),
  evidence: z.enum(['clicked', 'read', 'unread', 'unknown']),
  exposure: z.enum(['exact', 'at-most', 'within-48h', 'unknown']),
  /** For the first two kinds of exposure. */
  minutes: count.optional(),
  at: instant,
});
export type ZapLine = Readonly<z.infer<typeof zapLine>>;

export const mailVerdicts = [
  'malware',
  'phish',
  'spoof',
  'spam',
  'bulk',
  'unknown',
  'clean',
] as const;
export type MailVerdict = (typeof mailVerdicts)[number];

export const mailOutcomes = ['delivered', 'junked', 'quarantined', 'rejected', 'unknown'] as const;
export type MailOutcome = (typeof mailOutcomes)[number];

/** Deliveries of one tenant in the period: each delivery is in one line. */
const mailLine = z.object({
  section: z.literal('mail'),
  ...of,
  direction: z.enum(['inbound', 'outbound', 'intra-org', 'unknown']),
  verdict: z.enum(mailVerdicts),
  outcome: z.enum(mailOutcomes),
  count,
});
export type MailLine = Readonly<z.infer<typeof mailLine>>;

/** Somebody with unwanted mail from outside. `rest`: everything that no line with an address counts, together. */
const listed = {
  ...of,
  address: raw,
  rest: z.boolean(),
  count,
  /** `count` and `reached` are lower bounds: of some days only those with most mail are listed one by one. */
  atLeast: z.boolean(),
  /** Those that were delivered: not junked, not held, not refused. Absent where it is not known. */
  reached: count.optional(),
};

const senderLine = z.object({ section: z.literal('senders'), ...listed });
export type SenderLine = Readonly<z.infer<typeof senderLine>>;

const targetLine = z.object({ section: z.literal('targets'), ...listed });
export type TargetLine = Readonly<z.infer<typeof targetLine>>;

export const ownCauses = [
  'bulk-mail',
  'infected-client',
  'compromised-account',
  'unclear',
] as const;
export type OwnCause = (typeof ownCauses)[number];

/** A user of the tenant who sent unwanted mail, was found to send in an unusual way, or was kept from sending. */
const ownSenderLine = z.object({
  section: z.literal('own-senders'),
  ...listed,
  /** Everything sent, wanted or not, on the days on which the person is listed. */
  sent: count,
  /** There are days on which the person is not listed, so that `sent` is a lower bound. */
  sentAtLeast: z.boolean(),
  blocked: z.boolean(),
  /** The alert about it, where there is one: the latest that falls into the period, and what it looks like. */
  alertId: z.string().optional(),
  cause: z.enum(ownCauses).optional(),
});
export type OwnSenderLine = Readonly<z.infer<typeof ownSenderLine>>;

/** A domain of the tenant whose name others used. `rest`: own domains that are not listed, of which there may be none. */
const spoofedLine = z.object({ section: z.literal('spoofed'), ...listed });
export type SpoofedLine = Readonly<z.infer<typeof spoofedLine>>;

/** An alert that was decided in the period, or is not decided yet. */
const decisionLine = z.object({
  section: z.literal('decisions'),
  ...of,
  alertId: z.string(),
  kind: z.string(),
  severity: z.string(),
  detectedAt: instant,
  decision: z.enum(['approve', 'remove', 'acknowledge', 'none']),
  decidedAt: instant.optional(),
  /** From detection to decision; of what is undecided until the digest was made. */
  minutes: count,
});
export type DecisionLine = Readonly<z.infer<typeof decisionLine>>;

/** The head of a tenant's audit record when the digest was made: kept here, it shows a record that is cut or rewritten later. */
const auditLine = z.object({
  section: z.literal('audit'),
  ...of,
  sequence: count,
  hash: z.string(),
});
export type AuditLine = Readonly<z.infer<typeof auditLine>>;

/**
 * One row of the exported file. Every figure of a digest is counted from these and from nothing else. Texts named
 * `tenant`, `mailbox`, `address` and so on are raw: attackers may have written them.
 */
export const digestRowSchema = z.discriminatedUnion('section', [
  coverageLine,
  unwatchedLine,
  forwardLine,
  approvalLine,
  zapLine,
  mailLine,
  senderLine,
  targetLine,
  ownSenderLine,
  spoofedLine,
  decisionLine,
  auditLine,
]);
export type DigestRow = Readonly<z.infer<typeof digestRowSchema>>;
export type DigestSection = DigestRow['section'];
