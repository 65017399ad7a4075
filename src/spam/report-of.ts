import type { Tenant } from '../tenants/tenant.js';
import { countByOutcome, countByVerdict } from './cell.js';
import { sourceRules } from './counting-rules.js';
import type { SpamCoverage } from './coverage.js';
import type { DayTask } from './days-of.js';
import type { SpamFacts } from './facts.js';
import type { SpamInternal } from './figures.js';
import { flowListsOf, type ListOptions } from './flow-lists.js';
import type { SpamFrame } from './frame.js';
import type { JudgedSuspects } from './judge-suspects.js';
import type { Listing } from './listing.js';
import { limitWords } from './limit-words.js';
import { patternsOf } from './patterns.js';
import type { SpamPolicy } from './policy.js';
import type { BlockedUser } from './ports.js';
import { touches, type MailReading } from './read-mail.js';
import type { SpamReport } from './report.js';
import type { SpamTally } from './spam-tally.js';
import type { SideReading } from './side-reading.js';
import { trendRuleWords, trendsOf } from './trends.js';

export interface ReportTask {
  readonly frame: SpamFrame;
  readonly coverage: SpamCoverage;
  readonly best: MailReading | undefined;
  /** That of `best`; an empty one where nothing was read. */
  readonly tally: SpamTally;
  readonly blocked: readonly BlockedUser[];
  readonly judged: Pick<JudgedSuspects, 'judged'>;
  readonly side: Pick<SideReading, 'spoofReport'>;
  readonly mailbox: string | undefined;
  readonly most: number;
  readonly policy: SpamPolicy;
}

/** The figures of all views. Of what no source told there are none, and `complete` is false. Pure. */
export function reportOf({ id }: Pick<Tenant, 'id'>, task: ReportTask): SpamReport {
  const { frame, coverage, best, tally, policy, most, judged, side, mailbox } = task;
  const options = listOptionsOf(task);
  const lists = flowListsOf(tally.period, { ...options, most });
  const perDay = frame.days.map(({ day, from, to }, place) => ({
    day,
    over: to <= (best?.until ?? 0),
    complete: best !== undefined && dayIsWhole(best, from, Math.min(to, frame.now), coverage),
    cells: [...(tally.perDay[place]?.cells ?? [])],
  }));
  return {
    ...{ tenantId: id, zone: frame.zone, days: frame.days.length, mailbox },
    firstDay: frame.days[0]?.day ?? '',
    lastDay: frame.days.at(-1)?.day ?? '',
    period: { from: new Date(frame.from).toISOString(), to: coverage.until },
    source: coverage.source,
    complete: coverage.complete,
    countingRule: countingRuleOf(best),
    listsWanted: options.listsWanted,
    cells: [...tally.period.cells],
    perDay: perDay.map(({ day, complete, cells }) => ({ day, complete, cells })),
    counted: [...(best?.totals ?? [])],
    senders: copy(lists.senders),
    domains: copy(lists.domains),
    receivers: copy(lists.receivers),
    patterns: patternsOf(tally.attacks, tally.period, policy, {
      most,
      listsWanted: options.listsWanted,
    }),
    internal: copy(withJudgement(lists.internal, judged.judged)),
    spoofed: copy(lists.spoofed),
    ...(side.spoofReport === undefined ? {} : { spoofReport: side.spoofReport }),
    trends: trendsOfReading(task, perDay),
  };
}

function countingRuleOf(best: MailReading | undefined): string[] {
  return best === undefined
    ? ['No source was read: there are no figures.']
    : [...sourceRules[best.read.name].words];
}

