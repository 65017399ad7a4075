import { z } from 'zod';
import { Untrusted } from '../lib/untrusted.js';
import type { SpamLook } from './look.js';
import { spamReportSchema } from './report.js';
import { isWhole } from './report-coverage.js';

const coverage = z.strictObject({
  tenantId: z.guid(),
  tenantName: z.string(),
  complete: z.boolean(),
  read: z.array(z.string()),
  notRead: z.array(z.string()),
  limits: z.array(z.string()),
});

/** The form of the JSON report. `complete` is true only when everything asked for was read in every tenant. */
export const spamReportFileSchema = z.strictObject({
  schema: z.literal('inbox-warden/spam-report'),
  version: z.literal(1),
  createdAt: z.iso.datetime(),
  complete: z.boolean(),
  coverage: z.array(coverage),
  reports: z.array(z.strictObject(spamReportSchema.shape)),
});
export type SpamReportFile = z.infer<typeof spamReportFileSchema>;

/** The JSON report. Texts show hidden characters; whoever shows them must not trust them. */
export function spamReportFile(looks: readonly SpamLook[], createdAt: Date): SpamReportFile {
  const file = {
    schema: 'inbox-warden/spam-report',
    version: 1,
    createdAt: createdAt.toISOString(),
    complete: isWhole(looks.map((look) => look.coverage)),
    coverage: looks.map((look) => look.coverage),
    reports: looks.map(({ report }) => report),
  };
  // As JSON writes it, so that what is checked is what is written.
  return spamReportFileSchema.parse(plainTexts(JSON.parse(JSON.stringify(file))));
}

/** Every text in it shows what hides: our own words stay as they are. */
function plainTexts(value: unknown): unknown {
  if (typeof value === 'string') return Untrusted.of(value).forPlainText();
  if (Array.isArray(value)) return value.map(plainTexts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plainTexts(one)]));
}
