import type { Cmdlet, CmdletCall, CmdletResult, Parameters } from './cmdlet.js';
import { badParameter } from './failures.js';
import type { PropertyTypes } from './output.js';
import { choiceOf, choicesOf, domainsOf, lets } from './report-filters.js';
import { reportRows } from './report-keys.js';
import { DAY_MS, pageOf, reportWindow } from './report-window.js';
import type { ReportWindow } from './report-window.js';
import { ACTIONS, DIRECTIONS, EVENT_TYPES } from './report-words.js';
import { reportedMail } from './reported-mail.js';
import type { ReportedMail } from './reported-mail.js';

const RULES = {
  names: ['StartDate', 'EndDate'],
  usualMs: 90 * DAY_MS,
  widestMs: 90 * DAY_MS,
  farthestMs: 90 * DAY_MS,
} as const;
const PAGES = { usual: 1000, most: 5000 };
const MOST_ROWS = 10_000;
const SUMMARIES = ['Action', 'Direction', 'Domain', 'EventType'] as const;
const PERIODS = ['Hour', 'Day', 'Summary'] as const;

const TRAFFIC: PropertyTypes = {
  Organization: 'String',
  Date: 'DateTime',
  Domain: 'String',
  EventType: 'String',
  Direction: 'String',
  VerdictSource: 'String',
  Action: 'String',
  MessageCount: 'Int32',
};
/** Action and Domain are no columns of the page, and yet it says when they are blank. */
const PAGE_NAMES = { Organization: null };

/**
 * Microsoft Learn: "Get-MailTrafficATPReport". Counts of the last 90 days, those of good mail ("Message passed") with them;
 * as the other reports it counts each recipient. Days and hours are UTC.
 *
 * Assumptions: without SummarizeBy there is a row for each combination; Action and Domain in it are blank and no longer
 * told apart, EventType and Direction are told apart anyway; the date of a Summary is the start; `-PivotBy` and
 * `-ThreatClassification`, of which the page says nothing, are not taken.
 */
export const getMailTrafficAtpReport: Cmdlet = {
  parameters: {
    StartDate: 'date',
    EndDate: 'date',
    Action: 'list',
    AggregateBy: 'text',
    Direction: 'list',
    Domain: 'list',
    EventType: 'list',
    NumberOfRows: 'whole',
    SummarizeBy: 'list',
    Page: 'whole',
    PageSize: 'whole',
  },
  limitsItself: true,
  properties: TRAFFIC,
  entity: 'MailTrafficATPReport',
  run: traffic,
};

function traffic(call: CmdletCall): CmdletResult {
  const { context, tenant, parameters } = call;
  const now = context.clock().getTime();
  const window = reportWindow(parameters, RULES, now);
  const most = Number(parameters['NumberOfRows'] ?? MOST_ROWS);
  if (most > MOST_ROWS) throw badParameter(`NumberOfRows must be from 1 to ${MOST_ROWS}.`);
  const fits = wanted(call);
  const keyOf = groupsOf(parameters, window);
  const counts = new Map<string, { readonly group: Group; count: number }>();
  for (const one of reportedMail(tenant.mail, window, now)) {
    if (!fits(one)) continue;
    const group = keyOf(one);
    const key = Object.values(group).join('\n');
    const entry = counts.get(key);
    if (entry === undefined) counts.set(key, { group, count: 1 });
    else entry.count += 1;
  }
  const rows = [...counts.values()].map(({ group, count }) => ({
    Organization: tenant.initialDomain,
    ...group,
    MessageCount: count,
  }));
  const page = pageOf(rows.slice(0, most), parameters, PAGES);
  return reportRows(tenant.mail, page, TRAFFIC, PAGE_NAMES);
}

function wanted({ tenant, parameters }: CmdletCall): (one: ReportedMail) => boolean {
  const actions = choicesOf(parameters, 'Action', ACTIONS);
  const directions = choicesOf(parameters, 'Direction', DIRECTIONS);
  const events = choicesOf(parameters, 'EventType', EVENT_TYPES);
  const domains = domainsOf(tenant, parameters);
  return (one) =>
    lets(actions, one.action) &&
    lets(directions, one.direction) &&
    lets(events, one.eventType) &&
    lets(domains, one.domain);
}

type Group = Readonly<
  Record<'Date' | 'Domain' | 'EventType' | 'Direction' | 'VerdictSource' | 'Action', string>
>;

/** @throws CmdletFailure for a word that isn't known */
function groupsOf(parameters: Parameters, window: ReportWindow): (one: ReportedMail) => Group {
  const summed = choicesOf(parameters, 'SummarizeBy', SUMMARIES);
  const period = choiceOf(parameters, 'AggregateBy', PERIODS) ?? 'Day';
  const start = new Date(window.from).toISOString();
  return (one) => {
    const received = one.message.receivedAt;
    return {
      Date: period === 'Summary' ? start : beginOf(received, period),
      Domain: summed?.has('domain') === true ? '' : one.domain,
      EventType: one.eventType,
      Direction: one.direction,
      VerdictSource: one.threat ?? '',
      Action: summed?.has('action') === true ? '' : one.action,
    };
  };
}

function beginOf(at: string, period: 'Hour' | 'Day'): string {
  return period === 'Day' ? `${at.slice(0, 10)}T00:00:00Z` : `${at.slice(0, 13)}:00:00Z`;
}