function trendsOfReading(
  { frame, best, tally, coverage }: ReportTask,
  perDay: readonly {
    readonly day: string;
    readonly over: boolean;
    readonly complete: boolean;
    readonly cells: SpamReport['cells'];
  }[],
): SpamReport['trends'] {
  if (best === undefined) {
    const why = 'No source was read, so nothing is compared.';
    return { why, rule: trendRuleWords, comparisons: 0, found: [] };
  }
  return trendsOf({
    frame,
    until: best.until,
    period: tally.period,
    previous: tally.previous,
    wholeDays: perDay.filter(({ over, complete }) => over && complete),
    why: whyNotCompared(frame, best, coverage.complete),
  });
}

/** Periods of different coverage are not compared: what was read more of would look like a rise. */
function whyNotCompared(frame: SpamFrame, best: MailReading, complete: boolean): string {
  const { previous } = frame;
  if (previous === undefined) return 'A comparison with the time before was not asked for.';
  if (!complete)
    return 'This period was not read completely, so it is not compared with the one before.';
  if (best.from > previous.from + 1000) {
    return "The source can't look back to the period before, so nothing is compared.";
  }
  const gap = best.limits.find(
    (limit) => limit.kind !== 'lag' && touches(limit, previous.from, previous.to),
  );
  return gap === undefined
    ? ''
    : `The period before was not read completely, so nothing is compared. ${limitWords(gap)}`;
}

function dayIsWhole(best: MailReading, from: number, to: number, coverage: SpamCoverage): boolean {
  const gaps = best.limits.some((limit) => limit.kind !== 'lag' && touches(limit, from, to));
  const ownKnown = coverage.sourceFailures.every(({ source }) => source !== 'own-domains');
  return ownKnown && !gaps && !best.read.brokeOff && best.from <= from + 1000 && best.until > from;
}

function listOptionsOf({ best, policy, blocked }: ReportTask): Omit<ListOptions, 'most'> {
  const rule = best && sourceRules[best.read.name];
  return { vips: policy.vips, blocked, listsWanted: rule?.listsWanted ?? false };
}

/** What the stored days are made from. */
export function dayTaskOf(task: ReportTask, ownKnown: boolean): DayTask {
  const { frame, best, coverage } = task;
  const why = coverage.mailRead.some(({ brokeOff }) => brokeOff)
    ? 'The source broke off: what it told is not all.'
    : best === undefined
      ? 'No source of mail flow could be read.'
      : 'Not everything of this day could be read.';
  return {
    ...{ frame, ownKnown, ...listOptionsOf(task) },
    ...{ reading: best, why: [why], readAt: coverage.readAt },
  };
}

/** With what was judged of each, and those who deserve an alert for mail that the filter did not mind. */
function withJudgement(
  list: Listing<SpamInternal>,
  judged: JudgedSuspects['judged'],
): Listing<SpamInternal> {
  const listed = list.listed.map((one) => {
    const facts = judged.get(one.address);
    if (facts === undefined) return one;
    const { likelyCause, alerted } = facts;
    return { ...one, evidence: facts.evidence.map(({ code }) => code), likelyCause, alerted };
  });
  const names = new Set(listed.map(({ address }) => address));
  const others = [...judged.values()].filter(
    ({ address, alerted, unwanted }) => alerted && unwanted === 0 && !names.has(address),
  );
  return { ...list, listed: [...listed, ...others.map(withoutUnwanted)] };
}

function withoutUnwanted(facts: SpamFacts & { readonly alerted: boolean }): SpamInternal {
  const { address, sent, recipients, startedAt, lastAt, blocked, blockedAt, alerted } = facts;
  return {
    ...{ address, sent, recipients, blocked, blockedAt, alerted, atLeast: facts.atLeast },
    ...{ firstAt: startedAt, lastAt, count: 0 },
    byVerdict: countByVerdict([]),
    byOutcome: countByOutcome([]),
    byDirection: { outbound: 0, 'intra-org': 0 },
    evidence: facts.evidence.map(({ code }) => code),
    likelyCause: facts.likelyCause,
  };
}

function copy<T>(list: Listing<T>): { listed: T[]; leftOut: number; bounded: boolean } {
  return { ...list, listed: [...list.listed] };
}
