import type { CardContent, FlatValue } from '../alerts/card-content.js';
import {
  blank,
  brief,
  cardRow,
  counted,
  own,
  safe,
  words,
  type CardRow,
} from '../alerts/card-text.js';
import { ownText } from '../lib/untrusted.js';
import {
  addCells,
  cellsTotal,
  countByOutcome,
  countByVerdict,
  isUnwanted,
  type SpamCell,
} from './cell.js';
import { internalRows, receiverRows, senderRows, spoofedRows, trendRows } from './card-rows.js';
import type { SpamLook } from './look.js';
import { outcomes, verdicts } from './mail-row.js';
import { isWhole } from './report-coverage.js';
import { outcomeWords, partsText, verdictWords } from './words.js';

export interface SpamReportCardInput {
  readonly looks: readonly SpamLook[];
  /** What the report is about, raw: a customer's name, a mailbox, or '' for all. */
  readonly scope: string;
  readonly days: number;
  /** The run whose looks are stored; without it the card has no buttons. */
  readonly runId?: string | undefined;
}

const most = { notRead: 6, tenants: 8, list: 5, rules: 6, limits: 600 };

/** The figures of a report. What was not read stands before what was found, and the rule by which it is counted below. */
export function spamReportCard({ looks, scope, days, runId }: SpamReportCardInput): CardContent {
  const cells = addCells(looks.map(({ report }) => report.cells));
  const complete = isWhole(looks.map(({ coverage }) => coverage));
  const title = ownText(titleOf(cells, complete, days));
  const lists = { most: most.list, severalTenants: looks.length > 1 };
  const tenants = looks.length > 1 ? tenantRows(looks) : [];
  const sections: Readonly<Record<string, readonly CardRow[]>> = {
    tenant: tenants.slice(0, most.tenants),
    sender: senderRows(looks, lists),
    receiver: receiverRows(looks, lists),
    internal: internalRows(looks, lists),
    spoofed: spoofedRows(looks, lists),
    trend: trendRows(looks, lists),
  };
  return {
    template: 'spam-report',
    data: {
      title,
      severityStyle: ownText(complete ? 'default' : 'warning'),
      scope: safe(scope === '' ? 'All customers' : scope),
      ...coverageFields(looks),
      outside: ownText(sideText(cells, 'outside')),
      ownSide: ownText(sideText(cells, 'own')),
      counted: ownText(countedText(looks)),
      ...figureFields(cells),
      ...hasFields(sections),
      moreTenants: ownText(
        tenants.length > most.tenants ? `and ${tenants.length - most.tenants} more` : '',
      ),
      trendsNote: own(trendsNote(looks), 300),
      ...buttonFields(runId),
    },
    rows: [
      ...notReadRows(looks).slice(0, most.notRead),
      ...Object.entries(sections).flatMap(([section, rows]) =>
        rows.map((row) => ({ ...row, section: ownText(section) })),
      ),
      ...ruleRows(looks),
    ],
    summary: title,
  };
}

/** One line for each customer, the heaviest first: their sum is the figures of the card. */
function tenantRows(looks: readonly SpamLook[]): readonly CardRow[] {
  const figures = looks.map(({ coverage, report }) => {
    const unwanted = report.cells.filter(isUnwanted);
    const own = cellsTotal(unwanted.filter(isOwn));
    return { coverage, own, outside: cellsTotal(unwanted) - own };
  });
  return figures
    .sort((a, b) => b.own + b.outside - (a.own + a.outside))
    .map(({ coverage: { tenantName, complete }, own, outside }) => {
      const seen = `${outside} unwanted from outside, ${own} from its own people.`;
      const text = `${seen} ${complete ? 'Read completely.' : 'Not everything was read.'}`;
      return cardRow('tenant', brief(tenantName, 60), ownText(text));
    });
}

function isOwn({ direction }: SpamCell): boolean {
  return direction === 'outbound' || direction === 'intra-org';
}

function titleOf(cells: readonly SpamCell[], complete: boolean, days: number): string {
  const span = `in ${counted(days, 'day')}`;
  const unwanted = cellsTotal(cells.filter(isUnwanted));
  if (unwanted > 0) {
    const rest = complete ? '' : ', but not everything was read';
    return `Spam: ${counted(unwanted, 'unwanted delivery', 'unwanted deliveries')} ${span}${rest}`;
  }
  return complete
    ? `Spam: nothing that the filter minded ${span}`
    : `Spam: nothing seen ${span}, but not everything was read`;
}

