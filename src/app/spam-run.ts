import type { CardContent } from '../alerts/card-content.js';
import type { SharedRowStore } from '../lib/document-store.js';
import { ownText, Untrusted } from '../lib/untrusted.js';
import { spamLookSchema, storedSpamLook, type SpamLook } from '../spam/look.js';
import { spamReportCard } from '../spam/report-card.js';
import { spamViewCard } from '../spam/view-card.js';
import type { SpamView } from '../spam/view.js';
import { keepLatest, looksOf, resultsOf, type ScanRun } from './scan-run.js';

/** Entries of all lists of a run that are kept, shared among its tenants; each tenant has at least the fewest. */
const keptEntries = { all: 200, most: 50, fewest: 5 };

/** Writes what one tenant of a run came to. Doing it again replaces it. */
export async function keepSpamLook(
  documents: SharedRowStore,
  { id, tenants }: ScanRun,
  look: SpamLook,
): Promise<void> {
  const { all, most, fewest } = keptEntries;
  const share = Math.floor(all / Math.max(1, tenants.length));
  const stored = storedSpamLook(look, Math.min(most, Math.max(fewest, share)));
  // The mark comes after what it stands for: who counts the marks finds all of the looks.
  await keepLatest(documents, looksOf(id), look.report.tenantId, stored);
  await keepLatest(documents, resultsOf(id), look.report.tenantId, { done: true });
}

/** Of how many tenants of the run the mail flow has been read. */
export async function countSpamLooks(documents: SharedRowStore, runId: string): Promise<number> {
  let done = 0;
  for await (const document of documents.list(resultsOf(runId))) if (document.key !== '') done += 1;
  return done;
}

/** In the order in which the run names its tenants. */
async function readSpamLooks(
  documents: SharedRowStore,
  { id, tenants }: ScanRun,
): Promise<readonly SpamLook[]> {
  const looks = new Map<string, SpamLook>();
  for await (const { key, value } of documents.list(looksOf(id))) {
    looks.set(key, spamLookSchema.parse(value));
  }
  return tenants.flatMap((tenant) => looks.get(tenant.id) ?? []);
}

/** What a report, or one view of it, is about, raw: a mailbox, a customer's name, or '' for all. */
function scopeOf({ mailbox, tenants }: ScanRun): string {
  if (mailbox !== undefined) return mailbox;
  const [only] = tenants;
  return tenants.length === 1 ? (only?.name ?? '') : '';
}

/** The card of a run: how far it is, and in the end its report. */
export async function spamRunCard(
  documents: SharedRowStore,
  run: ScanRun,
  done: number,
): Promise<CardContent> {
  if (done < run.tenants.length) return spamProgressCard(run, done);
  return drawReport(run, await readSpamLooks(documents, run));
}

/** One view of a finished run, or 'all': the report itself. Undefined while it is not finished. */
export async function spamRunView(
  documents: SharedRowStore,
  run: ScanRun,
  view: SpamView | 'all',
): Promise<CardContent | undefined> {
  const looks = await readSpamLooks(documents, run);
  if (looks.length < run.tenants.length) return undefined;
  if (view === 'all') return drawReport(run, looks);
  const { id: runId, spamDays: days = 1 } = run;
  return spamViewCard({ looks, view, scope: scopeOf(run), days, runId });
}

function drawReport(run: ScanRun, looks: readonly SpamLook[]): CardContent {
  const { id: runId, spamDays: days = 1 } = run;
  return spamReportCard({ looks, scope: scopeOf(run), days, runId });
}

export function spamProgressCard(run: ScanRun, done: number): CardContent {
  const { tenants, spamDays = 1 } = run;
  const noun = tenants.length === 1 ? 'tenant' : 'tenants';
  const days = spamDays === 1 ? 'today' : `the last ${spamDays} days`;
  const scope = scopeOf(run);
  const of = scope === '' ? '' : ` of ${Untrusted.of(scope).forCard()}`;
  return {
    template: 'scan-progress',
    data: {
      kind: ownText('spam'),
      title: ownText(`Running: ${done} of ${tenants.length} ${noun} done`),
      scope: ownText(`Mail flow${of}, ${days}`),
      coverage: ownText(''),
      unread: ownText(''),
    },
    rows: [],
    summary: ownText('Reading the mail flow'),
  };
}
