import type { MailRecord } from '../mail/mail-record.js';
import type { Cmdlet, CmdletCall, CmdletResult } from './cmdlet.js';
import type { PropertyTypes } from './output.js';
import { choicesOf, lets } from './report-filters.js';
import { reportRows } from './report-keys.js';
import { DAY_MS, reportWindow } from './report-window.js';
import { DIRECTIONS, FLOW_TYPES } from './report-words.js';
import type { FlowType } from './report-words.js';
import { deliveredMail } from './reported-mail.js';
import type { ReportedMail, ReportThreat } from './reported-mail.js';

const RULES = {
  names: ['StartDate', 'EndDate'],
  usualMs: 90 * DAY_MS,
  widestMs: 90 * DAY_MS,
  farthestMs: 90 * DAY_MS,
} as const;

const STATUS: PropertyTypes = {
  Date: 'DateTime',
  Direction: 'String',
  EventType: 'String',
  MessageCount: 'Int32',
};
const PAGE_NAMES = { MessageCount: 'Count' };

const TYPE_OF: Readonly<Record<ReportThreat, FlowType>> = {
  Malware: 'EmailMalware',
  Phish: 'EmailPhish',
  Spam: 'SpamDetections',
};

/**
 * Microsoft Learn: "Get-MailFlowStatusReport", and "Mailflow status report" in "View email security reports". Each
 * recipient counts, under the primary threat only, as it was at delivery: ZAP changes nothing here. It is the one report
 * that has what was turned away at the edge. Domain, Page and PageSize are Microsoft's own and are not taken.
 *
 * Assumptions: days are UTC, and those without mail have no row; what is turned away at the edge is inbound; there are no
 * transport rules here.
 */
export const getMailFlowStatusReport: Cmdlet = {
  parameters: { StartDate: 'date', EndDate: 'date', Direction: 'list', EventType: 'list' },
  limitsItself: true,
  properties: STATUS,
  entity: 'MailFlowStatusReport',
  run: status,
};

function status({ context, tenant, parameters }: CmdletCall): CmdletResult {
  const window = reportWindow(parameters, RULES, context.clock().getTime());
  const directions = choicesOf(parameters, 'Direction', DIRECTIONS);
  const types = choicesOf(parameters, 'EventType', FLOW_TYPES);
  const counts = new Map<string, number>();
  for (const message of tenant.mail.messages().toReversed()) {
    const at = Date.parse(message.receivedAt);
    if (at < window.from || at > window.to) continue;
    for (const one of deliveredMail(message)) {
      const type = typeOf(message, one);
      if (!lets(directions, one.direction) || !lets(types, type)) continue;
      const key = `${message.receivedAt.slice(0, 10)}T00:00:00Z ${one.direction} ${type}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const rows = [...counts].map(([key, MessageCount]) => {
    const [Date = '', Direction = '', EventType = ''] = key.split(' ');
    return { Date, Direction, EventType, MessageCount };
  });
  return reportRows(tenant.mail, rows, STATUS, PAGE_NAMES);
}

function typeOf({ edgeBlocked }: MailRecord, { threat }: ReportedMail): FlowType {
  if (edgeBlocked === true) return 'EdgeBlockSpam';
  return threat === undefined ? 'GoodMail' : TYPE_OF[threat];
}
