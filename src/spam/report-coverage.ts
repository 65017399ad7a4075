import { counted } from '../alerts/card-text.js';
import { causeTexts } from '../tenants/cause.js';
import { absenceWords } from '../tenants/source-presence.js';
import { mailSourceNames, sideSourceNames } from './counting-rules.js';
import type { MailRead, SpamCoverage, SpamFailure } from './coverage.js';
import { limitWords } from './limit-words.js';

/** What was read of one tenant for a report. All texts but the name are our own. */
export interface SpamReportCoverage {
  readonly tenantId: string;
  /** Raw. */
  readonly tenantName: string;
  readonly complete: boolean;
  readonly read: readonly string[];
  readonly notRead: readonly string[];
  /** What the sources read can't see, and what the tenant does not have. */
  readonly limits: readonly string[];
}

export function spamReportCoverage(coverage: SpamCoverage): SpamReportCoverage {
  const { tenantId, tenantName, complete, mailRead, source, absent, sourceFailures } = coverage;
  const used = mailRead.filter(({ name }) => name === source);
  return {
    tenantId,
    tenantName,
    complete,
    read: [
      ...used.map(
        ({ name, messages }) => `${names[name]}: ${counted(messages, 'delivery', 'deliveries')}.`,
      ),
      ...coverage.sideRead.map((name) => `${names[name]}: read.`),
    ],
    notRead: [
      ...sourceFailures.map(failureText),
      ...mailRead.flatMap((one) => shortfalls(one, complete && one.name !== source)),
      ...(mailRead.length === 0 && sourceFailures.length === 0
        ? ['No source of mail flow could be read.']
        : []),
    ],
    limits: [
      ...used.flatMap(({ limits }) => limits.filter(({ kind }) => kind === 'lag').map(limitWords)),
      ...absent.map(({ source: name, why }) => `${names[name]}: ${absenceWords[why]}.`),
      ...coverage.notes,
    ],
  };
}

const names = { ...mailSourceNames, ...sideSourceNames };
const failureNames: Readonly<Record<SpamFailure['source'], string>> = {
  ...names,
  'own-domains': "The list of the tenant's own domains",
};

function failureText({ source, cause }: SpamFailure): string {
  return `${failureNames[source]} could not be read: ${causeTexts[cause.code].sentence}`;
}

const shownLimits = 3;

/** What a source did not tell; of one that another made up for, only that. */
function shortfalls(
  { name, limits, onlyFrom, brokeOff }: MailRead,
  madeUp: boolean,
): readonly string[] {
  const source = names[name];
  const gaps = limits.filter(({ kind }) => kind !== 'lag');
  if (madeUp) return [];
  return [
    ...(brokeOff ? [`${source} broke off: what it told is not all.`] : []),
    ...(onlyFrom === undefined
      ? []
      : [`${source} can't look back further than ${onlyFrom.slice(0, 10)}.`]),
    ...gaps.slice(0, shownLimits).map((limit) => `${source}: ${limitWords(limit)}`),
    ...(gaps.length > shownLimits
      ? [`${source}: ${gaps.length - shownLimits} more such gaps.`]
      : []),
  ];
}

/** The same for a look at a tenant of which nothing is known but that it failed. */
export function isWhole(looks: readonly { readonly complete: boolean }[]): boolean {
  return looks.length > 0 && looks.every(({ complete }) => complete);
}
