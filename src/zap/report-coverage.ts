import { causeTexts, type CauseCode } from '../tenants/cause.js';
import { sourceNames } from './capability-words.js';
import { absenceWords } from '../tenants/source-presence.js';
import {
  isEmptyReport,
  type SourceFailure,
  type SourceRead,
  type ZapCoverage,
} from './coverage.js';
import { counted } from '../alerts/card-text.js';
import { zapSources } from './sighting.js';

/** What was read of one tenant for a report. All texts but the name are our own. */
export interface ReportCoverage {
  readonly tenantId: string;
  /** Raw. */
  readonly tenantName: string;
  readonly complete: boolean;
  readonly read: readonly string[];
  readonly notRead: readonly string[];
  /** What nobody of the sources read can see, and what the tenant does not have. */
  readonly limits: readonly string[];
}

export function reportCoverage(coverage: ZapCoverage): ReportCoverage {
  const { tenantId, tenantName, complete, sourcesRead, sourceFailures, absent } = coverage;
  const ranked = zapSources.flatMap((name) => sourcesRead.filter((one) => one.name === name));
  return {
    tenantId,
    tenantName,
    complete,
    read: ranked.map(readText),
    notRead: [
      ...sourceFailures.map(failureText),
      ...ranked.flatMap(shortfalls),
      ...mailboxFailures(coverage),
      ...(ranked.length === 0 && sourceFailures.length === 0 ? ['No source could be read.'] : []),
    ],
    limits: [
      ...coverage.blindSpots,
      ...(sourcesRead.some(isEmptyReport) ? [emptyReport] : []),
      ...absent.map(({ source, why }) => `${sourceNames[source]}: ${absenceWords[why]}.`),
      ...(coverage.auditLimits ?? []),
    ],
  };
}

const emptyReport =
  'The ZAP report is empty, which a tenant without the licence for it may get as well.';

function readText({ name, sightings, mailboxes }: SourceRead): string {
  const of =
    mailboxes === undefined ? '' : ` in ${counted(mailboxes.read, 'mailbox', 'mailboxes')}`;
  return `${sourceNames[name]}: ${counted(sightings, 'sighting')}${of}.`;
}

function shortfalls({ name, truncated, onlyFrom, mailboxes }: SourceRead): readonly string[] {
  const source = sourceNames[name];
  const rotation = mailboxes?.rotation;
  return [
    ...(truncated ? [`${source} stopped at its limit: there is more.`] : []),
    ...(onlyFrom === undefined
      ? []
      : [`${source} can't look back further than ${onlyFrom.slice(0, 10)}.`]),
    ...(rotation !== undefined && rotation.neverRead > 0
      ? [`${counted(rotation.neverRead, 'mailbox has', 'mailboxes have')} never been read.`]
      : []),
    ...(rotation?.oldestReadAt === undefined
      ? []
      : [`The oldest reading of a mailbox is of ${rotation.oldestReadAt.slice(0, 16)}Z.`]),
  ];
}

const sourceWords: Readonly<Record<SourceFailure['source'], string>> = {
  ...sourceNames,
  directory: 'The list of people',
  content: 'Copies of single messages',
  audit: 'The audit log',
};

function failureText({ source, cause }: SourceFailure): string {
  return `${sourceWords[source]} could not be read: ${causeTexts[cause.code].sentence}`;
}

/** Counted by their cause: a list of mailboxes has no room on a card. */
function mailboxFailures({ failures }: ZapCoverage): readonly string[] {
  const byCause = new Map<CauseCode, number>();
  for (const { cause } of failures) byCause.set(cause.code, (byCause.get(cause.code) ?? 0) + 1);
  return [...byCause].map(
    ([code, count]) =>
      `${counted(count, 'mailbox', 'mailboxes')} could not be read: ${causeTexts[code].sentence}`,
  );
}
