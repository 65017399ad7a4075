import { z } from 'zod';

/** Habits of hunting and of the mail cmdlets that differ between tenants or times, or that nobody has written down. */
export const mailQuirksSchema = z.strictObject({
  /** Microsoft's page shows the keys of the schema both as `name` and as `Name`. */
  huntingSchemaKeys: z.enum(['lower', 'upper']).default('lower'),
  /** EmailPostDeliveryEvents has SourceLocation only where the change of June 2026 has arrived. */
  huntingSourceLocation: z.boolean().default(true),
  /** Answers stop here without a word. */
  huntingRowCap: z.int().min(1).max(100_000).default(100_000),
  /** Rows appear this long after what they tell. */
  huntingLagMinutes: z.number().min(0).default(0),
  /** Addresses in the post-delivery table are written with capitals, unlike those of EmailEvents. */
  huntingMixedCase: z.boolean().default(false),
  /** Message trace lists what was refused at the edge, as failed. Nobody has written down whether it does. */
  traceEdgeBlocks: z.boolean().default(true),
  /** Keys of the rows of reports: `ZapTime`, or as the portal and Microsoft's pages write them, `ZAP Time`. */
  zapReportKeys: z.enum(['joined', 'spaced']).default('joined'),
  /** What the ZAP report says to a tenant without Defender for Office 365. */
  zapReportUnlicensed: z.enum(['empty', 'error']).default('empty'),
  /** A copy that ZAP took away: in the ATP reports as ZAP found it, as it was at delivery, or in none of them. */
  zapInReports: z.enum(['zap', 'delivery', 'gone']).default('zap'),
  /** Mail is in the report cmdlets this long after it came. */
  reportLagMinutes: z.number().min(0).default(0),
  /** How often a user may be allowed to send again. There is a limit, and nobody has written down which. */
  unblockLimit: z.int().min(0).default(5),
});
export type MailQuirks = z.infer<typeof mailQuirksSchema>;

export const USUAL_QUIRKS: MailQuirks = mailQuirksSchema.parse({});
