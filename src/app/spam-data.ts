import type { CsvRow } from '../lib/csv.js';
import type { SpamLook } from '../spam/look.js';
import type { MailDirection } from '../spam/mail-row.js';
import { spamReportFile, type SpamReportFile } from '../spam/report-json.js';
import { spamViewColumns, spamViewRows } from '../spam/rows.js';
import { spamViews, type SpamView } from '../spam/view.js';

/** The views of a spam report, in the order in which they are shown. */
export const spamDataViews: readonly SpamView[] = spamViews;

export function spamDataColumns(view: SpamView): readonly string[] {
  return spamViewColumns[view];
}

/** One view of all tenants that were looked at, in their order. */
export function* spamDataRows(
  view: SpamView,
  looks: readonly SpamLook[],
  direction: MailDirection | undefined,
): Generator<CsvRow> {
  for (const { coverage, report } of looks) {
    const { tenantName } = coverage;
    yield* spamViewRows(view, { tenantName, report }, direction);
  }
}

/** Everything as JSON; see docs/spam-report.schema.json. */
export function spamDataFile(looks: readonly SpamLook[], now: Date): SpamReportFile {
  return spamReportFile(looks, now);
}
