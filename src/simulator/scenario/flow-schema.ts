import { z } from 'zod';

const share = z.number().min(0).max(1);

/** Where mail of one kind ends: what goes neither into the inbox nor into quarantine is junked. */
function outcome(inbox: number, quarantine: number) {
  return z
    .strictObject({ inbox: share.default(inbox), quarantine: share.default(quarantine) })
    .refine((shares) => shares.inbox + shares.quarantine <= 1, 'the shares are more than all')
    .prefault({});
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/**
 * All mail of a tenant over some days, in, out and inside: it follows from the seed, the tenant and the dates. It has the
 * rhythm of offices: working hours of the zone, quiet weekends; what nobody wants comes at all hours.
 */
export const mailFlowSchema = z
  .strictObject({
    seed: z.int().min(0).default(1),
    days: z.int().min(1).max(30).default(14),
    /** Messages of a working day; on a day of the weekend about a seventh of them come. */
    perDay: z.int().min(0).max(20_000),
    zone: z.string().refine(isTimeZone, 'expected an IANA time zone').default('UTC'),
    /** Where people sign in. */
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'expected two letters')
      .default('DE'),
    /** At most so many mailboxes take part. */
    people: z.int().min(1).max(5000).default(500),
    outboundShare: share.default(0.2),
    intraOrgShare: share.default(0.2),
    /** Shares of what comes in; the rest is clean. */
    bulkShare: share.default(0.15),
    spamShare: share.default(0.08),
    phishShare: share.default(0.015),
    malwareShare: share.default(0.004),
    spoofShare: share.default(0.006),
    /** Refused at the edge, beside what comes in. */
    edgeBlockedShare: share.default(0.05),
    outcomes: z
      .strictObject({
        bulk: outcome(0.05, 0),
        spam: outcome(0.04, 0.25),
        phish: outcome(0.05, 0.85),
        malware: outcome(0, 1),
        spoof: outcome(0.03, 0.6),
      })
      .prefault({}),
  })
  .refine(
    ({ outboundShare, intraOrgShare }) => outboundShare + intraOrgShare <= 1,
    'outboundShare and intraOrgShare are more than all',
  )
  .refine(
    (flow) =>
      flow.bulkShare + flow.spamShare + flow.phishShare + flow.malwareShare + flow.spoofShare <= 1,
    'the shares of what comes in are more than all',
  );

export type MailFlow = z.infer<typeof mailFlowSchema>;