/** For a report and for each of its parts. */
export function coverageFields(looks: readonly SpamLook[]): Record<string, FlatValue> {
  const notRead = notReadRows(looks);
  const rest = notRead.length - most.notRead;
  const limits = [...new Set(looks.flatMap(({ coverage }) => coverage.limits))].join(' ');
  return {
    coverage: ownText(coverageText(looks)),
    moreNotRead: ownText(rest > 0 ? `and ${rest} more` : ''),
    limits: own(limits, most.limits),
  };
}

function coverageText(looks: readonly SpamLook[]): string {
  if (looks.length === 0) return 'Nothing was read.';
  const whole = looks.filter(({ coverage }) => coverage.complete).length;
  return whole === looks.length
    ? `Read completely: ${counted(whole, 'customer')}.`
    : `Read completely: ${whole} of ${counted(looks.length, 'customer')}.`;
}

/** The incomplete customers first. */
export function notReadRows(looks: readonly SpamLook[]): readonly CardRow[] {
  return looks
    .map(({ coverage }) => coverage)
    .sort((a, b) => Number(a.complete) - Number(b.complete))
    .flatMap(({ tenantName, notRead }) =>
      notRead.map((line) => cardRow('unread', words(brief(tenantName, 60), ': '), own(line, 250))),
    );
}

/** '1204 unwanted from outside: 900 quarantined, 304 junked. By kind: …'. Quarantined mail is never left out. */
function sideText(cells: readonly SpamCell[], side: 'own' | 'outside'): string {
  const chosen = cells.filter((cell) => isUnwanted(cell) && isOwn(cell) === (side === 'own'));
  const total = cellsTotal(chosen);
  if (total === 0) return '';
  const from = side === 'own' ? 'from our own people' : 'from outside';
  const where = partsText(countByOutcome(chosen), outcomeWords);
  const what = partsText(countByVerdict(chosen), verdictWords);
  return `${total} unwanted ${from}: ${where}. By kind: ${what}.`;
}

/** What a source counts beside its rows. */
function countedText(looks: readonly SpamLook[]): string {
  const extra = looks.flatMap(({ report }) => report.counted);
  const sums = addCells([extra]).map(
    ({ verdict, outcome, count }) => `${count} ${verdictWords[verdict]}, ${outcomeWords[outcome]}`,
  );
  return sums.length === 0
    ? ''
    : `Counted by the service itself, and in no figure here: ${sums.join('; ')}.`;
}

const shownVerdicts = verdicts.filter((verdict) => verdict !== 'clean');

/** One number for each kind and place: the chart and its table have the same. */
function figureFields(cells: readonly SpamCell[]): Record<string, FlatValue> {
  const unwanted = cells.filter(isUnwanted);
  const entries = shownVerdicts.flatMap((verdict) => {
    const by = countByOutcome(unwanted.filter((cell) => cell.verdict === verdict));
    const total = outcomes.reduce((sum, outcome) => sum + by[outcome], 0);
    return [
      ...outcomes.map((outcome) => [`${verdict}_${outcome}`, by[outcome]] as const),
      [`${verdict}_total`, total] as const,
    ];
  });
  return { ...Object.fromEntries(entries), hasFigures: unwanted.length > 0 };
}

function hasFields(
  sections: Readonly<Record<string, readonly CardRow[]>>,
): Record<string, FlatValue> {
  return {
    hasTenants: (sections['tenant'] ?? []).length > 0,
    hasSenders: (sections['sender'] ?? []).length > 0,
    hasReceivers: (sections['receiver'] ?? []).length > 0,
    hasInternal: (sections['internal'] ?? []).length > 0,
    hasSpoofed: (sections['spoofed'] ?? []).length > 0,
    hasTrends: (sections['trend'] ?? []).length > 0,
  };
}

/** Why there is no trend, where one might look for it. */
export function trendsNote(looks: readonly SpamLook[]): string {
  const why = [...new Set(looks.map(({ report }) => report.trends.why))].filter(
    (one) => one !== '',
  );
  if (why.length > 0) return why.join(' ');
  const found = looks.some(({ report }) => report.trends.found.length > 0);
  return found ? '' : 'No change against the time before that chance would not explain.';
}

/** How the figures are counted, once for each source. */
export function ruleRows(looks: readonly SpamLook[]): readonly CardRow[] {
  const rules = [...new Set(looks.flatMap(({ report }) => report.countingRule))];
  return rules.slice(0, most.rules).map((rule) => cardRow('rule', blank, own(rule, 300)));
}

export function buttonFields(runId: string | undefined): Record<string, FlatValue> {
  return { runId: ownText(runId ?? ''), showViews: runId !== undefined && runId !== '' };
}
