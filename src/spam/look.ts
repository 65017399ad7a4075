import { z } from 'zod';
import type { Json } from '../lib/json.js';
import { spamReportSchema, storedSpamReport, type SpamReport } from './report.js';
import type { SpamReportCoverage } from './report-coverage.js';

export interface SpamLook {
  readonly coverage: SpamReportCoverage;
  readonly report: SpamReport;
}

export const spamLookSchema = z.object({
  coverage: z.object({
    tenantId: z.string(),
    tenantName: z.string(),
    complete: z.boolean(),
    read: z.array(z.string()),
    notRead: z.array(z.string()),
    limits: z.array(z.string()),
  }),
  report: spamReportSchema,
});

export function storedSpamLook({ coverage, report }: SpamLook, most?: number): Json {
  return { coverage, report: storedSpamReport(report, most) } as unknown as Json;
}
